from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "refprogram.outbox"
    label = "outbox"
