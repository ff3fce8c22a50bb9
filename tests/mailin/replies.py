"""Replies to our own mails, composed: a program, its language, where was typed, and how it all was encoded."""

import textwrap
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from html import escape

from core.wording import Wording
from mailout.compose import Composed, MailOut, compose
from tests.mailin.clients import BODY
from tests.mailin.letters import ADDRESS, TOKEN
from tests.wording.samples import FACTS

# How each language's programs word what stands above a quote. Gmail, Apple, Thunderbird, Yahoo.
ATTRIBUTIONS = {
    "nl": (
        "Op ma 9 mrt 2026 om 08:00 schreef {who} <{address}>:",
        "Op 9 mrt 2026, om 08:00 heeft {who} <{address}> het volgende geschreven:",
        "Op 09-03-2026 om 08:00 schreef {who}:",
        "    Op maandag 9 maart 2026 om 08:00:00 CET heeft {who} <{address}> het volgende geschreven:  ",
    ),
    "en": (
        "On Mon, Mar 9, 2026 at 8:00 AM {who} <{address}> wrote:",
        "On 9 Mar 2026, at 08:00, {who} <{address}> wrote:",
        "On 09/03/2026 08:00, {who} wrote:",
        "    On Monday, March 9, 2026 at 08:00:00 AM GMT+1, {who} <{address}> wrote:  ",
    ),
    "de": (
        "Am Mo., 9. März 2026 um 08:00 Uhr schrieb {who} <{address}>:",
        "Am 09.03.2026 um 08:00 schrieb {who} <{address}>:",
        "Am 09.03.26 um 08:00 schrieb {who}:",
        "    Am Montag, 9. März 2026 um 08:00:00 MEZ hat {who} <{address}> Folgendes geschrieben:  ",
    ),
    "fr": (
        "Le lun. 9 mars 2026 à 08:00, {who} <{address}> a écrit :",
        "Le 9 mars 2026 à 08:00, {who} <{address}> a écrit :",
        "Le 09/03/2026 à 08:00, {who} a écrit :",
        "    Le lundi 9 mars 2026 à 08:00:00 UTC+1, {who} <{address}> a écrit :  ",
    ),
}
# From, sent, to, subject, as Outlook has them; the date as it writes it.
HEADERS = {
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp", "maandag 9 maart 2026 08:00"),
    "en": ("From", "Sent", "To", "Subject", "Monday, March 9, 2026 8:00 AM"),
    "de": ("Von", "Gesendet", "An", "Betreff", "Montag, 9. März 2026 08:00"),
    "fr": ("De", "Envoyé", "À", "Objet", "lundi 9 mars 2026 08:00"),
}
PHONES = {
    "nl": (
        "Verstuurd vanaf mijn iPhone",
        "Outlook voor Android<https://aka.ms/AAb9ysg> downloaden",
        "Verzonden vanaf mijn Galaxy",
    ),
    "en": ("Sent from my iPhone", "Get Outlook for iOS<https://aka.ms/o0ukef>", "Sent from my Galaxy"),
    "de": (
        "Von meinem iPhone gesendet",
        "Holen Sie sich Outlook für Android<https://aka.ms/AAb9ysg>",
        "Von meinem Galaxy gesendet",
    ),
    "fr": (
        "Envoyé de mon iPhone",
        "Téléchargez Outlook pour Android<https://aka.ms/AAb9ysg>",
        "Envoyé depuis mon appareil Galaxy",
    ),
}
BANNERS = {
    "nl": "-------- Oorspronkelijk bericht --------",
    "en": "-------- Original message --------",
    "de": "-------- Ursprüngliche Nachricht --------",
    "fr": "-------- Message d'origine --------",
}
WHO, ME = "School De Brug via Akkoord", "Fatima Aydin <fatima@aannemer.example>"
# Our mails that people answer: a list, one week, hours that were asked for, a receipt with a question.
DIGEST = FACTS["reminders.digest"]
MAILS = {
    "a digest": ("reminders.digest", DIGEST),
    "one week": ("reminders.digest", {**DIGEST, "weeks": DIGEST["weeks"][:1], "missing": []}),
    "hours": ("logbook.week", FACTS["logbook.week"]),
    "a receipt": ("desk.answer", FACTS["desk.answer"]),
}


@cache
def mail(kind: str, language: str) -> Composed:
    """Make a mail of ours, as it is sent."""
    name, facts = MAILS[kind]
    links = {"page_url": "https://akkoord.example/w/abc", "chat_url": "https://t.me/akkoord_bot?start=abc"}
    sent = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
    message = MailOut(outbox_id=31, token=TOKEN, to="f@aannemer.example", sender=ADDRESS, at=sent, language=language)
    return compose(Wording().say(name, {**facts, **links}, language, "mail"), message=message)


def html_of(kind: str, language: str) -> str:
    """Give what stands in the body of its HTML."""
    part = mail(kind, language).message.get_body(("html",))
    assert part is not None
    found = BODY.search(part.get_content())
    assert found is not None
    return found[1]


def attribution(language: str, program: int) -> str:
    return ATTRIBUTIONS[language][program].format(who=WHO, address=ADDRESS)


def headers(language: str) -> str:
    sender, sent, to, subject, moment = HEADERS[language]
    return f"{sender}: {WHO} <{ADDRESS}>\n{sent}: {moment}\n{to}: {ME}\n{subject}: 2 weken"


def wrapped(text: str, width: int = 76) -> str:
    lines = text.split("\n")
    return "\n".join(part for line in lines for part in textwrap.wrap(line, width, break_on_hyphens=False) or [""])


def quoted(text: str, width: int = 0) -> str:
    """Mark every line, wrapped before when a width is given."""
    lines = (wrapped(text, width) if width else text).split("\n")
    return "\n".join(f"> {line}" if line else ">" for line in lines)


def spilled(text: str, width: int = 72) -> str:
    """Mark every line and wrap it after that: the rest of a long line stands without a mark."""
    return wrapped(quoted(text), width)


def again(text: str) -> str:
    """Wrap what was marked, and mark every line of it: some programs do so when a mail passes through them."""
    return "\n".join(f"> {line.removeprefix('> ')}" for line in spilled(text, 60).split("\n"))


# Each gives a body: what was typed, our text, the language of the program.
Program = Callable[[str, str, str], str]
ABOVE: dict[str, Program] = {
    "Outlook on a desktop": lambda said, ours, lang: f"{said}\n\n{headers(lang)}\n\n{ours}",
    "Outlook on the web": lambda said, ours, lang: f"{said}\n{'_' * 32}\n{headers(lang)}\n\n{ours}",
    "Outlook on a phone": lambda said, ours, lang: (
        f"{said}\n\n{PHONES[lang][1]}\n{'_' * 32}\n{headers(lang)}\n\n{ours}"
    ),
    "Gmail": lambda said, ours, lang: f"{said}\n\n{wrapped(attribution(lang, 0))}\n\n{quoted(ours, 76)}",
    "Gmail's app": lambda said, ours, lang: f"{said}\n\n{attribution(lang, 0)}\n\n{quoted(ours, 76)}",
    "Apple Mail": lambda said, ours, lang: f"{said}\n\n> {attribution(lang, 1)}\n> \n{quoted(ours)}",
    "Apple Mail, wrapped": lambda said, ours, lang: (
        f"{said}\n\n{quoted(attribution(lang, 1), 60)}\n> \n{quoted(ours, 70)}"
    ),
    "an iPhone": lambda said, ours, lang: (
        f"{said}\n\n{PHONES[lang][0]}\n\n> {attribution(lang, 1)}\n> \n> \ufeff\n{quoted(ours)}"
    ),
    "Thunderbird": lambda said, ours, lang: f"{said}\n\n{attribution(lang, 2)}\n{quoted(ours)}",
    "Thunderbird, wrapped after": lambda said, ours, lang: f"{said}\n\n{attribution(lang, 2)}\n{spilled(ours)}",
    "marked again": lambda said, ours, lang: f"{said}\n\n{attribution(lang, 0)}\n{again(ours)}",
    "Samsung": lambda said, ours, lang: f"{said}\n\n{PHONES[lang][2]}\n\n{BANNERS[lang]}\n{headers(lang)}\n\n{ours}",
    "Yahoo": lambda said, ours, lang: f"{said}\n\n{attribution(lang, 3)}\n \n {wrapped(ours, 90)}",
    "nothing but the quote": lambda said, ours, lang: f"{said}\n\n{quoted(ours)}",
    "no mark at all": lambda said, ours, lang: f"{said}\n\n{ours}",
    "a narrow window": lambda said, ours, lang: f"{said}\n\n{wrapped(attribution(lang, 0), 40)}\n{quoted(ours, 40)}",
}
BELOW: dict[str, Program] = {
    "Thunderbird": lambda said, ours, lang: f"{attribution(lang, 2)}\n{quoted(ours)}\n\n{said}",
    "Gmail": lambda said, ours, lang: f"{wrapped(attribution(lang, 0))}\n\n{quoted(ours, 76)}\n\n{said}",
    "Apple Mail": lambda said, ours, lang: f"> {attribution(lang, 1)}\n> \n{quoted(ours)}\n\n{said}",
    "mutt": lambda said, ours, lang: f"{attribution(lang, 2)}\n\n{spilled(ours)}\n\n{said}",
    "a narrow window": lambda said, ours, lang: f"{wrapped(attribution(lang, 0), 40)}\n{quoted(ours, 40)}\n\n{said}",
}


def head_html(language: str) -> str:
    return "<br>".join(escape(line) for line in headers(language).splitlines())


HTML: dict[str, Program] = {
    "Gmail": lambda said, ours, lang: (
        f'<div dir="ltr">{said}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" '
        f'class="gmail_attr">{escape(attribution(lang, 0))}<br></div><blockquote class="gmail_quote" '
        f'style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204)">{ours}</blockquote></div>'
    ),
    "Outlook on a desktop": lambda said, ours, lang: (
        f'<div class="WordSection1"><p class="MsoNormal">{said}<o:p></o:p></p><p><o:p>&nbsp;</o:p></p>'
        '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">'
        f"{'<br>'.join(f'<b>{escape(line)}</b>' for line in headers(lang).splitlines())}</p></div></div>{ours}</div>"
    ),
    "Outlook on the web": lambda said, ours, lang: (
        f'<div class="elementToProof">{said}</div><div id="appendonsend"></div><hr style="width:98%">'
        f'<div id="divRplyFwdMsg" dir="ltr">{head_html(lang)}</div>{ours}'
    ),
    "Outlook on a phone": lambda said, ours, lang: (
        f'<div dir="auto">{said}</div><div id="ms-outlook-mobile-signature"><div>{escape(PHONES[lang][1])}</div></div>'
        '<div id="mail-editor-reference-message-container"><div class="ms-outlook-mobile-reference-message">'
        f"{head_html(lang)}</div>{ours}</div>"
    ),
    "Apple Mail": lambda said, ours, lang: (
        f"{said}<br><div><br><blockquote type='cite'><div>{escape(attribution(lang, 1))}</div><br>"
        f"<div>{ours}</div></blockquote></div>"
    ),
    "an iPhone": lambda said, ours, lang: (
        f'<div dir="ltr">{said}</div><div dir="ltr"><br><div dir="ltr">{PHONES[lang][0]}</div></div><div dir="ltr"><br>'
        f'<blockquote type="cite">{escape(attribution(lang, 1))}<br><br></blockquote></div><blockquote type="cite">'
        f'<div dir="ltr">{ours}</div></blockquote>'
    ),
    "Thunderbird": lambda said, ours, lang: (
        f'<p>{said}</p><div class="moz-cite-prefix">{escape(attribution(lang, 2))}<br></div>'
        f'<blockquote type="cite" cite="mid:o31@akkoord.example">{ours}</blockquote>'
    ),
    "Samsung": lambda said, ours, lang: (
        f'<div dir="auto">{said}</div><div dir="auto"><br></div><div id="composer_signature" dir="auto">'
        f"{PHONES[lang][2]}"
        f'</div><div dir="auto"><br></div><div align="left" dir="auto" style="font-size:100%"><div>'
        f"{BANNERS[lang]}</div>{''.join(f'<div>{escape(line)}</div>' for line in headers(lang).splitlines())}</div>"
        f"<div><br></div>{ours}"
    ),
    "Yahoo": lambda said, ours, lang: (
        f'<div class="ydp1 yahoo-style-wrap"><div dir="ltr">{said}</div></div><div id="yahoo_quoted_1" '
        f'class="yahoo_quoted"><div><div>{escape(attribution(lang, 3).strip())}</div><div>{ours}</div></div></div>'
    ),
}
CHARSETS = ("utf-8", "iso-8859-1", "windows-1252", "iso-8859-15")
