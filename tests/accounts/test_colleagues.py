"""Is whoever has an address at our own domain, or at a part of it, known as one of us?"""

import pytest

from refprogram.accounts.models import User
from tests.factories import UserFactory


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "is_one_of_us"),
    [
        ("somebody@northquay.example", True),
        ("Somebody@NORTHQUAY.example ", True),
        ("x@eu.northquay.example", True),
        ("x@a.b.northquay.example", True),
        ("x@notnorthquay.example", False),
        ("x@northquay.example.org", False),
        ("x@example", False),
        ("x@other.example", False),
        ("", False),
    ],
)
def test_a_domain_is_ours_with_all_that_belongs_to_it(email, is_one_of_us):
    UserFactory(email="manager@northquay.example")

    assert User.objects.at_domain_of(email).exists() is is_one_of_us
