from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "customers"

    def ready(self) -> None:
        from customers import notices
        from customers.actions.quarantine import letter_left
        from customers.actions.returned import letter_came_back
        from customers.imports import KINDS
        from refprogram.imports import kinds
        from refprogram.outbox import bounced, hidden, left
        from refprogram.outbox import kinds as letters

        kinds.register(*KINDS)
        letters.guard("contact:", answer=notices.may_be_written_to)
        hidden.hide(notices.hidden_recipients)
        bounced.subscribe(letter_came_back)
        left.subscribe(letter_left)
