"""Which words does a person agree to? The newest text of the activity in their language, or the general one."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from references.ledger.chain import digest_of
from references.models import ActivityType, Consent, ConsentEvent, ConsentEventKind, ConsentText

FIRST_DAY = date(2000, 1, 1)
# The first version of the general text; everything later is written by the people who run the program.
GENERAL = {
    "en": (
        "{company} may ask you for this. We ask you before each time, you may say no each time, and nobody learns your "
        "name before you have said yes to that one time. It holds for six months, and you can stop it at any time on "
        "this page, without a reason. Nothing about your service, price or contract depends on it."
    ),
    "de": (
        "{company} darf Sie darum bitten. Wir fragen Sie vor jedem einzelnen Mal, Sie können jedes Mal Nein sagen, und "
        "niemand erfährt Ihren Namen, bevor Sie diesem einen Mal zugestimmt haben. Es gilt sechs Monate, und Sie "
        "können es auf dieser Seite jederzeit ohne Angabe von Gründen beenden. Ihr Service, Ihre Preise und Ihr "
        "Vertrag hängen nicht davon ab."
    ),
}


def put_in_place() -> None:
    """See to it that the general text exists, in each language that we wrote it in; changes nothing that is there."""
    for language, body in GENERAL.items():
        ConsentText.objects.get_or_create(
            activity=None,
            language=language,
            version=1,
            defaults={"body": body, "digest": digest_of(body), "from_on": FIRST_DAY},
        )


def texts_for(activities: Iterable[ActivityType], *, language: str, on: date) -> dict[int, ConsentText]:
    """Return the text in force for each activity, by its key; one query, however many there are.

    An activity's own text goes before the general one, and the person's language before the program's own.
    """
    keys = [activity.pk for activity in activities]
    languages = (language, settings.LANGUAGE_CODE.partition("-")[0])
    known = ConsentText.objects.in_force(on=on).filter(Q(activity__in=keys) | Q(activity=None), language__in=languages)
    found = {(text.activity_id, text.language): text for text in known}
    order = {key: [(key, one) for one in languages] + [(None, one) for one in languages] for key in keys}
    return {key: next(found[place] for place in places if place in found) for key, places in order.items()}


def text_for(activity: ActivityType, *, language: str, on: date) -> ConsentText:
    """Return the text in force for one activity."""
    return texts_for([activity], language=language, on=on)[activity.pk]


def to_be_asked_again(*, on: date) -> QuerySet[Consent]:
    """Return what people agree to on words that others, which ask again, have replaced since.

    They are a later version, or for who read the general text the activity's own, in a language that they would read.
    """
    yes = ConsentEvent.objects.filter(
        subject=OuterRef("reference__ledger_key__subject"),
        purpose=OuterRef("activity__code"),
        kind=ConsentEventKind.GRANTED,
        about="",
    ).order_by("-seq")
    known = Consent.objects.live(on=on).alias(
        agreed_for=Coalesce(Subquery(yes.values("text__activity")[:1]), 0, output_field=BigIntegerField()),
        agreed_version=Subquery(yes.values("text__version")[:1]),
        agreed_language=Subquery(yes.values("text__language")[:1]),
    )
    asking = ConsentText.objects.filter(asks_again=True, from_on__lte=on)
    newer = asking.alias(meant_for=Coalesce(F("activity_id"), 0)).filter(
        meant_for=OuterRef("agreed_for"), language=OuterRef("agreed_language"), version__gt=OuterRef("agreed_version")
    )
    languages = (OuterRef("agreed_language"), settings.LANGUAGE_CODE.partition("-")[0])
    own = asking.filter(activity=OuterRef("activity"), language__in=languages)
    return known.filter(Exists(newer) | Q(agreed_for=0, agreed_version__isnull=False) & Exists(own))
