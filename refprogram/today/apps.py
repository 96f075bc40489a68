from django.apps import AppConfig


class TodayConfig(AppConfig):
    name = "refprogram.today"
    label = "today"
