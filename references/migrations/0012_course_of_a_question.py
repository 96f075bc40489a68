import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("references", "0011_set_aside"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="useconsent",
            name="attending",
            field=models.CharField(blank=True, help_text="Who will be there, as far as we know.", max_length=200),
        ),
        migrations.AddField(
            model_name="useconsent",
            name="chased_on",
            field=models.DateField(blank=True, help_text="When we wrote once more; never twice.", null=True),
        ),
        migrations.AddField(
            model_name="useconsent",
            name="heard_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="useconsent",
            name="heard_how",
            field=models.CharField(
                blank=True,
                choices=[
                    ("link", "their own page"),
                    ("call", "a call"),
                    ("meeting", "a meeting"),
                    ("email", "an e-mail"),
                    ("import", "an import"),
                    ("clock", "the calendar"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="useconsent",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length(models.F("attending")), 200
                ),
                name="useconsent_attending_length",
                violation_error_message="Use at most 200 characters.",
            ),
        ),
        migrations.AddConstraint(
            model_name="useconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(("heard_how__in", ["", "link", "call", "meeting", "email", "import", "clock"])),
                name="useconsent_heard_how_known",
                violation_error_message="Choose one of the values that have a name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="useconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("heard_by", None), ("heard_how", "")),
                    models.Q(
                        ("answered_on__gte", models.F("asked_on")),
                        ("heard_by__isnull", False),
                        ("heard_how__in", ("call", "meeting", "email")),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="useconsent_heard_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="useconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(("chased_on", None), ("chased_on__gt", models.F("asked_on")), _connector="OR"),
                name="useconsent_chased_later",
            ),
        ),
    ]
