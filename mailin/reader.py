"""The process that reads long mails, one after the other, until nobody asks any more.

It knows no database and no secret, may use little memory, and is ended by the system when a mail takes it too long.
"""

import base64
import json
import os
import resource
import select
import signal
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from core.incoming import Attached, Channel, Evidence, Incoming, Kind, SenderProof, Unreadable
from mailin import limits
from mailin.door import Body, MailDoor
from mailin.frames import read_frame, write_frame

WORK_SECONDS = 2.0
# A long mail takes more: a file of 25 MB some 1.5 seconds where nothing else runs, and twice that on a busy machine.
BYTES_A_SECOND = 8_000_000
TIME_IS_UP = signal.SIGPROF
IDLE_SECONDS = 600.0
MOST_MEMORY = 1024 * 1024 * 1024
TUPLES = ("tokens", "in_reply_to")


def main() -> None:
    """Read the settings of the door, and then a mail a frame."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal reaches us too; who asks us stops us
    signal.signal(TIME_IS_UP, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a mail is nobody else's to read
    # Nothing that a library prints may get between the frames.
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    asked = os.fdopen(0, "rb", buffering=0)
    try:
        door = MailDoor.of(read_frame(asked, limits.MOST_BYTES))
        write_frame(answers, b"ready")
        while select.select([asked], [], [], IDLE_SECONDS)[0]:
            raw = read_frame(asked, limits.MOST_BYTES)
            # Of work, so that a busy machine costs nobody a mail.
            signal.setitimer(signal.ITIMER_PROF, work_seconds(len(raw)))
            answer = read(door, raw)
            signal.setitimer(signal.ITIMER_PROF, 0)
            write_frame(answers, answer)
    except (EOFError, BrokenPipeError):
        return  # nobody asks any more


def work_seconds(length: int) -> float:
    """Give the seconds of work that a mail of so many bytes may take."""
    return WORK_SECONDS + length / BYTES_A_SECOND


def read(door: MailDoor, raw: bytes) -> bytes:
    """Read a mail. Gives what it is, or why it can't be read, as JSON: what comes back is never more than data."""
    told: dict[str, Any]
    try:
        told = {"incoming": _plain(door.read(raw))}
    except Unreadable as unreadable:
        told = {"unreadable": _refused(unreadable)}
    except MemoryError:
        head = Unreadable("takes more memory than a mail may", what=limits.TOO_STRANGE, known=door.read_head(raw))
        told = {"unreadable": _refused(head)}
    except Exception as error:  # noqa: BLE001 - the boundary: what no reader foresaw is told by its name, and it reads on
        told = {"fault": type(error).__name__}
    return json.dumps(told).encode()


class ReadingFault(Exception):  # noqa: N818 - what happened
    """The reader ran into a fault of ours. Facts: its name."""


def incoming_of(answer: bytes) -> Incoming:
    """Give the message that the reader made of a mail. Raises: Unreadable, ReadingFault."""
    told = json.loads(answer)
    if "incoming" in told:
        return _incoming(told["incoming"])
    if "fault" in told:
        raise ReadingFault(told["fault"])
    unreadable = told["unreadable"]
    known = _incoming(unreadable["known"]) if unreadable["known"] is not None else None
    raise Unreadable(unreadable["why"], what=unreadable["what"], known=known)


def _refused(unreadable: Unreadable) -> dict[str, Any]:
    known = _plain(unreadable.known) if unreadable.known is not None else None
    return {"why": unreadable.why, "what": unreadable.what, "known": known}


def _plain(incoming: Incoming) -> dict[str, Any]:
    """Write a message as plain JSON."""
    plain = {one.name: getattr(incoming, one.name) for one in fields(Incoming)}
    plain["evidence"] = incoming.evidence.value
    plain["sent_at"] = incoming.sent_at.isoformat() if incoming.sent_at is not None else None
    plain["body"] = asdict(incoming.body)
    plain["files"] = [_plain_file(file) for file in incoming.files]
    return plain


def _plain_file(file: Attached) -> dict[str, Any]:
    content = None if file.content is None else base64.b64encode(file.content).decode("ascii")
    return {**{one.name: getattr(file, one.name) for one in fields(Attached)}, "content": content}


def _file(plain: dict[str, Any]) -> Attached:
    content = None if plain["content"] is None else base64.b64decode(plain["content"])
    return Attached(**{**plain, "content": content})


def _incoming(plain: dict[str, Any]) -> Incoming:
    """Read a message that was written as plain JSON."""
    return Incoming(
        **{
            **plain,
            "channel": Channel(plain["channel"]),
            "kind": Kind(plain["kind"]),
            "proof": SenderProof(plain["proof"]),
            "evidence": Evidence(plain["evidence"]),
            "sent_at": datetime.fromisoformat(plain["sent_at"]) if plain["sent_at"] else None,
            "body": Body.of(plain["body"]),
            "files": tuple(_file(file) for file in plain["files"]),
            **{name: tuple(plain[name]) for name in TUPLES},
        }
    )


if __name__ == "__main__":
    main()
