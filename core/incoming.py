"""What arrives, once it has been read off the wire: the same shape for every channel."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Flag, StrEnum, auto
from typing import Any, Protocol

# A longer message takes a while to read, and is decided beside the others.
LONG_BYTES = 100_000


class Channel(StrEnum):
    """The door a message came through or leaves by."""

    CHAT = "chat"
    MAIL = "mail"
    LINK = "link"


class Evidence(Flag):
    """What we know of who speaks: a set, not a ladder (ADR 0002)."""

    NOTHING = 0
    DOMAIN = auto()
    MAILBOX = auto()
    LINK = auto()
    CHAT = auto()
    SECOND_FACTOR = auto()


class Kind(StrEnum):
    """What sort of message it is; only HUMAN and BUTTON may ever act."""

    HUMAN = "human"
    BUTTON = "button"
    EDIT = "edit"
    REACTION = "reaction"
    UNREADABLE = "unreadable"
    GROUP = "group"
    START = "start"
    BLOCKED = "blocked"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    DELAYED = "delayed"
    RECEIPT = "receipt"
    LIST = "list"
    OWN = "own"


class SenderProof(StrEnum):
    """What our own mail server says of the sender's domain; chat is always PASS."""

    PASS = "pass"  # noqa: S105 - a result, not a secret
    NONE = "none"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a message. name, kind: as its sender's program has them. size: in bytes, as told.

    content: None where the channel keeps it elsewhere; reference: what it is fetched by then.
    """

    name: str
    kind: str
    size: int
    content: bytes | None = field(default=None, repr=False)
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message as the desk sees it.

    sender: an address in lower case, or the chat account's id as text.
    tokens: reply tokens found anywhere in the message, most trusted place first.
    in_reply_to: Message-IDs without angle brackets (mail), or ours as "chat_id:message_id" (chat).
    button: the callback data of a pressed button ("v1:..."), else None.
    files: what came along that is neither words nor a picture, sound or the like.
    body: what the channel needs to find the typed text later; opaque to core.
    """

    channel: Channel
    kind: Kind
    sender: str
    text: str = ""
    sent_at: datetime | None = None
    proof: SenderProof = SenderProof.PASS
    evidence: Evidence = Evidence.NOTHING
    tokens: tuple[str, ...] = ()
    in_reply_to: tuple[str, ...] = ()
    subject: str = ""
    message_id: str = ""
    button: str | None = None
    chat_id: str | None = None
    message_ref: str | None = None
    sender_name: str = ""
    why: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    files: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a text of ours somebody typed a line: below which of its lines.

    sent: which text of those that were given. lines: all its lines. line: the index of the one above. part: the words
    quoted of that one, in lower case. quoted: the indices of the lines of the text that are quoted.
    """

    sent: int
    lines: tuple[str, ...]
    line: int
    part: str
    quoted: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What the sender typed themselves, without quote, signature and footer.

    agreed: False when two ways of finding it disagree; then the desk proposes instead of acting.
    cut: the name of the rule that cut, for `akkoord mail explain`.
    corrections: lines typed inside a quote, as (the line above, their line). places: where in a text of ours each of
    them stands, None for one that stands below nothing of ours. is_all: text and corrections together are surely all
    that was typed, and by nobody else.
    signature: what stood below their words and was taken for a signature or footer.
    """

    text: str
    agreed: bool = True
    cut: str = ""
    corrections: tuple[tuple[str, str], ...] = ()
    places: tuple[Place | None, ...] = ()
    is_all: bool = False
    signature: str = ""


class Door(Protocol):
    """A channel's reader: pure functions, no database and no network."""

    channel: Channel

    def read(self, raw: bytes) -> Incoming:
        """Read a stored raw message. Raises Unreadable when it can't be read safely."""
        ...

    def typed(self, incoming: Incoming, sent: Sequence[str]) -> Typed:
        """Find what the person typed, given the texts we ourselves sent before."""
        ...


class Unreadable(Exception):  # noqa: N818 - a fact about the message, not a fault of ours
    """The message can't be read safely; it is kept and quarantined.

    Facts: why, one plain sentence for the admin. what: what the sender is told that it is. known: what its headers say
    nevertheless, so that its sender can be told; None when not even those could be read.
    """

    def __init__(self, why: str, *, what: str = "", known: Incoming | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.what = what
        self.known = known


class ReaderAway(Exception):  # noqa: N818 - a fact about us, not about the message
    """There is nobody to read the message now; it is to be read again later."""
