"""Judge a piece that holds back a yes: with a "niet" in it, or waiting for something. It never approves."""

from core.language.clauses.frames import Frame
from core.language.clauses.item import Kind
from core.language.clauses.piece import CONDITIONS, SCOPES, WHOLES

LATER, HOLD, REJECT, CORRECT, NOTHING, BACK = "later", "hold", "reject", "correct", "nothing", "back"
# Words of time and order among those of a condition: they only say when.
ORDER = frozenset({"until", "then", "first"})
EMPHATIC = 2
AGREES = frozenset({"yes", "asserts", "contrast", "approve"})
DENIES = frozenset({"not", "instead", "not_yet", "hold", "later", "wrong"})
PAIR = 2
SMALL = frozenset({"plain", "courtesy", "sign", "be"})
OPENS = frozenset({"courtesy", "plain", "sign", "i_you", "and"})


def takes_back(frame: Frame) -> bool:
    """Say whether a piece takes back what was said before ("negeer mijn vorige"): nothing is approved by that."""
    if "disregard" not in frame.labels:
        return False
    is_about_hours = frame.scope.is_explicit or frame.has_days or frame.has_hours or frame.has("back", "back_whole")
    if is_about_hours or frame.nots > 1:
        return False
    said = (item for item in frame.piece.items if not item.labels <= OPENS)
    return "disregard" in next(said)


def waiting(frame: Frame) -> str:
    """Say what a piece that waits for something does: "" where that depends on more than time.

    "Pas morgen" puts off; "eerst wil ik zelf kijken" and "niets goedkeuren voordat ik keek" leave all as it is.
    """
    sets = [item for item in frame.piece.items if not item.labels.isdisjoint(CONDITIONS)]
    depends = any(item.labels.isdisjoint(ORDER) for item in sets)
    depends = depends or frame.asks or frame.has("ask", "or", "wrong", "back", "back_whole") or bool(frame.strangers)
    if depends or (frame.has_hours and not frame.has("clock")):
        return ""
    is_yes = frame.approves or frame.has("yes", "also", "contrast")
    if frame.has("busy") and not is_yes and not frame.nots:
        return NOTHING
    if _speaks_first(frame):
        return HOLD
    if frame.has("until") and not (frame.nots == 1 and frame.approves) and not frame.has("hold"):
        return ""
    if frame.has("later") or (frame.has_days and frame.has("then")):
        return "" if is_yes else LATER
    is_open = frame.has_days or (is_yes and frame.nots != 1) or (frame.has("then") and not frame.has("hold"))
    return "" if is_open else HOLD


def _speaks_first(frame: Frame) -> bool:
    """Say whether somebody must be spoken to first.

    "I still need to ask Youssef before I can approve his", "met Daan wil ik eerst zitten voordat ik het goedkeur",
    "I want to talk to her first on Thursday".
    """
    if frame.nots:
        return False
    if frame.has("until"):
        return frame.scope.is_explicit and (frame.has("hold") or (frame.has("first") and frame.has("i_you")))
    is_yes = frame.approves or frame.has("yes", "also", "contrast", "then", "later")
    return frame.has("first") and frame.has("i_you") and frame.has("consult", "hold") and frame.has_days and not is_yes


def denied(frame: Frame) -> str:
    """Say what a piece with a "niet" in it does; "" where it can't be told what the "niet" reaches."""
    if frame.has("hearsay") and frame.approves:
        return ""  # "Niemand heeft gezegd dat Daan akkoord is" tells of a yes, and gives none
    return HOLD if _is_still_to_ask(frame) else _denied(frame)


def _denied(frame: Frame) -> str:
    if _opens_with_no(frame) or _is_wrong_so_back(frame):
        return BACK if frame.has("back") else REJECT
    if frame.has("back", "back_whole", "later", "wrong", "maybe", "also") or frame.has_hours:
        return CORRECT if _denies_what_stands(frame) else ""
    is_clear = not frame.strange or frame.has("hold", "approve_act") or (frame.approves and not frame.has_days)
    is_twice = frame.is_twice_denied or frame.has("amiss", "absent") or (frame.has("hold") and not frame.approves)
    # "Vergeet vrijdag": is that day fine, or not there?
    is_torn = (
        frame.piece.lead == "except"
        or agrees_behind(frame)
        or (frame.has("disregard") and frame.has_days)
        or _answers_no(frame)
    )
    if not is_clear or is_twice or is_torn or _stands_between_days(frame) or _agrees_again(frame):
        return ""
    if frame.has_days:
        # "Akkoord zonder vrijdag" approves all else as well, which a correction would lose.
        return "" if frame.has("without") and frame.approves else CORRECT
    if frame.has("as_is") and frame.approves and not frame.has("hold"):
        return REJECT
    leaves = frame.has("hold", "approve_act", "nothing") or (not frame.approves and not frame.scope.is_empty)
    return HOLD if leaves else REJECT


def _is_still_to_ask(frame: Frame) -> bool:
    """Say whether it is "I haven't spoken to her yet", of which the "yet" stands apart from its "not"."""
    is_asked = frame.has("i_you") and frame.has("consult", "checked") and frame.has("yet") and frame.nots == 1
    others = frame.approves or frame.has_days or frame.has_hours or frame.strange or frame.piece.lead == "except"
    return is_asked and not others and not frame.has("back", "back_whole", "wrong", "maybe", "also", "amiss", "absent")


def _stands_between_days(frame: Frame) -> bool:
    """Say whether a "niet" has days on either side, which it may part: "do niet vr wel"."""
    is_behind = denies = False
    for item in frame.piece.items:
        if item.kind is Kind.DAYS:
            if denies:
                return True
            is_behind = True
        elif "and" in item:
            denies = False
        else:
            denies = denies or (is_behind and "not" in item)
    return False


def _is_wrong_so_back(frame: Frame) -> bool:
    """Say whether it is "klopt niet stuur maar terug": the "niet" stands beside the yes, not beside what goes back."""
    others = frame.has("approve_act", "hold", "later", "wrong", "maybe", "also", "amiss", "absent") or frame.strange
    if not frame.has("back") or frame.nots != 1 or others or frame.has_hours:
        return False
    facts = [item for item in frame.piece.items if not item.labels or not item.labels <= SMALL]
    at = next(at for at, item in enumerate(facts) if not item.labels.isdisjoint({"not", "instead"}))
    if any(item.kind in SCOPES for item in facts[at:]):
        return False  # "Sanne klopt niet Daan terug"
    before, behind = facts[at - 1] if at else None, facts[at + 1] if at + 1 < len(facts) else None
    if behind is not None and "back" in behind:
        return before is not None and "approve" in before and "head" in behind
    return any(one is not None and "approve" in one for one in (before, behind))


def _agrees_again(frame: Frame) -> bool:
    """Say whether a yes stands on either side of a day or a rest: in "niet akkoord rest prima" the "niet" is of one."""
    sides = [False, False]
    is_behind = False
    for item in frame.piece.items:
        is_behind = is_behind or item.kind is Kind.DAYS or "rest" in item.labels
        sides[is_behind] = sides[is_behind] or "approve" in item
    return all(sides)


def agrees_behind(frame: Frame) -> bool:
    """Say whether it is "2 nee 3 ja" or "Sanne nog niet Daan prima": the one is denied, and the other agreed with."""
    is_named = is_denied = is_other = False
    for item in frame.piece.items:
        if item.kind in SCOPES or not item.labels.isdisjoint(WHOLES):
            is_named, is_other = True, is_denied
        elif is_other and not item.labels.isdisjoint(AGREES):
            return True
        elif not item.labels.isdisjoint(DENIES):
            if not is_named:
                return False  # "weder Noor noch Daan passt"
            is_denied = True
    return False


def _answers_no(frame: Frame) -> bool:
    """Say whether "nee Daan is goed" may answer something, and not deny that it is; or it is "ja en nee"."""
    if frame.nots == 1 and frame.has("yes") and (frame.has("nay") or frame.labels <= {"yes", "not", "and"}):
        return True
    said = [item for item in frame.piece.items if "sign" not in item]
    return len(said) >= PAIR and frame.nots == 1 and "nay" in said[0] and (frame.approves or frame.has("asserts"))


def _denies_what_stands(frame: Frame) -> bool:
    """Say whether it is "die 8 op dinsdag klopt niet": that is not what it should be, whatever that is."""
    is_denied = all(figures.denied and figures.is_only_what_stands for figures in frame.figures)
    is_plain = frame.nots == 1 and not frame.strange
    return (
        frame.has_hours and is_denied and is_plain and not frame.has("hold", "back", "later", "maybe", "also", "wrong")
    )


def _opens_with_no(frame: Frame) -> bool:
    """Say whether it is "nee, dit is fout": the "nee" agrees with what is called wrong."""
    if frame.strange or frame.has_days or frame.has_hours or frame.has("back", "hold", "later"):
        return False
    denials = [item for item in frame.piece.items if not item.labels.isdisjoint({"not", "instead"})]
    if frame.approves:
        # "Nee niet goed" says no twice, and means it once.
        return len(denials) == frame.nots == EMPHATIC and "nay" in denials[0] and "nay" not in denials[1]
    return frame.nots == 1 and frame.has("wrong") and all("nay" in item for item in denials if "not" in item)
