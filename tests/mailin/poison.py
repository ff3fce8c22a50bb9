"""Mails that nobody types: made here and stored nowhere, since some are larger than the whole project."""

import base64
import random
from collections.abc import Iterator

SENDER = "From: Ria Kale <ria@kale.example>\r\nTo: antwoord@akkoord.example\r\nMessage-ID: <{name}@kale.example>\r\n"
FRAGMENTS = (
    "a", " ", "\t", "\n", "a ", "a\n", "\n\n", "a\n\n", ">", "> ", ">\n", "> a\n", ">> a\n> b\n", "a\n> b\n", "| a\n",
    "-- \n", "--\n", "____________\n", "Op ", "On 1 ", "Op 1 12:00 schreef a@b.example:\n",
    "Op ma 9 mrt 2026 schreef\n", "schreef ", "wrote: ", "Van: ", "Van: a\n",
    "Van: a@b.example\nVerzonden: 1\nAan: b\n\n", "From: a@b.example\nSubject: b\n\n", "Fatima\n", "Met ",
    "Met groet\n", "groeten\n\n", "tel: 06-12345678\n", "0612345678", "+31 6 ", "www.a ", "http://a", "<http://a>\n",
    "a@b", "a@b.example ", "(", ")", "[", "[cid:", "[cid:a]\n", "[#", "[#" + "a" * 26 + "]\n", "-----",
    "----- Original Message -----\n", "akkoord ", "akkoord\n", "nee, ", "1. ", "1. a\n", "ma 8 di 8 ", "week 10 ", "é",
    "\u200b", "\u3000", "\ufeff", "😀", "İ", "ß", "\x00", "\x0b", "\x85", "\u2028", "\ue0f1", "\ue0f2\n", "PS ",
    "NB: a\n", "Disclaimer ", "vertrouwelijk\n", "kvk 1 ", "* ", "- a\n", "=\n", "=3D", "~~~~~~~~\n",
    "Sent from my a\n", "'", '"', "\\", "-- antwoord boven deze regel --\n", "-----BEGIN PGP MESSAGE-----\n",
    "out of office ", "afwezig tot ", "5.1.1 ", "<a@b.example>: ", "Reporting-MTA: ", "failed\n",
    "This message was created automatically by mail delivery software.\n",
)  # fmt: skip
TAGS = (
    "<", "<a", "<div>", "<div><br>", "<br>", "<br>\n", "<p>", "<p>a", "<p>a</p>", "</div>", "<blockquote>",
    "<blockquote>x", '<blockquote style="margin:0">a', "<ol>", "<ol><li>", "<li>1", "<ul><li>a", "<table>",
    "<table><tr><td>", "<td>a", "<pre>\n", "<s>a", "<b>", "<!--", "<!-- -->", "<![CDATA[", "<script>", "<style>a", "&",
    "&amp;", "&#62;", "&nbsp;", "&#x10FFFF;", '<img alt="+">', "<a href=a>", '<div class="gmail_quote">a',
    '<div id="divRplyFwdMsg">', '<div style="border-top:solid #E1E1E1">', '<p style="display:none">a', "<hr>", "<?a?>",
    '<span class="' + "x_" * 20 + '">', "<font a=b c=d e=f>", "<svg>", "<form>", "<select><option>", "<a><b><i>",
    "<!DOCTYPE a [<!ENTITY b 'c'>]>",
)  # fmt: skip
HEADERS = (
    "a@b.example ", "(", ")", '"', "<", "<a@b.example>, ", "=?", "=?a?q?", "=?utf-8?q?=41?= ", "=?utf-8?b?QQ==?= ",
    "\\", ";", ';"', "; a=b", "; a*0=b", "; a*=utf-8''b", "1 ", "a", " ", "\r\n ", ",", "é", "\x00", "dkim=pass ",
    "; dmarc=pass header.from=a.example", "by a ", "=",
)  # fmt: skip
NAMES = (
    "From", "To", "Subject", "Date", "Message-ID", "References", "In-Reply-To", "Authentication-Results", "Received",
    "Content-Type", "Precedence", "Content-Disposition", "Content-Transfer-Encoding", "Auto-Submitted", "Return-Path",
    "X-Failed-Recipients",
)  # fmt: skip
ENCODINGS = ("8bit", "quoted-printable", "base64", "x-uuencode")
CHARSETS = ("utf-8", "utf-16", "utf-7", "x-none", "iso-2022-kr", "big5", "punycode", "hz")


def head(name: str) -> str:
    """Give what every mail here begins with."""
    return SENDER.format(name=name)


def filled(fragment: str, size: int) -> str:
    """Repeat a fragment until it is this many bytes long, or nearly."""
    return fragment * max(1, size // len(fragment.encode("utf-8", "replace")))


def shapes(size: int) -> Iterator[tuple[str, bytes]]:
    """Give a mail of every shape, none longer than this many bytes: (what it is full of, the mail)."""
    room = size - 1000
    for fragment in FRAGMENTS:
        yield f"text {fragment!r}", written("plain", filled(fragment, room))
    for tag in TAGS:
        yield f"html {tag!r}", written("html", filled(tag, room))
    for one in HEADERS:
        for name in NAMES:
            yield f"header {name} {one!r}", f"{head('h')}{name}: {filled(one, room // 2)}\r\n\r\nakkoord".encode()
            lines = filled(f"{name}: {one * 20}\r\n", room)
            yield f"headers {name} {one!r}", f"{head('h')}{lines}\r\nakkoord".encode()[:size]
    for charset in CHARSETS:
        for encoding in ENCODINGS:
            coded = f"charset={charset}\r\nContent-Transfer-Encoding: {encoding}"
            raw = f"{head('c')}Content-Type: text/plain; {coded}\r\n\r\n"
            yield f"charset {charset} {encoding}", raw.encode() + random.Random(1).randbytes(room)
    for parts in (50, 150, 2000):
        yield f"{parts} parts", many_parts(parts, "text/html", filled("<br>", max(4, room // parts - 60)))
    yield "levels", levels(room // 80)


def mixed(size: int, count: int, seed: int = 7) -> Iterator[tuple[str, bytes]]:
    """Give mails in which fragments of all kinds stand together by chance."""
    chance = random.Random(seed)
    for number in range(count):
        some = chance.sample(FRAGMENTS + TAGS, chance.randint(2, 6))
        text = ""
        while len(text) < size - 1000:
            text += "".join(chance.choices(some, k=200))
        kind = chance.choice(("plain", "html"))
        yield (
            f"mixed {number} {kind} {some!r}",
            written(kind, text.encode("utf-8", "replace")[: size - 1000].decode("utf-8", "ignore")),
        )


def written(kind: str, text: str) -> bytes:
    """Write a mail of one part."""
    return f"{head('w')}Content-Type: text/{kind}; charset=utf-8\r\n\r\n{text}".encode("utf-8", "replace")


def many_parts(count: int, kind: str = "text/plain", text: str = "akkoord") -> bytes:
    """Write a mail of many parts."""
    one = f"--b\r\nContent-Type: {kind}\r\n\r\n{text}\r\n"
    return f"{head('p')}Content-Type: multipart/mixed; boundary=b\r\n\r\n{one * count}--b--\r\n".encode()


def levels(count: int, text: str = "akkoord") -> bytes:
    """Write a mail whose parts lie in each other."""
    inside = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\r\n\r\n--{n}\r\n' for n in range(count))
    return f"{head('l')}{inside}Content-Type: text/plain\r\n\r\n{text}".encode()


def many_headers(count: int) -> bytes:
    """Write a mail of many headers."""
    return head("m").encode() + b"X-A: b\r\n" * count + b"\r\nakkoord"


def with_file(size: int, text: str = "akkoord") -> bytes:
    """Write a mail that somebody might send: words, and a file of this many bytes."""
    file = base64.encodebytes(random.Random(3).randbytes(size))
    text = f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    coded = "Content-Type: image/jpeg; name=foto.jpg\r\nContent-Transfer-Encoding: base64"
    first = f"{head('f')}Content-Type: multipart/mixed; boundary=b\r\n\r\n{text}--b\r\n{coded}\r\n\r\n"
    return first.encode() + file + b"\r\n--b--\r\n"
