from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReferralsConfig(AppConfig):
    name = "references.referrals"
    label = "referrals"

    def ready(self) -> None:
        from customers import announce
        from references.referrals import due, notices
        from references.referrals.actions import notice_came_back, notice_left
        from refprogram.outbox import bounced, hidden, kinds, left

        kinds.register(*notices.KINDS)
        kinds.guard("introduced:", answer=notices.may_be_written_to)
        hidden.hide(notices.hidden_recipients)
        left.subscribe(notice_left)
        bounced.subscribe(notice_came_back)
        announce.subscribe(due.follow)
        post_migrate.connect(put_library_in_place, sender=self)


def put_library_in_place(using: str, **kwargs: object) -> None:
    """Put the first sentences of the library in place."""
    from django.db import connections

    from references.referrals import library
    from references.referrals.models import ReferralTemplate

    if ReferralTemplate._meta.db_table in connections[using].introspection.table_names():
        library.put_in_place()
