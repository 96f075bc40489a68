"""Does a framed referral go its whole way? A kind word, a question within a circle, an introduction, and its end."""

import re

from django.urls import reverse

from customers.models import Suppression
from references.referrals.models import Introduced, Referral, ReferralAsk
from refprogram.outbox.deliver import send_due
from refprogram.outbox.models import Message
from refprogram.outbox.reading import opened
from tests.browser import PHONE
from tests.factories import PASSWORD, ReferenceFactory
from tests.journeys.test_story import AS_LONG_AS_A_PERSON_READS
from tests.settled import settle

CIRCLE = "the Leeds Logistics Forum"


def signs_in(page, user):
    page.goto(reverse("account_login"))
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "login" not in url)


def link_in(kind, path):
    letter = Message.objects.filter(kind=kind).latest("pk")
    return re.search(rf"http\S+?({path}\S+)", opened(letter).text).group(1)


def fits(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]


def test_a_framed_referral(visitor, manager, call):
    reference = ReferenceFactory(agreed_to=[call])
    settle()
    desk = visitor()
    signs_in(desk, manager)

    desk.goto(reverse("referrals:compliment", args=[reference.pk]))
    desk.get_by_label("What did they say?").fill("Your support is the best we have")
    with desk.expect_navigation():
        desk.get_by_role("button", name="Write it down").click()
    desk.goto(reverse("referrals:board"))
    with desk.expect_navigation():
        desk.get_by_role("link", name="Ask them").click()
    with desk.expect_navigation():
        desk.get_by_role("link", name="An association or a club").click()
    desk.get_by_label("The circle").fill("anyone")
    with desk.expect_navigation():
        desk.get_by_role("button", name="Ask them by letter").click()
    assert desk.get_by_text("asked for just anybody, nobody comes to mind").first.is_visible()
    desk.get_by_label("The circle").fill(CIRCLE)
    with desk.expect_navigation():
        desk.get_by_role("button", name="Ask them by letter").click()
    send_due()

    phone = visitor(**PHONE, java_script_enabled=False)
    phone.goto(link_in("referral_ask", "/p/"))
    fits(phone)
    assert phone.get_by_text(CIRCLE).is_visible()
    phone.get_by_label("Their name").fill("Oswin Tarrant")
    phone.get_by_label("Their e-mail address").fill("oswin@tarrant.example")
    phone.get_by_label("I have asked them, or I will before you write.").check()
    phone.wait_for_timeout(AS_LONG_AS_A_PERSON_READS)
    with phone.expect_navigation():
        phone.get_by_role("button", name="I introduce this person").click()
    fits(phone)
    assert phone.get_by_text("Thank you for introducing somebody.").is_visible()
    assert ReferralAsk.objects.get().status == "introduced"

    desk.goto(reverse("referrals:board") + "?show=introductions")
    assert desk.get_by_text("Oswin Tarrant").first.is_visible()
    with desk.expect_navigation():
        desk.get_by_role("button", name="Write to them").click()
    send_due()
    assert Referral.objects.get().status == "notified"

    theirs = visitor(**PHONE, java_script_enabled=False)
    theirs.goto(link_in("introduction_notice", "/p/introduced/"))
    fits(theirs)
    assert theirs.get_by_text("oswin@tarrant.example").is_visible()
    with theirs.expect_navigation():
        theirs.get_by_role("button", name="Delete my details").click()
    assert theirs.get_by_role("heading", name="Your details are deleted").is_visible()
    assert not Introduced.objects.exists()
    assert Suppression.objects.covers(email="oswin@tarrant.example")
