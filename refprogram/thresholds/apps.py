from django.apps import AppConfig


class ThresholdsConfig(AppConfig):
    name = "refprogram.thresholds"
    label = "thresholds"
