"""Documents of strangers become text and trees, or a sentence."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.answers import Answer, shown
from crawlers.documents import (
    DEEPEST,
    checked_json,
    checked_tree,
    checked_xml,
    media_type,
    refuse_entities,
    text_of,
)
from crawlers.errors import AnswerUnusable

BREAD = "Brötchen für 2 €, „frisch“"
TREES = (checked_tree, checked_xml)
ENTITIES = '<!DOCTYPE rss [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><rss>&c;</rss>'


def answer(body, kind=None):
    body = body.encode() if isinstance(body, str) else body
    headers = {} if kind is None else {"content-type": kind}
    return Answer("https://anna.example/feed?key=abc", 200, headers, body, "2026-01-01T00:00:00Z")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (BREAD.encode("utf-8-sig"), "text/html; charset=iso-8859-1"),
        (BREAD.encode("utf-16"), None),
        (BREAD.encode("utf-32"), "text/html; charset=utf-8"),
        (BREAD.encode("cp1252"), "text/html; charset=ISO-8859-1"),
        (BREAD.encode("cp1252"), 'text/html; Charset="windows-1252"'),
        (BREAD.encode(), None),
        (BREAD.encode(), "text/html; charset=utf8"),
        (BREAD.encode(), "text/html; charset=unicode_escape"),
        (BREAD.encode(), "text/html; charset=no-such"),
        (BREAD.encode("cp1252"), "text/html; charset=utf-8"),
    ],
)
def test_a_text_is_read_whatever_it_is_written_in(body, kind):
    assert text_of(answer(body, kind)) == BREAD


@pytest.mark.parametrize(
    ("name", "charset", "words"),
    [
        ("gb2312", "gb18030", "面包㐂"),
        ("ks_c_5601-1987", "cp949", "빵집"),
        ("Shift_JIS", "cp932", "パン屋①"),
        ("windows-1251", "cp1251", "Хлеб"),
        ("koi8-r", "koi8-r", "Хлеб"),
        ("euc-jp", "euc-jp", "パン屋"),
        ("iso-8859-2", "iso-8859-2", "Żytni"),
    ],
)
@pytest.mark.parametrize(
    "form", ['<meta charset="{}">', "<meta content='text/html;charset={}'>", ""]
)
def test_a_charset_is_what_browsers_take_it_for(name, charset, words, form):
    head = form.format(name)
    kind = None if form else f"text/html; charset={name}"
    assert text_of(answer((head + words).encode(charset), kind)).endswith(words)


def test_an_xml_declaration_names_the_charset():
    body = f'<?xml version="1.0" encoding="iso-8859-1"?><rss>{BREAD}</rss>'.encode("cp1252")
    assert checked_xml(answer(body)).text == BREAD


def test_the_header_is_believed_before_the_document():
    body = f'<meta charset="koi8-r">{BREAD}'.encode()
    assert BREAD in text_of(answer(body, "text/html; charset=utf-8"))


def test_one_broken_letter_spoils_no_others():
    body = (BREAD * 20).encode() + b"\xff"
    assert text_of(answer(body, "text/html; charset=utf-8")) == BREAD * 20 + "\ufffd"


def test_a_text_without_any_hint_is_guessed_at():
    words = "Žluťoučký kůň pečlivě hněte těsto na chléb a rohlíky. " * 5
    assert text_of(answer(words.encode("cp1250"))) == words


@given(st.binary(max_size=200), st.text(max_size=30))
def test_any_bytes_are_text_or_refused(body, charset):
    with suppress(AnswerUnusable):
        text = text_of(answer(body, f"text/html; charset={charset}"))
        text.encode()
        assert "\0" not in text


def test_what_is_no_text_is_refused_and_the_secret_is_not_told():
    with pytest.raises(AnswerUnusable) as raised:
        text_of(answer(b"\x89PNG\r\n\x1a\n" + bytes(64)))
    assert str(raised.value) == "https://anna.example/feed?key=... is no text."


def test_a_stray_control_character_is_left_out():
    assert text_of(answer("one\0two\x0bthree\tfour\nfive")) == "onetwothree\tfour\nfive"


@pytest.mark.parametrize("read", TREES)
@pytest.mark.parametrize("levels", [DEEPEST + 1, 5_000, 100_000])
def test_what_is_nested_too_deep_is_refused(read, levels):
    with pytest.raises(AnswerUnusable, match=r"nested deeper than \d+ elements"):
        read(answer("<div>" * levels + "text" + "</div>" * levels))


@pytest.mark.parametrize(("read", "levels"), [*zip(TREES, (395, 255), strict=True)])
def test_what_is_nested_as_deep_as_any_real_page_is_read_to_the_end(read, levels):
    assert "end" in text_in(read(answer("<div>" * levels + "</div>" * (levels - 1) + "end</div>")))


def text_in(tree):
    return "".join(tree.itertext())


@pytest.mark.parametrize("name", ["p", "li", "td", "option"])
def test_elements_that_nobody_closes_are_not_taken_for_depth(name):
    assert text_in(checked_tree(answer(f"<{name}>word " * 2_000))).count("word") == 2_000


@pytest.mark.parametrize("body", ["", " ", "\n", "words", "https://anna.example/", "<!-- -->"])
def test_next_to_nothing_is_a_tree_too(body):
    assert text_in(checked_tree(answer(body))).strip() == body.strip().partition("<")[0]


def test_a_tree_of_html_takes_xhtml_without_a_warning():
    body = f'<?xml version="1.0" encoding="koi8-r"?><html><p>{BREAD}</p></html>'
    page = answer(body, "application/xhtml+xml; charset=utf-8")
    assert checked_tree(page).findtext(".//p") == BREAD


@pytest.mark.parametrize(
    "body",
    [
        ENTITIES,
        ENTITIES.lower(),
        f"<!-- {'-' * 5_000} --> {ENTITIES}",
        f"<?xml version='1.0'?><?php {'x' * 9_000} ?>\n{ENTITIES}",
        f"<!DOCTYPE rss [{' ' * 30_000}<!ENTITY a 'b'>]><rss/>",
    ],
)
def test_entities_are_refused(body):
    with pytest.raises(AnswerUnusable, match="declares entities"):
        checked_xml(answer(body))


@pytest.mark.parametrize(
    "body",
    [
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "rss-0.91.dtd"><rss/>',
        f"<rss>{' ' * 5_000}<![CDATA[<!ENTITY a 'b'>]]></rss>",
        "<!-- <!DOCTYPE --><rss/>",
    ],
)
def test_a_feed_may_write_about_entities(body):
    refuse_entities(body, "https://anna.example/")
    assert checked_xml(answer(body)).tag == "rss"


def test_an_entity_of_the_outside_is_not_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("rye")
    pad = " " * 70_000
    body = f'<!DOCTYPE a [{pad}<!ENTITY b SYSTEM "file://{secret}">]><a>&b;</a>'
    assert "rye" not in "".join(checked_xml(answer(body)).itertext())


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("", "is no XML"),
        ("words", "is no XML"),
        ("<!DOCTYPE html><html><p>Sorry</html>", "is HTML where XML was expected"),
    ],
)
def test_what_is_no_xml_is_refused(body, told):
    with pytest.raises(AnswerUnusable, match=told):
        checked_xml(answer(body))


def test_xml_that_is_not_well_formed_is_mended():
    root = checked_xml(answer("<rss><title>Rye & salt</title><link>x</rss>"))
    assert root.findtext("title") == "Rye  salt"


def test_json_comes_without_halves_of_characters():
    body = rb'{"a": ["\ud83c\udf5e", "\ud83c", "\\ud83c"], "b": 1.5}'
    assert checked_json(answer(body)) == {"a": ["🍞", "?", r"\ud83c"], "b": 1.5}


@pytest.mark.parametrize("body", ["", "{", "[" * 100_000, "9" * 10_000, "<html>"])
def test_what_is_no_json_is_refused(body):
    with pytest.raises(AnswerUnusable, match="JSON"):
        checked_json(answer(body))


def test_the_type_is_what_the_host_says():
    assert media_type(answer("", "Application/RSS+XML ;charset=x")) == "application/rss+xml"
    assert media_type(answer("")) == ""


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://a.example/?api_key=x&b=1", "https://a.example/?api_key=...&b=1"),
        ("https://a.example/?ACCESS_TOKEN=x;y=2", "https://a.example/?ACCESS_TOKEN=...;y=2"),
        (
            "https://a.example/?X-Amz-Signature=x&sid=y",
            "https://a.example/?X-Amz-Signature=...&sid=...",
        ),
        (
            "https://a.example/?author=3&monkey=4&keyword=rye",
            "https://a.example/?author=3&monkey=4&keyword=rye",
        ),
        ("https://u:p@a.example/?p=7", "https://a.example/?p=7"),
        ("https://[::1", "https://[::1"),
        ("https://[::1?key=x", "https://[::1"),
        ("https://a.example/\x1b[2J\n", "https://a.example/?[2J"),
        (f"https://a.example/{'x' * 400}", f"https://a.example/{'x' * 282}..."),
    ],
)
def test_an_address_is_shown_without_secrets(url, told):
    assert shown(url) == told
