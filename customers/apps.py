from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "customers"

    def ready(self) -> None:
        from customers import notices
        from customers.imports import KINDS
        from refprogram.imports import kinds
        from refprogram.outbox import kinds as letters

        kinds.register(*KINDS)
        letters.guard("contact:", answer=notices.may_be_written_to)
