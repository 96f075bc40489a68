from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "refprogram.rights"
    label = "rights"

    def ready(self) -> None:
        from customers.models.contact import keep
        from refprogram.rights.models import waits_for_an_answer

        keep(waits_for_an_answer)
