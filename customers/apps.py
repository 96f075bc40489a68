from django.apps import AppConfig

from refprogram.imports import kinds


class CustomersConfig(AppConfig):
    name = "customers"

    def ready(self) -> None:
        from customers.imports import KINDS

        kinds.register(*KINDS)
