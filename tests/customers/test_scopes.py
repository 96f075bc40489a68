"""Whose rows does a rep find? Those of the accounts they own; everybody else here finds all of them."""

import pytest

from customers.models import Contact, Contract, Customer, Issue, Relationship, SurveyResponse
from tests.factories import (
    ContactFactory,
    ContractFactory,
    CustomerFactory,
    IssueFactory,
    RelationshipFactory,
    SurveyResponseFactory,
)

pytestmark = pytest.mark.django_db

OF_A_CUSTOMER = {
    Contact: ContactFactory,
    Contract: ContractFactory,
    Issue: IssueFactory,
    Relationship: RelationshipFactory,
    SurveyResponse: SurveyResponseFactory,
}


@pytest.mark.parametrize("model", OF_A_CUSTOMER, ids=lambda model: model.__name__)
def test_a_rep_finds_what_is_written_down_of_the_accounts_they_own(model, rep, other_rep, manager, executive, admin):
    mine = OF_A_CUSTOMER[model](customer=CustomerFactory(owner=rep))
    others = [OF_A_CUSTOMER[model](customer=CustomerFactory(owner=owner)) for owner in (other_rep, None)]

    assert list(model.objects.visible_to(rep)) == [mine]
    for reader in (manager, executive, admin):
        assert set(model.objects.visible_to(reader)) == {mine, *others}


def test_a_rep_finds_the_accounts_they_own(rep, other_rep, manager):
    mine, other = CustomerFactory(owner=rep), CustomerFactory(owner=other_rep)

    assert list(Customer.objects.visible_to(rep)) == [mine]
    assert set(Customer.objects.visible_to(manager)) == {mine, other}
