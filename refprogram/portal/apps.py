from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "refprogram.portal"
    label = "portal"
