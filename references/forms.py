"""What may be typed about a reference? The filters of the list, a check-in, a nomination and a thank-you."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django_filters import CharFilter, ChoiceFilter, FilterSet

from customers.forms import DayField, text, typed
from customers.models import ContactDetails
from references.models import ActivityType, Channel, CheckIn, Nomination, Outcome, Reference, ThankYouKind

MYSELF, TOLD = "myself", "told"


class ReferenceFilter(FilterSet):
    """What narrows the list of people; only who may read names can search by them."""

    q = CharFilter(method="named", label="Name or company", widget=typed(kind="search"))
    industry = CharFilter(
        field_name="contact__customer__industry",
        lookup_expr="icontains",
        label="Industry",
        widget=typed(),
    )
    region = CharFilter(
        field_name="contact__customer__region",
        lookup_expr="icontains",
        label="Region",
        widget=typed(),
    )
    activity = ChoiceFilter(method="judged_for_it", label="For", empty_label="Any use", choices=())

    class Meta:
        model = Reference
        fields = ()

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        if not user.has_perm("customers.read_details"):
            del self.filters["q"]
        self.uses = dict(ActivityType.objects.offered().values_list("pk", "name"))
        self.filters["activity"].extra["choices"] = tuple(self.uses.items())

    def named(self, references: QuerySet[Reference], name: str, value: str) -> QuerySet[Reference]:
        people = ContactDetails.objects.visible_to(self.user).filter(Q(name__icontains=value) | Q(email__iexact=value))
        return references.filter(Q(contact__in=people.values("contact")) | Q(contact__customer__name__icontains=value))

    @property
    def use(self) -> int | None:
        """Return the use that people are judged for, by key; None means any."""
        chosen = self.form.cleaned_data.get("activity") if self.is_bound and self.form.is_valid() else ""
        return int(chosen) if chosen else None

    @property
    def use_name(self) -> str:
        return self.uses[self.use] if self.use else ""

    def judged_for_it(self, references: QuerySet[Reference], name: str, value: str) -> QuerySet[Reference]:
        """Narrow nothing: which use is meant is a term of the judging, and says who may be asked for it."""
        return references


class CheckInForm(forms.Form):
    """A talk with the customer. Who was told by somebody else has not heard them agree to anything."""

    channel = forms.ChoiceField(
        choices=[choice for choice in Channel.choices if choice[0] != Channel.LINK],
        widget=forms.RadioSelect,
        label="How?",
    )
    heard = forms.ChoiceField(
        choices=((MYSELF, "I spoke or wrote with them myself"), (TOLD, "Somebody told me")),
        widget=forms.RadioSelect,
        label="Who heard it?",
    )
    outcome = forms.ChoiceField(choices=Outcome.choices, widget=forms.RadioSelect, label="What did they say?")
    activities = forms.ModelMultipleChoiceField(
        queryset=ActivityType.objects.offered(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="What do they agree to from now on?",
        help_text="Tick what they said yes to in this talk. Whatever you leave out ends.",
    )
    note = text(CheckIn, "note", required=False, label="Note", help_text="For reference managers and admins.")

    def __init__(self, *args: Any, on: date, newest: date | None, **options: Any) -> None:
        """`newest` is the day of the last talk with them that is written down."""
        super().__init__(*args, **options)
        self.newest = newest
        self.fields["happened_on"] = DayField(on=on, label="Which day?", initial=on)
        self.order_fields(("happened_on", "channel", "heard", "outcome", "activities", "note"))

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        direct = found.get("heard") == MYSELF
        day = found.get("happened_on")
        if direct and day and self.newest and day < self.newest:
            self.add_error(
                "happened_on",
                f"A later talk with them, on {date_format(self.newest, 'j M Y')}, is written down already. "
                "What they said then still counts.",
            )
        if found.get("activities"):
            if found.get("heard") == TOLD:
                self.add_error("activities", "Only they can agree to something. Leave this empty, or talk with them.")
            if found.get("outcome") == Outcome.NOT_WILLING:
                self.add_error("activities", "They would rather not. Leave this empty.")
        return found

    def facts(self) -> dict[str, Any]:
        """Return what was typed under the names of the action."""
        found = dict(self.cleaned_data)
        return found | {"direct": found.pop("heard") == MYSELF}


class NominationForm(forms.Form):
    name = forms.CharField(max_length=200, label="Name")
    title = forms.CharField(max_length=200, label="Role", help_text="Such as Head of Operations.")
    email = forms.EmailField(max_length=254, label="E-mail")
    why = text(Nomination, "why", label="Why would they be good?")
    known_problems = text(
        Nomination,
        "known_problems",
        rows=2,
        label="Known problems",
        help_text="What has gone wrong there? Write “none known” if you know of nothing.",
    )

    def clean_name(self) -> str:
        name: str = " ".join(self.cleaned_data["name"].split())
        if "@" in name:
            raise ValidationError("Write their name here; the e-mail address has its own field.")
        return name


class ThankForm(forms.Form):
    kind = forms.ChoiceField(choices=ThankYouKind.choices, widget=forms.RadioSelect, label="How did you say thank you?")
