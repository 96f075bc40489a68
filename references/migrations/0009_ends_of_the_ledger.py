import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce


def say_where_each_chain_ends(apps, schema_editor):
    """Write on the key of everybody which of their rows was written last, so that one taken away later is missed."""
    of = apps.get_model
    last = of("references", "ConsentEvent").objects.filter(subject=OuterRef("subject")).order_by("-seq")
    of("references", "LedgerKey").objects.update(
        last_seq=Coalesce(Subquery(last.values("seq")[:1]), 0),
        last_digest=Coalesce(Subquery(last.values("digest")[:1]), Value("")),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("references", "0008_left_alone"),
    ]

    operations = [
        migrations.AddField(
            model_name="ledgerkey",
            name="last_digest",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="ledgerkey",
            name="last_seq",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="ledgerkey",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length(models.F("last_digest")), 64
                ),
                name="ledgerkey_last_digest_length",
                violation_error_message="Use at most 64 characters.",
            ),
        ),
        migrations.RunPython(say_where_each_chain_ends, migrations.RunPython.noop),
    ]
