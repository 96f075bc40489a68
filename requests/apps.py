from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "requests"

    def ready(self) -> None:
        from customers import announce
        from references import announce as consents
        from refprogram.imports import kinds as files
        from refprogram.outbox import kinds
        from requests import actions, letters, notices
        from requests.imports import KINDS

        kinds.register(*notices.KINDS, *letters.KINDS)
        kinds.guard("prospect:", answer=letters.may_be_written_to)
        files.register(*KINDS)
        announce.subscribe(actions.hold_back)
        consents.subscribe(notices.tell_who_knows)
