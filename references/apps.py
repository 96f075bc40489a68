from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReferencesConfig(AppConfig):
    name = "references"

    def ready(self) -> None:
        from customers import announce
        from references import actions, checks, notices
        from references.imports import KINDS
        from refprogram.imports import kinds as files
        from refprogram.outbox import kinds

        kinds.register(*notices.KINDS)
        files.register(*KINDS)
        announce.subscribe(actions.open_files)
        post_migrate.connect(guard_the_ledger, sender=self)
        assert checks  # importing it registers the check


def guard_the_ledger(using: str, **kwargs: Any) -> None:
    """Put the first texts in place and the triggers up again; a migration may have rebuilt their tables."""
    from django.db import connections

    from references.ledger import guards, texts

    if guards.TABLES.keys() <= set(connections[using].introspection.table_names()):
        texts.put_in_place()
        guards.put_up(connections[using])
