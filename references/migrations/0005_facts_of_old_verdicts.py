from django.db import migrations
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce


def say_what_old_verdicts_took_for_granted(apps, schema_editor):
    """Give verdicts from before these facts were kept what held for everybody then, so that replay reads no trouble.

    Nobody could be marked as gone, no company had a policy, and each use weighed the same.
    """
    activity = apps.get_model("references", "ActivityType").objects.filter(pk=OuterRef("activity"))
    old = Q(contact_status=None, activity_weight=None)
    apps.get_model("references", "Judgement").objects.filter(old).update(
        contact_status="active",
        reference_policy="",
        activity_is_public=Coalesce(Subquery(activity.values("public")), Value(False)),
        activity_is_live=Case(When(Exists(activity.filter(mode="content")), then=Value(False)), default=Value(True)),
        activity_weight=Coalesce(Subquery(activity.values("weight")), Value(1)),
        recent_load=F("recent_uses"),
        activity_uses=F("recent_uses"),
    )


class Migration(migrations.Migration):
    dependencies = [("references", "0004_keep_standing_by_the_clock")]

    operations = [migrations.RunPython(say_what_old_verdicts_took_for_granted, migrations.RunPython.noop)]
