import pytest
from tests.references.testimonials import lives
from references.testimonials.models import *
from references.testimonials.gate import gate
from refprogram.dates import today
pytestmark = pytest.mark.django_db
@pytest.mark.parametrize("kind", ["consumer","expert","organization"])
def test_walk(manager, kind):
    e = lives.taken_in(manager)
    print(gate(e.pk, on=today()))
    e = lives.approved(manager)
    e = lives.proven(e, manager, kind=kind)
    print(gate(e.pk, on=today()))
    e = lives.published(manager, kind=kind, text="Another one that works.")
    p = lives.placed(e, manager)
    w = lives.placed(e, manager, channel="wall")
    lives.says_no(e)
    e.refresh_from_db(); w.refresh_from_db()
    assert e.status == "withdrawn" and w.ended_on and Takedown.objects.get().placement == p
