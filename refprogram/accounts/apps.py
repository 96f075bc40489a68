from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "refprogram.accounts"
    label = "accounts"

    def ready(self) -> None:
        from refprogram.accounts import mailbox
        from refprogram.outbox import kinds

        kinds.guard("user:", answer=mailbox.nothing_against)
