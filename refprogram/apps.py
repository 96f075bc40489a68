from django.apps import AppConfig


class RefprogramConfig(AppConfig):
    name = "refprogram"

    def ready(self) -> None:
        from refprogram import checks  # noqa: F401 - importing it registers the checks
