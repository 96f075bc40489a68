from django.apps import AppConfig


class ReferencesConfig(AppConfig):
    name = "references"

    def ready(self) -> None:
        from customers import announce
        from references import actions, notices
        from refprogram.outbox import kinds

        kinds.register(*notices.KINDS)
        announce.subscribe(actions.open_files)
