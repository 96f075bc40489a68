import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("customers", "0008_products_from_files"),
        ("references", "0012_course_of_a_question"),
        ("requests", "0007_after_the_talk"),
        ("testimonials", "0002_payment_as_a_tie"),
    ]

    operations = [
        migrations.CreateModel(
            name="Supplied",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                (
                    "ask",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="supplied",
                        to="requests.referencerequest",
                    ),
                ),
                (
                    "endorsement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="testimonials.endorsement",
                    ),
                ),
            ],
            options={
                "verbose_name": "content given",
                "verbose_name_plural": "content given",
                "constraints": [models.UniqueConstraint(fields=("ask", "endorsement"), name="supplied_once")],
            },
        ),
        migrations.RemoveConstraint(
            model_name="referencerequest",
            name="request_status_known",
        ),
        migrations.AddField(
            model_name="assignment",
            name="decide_on",
            field=models.DateField(blank=True, help_text="From this day on no answer is for a manager.", null=True),
        ),
        migrations.AddField(
            model_name="referencerequest",
            name="unfulfilled_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("nobody_suitable", "Nobody suitable"),
                    ("declined", "Asked, and they would rather not"),
                    ("no_answer", "No answer in time"),
                    ("too_late", "Asked for too late"),
                    ("other", "Something else"),
                ],
                editable=False,
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="referencerequest",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("submitted", "Sent to the reference manager"),
                    ("in_review", "In review"),
                    ("matched", "Matched, nobody asked yet"),
                    ("awaiting_customer", "Waiting for the customer’s answer"),
                    ("confirmed", "The customer said yes"),
                    ("scheduled", "A time is agreed"),
                    ("completed", "It took place"),
                    ("closed", "Closed"),
                    ("content_supplied", "Content instead of a talk"),
                    ("unfulfilled", "Ended without a reference"),
                    ("needs_review", "Stopped: needs a decision"),
                    ("declined_by_customer", "The customer would rather not"),
                    ("cancelled", "Cancelled"),
                    ("expired", "Out of time"),
                ],
                default="draft",
                editable=False,
                max_length=24,
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("decide_on", None), ("use_consent__isnull", False), _connector="OR"),
                name="assignment_decided_after_a_question",
            ),
        ),
        migrations.AddConstraint(
            model_name="referencerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "draft",
                            "submitted",
                            "in_review",
                            "matched",
                            "awaiting_customer",
                            "confirmed",
                            "scheduled",
                            "completed",
                            "closed",
                            "content_supplied",
                            "unfulfilled",
                            "needs_review",
                            "declined_by_customer",
                            "cancelled",
                            "expired",
                        ],
                    )
                ),
                name="request_status_known",
                violation_error_message="Choose one of the values that have a name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="referencerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("unfulfilled_because__in", ["", "nobody_suitable", "declined", "no_answer", "too_late", "other"])
                ),
                name="request_unfulfilled_because_known",
                violation_error_message="Choose one of the values that have a name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="referencerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "unfulfilled"), models.Q(("unfulfilled_because", ""), _negated=True)),
                    models.Q(models.Q(("status", "unfulfilled"), _negated=True), ("unfulfilled_because", "")),
                    _connector="OR",
                ),
                name="request_unfulfilled_because",
            ),
        ),
    ]
