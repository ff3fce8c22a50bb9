"""What a mail holds besides words: files, pictures, and what is wrapped so that nobody but its reader can open it.

The names of what it is are those that the chat has for what it can't read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from mimetypes import guess_type

ENCRYPTED = "encrypted"
SIGNED = "signed"
WINMAIL = "winmail"
FORWARDED = "forwarded"
WORDS = {"text/plain", "text/html"}
UNSAID = {f"application/{kind}" for kind in ("pkcs7-signature", "x-pkcs7-signature", "pgp-signature", "pgp-keys")}
SMIME = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
TNEF = {"application/ms-tnef", "application/vnd.ms-tnef"}
UNTOLD = {"application/octet-stream", "application/unknown", "application/binary"}
BY_KIND = {"image": "photo", "audio": "audio", "video": "video"}
CARDS = {"text/vcard", "text/x-vcard", "text/directory"}
MOST_NAME = 200
# The first file is named, but what explains why nothing could be read goes before what came along with it.
FIRST = (ENCRYPTED, SIGNED, WINMAIL)

ARMORED = re.compile(r"^-----BEGIN PGP MESSAGE(?:, PART [\d/]{1,9})?-----[ \t]*$", re.MULTILINE)
CLEAR = re.compile(r"^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\n(?:Hash:[^\n]*\n){0,5}[ \t]*\n", re.MULTILINE)
CLEAR_END = re.compile(r"^-----BEGIN PGP SIGNATURE-----[ \t]*$", re.MULTILINE)
SIGNATURE_END = re.compile(r"^-----END PGP SIGNATURE-----[ \t]*\n?", re.MULTILINE)
DASHED = re.compile(r"^- (?=-)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is no words. kind: its content type. what: what its sender is told that it is. length: as it came.

    is_shown: whether it is a picture that the HTML shows where it stands, as those of a quote and a signature are.
    """

    kind: str
    name: str
    what: str
    length: int
    is_shown: bool = False


def attachments_of(parts: Sequence[Message]) -> Iterator[Attachment]:
    """Name what each part is, but for words, signatures and keys; a signature proves nothing to us."""
    for part in parts:
        kind = part.get_content_type()
        name = str(part.get_filename() or "")[:MOST_NAME]
        is_file = part.get_content_disposition() == "attachment"
        if kind in UNSAID or part.get_content_maintype() == "multipart" or (kind in WORDS and not is_file):
            continue
        is_shown = part.get_content_maintype() == "image" and not is_file and "Content-ID" in part
        yield Attachment(kind, name, _what(part, kind, name), _length(part), is_shown)


def besides_words(attachments: Sequence[Attachment], *, has_words: bool) -> str:
    """Say what a mail without words of its sender holds; "" when that is nothing.

    Of a mail that quotes, the pictures that its HTML shows may be those of the quote.
    """
    found = [one.what for one in attachments if not (one.is_shown and has_words)]
    return next((what for what in FIRST if what in found), found[0] if found else "")


def wrapped(attachments: Sequence[Attachment], text: str) -> str:
    """Say how a mail was closed so that not all of it can be read; "" when it is open."""
    if any(one.what == ENCRYPTED for one in attachments) or ARMORED.search(text):
        return ENCRYPTED
    return SIGNED if any(one.what == SIGNED for one in attachments) else ""


def clear_text(text: str) -> str:
    """Take the frame off what PGP signed in the open; what stands above and below it stays where it is."""
    begin = CLEAR.search(text)
    end = CLEAR_END.search(text, begin.end()) if begin else None
    if begin is None or end is None:
        return text
    below = SIGNATURE_END.search(text, end.end())
    inside = DASHED.sub("", text[begin.end() : end.start()])
    return f"{text[: begin.start()]}{inside}{text[below.end() :] if below else ''}"


def _what(part: Message, kind: str, name: str) -> str:
    if kind == "application/pgp-encrypted":
        return ENCRYPTED
    if kind in SMIME:
        return SIGNED if str(part.get_param("smime-type") or "").lower() == "signed-data" else ENCRYPTED
    if kind in TNEF or name.lower() == "winmail.dat":
        return WINMAIL
    if part.get_content_maintype() == "message":
        return FORWARDED
    if kind in UNTOLD:
        kind = guess_type(name)[0] or kind
    return "contact" if kind in CARDS else BY_KIND.get(kind.partition("/")[0], "document")


def _length(part: Message) -> int:
    payload = part.get_payload()
    return len(payload) if isinstance(payload, str) else 0
