from zoneinfo import ZoneInfo

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import TruncDate


def say_the_day_of_old_answers(apps, schema_editor):
    """Give answers that only had a moment their day, in the program's own time zone."""
    zone = ZoneInfo(settings.PROGRAM_TIME_ZONE)
    answered = apps.get_model("references", "UseConsent").objects.filter(answered_at__isnull=False)
    answered.update(answered_on=TruncDate("answered_at", tzinfo=zone))


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("customers", "0002_know_the_customer"),
        ("references", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CheckInDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("typed", models.JSONField()),
                ("saved_at", models.DateTimeField(auto_now=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="references.reference"
                    ),
                ),
            ],
            options={
                "verbose_name": "check-in draft",
                "constraints": [models.UniqueConstraint(fields=("reference", "by"), name="checkindraft_once")],
            },
        ),
        migrations.CreateModel(
            name="CompanyPermission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "document",
                    models.CharField(help_text="The clause or letter that says so, and where it lies.", max_length=500),
                ),
                ("approver", models.CharField(help_text="Who at the company said so.", max_length=200)),
                ("granted_on", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="references.activitytype",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="customers.customer"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["customer"], name="permission_by_customer")],
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("document")), 500
                        ),
                        name="companypermission_document_length",
                        violation_error_message="Use at most 500 characters.",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("approver")), 200
                        ),
                        name="companypermission_approver_length",
                        violation_error_message="Use at most 200 characters.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("document", ""), _negated=True), models.Q(("approver", ""), _negated=True)
                        ),
                        name="companypermission_rests_on_paper",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None), ("valid_until__gte", models.F("granted_on")), _connector="OR"
                        ),
                        name="companypermission_ends_after_start",
                        violation_error_message="A permission cannot end before it was given.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentAudience",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("prospect", "A prospect"),
                            ("analyst", "An analyst"),
                            ("press", "The press"),
                            ("event", "People at an event"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="audiences", to="references.consent"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("audience__in", ["prospect", "analyst", "press", "event"])),
                        name="consentaudience_audience_known",
                        violation_error_message="Choose one of the values that have a name.",
                    ),
                    models.UniqueConstraint(fields=("consent", "audience"), name="consentaudience_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactPreference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "max_per_quarter",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="uses within 90 days"),
                ),
                ("words", models.TextField(blank=True, verbose_name="in their own words")),
                (
                    "source",
                    models.CharField(
                        choices=[("customer", "the customer"), ("staff", "our staff"), ("imported", "an import")],
                        default="customer",
                        max_length=10,
                    ),
                ),
                ("on", models.DateField()),
                (
                    "activities",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="references.activitytype", verbose_name="likes best"
                    ),
                ),
                (
                    "reference",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="preference",
                        to="references.reference",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("words")), 2000
                        ),
                        name="contactpreference_words_length",
                        violation_error_message="Use at most 2,000 characters.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["customer", "staff", "imported"])),
                        name="contactpreference_source_known",
                        violation_error_message="Choose one of the values that have a name.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("max_per_quarter__range", (0, 90))),
                        name="contactpreference_max_per_quarter_range",
                        violation_error_message="Use a number from 0 to 90.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Cue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("maybe", "“Maybe”"),
                            ("if_you_need", "“If you really need it”"),
                            ("busy", "“I am busy right now”"),
                            ("changed_subject", "Changed the subject"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "checkin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cues", to="references.checkin"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["maybe", "if_you_need", "busy", "changed_subject"])),
                        name="cue_kind_known",
                        violation_error_message="Choose one of the values that have a name.",
                    ),
                    models.UniqueConstraint(fields=("checkin", "kind"), name="cue_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="NominationEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveIntegerField()),
                ("verb", models.CharField(max_length=40)),
                (
                    "acted_as",
                    models.CharField(
                        choices=[("staff", "our staff"), ("customer", "the customer"), ("clock", "the program")],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "nomination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="references.nomination"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("verb")), 40
                        ),
                        name="nomination_event_verb_length",
                        violation_error_message="Use at most 40 characters.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("acted_as__in", ["staff", "customer", "clock"])),
                        name="nomination_event_acted_as_known",
                        violation_error_message="Choose one of the values that have a name.",
                    ),
                    models.UniqueConstraint(fields=("nomination", "seq"), name="nomination_event_seq"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Result",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("metric", models.CharField(max_length=200)),
                ("before", models.CharField(blank=True, max_length=200)),
                ("after", models.CharField(max_length=200)),
                ("evidence", models.CharField(blank=True, max_length=500)),
                (
                    "source",
                    models.CharField(
                        choices=[("customer", "the customer"), ("staff", "our staff"), ("imported", "an import")],
                        max_length=10,
                    ),
                ),
                ("on", models.DateField()),
                (
                    "checkin",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="results",
                        to="references.checkin",
                    ),
                ),
                (
                    "reference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="results", to="references.reference"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("metric")), 200
                        ),
                        name="result_metric_length",
                        violation_error_message="Use at most 200 characters.",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("before")), 200
                        ),
                        name="result_before_length",
                        violation_error_message="Use at most 200 characters.",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("after")), 200
                        ),
                        name="result_after_length",
                        violation_error_message="Use at most 200 characters.",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("evidence")), 500
                        ),
                        name="result_evidence_length",
                        violation_error_message="Use at most 500 characters.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["customer", "staff", "imported"])),
                        name="result_source_known",
                        violation_error_message="Choose one of the values that have a name.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("issue_severity", models.PositiveSmallIntegerField(null=True)),
                ("issue_kind", models.CharField(max_length=20, null=True)),
                ("issue_since", models.DateField(null=True)),
                ("recovered_on", models.DateField(null=True)),
                ("survey_unhappy_on", models.DateField(null=True)),
                ("survey_handled_on", models.DateField(null=True)),
                ("survey_unread_on", models.DateField(null=True)),
                ("hardship_since", models.DateField(null=True)),
                ("hardship_kind", models.CharField(max_length=20, null=True)),
                ("hardship_review_on", models.DateField(null=True)),
                ("renews_on", models.DateField(null=True)),
                ("negotiating_since", models.DateField(null=True)),
                ("reference_policy", models.CharField(max_length=20, null=True)),
                ("contact_status", models.CharField(max_length=20, null=True)),
                ("contact_status_since", models.DateField(null=True)),
                ("contact_back_on", models.DateField(null=True)),
                ("verified_on", models.DateField(null=True)),
                ("checked_on", models.DateField(null=True)),
                ("heard_on", models.DateField(null=True)),
                ("nominated_on", models.DateField(null=True)),
                ("told_on", models.DateField(null=True)),
                ("mood", models.CharField(max_length=20, null=True)),
                ("mood_on", models.DateField(null=True)),
                ("willing_on", models.DateField(null=True)),
                ("cheered_on", models.DateField(null=True)),
                ("late_yes_on", models.DateField(null=True)),
                ("declined_twice_on", models.DateField(null=True)),
                ("hedged_on", models.DateField(null=True)),
                (
                    "reference",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="references.reference",
                    ),
                ),
                ("judged_on", models.DateField()),
                ("next_change", models.DateField(null=True)),
                ("open_issue", models.PositiveSmallIntegerField()),
                ("recently_recovered", models.PositiveSmallIntegerField()),
                ("survey_red_flag", models.PositiveSmallIntegerField()),
                ("never_verified", models.PositiveSmallIntegerField()),
                ("stale_check_in", models.PositiveSmallIntegerField()),
                ("check_in_due", models.PositiveSmallIntegerField()),
                ("secondhand_only", models.PositiveSmallIntegerField()),
                ("hesitant", models.PositiveSmallIntegerField()),
                ("hardship", models.PositiveSmallIntegerField()),
                ("policy_private_only", models.PositiveSmallIntegerField()),
                ("contact_gone", models.PositiveSmallIntegerField()),
                ("renewal_window", models.PositiveSmallIntegerField()),
                ("worst", models.PositiveSmallIntegerField()),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["next_change"], name="standing_next_change"),
                    models.Index(fields=["worst", "reference"], name="standing_worst"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("issue_kind")), 20
                        ),
                        name="standing_issue_kind_length",
                        violation_error_message="Use at most 20 characters.",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("hardship_kind")), 20
                        ),
                        name="standing_hardship_kind_length",
                        violation_error_message="Use at most 20 characters.",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("reference_policy")), 20
                        ),
                        name="standing_reference_policy_length",
                        violation_error_message="Use at most 20 characters.",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("contact_status")), 20
                        ),
                        name="standing_contact_status_length",
                        violation_error_message="Use at most 20 characters.",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(models.F("mood")), 20
                        ),
                        name="standing_mood_length",
                        violation_error_message="Use at most 20 characters.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("issue_severity__range", (0, 32767))),
                        name="standing_issue_severity_range",
                        violation_error_message="Use a number from 0 to 32,767.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("open_issue__range", (0, 32767))),
                        name="standing_open_issue_range",
                        violation_error_message="Use a number from 0 to 32,767.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("recently_recovered__range", (0, 32767))),
                        name="standing_recently_recovered_range",
                        violation_error_message="Use a number from 0 to 32,767.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("survey_red_flag__range", (0, 32767))),
                        name="standing_survey_red_flag_range",
                        violation_error_message="Use a number from 0 to 32,767.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("never_verified__range", (0, 32767))),
                        name="standing_never_verified_range",
                        violation_error_message="Use a number from 0 to 32,767.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stale_check_in__range", (0, 32767))),
                        name="standing_stale_check_in_range",
                        violation_error_message="Use a number from 0 to 32,767.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("check_in_due__range", (0, 32767))),
                        name="standing_check_in_due_range",
                        violation_error_message="Use a number from 0 to 32,767.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("secondhand_only__range", (0, 32767))),
                        name="standing_secondhand_only_range",
                        violation_error_message="Use a number from 0 to 32,767.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hesitant__range", (0, 32767))),
                        name="standing_hesitant_range",
                        violation_error_message="Use a number from 0 to 32,767.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hardship__range", (0, 32767))),
                        name="standing_hardship_range",
                        violation_error_message="Use a number from 0 to 32,767.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("policy_private_only__range", (0, 32767))),
                        name="standing_policy_private_only_range",
                        violation_error_message="Use a number from 0 to 32,767.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("contact_gone__range", (0, 32767))),
                        name="standing_contact_gone_range",
                        violation_error_message="Use a number from 0 to 32,767.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("renewal_window__range", (0, 32767))),
                        name="standing_renewal_window_range",
                        violation_error_message="Use a number from 0 to 32,767.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("worst__range", (0, 32767))),
                        name="standing_worst_range",
                        violation_error_message="Use a number from 0 to 32,767.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StorySeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("result", "A result"), ("recovery", "Something that went wrong and was put right")],
                        max_length=10,
                    ),
                ),
                ("proposed_on", models.DateField()),
                (
                    "issue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.issue",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stories", to="references.reference"
                    ),
                ),
                (
                    "result",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="story",
                        to="references.result",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["result", "recovery"])),
                        name="storyseed_kind_known",
                        violation_error_message="Choose one of the values that have a name.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("issue", None), ("kind", "result"), ("result__isnull", False)),
                            models.Q(("issue__isnull", False), ("kind", "recovery"), ("result", None)),
                            _connector="OR",
                        ),
                        name="storyseed_of_its_kind",
                    ),
                    models.UniqueConstraint(fields=("reference", "issue"), name="storyseed_once_an_issue"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TopicStrength",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rating", models.PositiveSmallIntegerField()),
                (
                    "source",
                    models.CharField(
                        choices=[("customer", "the customer"), ("staff", "our staff"), ("imported", "an import")],
                        max_length=10,
                    ),
                ),
                ("on", models.DateField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="strengths", to="references.reference"
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="customers.topic"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["customer", "staff", "imported"])),
                        name="topicstrength_source_known",
                        violation_error_message="Choose one of the values that have a name.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rating__range", (1, 5))),
                        name="topicstrength_rating_range",
                        violation_error_message="Use a number from 1 to 5.",
                    ),
                    models.UniqueConstraint(fields=("reference", "topic"), name="topicstrength_once"),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="useconsent",
            name="useconsent_answer_has_a_time",
        ),
        migrations.AddField(
            model_name="activitytype",
            name="max_per_quarter",
            field=models.PositiveSmallIntegerField(
                blank=True, help_text="So many of these within 90 days are enough for anybody.", null=True
            ),
        ),
        migrations.AddField(
            model_name="activitytype",
            name="public",
            field=models.BooleanField(
                default=False, help_text="Shown to the world: needs the company's permission as well as the person's."
            ),
        ),
        migrations.AddField(
            model_name="activitytype",
            name="rest_days",
            field=models.PositiveSmallIntegerField(default=0, help_text="Days of rest after one of these."),
        ),
        migrations.AddField(
            model_name="activitytype",
            name="weight",
            field=models.PositiveSmallIntegerField(
                default=1, help_text="How much of a favour it is; 1 is a short call."
            ),
        ),
        migrations.AddField(
            model_name="checkin",
            name="has_recommended",
            field=models.CharField(
                blank=True, choices=[("yes", "They have"), ("not_yet", "Not yet"), ("no", "No")], max_length=10
            ),
        ),
        migrations.AddField(
            model_name="checkin",
            name="mood",
            field=models.CharField(
                blank=True,
                choices=[
                    ("delighted", "Delighted"),
                    ("willing", "Willing, at ease"),
                    ("hesitant", "Hesitant"),
                    ("unhappy", "Unhappy"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="checkin",
            name="recommended_to",
            field=models.CharField(blank=True, max_length=500, verbose_name="whom, and when"),
        ),
        migrations.AddField(
            model_name="checkin",
            name="would_recommend",
            field=models.CharField(
                blank=True, choices=[("yes", "They would"), ("no", "They would not")], max_length=10
            ),
        ),
        migrations.AddField(
            model_name="judgement",
            name="activity_cap",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="activity_is_live",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="activity_is_public",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="activity_uses",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="activity_weight",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="audience",
            field=models.CharField(
                blank=True,
                choices=[
                    ("prospect", "A prospect"),
                    ("analyst", "An analyst"),
                    ("press", "The press"),
                    ("event", "People at an event"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="judgement",
            name="audience_agreed",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="cheered_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="conflict_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="conflict_topic",
            field=models.CharField(max_length=200, null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="contact_back_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="contact_status",
            field=models.CharField(max_length=20, null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="contact_status_since",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="customer_cap",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="declined_twice_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="depth",
            field=models.CharField(
                blank=True,
                choices=[
                    ("quick", "A quick check"),
                    ("use_case", "One use of our product, in detail"),
                    ("long_history", "The long history: somebody who digs into the past years"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="judgement",
            name="first_recent_use_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="heard_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="hedged_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="late_yes_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="mood",
            field=models.CharField(max_length=20, null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="mood_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="negotiating_since",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="nominated_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="permission_until",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="prospect",
            field=models.CharField(blank=True, max_length=250),
        ),
        migrations.AddField(
            model_name="judgement",
            name="prospect_domain",
            field=models.CharField(blank=True, max_length=250),
        ),
        migrations.AddField(
            model_name="judgement",
            name="prospect_relation",
            field=models.CharField(max_length=20, null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="recent_load",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="recovered_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="reference_policy",
            field=models.CharField(max_length=20, null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="renews_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="rest_until",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="survey_handled_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="survey_unhappy_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="survey_unread_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="told_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="judgement",
            name="topics",
            field=models.JSONField(
                default=list, help_text="The topics that mattered most, by key, the first one first."
            ),
        ),
        migrations.AddField(
            model_name="judgement",
            name="willing_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="nomination",
            name="reason",
            field=models.TextField(blank=True, verbose_name="why not"),
        ),
        migrations.AddField(
            model_name="nomination",
            name="reviewed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="nomination",
            name="reviewed_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="nomination",
            name="status",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting for a reference manager"),
                    ("accepted", "Taken up: somebody will talk to them"),
                    ("declined", "Not now"),
                ],
                default="waiting",
                editable=False,
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="useconsent",
            name="answered_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="activitytype",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__range", (0, 20))),
                name="activitytype_weight_range",
                violation_error_message="Use a number from 0 to 20.",
            ),
        ),
        migrations.AddConstraint(
            model_name="activitytype",
            constraint=models.CheckConstraint(
                condition=models.Q(("max_per_quarter__range", (0, 32767))),
                name="activitytype_max_per_quarter_range",
                violation_error_message="Use a number from 0 to 32,767.",
            ),
        ),
        migrations.AddConstraint(
            model_name="activitytype",
            constraint=models.CheckConstraint(
                condition=models.Q(("rest_days__range", (0, 365))),
                name="activitytype_rest_days_range",
                violation_error_message="Use a number from 0 to 365.",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length(models.F("recommended_to")), 500
                ),
                name="checkin_recommended_to_length",
                violation_error_message="Use at most 500 characters.",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.CheckConstraint(
                condition=models.Q(("mood__in", ["", "delighted", "willing", "hesitant", "unhappy"])),
                name="checkin_mood_known",
                violation_error_message="Choose one of the values that have a name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.CheckConstraint(
                condition=models.Q(("would_recommend__in", ["", "yes", "no"])),
                name="checkin_would_recommend_known",
                violation_error_message="Choose one of the values that have a name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.CheckConstraint(
                condition=models.Q(("has_recommended__in", ["", "yes", "not_yet", "no"])),
                name="checkin_has_recommended_known",
                violation_error_message="Choose one of the values that have a name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.CheckConstraint(
                condition=models.Q(("recommended_to", ""), ("has_recommended", "yes"), _connector="OR"),
                name="checkin_recommended_to_somebody",
                violation_error_message="Say whom only when they have recommended us.",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.CheckConstraint(
                condition=models.Q(("mood", ""), ("direct", True), _connector="OR"), name="checkin_mood_is_heard"
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length(models.F("reference_policy")), 20
                ),
                name="judgement_reference_policy_length",
                violation_error_message="Use at most 20 characters.",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length(models.F("contact_status")), 20
                ),
                name="judgement_contact_status_length",
                violation_error_message="Use at most 20 characters.",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length(models.F("mood")), 20
                ),
                name="judgement_mood_length",
                violation_error_message="Use at most 20 characters.",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length(models.F("prospect")), 250
                ),
                name="judgement_prospect_length",
                violation_error_message="Use at most 250 characters.",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length(models.F("prospect_domain")), 250
                ),
                name="judgement_prospect_domain_length",
                violation_error_message="Use at most 250 characters.",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length(models.F("conflict_topic")), 200
                ),
                name="judgement_conflict_topic_length",
                violation_error_message="Use at most 200 characters.",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length(models.F("prospect_relation")), 20
                ),
                name="judgement_prospect_relation_length",
                violation_error_message="Use at most 20 characters.",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience__in", ["", "prospect", "analyst", "press", "event"])),
                name="judgement_audience_known",
                violation_error_message="Choose one of the values that have a name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(("depth__in", ["", "quick", "use_case", "long_history"])),
                name="judgement_depth_known",
                violation_error_message="Choose one of the values that have a name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(("activity_weight__range", (0, 32767))),
                name="judgement_activity_weight_range",
                violation_error_message="Use a number from 0 to 32,767.",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(("activity_cap__range", (0, 32767))),
                name="judgement_activity_cap_range",
                violation_error_message="Use a number from 0 to 32,767.",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(("customer_cap__range", (0, 32767))),
                name="judgement_customer_cap_range",
                violation_error_message="Use a number from 0 to 32,767.",
            ),
        ),
        migrations.AddConstraint(
            model_name="nomination",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length(models.F("reason")), 4000
                ),
                name="nomination_reason_length",
                violation_error_message="Use at most 4,000 characters.",
            ),
        ),
        migrations.AddConstraint(
            model_name="nomination",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["waiting", "accepted", "declined"])),
                name="nomination_status_known",
                violation_error_message="Choose one of the values that have a name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="nomination",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reviewed_by", None), ("reviewed_on", None), ("status", "waiting")),
                    models.Q(
                        models.Q(("status", "waiting"), _negated=True),
                        ("reviewed_by__isnull", False),
                        ("reviewed_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="nomination_reviewed_by_whom",
            ),
        ),
        migrations.RunPython(say_the_day_of_old_answers, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="useconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at", None), ("answered_on", None)),
                    models.Q(
                        models.Q(("answer", ""), _negated=True),
                        ("answered_at__isnull", False),
                        ("answered_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="useconsent_answer_has_a_time",
            ),
        ),
    ]
