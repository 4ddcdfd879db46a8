"""Facts for later judgement: words that disclose advertising, and pages to get in touch."""

import pytest
from blog_visits import ANNA, SITE
from lxml import etree

from crawlers.blog.facts import facts_of_pages, facts_of_words

SEEN_AT = "2026-03-01T09:30:00Z"


def told(text):
    return [(fact.kind, fact.value) for fact in facts_of_words(ANNA, SITE, SEEN_AT, text)]


@pytest.mark.parametrize(
    "text",
    [
        "Dinner. #ad",
        "A paid partnership with Mill",
        "In partnership with Mill, we bake",
        "This is a sponsored post.",
        "This post contains affiliate links.",
        "As an Amazon Associate I earn from purchases",
        "I may earn a commission",
        "A PR sample of rye",
        "I received this oven for free",
        "Thanks to Mill for sponsoring",
        "#gifted oven",
        "Werbung, da Markennennung. Heute Roggen.",
        "Enthält #werbung",
        "Anzeige. Heute gibt es Roggen",
        "Dieser Beitrag enthält Affiliate-Links",
        "Das ist unbezahlte Werbung",
        "Collaboration commerciale avec le moulin",
        "En partenariat rémunéré",
        "Cet article contient un lien affilié",
        "Receta #publi",
        "Es una colaboración pagada",
        "Contiene enlaces de afiliado",
        "Pane #adv",
        "Pane #suppliedby Mulino",
        "Contiene link affiliati",
        "Brood #reclame",
        "Samenwerking met Molen. Brood.",
        "Gesponsord: brood",
        "Uma parceria paga",
        "I samarbete med Kvarn",
        "Reklam: bröd",
        "Här finns en annonslänk",
        "広告です。パンを焼きました",
        "パンを焼きました #PR",
        "提供:製粉所。パンのお話",
    ],
)
def test_a_disclosure_is_found_in_its_language(text):
    assert [kind for kind, _ in told(text)] == ["disclosure"] * len(told(text))
    assert told(text)


@pytest.mark.parametrize(
    "text",
    [
        "I read the newspaper and its advertising.",
        "We merged #prefix and #address",
        "The PR was merged, see #PR",
        f"{'Rye. ' * 100} Die Zeitung lebt von Werbung.",
        f"{'Bröd. ' * 100} All reklam är tråkig",
        f"{'パンを焼きました。' * 60}情報を提供する",
        "A gift from my aunt",
        "",
    ],
)
def test_words_with_other_uses_disclose_nothing(text):
    assert told(text) == []


def test_signs_that_readers_do_not_understand_are_weak():
    assert told("Rye #spon #collab") == [
        ("weak disclosure", "#spon"),
        ("weak disclosure", "#collab"),
    ]


@pytest.mark.parametrize(
    ("link", "kind"),
    [
        ("<a href='/contact/'>Contact me</a>", "contact page"),
        ("<a href='/kontakt'>Kontakt</a>", "contact page"),
        ("<a href='/hello/'>Get in touch</a>", "contact page"),
        ("<a href='/work-with-me/'>Hire</a>", "pitch policy"),
        ("<a href='/pr/'>PR policy</a>", "pitch policy"),
        ("<a href='/koop/'>Kooperationen</a>", "pitch policy"),
        ("<a href='/media-kit/'>Numbers</a>", "media kit"),
        ("<a href='/mk.pdf'>Mediakit</a>", "media kit"),
        ("<a href='/d/'>Disclosure</a>", "disclosure page"),
        ("<a href='/impressum/'>Impressum</a>", "imprint"),
        ("<a href='/about/'>About me</a>", "about page"),
        ("<a href='/press/'>Press</a>", "press page"),
    ],
)
def test_pages_to_get_in_touch_are_kept_by_their_address(link, kind):
    root = etree.fromstring(f"<html><body><nav>{link}</nav>", etree.HTMLParser())
    (fact,) = facts_of_pages(ANNA, root, SITE, SITE, SEEN_AT)
    assert (fact.kind, fact.account) == (kind, ANNA)
    assert fact.url.startswith(SITE)


def test_no_mail_address_of_anybody_is_kept():
    root = etree.fromstring(
        "<html><body><a href='mailto:anna@anna.example'>Contact</a>"
        "<a href='https://ben.example/contact/'>Contact</a>"
        "<a href='/contact/'>anna@anna.example</a></body></html>",
        etree.HTMLParser(),
    )
    facts = list(facts_of_pages(ANNA, root, SITE, SITE, SEEN_AT))
    assert [(fact.url, fact.value) for fact in facts] == [
        ("https://anna.example/contact/", "[mail address]")
    ]
