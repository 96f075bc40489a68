from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "refprogram.imports"
    label = "imports"
