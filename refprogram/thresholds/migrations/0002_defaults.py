from django.db import migrations

DEFAULTS = {
    "check_in_months": 6,
    "check_in_due_months": 5,
    "recovery_days": 30,
    "late_yes_days": 7,
    "hesitation_cues": 2,
    "nps_unhappy": 6,
    "csat_unhappy": 2,
    "weak_topic": 2,
    "well_recovered": 4,
    "program_load": 4,
    "renewal_days": 90,
    "nomination_days": 7,
}


def write_down_the_defaults(apps, schema_editor):
    thresholds = apps.get_model("thresholds", "Threshold")
    thresholds.objects.bulk_create([thresholds(code=code, value=value) for code, value in DEFAULTS.items()])


class Migration(migrations.Migration):
    dependencies = [("thresholds", "0001_initial")]
    operations = [migrations.RunPython(write_down_the_defaults, migrations.RunPython.noop)]
