"""HTML is read as the reader sees it."""

import pytest

from mailin.quotes import extract


def shown(html: str) -> str:
    return extract("", html, ()).text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Week&nbsp;10<br>akkoord</p>", "Week 10\nakkoord"),
        ("<ol><li>akkoord</li><li>nog niet</li></ol>", "1. akkoord\n2. nog niet"),
        ('<ol start="3"><li>akkoord</li><li value="7">niet</li></ol>', "3. akkoord\n7. niet"),
        ("<ul><li>Daan</li><li>Sanne</li></ul>", "- Daan\n- Sanne"),
        (
            "<ol><li>akkoord<ul><li>behalve maandag</li></ul></li><li>niet</li></ol>",
            "1. akkoord\n- behalve maandag\n2. niet",
        ),
        ('<div>Prima <img src="cid:1" alt="👍"></div>', "Prima 👍"),
        ('<div>Prima <img src="cid:1" alt="Logo van Zaag BV"></div>', "Prima"),
        ("<style>p {}</style><script>x</script><title>t</title><p>ja</p>", "ja"),
        ('<div style="display:none">niet te zien</div><p>ja</p>', "ja"),
        ("<pre>week 10\nakkoord</pre>", "week 10\nakkoord"),
        ("<table><tr><td>week 10</td><td>akkoord</td></tr></table>", "week 10  akkoord"),
        ('<?xml version="1.0" encoding="UTF-8"?><html><body>ja</body></html>', "ja"),
        ("Akkoord<div class='x_gmail_quote'>Op ma schreef u:<blockquote>oud</blockquote></div>", "Akkoord"),
        ("Akkoord<div id='x_divRplyFwdMsg'>Van: u</div>oud", "Akkoord"),
        ("Akkoord<div class='gmail_signature'>Fatima<br>Zaag BV</div>", "Akkoord"),
        ("<div>Akkoord</div><div>met we&#8203;ken 10&#xad;</div>", "Akkoord\nmet weken 10"),
        ("", ""),
        ("<", "<"),
        ("<!-- niets -->", ""),
    ],
)
def test_what_a_reader_sees(html: str, text: str) -> None:
    assert shown(html) == text


def test_an_indent_is_not_a_quote() -> None:
    indent = '<blockquote style="margin:0 0 0 40px;border:none;padding:0px">behalve week 11</blockquote>'
    assert shown(f"Akkoord{indent}") == "Akkoord\nbehalve week 11"


@pytest.mark.parametrize(
    "struck", ["<s>11</s>", "<del>11</del>", "<span style='text-decoration:line-through'>11</span>"]
)
def test_struck_words_are_only_proposed(struck: str) -> None:
    assert not extract("", f"Akkoord week 10 en {struck}", ()).agreed


def test_words_between_quotes_are_corrections() -> None:
    found = extract(
        "",
        "Zie onder<blockquote type='cite'>ma 8<br>di 8</blockquote>di is 6<blockquote type='cite'>wo 8</blockquote>",
        (),
    )
    assert found.corrections == (("di 8", "di is 6"),)
    assert (found.text, found.agreed) == ("Zie onder", False)


def test_words_below_a_quote_are_found() -> None:
    found = extract("", "<blockquote type='cite'>ma 8<br>di 8</blockquote><p>akkoord</p>", ())
    assert (found.text, found.agreed) == ("akkoord", False)


def test_words_right_above_a_phones_footer_are_no_attribution() -> None:
    footer = '<div id="ms-outlook-mobile-signature">Get Outlook for iOS&lt;https://aka.ms/o0ukef&gt;</div>'
    assert shown(f"<div>Kees schreef 8 uur</div>{footer}<div id='divRplyFwdMsg'>Van: u</div>") == "Kees schreef 8 uur"
