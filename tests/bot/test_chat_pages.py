"""Wording becomes text with entities, on pages that a chat message can hold."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pages import PAGE_MARKS, PAGE_UNITS, Page, pages_of, units
from bot.trouble import Refused
from tests.real.fake_telegram.sent import cut


def marked(page: Page) -> list[tuple[str, str]]:
    return [(mark["type"], cut(page.text, mark)) for mark in page.marks]


def test_entities_are_counted_in_utf16_units_so_that_emoji_shift_nothing() -> None:
    (page,) = pages_of("<p>😀 Sanne 👩‍🏫: <b>32 uur</b> en <i>🎉 klaar</i></p>")
    assert page.text == "😀 Sanne 👩‍🏫: 32 uur en 🎉 klaar"
    assert marked(page) == [("bold", "32 uur"), ("italic", "🎉 klaar")]


def test_lists_and_links_are_kept() -> None:
    (page,) = pages_of(
        '<p>Dag,</p><ol><li>Sanne</li><li>Youssef</li></ol><p><a href="https://x.example/a">Open</a></p>'
    )
    assert page.text == "Dag,\n\n1. Sanne\n2. Youssef\n\nOpen"
    assert page.marks[0] == {"type": "text_link", "offset": 27, "length": 4, "url": "https://x.example/a"}


@pytest.mark.parametrize("words", ["<b>vet</b>", "<script>alert(1)</script>", "&lt;i&gt;", "</p><table>", "a < b & c"])
def test_users_words_cannot_break_out(words: str) -> None:
    (page,) = pages_of(f"<p>Notitie: {escape(words)}</p>")
    assert page == Page(f"Notitie: {words}", ())


@pytest.mark.parametrize("element", ["table", "dl", "article"])
def test_an_element_without_a_chat_form_is_refused_rather_than_lost(element: str) -> None:
    with pytest.raises(Refused, match=element):
        pages_of(f"<p>Uren</p><{element}>8</{element}>")


@pytest.mark.parametrize("html", ["", "   ", "<p></p>", "<p>&nbsp;</p>", "<!-- leeg -->"])
def test_nothing_to_say_is_refused(html: str) -> None:
    with pytest.raises(Refused, match="nothing"):
        pages_of(html)


def test_words_after_a_comment_are_kept() -> None:
    (page,) = pages_of("<p>maandag <!-- de eerste --> 8 uur</p>")
    assert page.text == "maandag 8 uur"


@pytest.mark.parametrize("html", ["<p>8 uur <!-- open</p>", "<p>8 <?php ?> uur</p>", "<!DOCTYPE html><p>8 uur</p>"])
def test_what_could_swallow_words_is_refused(html: str) -> None:
    with pytest.raises(Refused, match="words would get lost"):
        pages_of(html)


def test_an_empty_mark_is_left_out() -> None:
    assert pages_of("<p><b></b>8 uur</p>") == [Page("8 uur", ())]


def test_what_fits_is_one_page() -> None:
    assert [units(page.text) for page in pages_of(f"<p>{'a' * PAGE_UNITS}</p>")] == [PAGE_UNITS]
    assert [units(page.text) for page in pages_of(f"<p>{'a' * (PAGE_UNITS + 1)}</p>")] == [PAGE_UNITS, 1]


def test_pages_end_between_paragraphs() -> None:
    paragraphs = [f"{name} " + "x" * 900 for name in ("een", "twee", "drie", "vier", "vijf", "zes")]
    pages = pages_of("".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))
    assert [page.text for page in pages] == ["\n\n".join(paragraphs[:4]), "\n\n".join(paragraphs[4:])]


def test_pages_end_between_the_points_of_a_list_and_not_inside_one() -> None:
    points = "".join(f"<li>Student {n}<ul><li>ma 8:00</li><li>di 7:30</li></ul></li>" for n in range(300))
    pages = pages_of(f"<p>Open weken:</p><ol>{points}</ol>")
    assert len(pages) > 2
    for page in pages[1:]:
        assert page.text.split(". ")[1].startswith("Student")
        assert page.text[0].isdigit()
    for page in pages:
        assert page.text.endswith("di 7:30")


def test_a_mark_that_fits_is_never_cut() -> None:
    before, quoted = "woord " * 500, "citaat " * 100
    first, second = pages_of(f"<p>{before}</p><blockquote><p>{quoted}</p><p>{quoted}</p><p>{quoted}</p></blockquote>")
    assert first == Page(before.strip(), ())
    ((kind, text),) = marked(second)
    assert (kind, text) == ("blockquote", second.text)


def test_a_mark_longer_than_a_page_goes_on_over_the_pages() -> None:
    pages = pages_of(f"<p><b>{'woord ' * 1500}</b></p>")
    assert [marked(page) for page in pages] == [[("bold", page.text)] for page in pages]
    assert " ".join(page.text for page in pages) == ("woord " * 1500).strip()


def test_a_page_holds_no_more_marks_than_telegram_shows() -> None:
    pages = pages_of("".join(f"<p><b>dag {n}</b></p>" for n in range(250)))
    assert [len(page.marks) for page in pages] == [PAGE_MARKS, PAGE_MARKS, 50]
    assert [text for page in pages for _, text in marked(page)] == [f"dag {n}" for n in range(250)]


def test_too_many_marks_on_one_word_are_left_out() -> None:
    pages = pages_of("<b><i><u><s>woord</s></u></i></b>", most_marks=3)
    assert squeezed("".join(page.text for page in pages)) == "woord"
    assert max(len(page.marks) for page in pages) == 3


def test_an_emoji_is_never_split_over_two_pages() -> None:
    first, second = pages_of(f"<p>a{'😀' * 2048}</p>")
    assert (units(first.text), second.text) == (4095, "😀")


WORDS = st.text(alphabet="ab 😀é.<&\n", min_size=1, max_size=40)
BLOCKS = st.lists(st.tuples(st.sampled_from(["p", "b", "li", "blockquote", "i", "h3"]), WORDS), min_size=1, max_size=12)


@given(blocks=BLOCKS, most_units=st.integers(8, 60), most_marks=st.integers(1, 5))
def test_cutting_in_pages_loses_no_word_and_makes_no_page_too_long(
    blocks: list[tuple[str, str]], most_units: int, most_marks: int
) -> None:
    html = "".join(f"<{kind}>{escape(words)}</{kind}>" for kind, words in blocks)
    if not any(words.strip() for _, words in blocks):
        return
    whole = "".join(page.text for page in pages_of(html))
    pages = pages_of(html, most_units=most_units, most_marks=most_marks)
    assert squeezed("".join(page.text for page in pages)) == squeezed(whole)
    for page in pages:
        assert units(page.text) <= most_units
        assert page.text == page.text.strip(" \n")
        for _, text in marked(page):
            assert text


def squeezed(text: str) -> str:
    return "".join(text.split())
