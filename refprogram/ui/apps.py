from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "refprogram.ui"
    label = "ui"
