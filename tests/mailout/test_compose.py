"""A composed mail: its headers, its two faces, and nothing that a name or subject could smuggle in."""

import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.separator import MARKER_CLOSE, MARKER_OPEN, SEPARATORS, marker, separator
from core.wording import Said, Wording
from mailout.compose import BadAddress, compose, mail_address, one_line
from tests.mailout.office import TOKEN, letter, mail_out
from tests.wording.samples import FACTS
from tests.wording.samples.shared import week

WORDING = Wording()


def parsed(mail: EmailMessage) -> EmailMessage:
    """Read a mail back as another program would."""
    return message_from_bytes(mail.as_bytes(), policy=policy.default)


def decoded(mail: EmailMessage, header: str) -> str:
    """Decode a header by RFC 2047; Python's newer parser adds a space between two encoded words of a name."""
    return str(make_header(decode_header(message_from_bytes(mail.as_bytes())[header])))


def name_in(mail: EmailMessage, header: str) -> str:
    name, _ = parseaddr(" ".join(message_from_bytes(mail.as_bytes())[header].split()))
    return str(make_header(decode_header(name)))


def face(mail: EmailMessage, kind: str) -> str:
    part = parsed(mail).get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_the_headers_say_who_writes_and_where_an_answer_goes() -> None:
    mail = parsed(letter("Uren", tenant_name="Vakcollege Zeeduin", to_name="Marijke de Zwaluw").message)
    assert mail["From"] == "Vakcollege Zeeduin via Akkoord <uren@akkoord.example>"
    assert mail["To"] == "Marijke de Zwaluw <marijke@houtzaag.example>"
    assert mail["Reply-To"] == f"Akkoord <uren+{TOKEN}@akkoord.example>"
    assert mail["Subject"] == "Uren"
    assert mail["Date"].datetime.isoformat() == "2026-11-23T07:00:00+00:00"


def test_the_headers_tell_machines_not_to_answer() -> None:
    mail = parsed(letter().message)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["X-Akkoord"] == "1"


def test_without_a_school_the_service_speaks_for_itself() -> None:
    assert parsed(letter().message)["From"] == "Akkoord <uren@akkoord.example>"


def test_the_message_id_is_the_same_each_time_it_is_sent() -> None:
    first, second = letter(), letter()
    assert first.message_id == f"o31.{TOKEN[:8]}@akkoord.example"
    assert first.message["Message-ID"] == f"<{first.message_id}>"
    assert first.message.as_bytes() == second.message.as_bytes()
    assert letter(outbox_id=32).message_id != first.message_id


def test_only_part_of_the_token_is_in_the_message_id() -> None:
    assert TOKEN not in letter().message_id


def test_an_answer_stands_in_its_thread() -> None:
    mail = parsed(letter(in_reply_to="c@x.example", references=("a@x.example", "<b@x.example>")).message)
    assert mail["In-Reply-To"] == "<c@x.example>"
    assert mail["References"].split() == ["<a@x.example>", "<b@x.example>", "<c@x.example>"]


def test_a_first_mail_names_no_other() -> None:
    mail = letter().message
    assert mail["In-Reply-To"] is None
    assert mail["References"] is None


def test_long_message_ids_stay_whole_on_their_lines() -> None:
    long = [f"{'x' * 150}{number}@mail.gmail.example" for number in range(4)]
    raw = letter(in_reply_to=long[-1], references=tuple(long)).message.as_bytes().decode()
    head = raw.split("\r\n\r\n", 1)[0]
    assert all(f"<{one}>" in head for one in long)
    assert "=?" not in head
    assert max(map(len, head.split("\r\n"))) < 998


@pytest.mark.parametrize("bad", ["no at", "a@b\r\nBcc: x@y.example", "<a@b", "a@b c", "", "x" * 300 + "@y.example"])
def test_what_is_no_message_id_is_left_out(bad: str) -> None:
    mail = letter(in_reply_to=bad).message
    assert mail["In-Reply-To"] is None
    assert mail["Bcc"] is None


def test_only_reminders_can_be_unsubscribed_from() -> None:
    assert letter().message["List-Unsubscribe"] is None
    mail = letter(unsubscribe_url="https://akkoord.example/u/abc").message
    link, by_mail = str(mail["List-Unsubscribe"]).split(", ")
    assert link == "<https://akkoord.example/u/abc>"
    assert by_mail == f"<mailto:{mail['Reply-To'].addresses[0].addr_spec}?subject=unsubscribe&body=unsubscribe>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "https://akkoord.example/u/abc" in face(mail, "plain")


def test_a_long_unsubscribe_link_goes_over_the_wire_whole() -> None:
    url = f"https://akkoord.een-heel-lange-naam-van-een-school.example/u/{'a' * 80}"
    assert f"List-Unsubscribe: <{url}>,\r\n <mailto:" in letter(unsubscribe_url=url).message.as_bytes().decode("ascii")


@pytest.mark.parametrize("url", ["https://x.example/\r\nBcc: y@z.example", "https://x.example/>,<mailto:y@z.example"])
def test_an_unsubscribe_link_cannot_hold_another_header(url: str) -> None:
    with pytest.raises(ValueError, match="not a link"):
        letter(unsubscribe_url=url)


HOSTILE = 'Zoë\r\nBcc: spion@x.example\nX-Evil: 1\x00\u2028\u0085 <a@b>, "c" (d); e'


@pytest.mark.parametrize("field", ["tenant_name", "to_name", "subject"])
def test_no_name_or_subject_begins_another_header(field: str) -> None:
    mail = letter(**{field: HOSTILE}).message
    again = parsed(mail)
    assert again["Bcc"] is None
    assert again["X-Evil"] is None
    assert [address.addr_spec for address in again["To"].addresses] == ["marijke@houtzaag.example"]
    assert [address.addr_spec for address in again["From"].addresses] == ["uren@akkoord.example"]
    assert sorted(again.keys()) == sorted(letter().message.keys())


@given(st.text(max_size=120), st.text(max_size=120), st.text(max_size=300))
def test_any_names_and_subject_make_one_clean_mail(tenant: str, name: str, subject: str) -> None:
    mail = compose(
        Said("<p>x</p>", "Uren"), message=mail_out(tenant_name=tenant, to_name=name, subject=subject)
    ).message
    again = parsed(mail)
    assert sorted(again.keys()) == sorted(letter().message.keys())
    assert " ".join(decoded(mail, "Subject").split()) == one_line(subject or "Uren", 180)
    assert name_in(mail, "To") == one_line(name, 80)
    assert again["To"].addresses[0].addr_spec == "marijke@houtzaag.example"
    assert again["From"].addresses[0].addr_spec == "uren@akkoord.example"
    assert again["Reply-To"].addresses[0].addr_spec == f"uren+{TOKEN}@akkoord.example"
    assert all(len(line) < 998 for line in mail.as_bytes().split(b"\r\n"))


@pytest.mark.parametrize(
    "name", ["'t Hórntje, Anaïs", 'Jan "de Lange" Bos', "Łukasz Żółć van der Meer-van den Bergh, B.V. te Middelburg"]
)
def test_odd_names_come_back_as_they_were(name: str) -> None:
    mail = letter(to_name=name, tenant_name=name).message
    assert name_in(mail, "To") == name
    assert name_in(mail, "From") == f"{name} via Akkoord"


@pytest.mark.parametrize(
    "address",
    ["", "a", "a@", "@b.example", "a b@c.example", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example",
     "<a@b.example>", "a@b@c.example", "zoë@b.example", "a@b..example", "a\x00@b.example"],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        letter(to=address)


def test_a_domain_outside_ascii_is_written_as_dns_knows_it() -> None:
    assert mail_address("info@café.example") == "info@xn--caf-dma.example"


@given(st.text(), st.integers(min_value=1, max_value=60))
def test_a_header_is_one_line_of_at_most_so_many_signs(text: str, most: int) -> None:
    line = one_line(text, most)
    assert len(line) <= most
    assert len(line.splitlines()) <= 1


@pytest.mark.parametrize("language", SEPARATORS)
def test_the_first_line_asks_to_answer_above_it_and_the_last_holds_the_token(language: str) -> None:
    mail = letter(language=language)
    lines = mail.text.strip().splitlines()
    assert lines[0] == separator(language)
    assert lines[-1] == marker(TOKEN) == f"{MARKER_OPEN}{TOKEN}{MARKER_CLOSE}"
    html = face(mail.message, "html")
    body = html[html.index("<body") :]
    first = re.sub(r"<[^>]+>", " ", body).split()
    assert " ".join(first).startswith(separator(language))
    assert marker(TOKEN) in body


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", FACTS)
def test_every_reply_makes_a_mail_under_the_limit_without_images(name: str, language: str) -> None:
    said = WORDING.say(name, FACTS[name], language, "mail")
    composed = compose(said, message=mail_out(language=language), choices=["Ja", "Nee"])
    assert len(composed.message.as_bytes()) < 100_000
    html = face(composed.message, "html")
    assert "<img" not in html
    assert "http" not in re.sub(r'href="[^"]*"', "", html).replace("https://akkoord.example", "")
    assert "1. Ja\n" in composed.text.replace("  ", "")


def test_a_digest_of_sixty_weeks_stays_under_the_limit() -> None:
    weeks = [week(f"Student Nummer{number}", number=number, week_id=number) for number in range(1, 61)]
    said = WORDING.say("reminders.digest", {**FACTS["reminders.digest"], "weeks": weeks}, "nl", "mail")
    assert len(compose(said, message=mail_out()).message.as_bytes()) < 100_000


def test_the_text_holds_all_that_the_page_shows() -> None:
    said = WORDING.say("reminders.digest", FACTS["reminders.digest"], "nl", "mail")
    composed = compose(said, message=mail_out())
    html = face(composed.message, "html")
    body = html[html.index("<body") :]
    body = re.sub(r'<div class="preheader".*?</div>', "", body, flags=re.DOTALL)
    shown = re.findall(r"\w+", re.sub(r"<[^>]+>|&[a-z]+;", " ", body))
    assert set(shown) <= set(re.findall(r"\w+", composed.text))


def test_the_text_keeps_each_line_whole_and_the_hidden_line_out() -> None:
    words = "woord " * 60
    composed = compose(Said(f"<p>{words}</p>", "Uren", "verborgen regel"), message=mail_out())
    assert words.strip() in composed.text.splitlines()
    assert "verborgen" not in composed.text
    assert "verborgen regel" in face(composed.message, "html")


def test_the_plain_part_is_the_text_that_is_kept() -> None:
    said = WORDING.say("reminders.digest", FACTS["reminders.digest"], "nl", "mail")
    composed = compose(said, message=mail_out())
    sent = [
        line.removeprefix(" ") if line.startswith(" ") else line
        for line in face(composed.message, "plain").splitlines()
    ]
    assert sent == composed.text.splitlines()
    part = parsed(composed.message).get_body(("plain",))
    assert part is not None
    assert part["Content-Type"].params["format"] == "flowed"


def test_links_are_written_out_in_the_text() -> None:
    page = '<a href="https://x.example/w/1?a=1&amp;b=2">de pagina</a>'
    html = f'<p>Zie {page}, of mail <a href="mailto:a@b.example">a@b.example</a>.</p>'
    assert "Zie de pagina <https://x.example/w/1?a=1&b=2>, of mail a@b.example." in letter(html=html).text


def test_choices_are_numbered_lines() -> None:
    composed = compose(Said("<p>Wat nu?</p>", "Uren"), message=mail_out(), choices=["Ja & klopt", "<Nee>"])
    assert "Antwoord met het cijfer:" in composed.text
    assert "1. Ja & klopt" in composed.text
    assert "2. <Nee>" in composed.text
    assert "&lt;Nee&gt;" in face(composed.message, "html")


def test_styles_are_inlined_and_dark_mode_is_kept() -> None:
    html = face(letter().message, "html")
    assert "prefers-color-scheme: dark" in html
    assert re.search(r'<p style="[^"]*">Dag Marijke', html)


def test_an_answer_keeps_the_subject_of_what_it_answers() -> None:
    mail = compose(Said("<p>x</p>", "Uren"), message=mail_out(subject="Re: Antw: week 47")).message
    assert parsed(mail)["Subject"] == "Re: Antw: week 47"


def test_a_newline_hidden_in_an_encoded_word_stays_hidden() -> None:
    hidden = "=?utf-8?q?Re:_x=0D=0ABcc:_spion@x.example?="
    mail = compose(
        Said("<p>x</p>", "Uren"), message=mail_out(subject=hidden, to_name=hidden, tenant_name=hidden)
    ).message
    assert b"\r\nBcc:" not in mail.as_bytes()
    assert sorted(parsed(mail).keys()) == sorted(letter().message.keys())
