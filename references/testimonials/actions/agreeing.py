"""On which words does somebody agree that theirs are shown? On those of the activity; here is their first version.

The general text promises to ask before each time and to name nobody before; whoever lets words be shown agrees to more.
Everything later is written by the people who run the program.
"""

from datetime import date

from references.ledger import digest_of
from references.models import ActivityType, ConsentText

FIRST = {
    "en": (
        "{company} may show words of yours in the form that you approve, where you say, with your name as you say. "
        "Others can read them, and copy them. We ask you again before any other form, and now and then whether you "
        "still mean it. It holds for six months, and you can stop it at any time on this page, without a reason: "
        "then we take them down, and have them taken down where others show them for us. Nothing about your "
        "service, price or contract depends on it."
    ),
    "de": (
        "{company} darf Worte von Ihnen in der Form zeigen, die Sie freigeben, dort, wo Sie es sagen, und mit Ihrem "
        "Namen so, wie Sie es sagen. Andere können sie lesen und kopieren. Vor jeder anderen Form fragen wir Sie "
        "wieder, und ab und zu, ob Sie es noch so meinen. Es gilt sechs Monate, und Sie können es auf dieser Seite "
        "jederzeit ohne Angabe von Gründen beenden: dann nehmen wir sie herunter und lassen sie herunternehmen, wo "
        "andere sie für uns zeigen. Ihr Service, Ihre Preise und Ihr Vertrag hängen nicht davon ab."
    ),
}


def have_a_text(activity: ActivityType, *, on: date) -> None:
    """See to it that an activity has a text of its own before anybody is asked; changes nothing that is there."""
    if ConsentText.objects.filter(activity=activity).exists():
        return
    for language, body in FIRST.items():
        ConsentText.objects.get_or_create(
            activity=activity,
            language=language,
            version=1,
            defaults={"body": body, "digest": digest_of(body), "from_on": on},
        )
