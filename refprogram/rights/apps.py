from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "refprogram.rights"
    label = "rights"
