from django.db import migrations, models
from django.db.models import Exists, OuterRef

from refprogram.dates import today


def take_unproven_consents_as_said(apps, schema_editor):
    """End every yes that nobody can prove, and keep it as said on a call, for the person to confirm on their page."""
    of = apps.get_model
    proof = of("references", "ConsentEvent").objects.filter(
        kind="granted", subject=OuterRef("reference__ledger_key__subject"), purpose=OuterRef("activity__code")
    )
    waiting = of("references", "Claim").objects.filter(
        outcome="", reference=OuterRef("reference"), activity=OuterRef("activity")
    )
    unproven = of("references", "Consent").objects.filter(~Exists(proof), ended_on=None)
    keys = []
    for consent in unproven.annotate(is_said=Exists(waiting)).order_by("pk").iterator(chunk_size=500):
        keys.append(consent.pk)
        if consent.is_said:
            continue
        claim = of("references", "Claim").objects.create(
            reference_id=consent.reference_id,
            activity_id=consent.activity_id,
            channel="call",
            said_on=consent.granted_on,
            expires_on=consent.expires_on,
            recorded_by_id=consent.recorded_by_id,
        )
        audiences = of("references", "ConsentAudience").objects.filter(consent=consent.pk)
        of("references", "ClaimAudience").objects.bulk_create(
            of("references", "ClaimAudience")(claim=claim, audience=audience)
            for audience in audiences.values_list("audience", flat=True)
        )
    for first in range(0, len(keys), 500):
        of("references", "Consent").objects.filter(pk__in=keys[first : first + 500]).update(ended_on=today())


def say_that_nobody_was_left_alone(apps, schema_editor):
    """Give what was kept before people could pause what held for everybody then, so that replay reads no trouble."""
    apps.get_model("references", "Judgement").objects.filter(quiet_month=None).update(
        quiet_month=False, was_asked=False
    )
    apps.get_model("references", "Standing").objects.filter(quiet_month=None).update(quiet_month=False)


class Migration(migrations.Migration):
    dependencies = [
        ("references", "0007_letters_of_the_cycle"),
    ]

    operations = [
        migrations.AddField(
            model_name="judgement",
            name="paused_since",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="paused_until",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="quiet_month",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="was_asked",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="standing",
            name="paused_by_customer",
            field=models.PositiveSmallIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="standing",
            name="paused_since",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="standing",
            name="paused_until",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="standing",
            name="quiet_month",
            field=models.BooleanField(null=True),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.CheckConstraint(
                condition=models.Q(("paused_by_customer__range", (0, 32767))),
                name="standing_paused_by_customer_range",
                violation_error_message="Use a number from 0 to 32,767.",
            ),
        ),
        migrations.RunPython(take_unproven_consents_as_said, migrations.RunPython.noop),
        migrations.RunPython(say_that_nobody_was_left_alone, migrations.RunPython.noop),
    ]
