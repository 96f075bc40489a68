from django.db import migrations, models

DEFAULTS = {"chase_days": 3, "workday_begins": 9, "workday_ends": 17, "first_response_days": 1, "fulfil_days": 2}


def write_down_the_defaults(apps, schema_editor):
    thresholds = apps.get_model("thresholds", "Threshold")
    thresholds.objects.bulk_create([thresholds(code=code, value=value) for code, value in DEFAULTS.items()])


class Migration(migrations.Migration):
    dependencies = [
        ("thresholds", "0002_defaults"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="threshold",
            name="threshold_within_its_bounds",
        ),
        migrations.AlterField(
            model_name="threshold",
            name="code",
            field=models.CharField(
                choices=[
                    ("check_in_months", "months that a check-in is good for"),
                    ("check_in_due_months", "months after which a check-in is due"),
                    ("recovery_days", "days of care after something was put right"),
                    ("late_yes_days", "days after which a yes came late"),
                    ("hesitation_cues", "signs of hesitation that count as hesitation"),
                    ("nps_unhappy", "the best score from 0 to 10 that is an unhappy one"),
                    ("csat_unhappy", "the best score from 1 to 5 that is an unhappy one"),
                    ("weak_topic", "the best rating from 1 to 5 that makes somebody weak on a topic"),
                    ("well_recovered", "the customer's rating from 1 to 5 from which a recovery went well"),
                    ("program_load", "weight of uses within 90 days that is enough for anybody"),
                    ("renewal_days", "days before a renewal in which to take care"),
                    ("nomination_days", "days that a nomination may wait"),
                    ("chase_days", "business days without an answer, after which we write once more"),
                    ("workday_begins", "hour at which a working day begins"),
                    ("workday_ends", "hour at which a working day ends"),
                    ("first_response_days", "business days within which a request is taken up"),
                    ("fulfil_days", "business days within which a request is fulfilled"),
                ],
                max_length=40,
                unique=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="threshold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("code", "check_in_months"), ("value__range", (1, 6))),
                    models.Q(("code", "check_in_due_months"), ("value__range", (1, 5))),
                    models.Q(("code", "recovery_days"), ("value__range", (14, 365))),
                    models.Q(("code", "late_yes_days"), ("value__range", (1, 30))),
                    models.Q(("code", "hesitation_cues"), ("value__range", (1, 3))),
                    models.Q(("code", "nps_unhappy"), ("value__range", (6, 8))),
                    models.Q(("code", "csat_unhappy"), ("value__range", (2, 4))),
                    models.Q(("code", "weak_topic"), ("value__range", (1, 4))),
                    models.Q(("code", "well_recovered"), ("value__range", (4, 5))),
                    models.Q(("code", "program_load"), ("value__range", (1, 20))),
                    models.Q(("code", "renewal_days"), ("value__range", (30, 365))),
                    models.Q(("code", "nomination_days"), ("value__range", (1, 30))),
                    models.Q(("code", "chase_days"), ("value__range", (1, 15))),
                    models.Q(("code", "workday_begins"), ("value__range", (1, 12))),
                    models.Q(("code", "workday_ends"), ("value__range", (13, 24))),
                    models.Q(("code", "first_response_days"), ("value__range", (1, 10))),
                    models.Q(("code", "fulfil_days"), ("value__range", (1, 30))),
                    _connector="OR",
                ),
                name="threshold_within_its_bounds",
                violation_error_message="This figure is outside its bounds.",
            ),
        ),
        migrations.RunPython(write_down_the_defaults, migrations.RunPython.noop),
    ]
