"""Is one page of the web one address, however somebody writes it, and is anything else none?"""

import pytest

from references.testimonials.addresses import origin_of, page_of, place_key, spellings


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://northquay.example/customers?x=1#y", "https://northquay.example"),
        ("http://127.0.0.1:8081/page", "http://127.0.0.1:8081"),
        ("https://northquay.example:443/", "https://northquay.example"),
        ("HTTPS://NorthQuay.Example/", "https://northquay.example"),
        ("https://bücher.example/", "https://xn--bcher-kva.example"),
        ("https://[::1]:8000/", "https://[::1]:8000"),
        ("https://somebody@evil.example/", "https://evil.example"),
        ("https://*/", ""),
        ("https://*.example/", ""),
        ("https://a.example;script-src */", ""),
        ("https://a.example 'unsafe-inline'/", ""),
        ("https://a.example:port/", ""),
        ("https://[broken/", ""),
        ("//northquay.example/", ""),
        ("javascript:alert(1)", ""),
        ("data:text/html,hello", ""),
        ("the front page", ""),
        ("", ""),
    ],
)
def test_the_origin_of_a_page_is_one_site_or_none(address, origin):
    assert origin_of(address) == origin


@pytest.mark.parametrize(
    ("address", "page"),
    [
        (" HTTPS://NorthQuay.Example:443/Customers/?a=B#c ", "https://northquay.example/Customers/?a=B#c"),
        ("http://x.example:8080", "http://x.example:8080"),
        ("https://me:secret@x.example/", "https://x.example/"),
        ("https://bücher.example/7", "https://bücher.example/7"),
        ("https://[::1]:8000/a", "https://[::1]:8000/a"),
        ("javascript:alert(1)", ""),
        ("x.example/customers", ""),
        ("A fair in Leeds", ""),
    ],
)
def test_a_page_is_written_down_with_its_site_in_small_letters(address, page):
    assert page_of(address) == page
    assert len(page) <= len(address)


def test_one_place_has_one_key_and_is_looked_up_as_it_may_have_been_written():
    pages = ("https://x.example", "HTTPS://X.example/", "https://x.example:443")
    assert {place_key(page) for page in pages} == {"https://x.example"}
    assert place_key("A  Fair in LEEDS") == place_key("a fair in Leeds")
    assert place_key("https://x.example/a") != place_key("https://x.example/A")
    assert spellings("HTTPS://X.example/7/") == {"HTTPS://X.example/7/", "https://x.example/7", "https://x.example/7/"}
    assert spellings(" A fair ") == {"A fair"}
