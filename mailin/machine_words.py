"""Who wrote a mail where no header tells: a machine that reports, is away or confirms, or a person.

People write about such mails too. A machine's sentence begins its mail, or at least a sentence, and no machine tells
what it got back; what is neither clearly the one nor the other is in doubt (`Words.doubt`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.incoming import Kind
from mailin.absence_words import ABSENT, ELSEWHERE, FORMAL, GOES_ON, GONE, MORE, NOT_READ, THANKS, UNTIL, WHEN
from mailin.lines import Ours
from mailin.marks import first_mark
from mailin.report_words import DELAY, RECEIPT_START, REPORT_INSIDE, REPORT_START, STATUS
from mailin.robot_words import ASKED_BACK, NAMED_START, RECEIVED, RECEIVED_MORE, ROBOT, ROBOT_FOOTER

LOOKED_AT = 600
FOOTER_LOOKED_AT = 4000
MOST_LINES = 80
LAST = 60
OUTSIDE_WORDS = re.compile(r"^[\W_]+")
# A person who tells of such a mail says that it came to them, or asks something.
PERSON = re.compile(
    r"\b(?:kreeg|kregen|krijg(?! (?:u|je)\b)|gekregen|terugkreeg|ontving|(?:ik|we|wij) (?:zie|zag|zagen|las|lees dit)|"
    r"(?:kwam|komt|kwamen) (?:\w+ ){0,3}terug|herinner (?:me|mij|ons)|"
    r"i (?:(?:keep|kept|am|was|just) )?(?:got|gets?|getting|saw|received (?:this|the|a|an|your))|we (?:got|get)|"
    r"came back|bounced back|remind me|"
    r"ich (?:habe|bekam|bekomme|erhielt|erhalte)\b[^.\n]{0,40}|erinnern? (?:sie )?mich|"
    r"j['’]ai (?:eu|reçu (?:ce|cette|un|une))|je reçois|rappelez-moi|"
    r"klopt dit|wat is dit|wat betekent|hoe (?:kan|kom|komt)|what(?:['’]s| is| does) this|was ist das|qu['’]est-ce)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Words:
    """What the words of a mail say of who wrote them. kind: None for a person. why: the rule that found it.

    doubt: it may be a machine all the same, so that nothing is done for it and it gets one answer a day at most.
    """

    kind: Kind | None = None
    why: str = ""
    doubt: bool = False


def _is_robot(start: str, first: str, below: str) -> bool:
    """Find what only machines say: in the words, above them, or under their greetings."""
    if NAMED_START.match(start) or ROBOT.search(start) or ROBOT_FOOTER.search(below):
        return True
    if ASKED_BACK.match(first.lstrip()) or ASKED_BACK.match(start):
        return True
    return RECEIVED.search(start) is not None and RECEIVED_MORE.search(start) is not None


AWAY = Words(Kind.AUTOMATIC, "words of an out-of-office reply")


def words_of(typed: str, lines: Sequence[str], *, quotes_us: bool) -> Words:
    """Say who wrote words. typed: without quote and signature. lines: the first of the mail, as a person sees them.

    quotes_us: the mail quotes ours, as people do who answer and absences don't.
    """
    start = typed.lstrip()[:LOOKED_AT]
    above = first_mark(lines[:MOST_LINES], Ours(())).at
    # What is sent back, or was read, is told by lines that look like the head of a quote.
    beginning = OUTSIDE_WORDS.sub("", "\n".join(lines[:MOST_LINES])[:LOOKED_AT]) if above else ""
    if RECEIPT_START.match(beginning):
        return Words(Kind.RECEIPT, "words of a read receipt")
    if PERSON.search(start):
        return Words()
    if REPORT_START.match(beginning):
        return Words(Kind.DELAYED if DELAY.search(beginning) else Kind.BOUNCE, "words of a delivery report")
    below = "\n".join(lines[:above]).partition(typed.strip()[-LAST:])[2] if typed.strip() else ""
    if _is_robot(start, "\n".join(lines[:2]), below[:FOOTER_LOOKED_AT]):
        return Words(Kind.AUTOMATIC, "words of an automatic reply")
    away = _away(start, quotes_us=quotes_us)
    return away if away.kind or away.doubt else Words(doubt=_is_doubtful(start))


def _away(start: str, *, quotes_us: bool) -> Words:
    """Tell an absence from a person who mentions their holiday: it also says until when, or whom to ask.

    A person's answer quotes ours as a rule; then it must say two such things.
    """
    if NOT_READ.search(start):
        return AWAY
    more, when = MORE.search(start) is not None, WHEN.search(start) is not None
    if ABSENT.search(start) is None:
        is_thanks = THANKS.search(start) is not None and (more or when)
        return AWAY if is_thanks and ((more and when) or not quotes_us) else Words()
    signs = sum((more, when, FORMAL.search(start) is not None))
    if signs > 1:
        return AWAY
    if not (more or UNTIL.search(start) or FORMAL.search(start)):
        return Words()
    goes_on = GOES_ON.search(start) is not None
    if quotes_us:
        return Words(doubt=not goes_on)
    return Words(doubt=True) if when and goes_on else AWAY


def _is_doubtful(start: str) -> bool:
    """Say whether words that a person may have typed may be a machine's as well."""
    if GONE.search(start) and ELSEWHERE.search(start):
        return True
    return REPORT_INSIDE.search(start) is not None or STATUS.search(start) is not None
