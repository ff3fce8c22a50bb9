"""Our own digest, made by our own code, and quoted as the mail programs of the world quote it."""

import re
import textwrap
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache

from core.wording import Wording
from mailin.markup import html_lines
from mailout.compose import Composed, MailOut, compose
from tests.mailin.letters import ADDRESS, TOKEN
from tests.wording.samples import FACTS

BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
HEADERS = (
    "Van: Vakschool via Akkoord <antwoord@akkoord.example>\nVerzonden: maandag 23 november 2026 08:00\n"
    "Aan: Fatima Aydin <fatima@aannemer.example>\nOnderwerp: 2 weken wachten op uw akkoord"
)
HEADERS_EN = (
    "From: Vakschool via Akkoord <antwoord@akkoord.example>\nSent: Monday, November 23, 2026 8:00 AM\n"
    "To: Fatima Aydin <fatima@aannemer.example>\nSubject: 2 weeks are waiting"
)


@cache
def digest(language: str = "nl") -> Composed:
    """Make the mail that a supervisor answers: two weeks of two students."""
    facts = {
        **FACTS["reminders.digest"],
        "page_url": "https://akkoord.example/w/abc",
        "chat_url": "https://t.me/akkoord_bot?start=abc",
    }
    return compose(
        Wording().say("reminders.digest", facts, language, "mail"),
        message=MailOut(
            outbox_id=31,
            token=TOKEN,
            to="fatima@aannemer.example",
            sender=ADDRESS,
            at=datetime(2026, 11, 23, 7, 0, tzinfo=UTC),
            language=language,
        ),
    )


def inner_html(language: str = "nl") -> str:
    part = digest(language).message.get_body(("html",))
    assert part is not None
    found = BODY.search(part.get_content())
    assert found is not None
    return found[1]


def marked(text: str, width: int = 0) -> str:
    """Quote with ">", wrapped first when a width is given, as Gmail does."""
    lines = text.splitlines()
    if width:
        lines = [part for line in lines for part in textwrap.wrap(line, width, break_on_hyphens=False) or [""]]
    return "\n".join(f"> {line}" if line else ">" for line in lines)


def spilled(text: str) -> str:
    """Quote with ">" and wrap afterwards, as old programs do: the rest of a long line stands below without a mark."""
    return "\n".join(
        part for line in text.splitlines() for part in textwrap.wrap(f"> {line}", 72, break_on_hyphens=False) or [">"]
    )


def from_html(language: str = "nl") -> str:
    """What a program makes of our HTML, when it writes the plain text of a reply itself."""
    return "\n".join(html_lines(f"<html><body>{inner_html(language)}</body></html>")[0])


Program = Callable[[str, str], str]

# How each program puts what was typed above our text. Fields: what was typed, our text.
TEXT_PROGRAMS: dict[str, Program] = {
    "Outlook on a desktop": lambda typed, ours: (
        f"{typed}\n\nMet vriendelijke groet,\n\nFatima Aydin\n\n{HEADERS}\n\n{ours}"
    ),
    "Outlook on the web": lambda typed, ours: f"{typed}\n{'_' * 32}\n{HEADERS}\n\n{ours}",
    "Outlook in English": lambda typed, ours: f"{typed}\n\nKind regards,\nFatima\n\n{HEADERS_EN}\n\n{ours}",
    "Outlook on a phone": lambda typed, ours: (
        f"{typed}\n\nOutlook voor iOS<https://aka.ms/o0ukef> downloaden\n{'_' * 32}\n{HEADERS}\n\n{ours}"
    ),
    "Outlook from its HTML": lambda typed, ours: f"{typed}\n\n{HEADERS}\n\n{from_html()}",
    "Gmail": lambda typed, ours: (
        f"{typed}\n\nOp ma 23 nov 2026 om 08:00 schreef Vakschool via Akkoord <\nantwoord@akkoord.example>:\n\n"
        f"{marked(ours, 76)}\n"
    ),
    "Gmail in English": lambda typed, ours: (
        f"{typed}\n\nOn Mon, Nov 23, 2026 at 8:00 AM Vakschool via Akkoord <antwoord@akkoord.example>\nwrote:\n\n"
        f"{marked(ours, 76)}\n"
    ),
    "Apple Mail": lambda typed, ours: (
        f"{typed}\n\n> Op 23 nov 2026, om 08:00 heeft Vakschool via Akkoord <antwoord@akkoord.example> het volgende "
        f"geschreven:\n> \n{marked(ours)}\n"
    ),
    "an iPhone": lambda typed, ours: (
        f"{typed}\n\nVerstuurd vanaf mijn iPhone\n\n> Op 23 nov 2026 om 08:00 heeft Vakschool via Akkoord "
        f"<antwoord@akkoord.example> het volgende geschreven:\n> \n> ﻿\n{marked(ours)}\n"
    ),
    "Thunderbird": lambda typed, ours: (
        f"{typed}\n\nOp 23-11-2026 om 08:00 schreef Vakschool via Akkoord:\n{marked(ours)}\n"
    ),
    "an old program": lambda typed, ours: f"{typed}\n\nOn 23/11/2026 08:00, Akkoord wrote:\n{spilled(ours)}\n",
    "Samsung": lambda typed, ours: (
        f"{typed}\n\nVerzonden vanaf mijn Galaxy\n\n-------- Oorspronkelijk bericht --------\n"
        f"Van: Akkoord <antwoord@akkoord.example>\nDatum: 23-11-2026 08:00 (GMT+01:00)\nAan: fatima\n"
        f"Onderwerp: weken\n\n{ours}"
    ),
    "Yahoo": lambda typed, ours: (
        f"{typed}\n\n    Op maandag 23 november 2026 om 08:00:00 CET heeft Akkoord <antwoord@akkoord.example> het "
        f"volgende geschreven:  \n \n {ours}"
    ),
    "Roundcube": lambda typed, ours: f"{typed}\n\nAkkoord schreef op 2026-11-23 08:00:\n{marked(ours, 70)}\n",
    "a program that marks nothing": lambda typed, ours: f"{typed}\n\n{ours}",
}

HTML_PROGRAMS: dict[str, Program] = {
    "Gmail": lambda typed, ours: (
        f'<div dir="ltr">{typed}</div><br><div class="gmail_quote gmail_quote_container">'
        '<div dir="ltr" class="gmail_attr">'
        "Op ma 23 nov 2026 om 08:00 schreef Akkoord &lt;<a href='mailto:a@akkoord.example'>a@akkoord.example</a>"
        "&gt;:<br>"
        f'</div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid">{ours}'
        "</blockquote></div>"
    ),
    "Outlook on a desktop": lambda typed, ours: (
        f'<div class="WordSection1"><p class="MsoNormal">{typed}<o:p></o:p></p>'
        '<p class="MsoNormal"><o:p>&nbsp;</o:p></p>'
        '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">'
        "<b>Van:</b> Akkoord &lt;a@akkoord.example&gt; <br><b>Verzonden:</b> maandag<br><b>Aan:</b> Fatima<br>"
        f"<b>Onderwerp:</b> weken<o:p></o:p></p></div></div>{ours}</div>"
    ),
    "Outlook on the web": lambda typed, ours: (
        f'<div class="elementToProof">{typed}</div><div id="appendonsend"></div><hr style="width:98%">'
        f'<div id="divRplyFwdMsg" dir="ltr"><b>Van:</b> Akkoord<br><b>Aan:</b> Fatima</div>{ours}'
    ),
    "Apple Mail": lambda typed, ours: (
        f"{typed}<br><div><br><blockquote type='cite'><div>Op 23 nov 2026, om 08:00 heeft Akkoord "
        f"&lt;a@akkoord.example&gt; het volgende geschreven:</div><br><div>{ours}</div></blockquote></div>"
    ),
    "Thunderbird": lambda typed, ours: (
        f'<p>{typed}</p><div class="moz-cite-prefix">Op 23-11-2026 om 08:00 schreef Akkoord:<br></div>'
        f'<blockquote type="cite" cite="mid:o31@akkoord.example">{ours}</blockquote>'
    ),
    "Yahoo": lambda typed, ours: (
        f'<div class="yahoo-style-wrap">{typed}</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>'
        f"Op maandag schreef Akkoord:</div><div>{ours}</div></div>"
    ),
}
