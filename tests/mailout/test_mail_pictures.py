"""A mail with a picture carries it in itself, below its words, and is whole without it."""

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

from akkoord.pictures.making import picture_of
from core.outgoing import Picture
from core.wording import Wording
from mailout.compose import Composed, compose
from tests.charts import chart
from tests.mailout.office import mail_out
from tests.wording.samples import FACTS

PICTURE = picture_of(chart(*[[8, 8, 30]] * 53))


def letter(picture: Picture | None = PICTURE) -> Composed:
    said = Wording().say("logbook.history", FACTS["logbook.history"], "nl", "mail")
    return compose(said, message=mail_out(), choices=["Ja", "Nee"], picture=picture)


def parsed(mail: Composed) -> EmailMessage:
    return message_from_bytes(mail.message.as_bytes(), policy=policy.default)


def html_of(mail: Composed) -> str:
    part = parsed(mail).get_body(("html",))
    assert part is not None
    return str(part.get_content())


def test_the_picture_is_carried_beside_the_html_that_shows_it() -> None:
    read = parsed(letter())
    plain, related = read.iter_parts()
    html, image = related.iter_parts()
    kinds = [part.get_content_type() for part in (read, plain, related, html, image)]
    assert kinds == ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]
    assert image.get_content() == PICTURE.png
    assert image.get_content_disposition() == "inline"
    (source,) = re.findall(r'<img src="cid:([^"]+)"', html.get_content())
    assert image["Content-ID"] == f"<{source}>"


def test_the_numbers_come_first_and_the_picture_tells_itself_in_words() -> None:
    html = html_of(letter())
    assert html.index("<table") < html.index("</table>") < html.index("<img") < html.index("<ol")
    assert f'alt="{PICTURE.alt}"' in html
    assert "http" not in re.search(r"<img[^>]*>", html)[0]  # type: ignore[index]  # there is one, see above


def test_the_text_is_the_same_with_and_without_a_picture() -> None:
    assert letter().text == letter(None).text
    assert "cid:" not in letter().text
    assert "<img" not in html_of(letter(None))
    assert [part.get_content_type() for part in parsed(letter(None)).iter_parts()] == ["text/plain", "text/html"]


def test_a_mail_with_the_largest_picture_stays_under_100_kb_and_the_same_when_sent_again() -> None:
    raw = letter().message.as_bytes()
    assert len(raw) < 100_000
    assert raw == letter().message.as_bytes()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_a_name_in_the_description_is_no_markup() -> None:
    html = html_of(letter(replace(PICTURE, alt='Noor "x" <b>')))
    assert 'alt="Noor &quot;x&quot; &lt;b&gt;"' in html.replace("&#34;", "&quot;").replace("<b>", "&lt;b&gt;")
