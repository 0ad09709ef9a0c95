"""Web pages: the article is read, what stands around it is not."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.documents.content import Content
from flows.documents.html_reader import read_html
from flows.errors import BarometreError

PAGE = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>Le lin progresse | La Gazette d'essai</title>
<meta property="og:title" content="Le lin progresse | La Gazette d'essai">
<meta property="og:site_name" content="La Gazette d'essai">
<meta property="article:published_time" content="2020-03-02T23:30:00+01:00">
<link rel="canonical" href="https://example.org/lin"><style>p { margin: 12px }</style></head>
<body><header><h1>La Gazette d'essai</h1><nav><a href="/">Accueil 1</a></nav></header>
<main><article><h1>Le lin progresse</h1>
<p>La filière
du lin emploie 4&nbsp;300 personnes, dont 1&#8239;200 <b>cadres</b>,<br>et vise 5 000 <a href="/x">emplois</a>.</p>
<h2>À l'export</h2><p>Elle a vendu pour 12 millions d'euros en 2019.</p>
<table><tr><th>Année</th><th>Millions d'euros</th></tr><tr><td>2018</td><td>11</td></tr>
<tr><td>2019</td><td>12</td></tr></table><ul><li>3 régions</li><li>2 ports</li></ul></article>
<aside>À lire aussi : 77 moulins</aside><div class="related"><a href="/y">Le chanvre : 88 moulins</a></div></main>
<div id="comments"><p>Un lecteur : 99 mensonges</p></div>
<footer>© 66 La Gazette</footer><script>var visites = 55000;</script></body></html>"""

TEXT = """Le lin progresse

La filière du lin emploie 4\u00a0300 personnes, dont 1\u202f200 cadres,

et vise 5 000 emplois.

À l'export

Elle a vendu pour 12 millions d'euros en 2019.

Année | Millions d'euros
2018 | 11
2019 | 12

- 3 régions
- 2 ports"""


def read(page: str) -> Content:
    return read_html(page.encode(), "page.html")


def test_the_article_and_nothing_else() -> None:
    assert read(PAGE).text == TEXT


def test_what_the_page_says_of_itself() -> None:
    stated = read(PAGE).stated
    assert (stated.title, stated.publisher) == ("Le lin progresse", "La Gazette d'essai")
    assert (stated.published_at, stated.language, stated.url) == ("2020-03-02", "fr", "https://example.org/lin")


@pytest.mark.parametrize(
    ("head", "published_at"),
    [
        ('<meta name="date" content="2020-03">', "2020-03"),
        ('<meta itemprop="datePublished" content="2020-03-02 10:00">', "2020-03-02"),
        ('<meta name="DC.date.issued" content="2020">', "2020"),
        ('<script type="application/ld+json">{"datePublished": "2020-03-02T01:00:00Z"}</script>', "2020-03-02"),
        ('<script type="application/ld+json">[{"@graph": [{"datePublished": "2020-03-02"}]}]</script>', "2020-03-02"),
        ('<script type="application/ld+json">{"datePublished": 2020, broken</script>', None),
        ('<meta name="date" content="02/03/2020">', None),
        ('<meta name="date" content="2020-02-31">', None),
        ('<meta property="article:modified_time" content="2020-03-02">', None),
        ("<!-- 2020-03-02 -->", None),
    ],
)
def test_a_date_is_declared_or_unknown(head: str, published_at: str | None) -> None:
    page = f"<html><head>{head}</head><body><p>Publié le 2 mars 2020, mis à jour le 03/03/2020.</p></body></html>"
    assert read(page).stated.published_at == published_at


@pytest.mark.parametrize(
    ("page", "first_line"),
    [
        ("<h1>Le titre</h1><p>Le texte.</p>", "Le titre"),
        ("<header><h1>Le titre</h1></header><article><p>Le texte.</p></article>", "Le titre"),
        ("<head><title>Le titre</title></head><h1>Le journal</h1><h1>Le titre</h1><p>Le texte.</p>", "Le titre"),
        ('<head><meta property="og:title" content="Le titre"></head><p>Le texte.</p>', "Le titre"),
        ("<p>Le texte.</p>", "Le texte."),
    ],
)
def test_the_headline_comes_first_and_once(page: str, first_line: str) -> None:
    text = read(f"<html>{page}</html>").text
    assert text.startswith(first_line)
    assert text.count(first_line) == 1
    assert text.endswith("Le texte.")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_the_declared_charset_is_used(encoding: str) -> None:
    page = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1"></head><p>L’été à 5 %</p>'
    )
    assert read_html(page.encode(encoding), "page.html").text == "L’été à 5 %"


@pytest.mark.parametrize(
    "page",
    [
        "<html></html>",
        "<!-- 12 emplois -->",
        "<html><head><title>Chargement</title></head><body><script>page(12)</script></body></html>",
        "<html><body><nav>Accueil</nav><footer>© 2020</footer></body></html>",
    ],
)
def test_a_page_without_text_gives_none(page: str) -> None:
    assert read(page).text == ""


def test_a_page_that_is_no_article_is_read_whole() -> None:
    assert read("<html><body>Emplois : 12<div>Export : <b>5</b> %</div></body></html>").text.split("\n\n") == [
        "Emplois : 12",
        "Export : 5 %",
    ]


def test_a_short_item_in_a_page_of_plain_divs() -> None:
    page = """<html><head><title>Le lin progresse</title></head><body><div class="menu"><a href="/">Accueil</a></div>
    <h1>Le lin progresse</h1><div class="share">Partager 34</div>
    <div class="post"><p>La filière recrute 5 000 personnes.</p><p>Elle en vise 8 000 en 2020.</p></div>
    <div class="sidebar"><h3>Populaires</h3><a href="/x">Football : 3-0</a></div>
    <div class="footer"><p>Tél. 0522 00 00 00</p></div></body></html>"""
    assert read(page).text == ("Le lin progresse\n\nLa filière recrute 5 000 personnes.\n\nElle en vise 8 000 en 2020.")


PIECES = [
    *(
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<nav>",
        "<article>",
        "<main>",
        "<h1>",
        "</h1>",
        "<table><tr><td>",
        "<br>",
        "<li>",
    ),
    *("<head>", "<body>", "<title>", "</title>", "<script>", "</script>", "<svg>", "<frameset>", "<!--", "-->", "\x1f"),
    *("&nbsp;", "&#0;", "&#xD800;", "<meta charset=x>", "<?xml encoding='utf-16'?>", "12 millions d'euros. " * 15),
    '<script type="application/ld+json">[{"datePublished": 3, "publisher": []}]</script>',
]


@settings(deadline=None)  # the first example imports trafilatura
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=9), max_size=20).map("".join))
def test_any_page_is_read_or_refused(page: str) -> None:
    with suppress(BarometreError):
        text = read_html(page.encode("utf-8", "replace"), "page.html").text
        text.encode("utf-8")
        assert "\x00" not in text
