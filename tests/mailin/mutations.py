"""Mails that were damaged or forged on their way: each is one of our own seeds, changed a few times by chance.

A number says all: the same number gives the same mail, so that what fails can be made again.
"""

import base64
import random
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from tests.mailin.letters import letter, quoted

FOLDER = Path(__file__).parent.parent / "mail"
MOST_CHANGES = 4
MOST_BYTES = 24_000
CHARSETS = (
    b"utf-8", b"us-ascii", b"iso-8859-1", b"windows-1252", b"utf-16", b"utf-32", b"utf-7", b"x-unknown", b"iso-2022-jp",
    b"big5", b"gb18030", b"hz", b"koi8-r", b"cp037", b"punycode", b"idna", b"base64", b"rot13", b"unicode_escape",
    b"'utf-8'", b'"', b"utf-8;utf-8", b"\xff", b"", b"ansi_x3.4-1968", b"8bit", b"unknown-8bit", b"iso-8859-8-i",
)  # fmt: skip
ENCODINGS = (b"7bit", b"8bit", b"binary", b"base64", b"quoted-printable", b"x-uuencode", b"uuencode", b"", b"7-bit",
             b"base64 ", b"BASE64;", b"none", b"quoted-printable (a)", b"8 bit")  # fmt: skip
TYPES = (b"text/plain", b"text/html", b"text", b"multipart/mixed", b"multipart/alternative", b"multipart/report",
         b"message/rfc822", b"message/delivery-status", b"message/partial", b"application/ms-tnef", b"text/rtf",
         b"message/external-body", b"application/octet-stream", b"text/calendar", b"multipart/signed",
         b"/", b"")  # fmt: skip
HEADER_JUNK = (b"=?utf-8?q?=3D=3F?=", b"=?utf-8?b?////?=", b"=?x?y?z?=", b"<>", b"<<@>>", b"\x00", b"\xff\xfe", b"(((",
               b'"', b";;;=", b"a@b@c", b"=?utf-8?q?", b"\\", b",,,", b"<a@b.example>", b"'")  # fmt: skip
CHARSET = re.compile(rb'charset\s*=\s*"?[^\s";]*"?', re.IGNORECASE)
ENCODING = re.compile(rb"(?im)^(content-transfer-encoding:)[^\r\n]*")
TYPE = re.compile(rb"(?im)^(content-type:\s*)[\w/+-]*")
BOUNDARY = re.compile(rb'boundary\s*=\s*"?([^\s";]{1,70})"?', re.IGNORECASE)

Chance = random.Random
Change = Callable[[Chance, bytes], bytes]


@cache
def seeds() -> tuple[bytes, ...]:
    """Give the mails that are changed: those of the folder, and a few of every make."""
    found = [path.read_bytes() for path in sorted(FOLDER.rglob("*.eml"))]
    answer = f"Akkoord, behalve dinsdag.\n\nOp ma 9 mrt 2026 om 08:00 schreef Akkoord:\n{quoted()}\n"
    found += [letter(answer), letter("Eén week is akkoord, € 5 niet."), letter("1 ja 2 nee"), letter("")]
    found.append(letter("akkoord", html="<p>akkoord</p><blockquote type=cite>ma 8<br>di 8</blockquote>"))
    coded = base64.encodebytes(answer.encode()).replace(b"\n", b"\r\n")
    head = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\nMIME-Version: 1.0\r\n"
    found.append(b"From: Ria Kale <ria@kale.example>\r\nMessage-ID: <b@kale.example>\r\n%b\r\n%b" % (head, coded))
    return tuple(found)


def mutated(number: int) -> bytes:
    """Give the mail of a number."""
    chance = random.Random(number)
    return changed(chance, chance.choice(seeds()))


def changed(chance: Chance, raw: bytes) -> bytes:
    """Change a mail one to four times."""
    for _ in range(chance.randint(1, MOST_CHANGES)):
        raw = chance.choice(CHANGES)(chance, raw)[:MOST_BYTES]
    return raw


def _split(raw: bytes) -> tuple[list[bytes], bytes, bytes]:
    """Give a mail's headers with their folds, the end of its lines, and its body."""
    end = b"\r\n" if b"\r\n" in raw else b"\n"
    head, _, body = raw.partition(end * 2)
    return re.split(rb"\r?\n(?![ \t])", head), end, body


def _joined(headers: Sequence[bytes], end: bytes, body: bytes) -> bytes:
    return end.join(headers) + end * 2 + body


def headers_dropped(chance: Chance, raw: bytes) -> bytes:
    headers, end, body = _split(raw)
    kept = [one for one in headers if chance.random() > 0.2]
    return _joined(kept, end, body)


def headers_doubled(chance: Chance, raw: bytes) -> bytes:
    headers, end, body = _split(raw)
    for one in chance.sample(headers, min(3, len(headers))):
        headers.insert(chance.randrange(len(headers) + 1), one)
    return _joined(headers, end, body)


def headers_of_another(chance: Chance, raw: bytes) -> bytes:
    headers, end, body = _split(raw)
    others = _split(chance.choice(seeds()))[0]
    for one in chance.sample(others, min(3, len(others))):
        headers.insert(chance.randrange(len(headers) + 1), one)
    return _joined(headers, end, body)


def headers_shuffled(chance: Chance, raw: bytes) -> bytes:
    headers, end, body = _split(raw)
    chance.shuffle(headers)
    return _joined(headers, end, body)


def headers_folded(chance: Chance, raw: bytes) -> bytes:
    headers, end, body = _split(raw)
    at = chance.randrange(len(headers))
    fold = chance.choice((b"\r\n ", b"\n\t", b"\r ", b"\r\n  \r\n ", b"\r", b"\n"))
    headers[at] = fold.join(headers[at][i : i + 7] for i in range(0, len(headers[at]), 7))
    return _joined(headers, end, body)


def headers_filled_with_junk(chance: Chance, raw: bytes) -> bytes:
    headers, end, body = _split(raw)
    at = chance.randrange(len(headers))
    name, _, value = headers[at].partition(b":")
    cut = chance.randrange(len(value) + 1)
    headers[at] = name + b":" + value[:cut] + chance.choice(HEADER_JUNK) * chance.choice((1, 2, 50)) + value[cut:]
    return _joined(headers, end, body)


def charsets_lied_about(chance: Chance, raw: bytes) -> bytes:
    lie = chance.choice(CHARSETS)
    return CHARSET.sub(lambda found: b"charset=" + lie if chance.random() > 0.3 else found[0], raw)


def encodings_lied_about(chance: Chance, raw: bytes) -> bytes:
    lie = chance.choice(ENCODINGS)
    if ENCODING.search(raw) is None:
        return b"Content-Transfer-Encoding: " + lie + b"\r\n" + raw
    return ENCODING.sub(lambda found: found[1] + b" " + lie, raw)


def types_lied_about(chance: Chance, raw: bytes) -> bytes:
    lie = chance.choice(TYPES)
    return TYPE.sub(lambda found: found[1] + (lie if chance.random() > 0.5 else found[0][len(found[1]) :]), raw)


def boundaries_broken(chance: Chance, raw: bytes) -> bytes:
    found = BOUNDARY.search(raw)
    if found is None:
        return raw
    line = b"--" + found[1]
    other = chance.choice((b"", line + b"--", b"-" + line, line + b"x", b" " + line, line + b"\r\n" + line, b"--"))
    places = [match.start() for match in re.finditer(re.escape(line), raw)]
    if not places or chance.random() < 0.3:
        at = chance.randrange(len(raw))
        return raw[:at] + b"\r\n" + chance.choice((line, line + b"--")) + b"\r\n" + raw[at:]
    at = chance.choice(places)
    return raw[:at] + other + raw[at + len(line) :]


def nested(chance: Chance, raw: bytes) -> bytes:
    headers, end, body = _split(raw)
    inside = [one for one in headers if one.lower().startswith(b"content-")]
    outside = [one for one in headers if one not in inside]
    for level in range(chance.choice((1, 2, 5, 25, 120))):
        name = b"n%d" % level
        kind = chance.choice((b"mixed", b"alternative", b"related", b"signed", b"report"))
        body = end.join((b"--" + name, *inside, b"", body, b"--" + name + b"--", b""))
        inside = [b'Content-Type: multipart/%b; boundary="%b"' % (kind, name)]
    return _joined([*outside, *inside], end, body)


def bytes_flipped(chance: Chance, raw: bytes) -> bytes:
    some = bytearray(raw)
    for _ in range(chance.choice((1, 3, 30))):
        some[chance.randrange(len(some))] ^= 1 << chance.randrange(8)
    return bytes(some)


def bytes_put_in(chance: Chance, raw: bytes) -> bytes:
    at = chance.randrange(len(raw) + 1)
    some = chance.choice(
        (b"\x00", b"\x00" * 50, b"\r", b"\n", b"\xc3", b"\xff\xfe", b"\x1b$B", b"\xef\xbb\xbf", b"\x1a")
    )
    return raw[:at] + some + raw[at:]


def cut_off(chance: Chance, raw: bytes) -> bytes:
    return raw[: chance.randrange(len(raw)) + 1]


def piece_taken_out(chance: Chance, raw: bytes) -> bytes:
    at = chance.randrange(len(raw))
    return raw[:at] + raw[at + chance.choice((1, 3, 4, 40, 400)) :]


def lengths_multiplied(chance: Chance, raw: bytes) -> bytes:
    at = chance.randrange(len(raw))
    piece = raw[at : at + chance.choice((1, 5, 60, 500))]
    return raw[:at] + piece * chance.choice((3, 30, 300, 3000)) + raw[at:]


def lines_swapped(chance: Chance, raw: bytes) -> bytes:
    lines = raw.split(b"\n")
    for _ in range(chance.choice((1, 4))):
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def line_ends_changed(chance: Chance, raw: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n").replace(
        b"\n", chance.choice((b"\n", b"\r\n", b"\r", b"\r\r\n", b"\n\n", b"\n\r"))
    )


def spliced(chance: Chance, raw: bytes) -> bytes:
    other = chance.choice(seeds())
    return raw[: chance.randrange(len(raw))] + other[chance.randrange(len(other)) :]


def coded(chance: Chance, raw: bytes) -> bytes:
    """Code the body in Base64, and cut that or put a stranger in it."""
    headers, end, body = _split(raw)
    headers = [one for one in headers if not one.lower().startswith(b"content-transfer")]
    code = base64.encodebytes(body[: MOST_BYTES // 2])
    at = chance.randrange(len(code) + 1)
    code = code[:at] + chance.choice((b"", b"=", b"==\n", b"*", b"\x00", b"A")) + code[at + chance.randint(0, 5) :]
    return _joined([*headers, b"Content-Transfer-Encoding: base64"], end, code)


CHANGES: tuple[Change, ...] = (
    headers_dropped, headers_doubled, headers_of_another, headers_shuffled, headers_folded, headers_filled_with_junk,
    charsets_lied_about, encodings_lied_about, types_lied_about, boundaries_broken, nested, bytes_flipped, bytes_put_in,
    cut_off, piece_taken_out, lengths_multiplied, lines_swapped, line_ends_changed, spliced, coded,
)  # fmt: skip
