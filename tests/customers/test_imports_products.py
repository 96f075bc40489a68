"""What does a row about a product become?"""

import pytest

from customers.models import Product
from tests.customers.test_imports import counts, read_in, reasons
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db
SOLD = "external_id,name,family\n"


def test_a_product_is_stored_once_however_often_it_comes():
    text = SOLD + "P-1,GTX  Basic,GTX\nP-2,MG Special,MG\n"

    assert counts(read_in("products", text)) == (2, 2, 0, 0, 0, 0)
    assert counts(read_in("products", text)) == (2, 0, 0, 2, 0, 0)

    assert list(Product.objects.order_by("pk").values_list("external_id", "name", "family")) == [
        ("P-1", "GTX Basic", "GTX"),
        ("P-2", "MG Special", "MG"),
    ]


def test_a_product_that_is_here_is_found_in_any_case_and_gains_what_the_file_says():
    here = ProductFactory(name="Straßenplaner Ü", family="")

    report = read_in("products", SOLD + "P-1,STRASSENPLANER ü,Roads\n")

    assert counts(report) == (1, 0, 1, 0, 0, 0)
    here.refresh_from_db()
    assert (here.external_id, here.name, here.family) == ("P-1", "Straßenplaner Ü", "Roads")


def test_a_product_that_the_other_system_renames_is_renamed_here():
    read_in("products", SOLD + "P-1,GTX Basic,GTX\nP-2,GTX Pro,GTX\n")

    assert counts(read_in("products", SOLD + "P-1,GTX Start,\n")) == (1, 0, 1, 0, 0, 0)
    taken = read_in("products", SOLD + "P-1,GTX Pro,GTX\n")

    assert counts(taken) == (1, 0, 0, 0, 0, 1)
    assert reasons(taken) == ["name: another product is called “GTX Pro” already."]
    assert set(Product.objects.values_list("name", "family")) == {("GTX Start", "GTX"), ("GTX Pro", "GTX")}


def test_two_ids_of_one_source_are_two_products_and_never_one():
    report = read_in("products", SOLD + "P-1,GTX Basic,GTX\nP-2,gtx basic,GTX\n")

    assert counts(report) == (2, 1, 0, 0, 0, 1)
    assert reasons(report) == ["name: another product is called “gtx basic” already."]


def test_the_same_name_without_an_id_is_the_same_product():
    report = read_in("products", "name,family\nGTX Basic,GTX\ngtx basic,Basics\n")

    assert counts(report) == (2, 1, 1, 0, 0, 0)
    assert Product.objects.get().family == "Basics"


def test_a_product_that_was_removed_here_does_not_come_back():
    read_in("products", SOLD + "P-1,GTX Basic,GTX\n")
    Product.objects.all().delete()

    report = read_in("products", SOLD + "P-1,GTX Basic,Other\n")

    assert counts(report) == (1, 0, 0, 0, 1, 0)
    assert not Product.objects.exists()
