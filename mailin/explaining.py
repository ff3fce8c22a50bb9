"""What the service makes of a mail, said line by line: for an administrator who wonders why an answer was not taken."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.incoming import Door, Evidence, Incoming, Typed, Unreadable
from mailin import limits
from mailin.attachments import Attachment
from mailin.door import Body
from mailin.lines import Ours, has_words
from mailin.marks import QUOTED as MARKED
from mailin.marks import first_mark
from mailin.markup import MOST_LINES
from mailin.parse import parse
from mailin.quotes import text_lines
from mailin.signatures import without_signature
from mailin.tokens import TOKEN

LIKE_A_TOKEN = re.compile(rf"(?<![a-z2-7]){TOKEN}(?![a-z2-7])", re.IGNORECASE)
FIRST_HEADER = re.compile(rb"(?:From [^\r\n]*\r?\n)?>?[!-9;-~]{1,80}[ \t]*:")
NAMED_HEADER = re.compile(
    rb"^(?:from|to|subject|date|message-id|received|return-path)[ \t]*:", re.IGNORECASE | re.MULTILINE
)
TYPED, QUOTED, SIGNATURE = "typed", "quoted", "signature"
SHOWN_OF_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a mail. part: typed, quoted or signature. why: the rule that found that it is not typed."""

    part: str
    text: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """What a mail is. refused: why it is not read, or "". incoming: None when not even its headers are read."""

    length: int
    refused: str = ""
    what: str = ""
    incoming: Incoming | None = None
    typed: Typed | None = None
    lines: tuple[Line, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    def plain(self) -> dict[str, Any]:
        """Write it as plain JSON, with tokens shortened: whoever has a whole one may answer in somebody's name."""
        told: dict[str, Any] = {
            "bytes": self.length,
            "refused": self.refused,
            "limits": {
                "bytes": limits.MOST_BYTES,
                "headers": limits.MOST_HEADERS,
                "header_bytes": limits.MOST_HEADER_BYTES,
            },
        }
        if self.incoming is not None:
            told |= self._who(self.incoming)
        if self.typed is not None:
            told["typed"] = {
                "text": shortened(self.typed.text),
                "sure": self.typed.agreed,
                "cut": self.typed.cut,
                "corrections": [[shortened(text) for text in pair] for pair in self.typed.corrections],
            }
            told["lines"] = [{"part": line.part, "why": line.why, "text": shortened(line.text)} for line in self.lines]
            told["attachments"] = [
                {"type": one.kind, "name": one.name, "what": one.what, "characters": one.length}
                for one in self.attachments
            ]
        return told

    def _who(self, incoming: Incoming) -> dict[str, Any]:
        return {
            "kind": incoming.kind.value,
            "why": incoming.why,
            "holds": incoming.facts.get("what", self.what),
            "sender": incoming.sender,
            "sender_name": incoming.sender_name,
            "proof": incoming.proof.value,
            "evidence": [one.name for one in Evidence if one in incoming.evidence],
            "sent_at": incoming.sent_at.isoformat() if incoming.sent_at is not None else None,
            "subject": shortened(incoming.subject),
            "message_id": incoming.message_id,
            "in_reply_to": list(incoming.in_reply_to),
            "tokens": [shortened(token) for token in incoming.tokens],
        }


def is_mail(raw: bytes) -> bool:
    """Say whether bytes begin as a mail does: with headers, of which one names who, whom, what or when."""
    head = limits.head_of(raw.lstrip())
    return FIRST_HEADER.match(head) is not None and NAMED_HEADER.search(head) is not None


def shortened(text: str) -> str:
    """Leave only the beginning of whatever looks like a token in a text, also inside a link."""
    return LIKE_A_TOKEN.sub(lambda found: f"{found[0][:SHOWN_OF_TOKEN]}…", text)


def explain(door: Door, raw: bytes) -> Explained:
    """Say what a mail is, with nothing known of what we sent: what it quotes shows by its marks alone."""
    try:
        incoming = door.read(raw)
    except Unreadable as unreadable:
        return Explained(len(raw), unreadable.why, unreadable.what, unreadable.known)
    body, typed = incoming.body, door.typed(incoming, ())
    lines = explained_lines(body, typed) if isinstance(body, Body) else []
    return Explained(
        len(raw),
        incoming=incoming,
        typed=typed,
        lines=tuple(lines),
        attachments=parse(raw).attachments,
    )


def explained_lines(body: Body, typed: Typed) -> list[Line]:
    """Say of each line of a mail what it was taken for, by the rules that find what was typed."""
    lines = text_lines(body.text)[:MOST_LINES] if body.text.strip() else list(body.page.lines)
    mark = first_mark(lines, Ours(()))
    signed = without_signature(lines[: mark.at], body.name)
    begin = _in_common(lines[: mark.at], signed.lines)
    kept = list(signed.lines[begin:])
    put_in = {line for _, line in typed.corrections}
    last = max((index for index, line in enumerate(lines) if MARKED.match(line)), default=len(lines))
    below = set(typed.text.splitlines()) if typed.cut.endswith("words below") else set()
    found: list[Line] = []
    for index, line in enumerate(lines):
        if index < begin:
            found.append(Line(TYPED, line))
        elif index >= mark.at and line.strip() in put_in:
            found.append(Line(TYPED, line, "between the lines of the quote"))
        elif index >= mark.at and has_words([line]) and line.strip() in below:
            found.append(Line(TYPED, line, "below the quote"))
        elif index >= mark.at:
            is_below = index > last and has_words([line])
            found.append(Line(QUOTED, line, "below the quote, so that nothing is sure" if is_below else mark.rule))
        elif has_words([line]) and line in kept:
            found.append(Line(TYPED, line, "a postscript"))
        else:
            found.append(Line(SIGNATURE, line, signed.rule))
    return found


def _in_common(lines: Sequence[str], kept: Sequence[str]) -> int:
    """Count the lines from the top that were kept."""
    pairs = enumerate(zip(lines, kept, strict=False))
    return next((index for index, (line, other) in pairs if line != other), min(len(lines), len(kept)))
