"""What kinds it takes mails for: machines' that it must know, people's that it must hear, odd ones it must survive."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from akkoord.letters import MAILBOX, STAMP
from core.incoming import Kind, Unreadable
from mailin.door import MailDoor

RAISED, REFUSED = "raised", "refused"
A_MILLISECOND = 1000
SHARE = 0.99
SENDER = b"From: Someone <someone@people.example>\r\nSubject: Re: Akkoord\r\nMIME-Version: 1.0\r\n"


@dataclass(frozen=True, slots=True)
class Seen:
    """One mail. group: automatic, human or odd. kind: what it was taken for, or "raised" or "refused"."""

    group: str
    name: str
    kind: str
    why: str
    milliseconds: float

    @property
    def is_taken_for_a_machine(self) -> bool:
        """It would not be answered."""
        return self.kind not in {Kind.HUMAN, Kind.UNREADABLE, REFUSED, RAISED}

    @property
    def is_wrong(self) -> bool:
        """A machine's that would be answered, a person's that would not, or one that nobody foresaw."""
        if self.kind == RAISED:
            return True
        return self.is_taken_for_a_machine is (self.group == "human") if self.group != "odd" else False


@dataclass(frozen=True, slots=True)
class Bars:
    """What a run must reach; None for a bar that is not set. Shares from 0 to 1, times in milliseconds."""

    most_missed: int | None = None
    most_mistaken: float | None = None
    most_raised: int | None = None
    most_nearly_all: float | None = None
    most_time: float | None = None


def mails_in(folder: Path) -> list[tuple[str, bytes]]:
    """Read every file of a folder, and of those in it. Raises: OSError."""
    if folder.is_file():
        return [(folder.name, folder.read_bytes())]
    if not folder.is_dir():
        raise FileNotFoundError(2, "No such file or directory", str(folder))
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(str(path.relative_to(folder)), path.read_bytes()) for path in files]


def written(text: str, *, is_html: bool) -> bytes:
    """Write the mail that has this body, with no header that tells of anything."""
    kind = b"html" if is_html else b"plain"
    return SENDER + b"Content-Type: text/%b; charset=utf-8\r\n\r\n" % kind + text.encode("utf-8", "replace")


def see(group: str, mails: Sequence[tuple[str, bytes]]) -> Iterator[Seen]:
    """Read mails through the real door, as the desk does."""
    door = MailDoor(frozenset({STAMP}), MAILBOX.rpartition("@")[2], MAILBOX)
    door.read(written("<p>loaded</p>", is_html=True))  # so that only reading is measured
    for name, raw in mails:
        started = time.process_time()
        try:
            incoming = door.read(raw)
            door.typed(incoming, ())
            kind, why = str(incoming.kind), incoming.why
        except Unreadable as refused:
            kind, why = REFUSED, refused.why
        except Exception as error:  # noqa: BLE001 - what this looks for
            kind, why = RAISED, repr(error)
        yield Seen(group, name, kind, why, (time.process_time() - started) * A_MILLISECOND)


def totals_of(seen: Sequence[Seen]) -> dict[str, Any]:
    """Sum a run."""
    took = sorted(one.milliseconds for one in seen)
    people = [one for one in seen if one.group == "human"]
    mistaken = [one for one in people if one.is_wrong]
    return {
        "mails": len(seen),
        "automatic": sum(one.group == "automatic" for one in seen),
        "missed": sum(one.group == "automatic" and one.is_wrong for one in seen),
        "human": len(people),
        "mistaken": len(mistaken),
        "mistaken share": round(len(mistaken) / len(people), 4) if people else 0.0,
        "odd": sum(one.group == "odd" for one in seen),
        "raised": sum(one.kind == RAISED for one in seen),
        "ms, 99 of 100": round(took[min(len(took) - 1, int(len(took) * SHARE))], 2) if took else 0.0,
        "ms, the slowest": round(took[-1], 2) if took else 0.0,
        "kinds": dict(Counter(one.kind for one in seen).most_common()),
    }


def broken(bars: Bars, totals: dict[str, Any]) -> list[str]:
    """Name each bar that a run does not reach."""
    held = (
        (bars.most_missed, totals["missed"], "automatic mails taken for a person's"),
        (bars.most_mistaken, totals["mistaken share"], "of people's mails taken for automatic"),
        (bars.most_raised, totals["raised"], "mails raised"),
        (bars.most_nearly_all, totals["ms, 99 of 100"], "ms for 99 of 100"),
        (bars.most_time, totals["ms, the slowest"], "ms for the slowest"),
    )
    return [f"{value} {what}, at most {most}" for most, value, what in held if most is not None and value > most]
