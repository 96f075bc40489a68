from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "requests"

    def ready(self) -> None:
        from customers import announce
        from references import announce as consents
        from refprogram.outbox import kinds
        from requests import actions, notices

        kinds.register(*notices.KINDS)
        announce.subscribe(actions.hold_back)
        consents.subscribe(notices.tell_who_knows)
