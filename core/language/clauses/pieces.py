"""Cut items into sentences and pieces: what stands between full stops, commas, "maar", "behalve" and "en"."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from core.language.clauses.item import AMOUNTS, PUNCTUATION, Item, Kind
from core.language.clauses.merely import denied_hours
from core.language.clauses.piece import CONDITIONS, SCOPES, TAKES_AWAY, VERDICTS, WHOLES, Piece, Sentence

ENDS = frozenset({Kind.STOP, Kind.QUESTION})
SILENT = frozenset({Kind.OPEN, Kind.ASIDE})
PAUSES = SILENT | {Kind.STOP, Kind.COMMA}
LEADS = ("except", "but", "only")
# What a piece may begin with or behind; any other item goes on with what stands before it.
LEADING = frozenset({*SCOPES, Kind.DAYS, Kind.COMMA, Kind.COLON})
LEADING_WORDS = frozenset({*LEADS, *WHOLES, "because", "it", "and"})
# Any other word goes on with what stands before it, save in an exception.
SPOKEN = frozenset({Kind.WORD, Kind.UNKNOWN, Kind.HOURS, Kind.TIMES})
NOTED = LEADING_WORDS | {"head", "tail"}
STATES = frozenset({"was", "must", "it", "be", "that", "they"})
# What a denial that stands behind "aber" may be made of.
POSTPOSED = frozenset({"not", "courtesy", "plain", "be", "approve", "sign"})
PASSED = frozenset({"courtesy", "plain", "sign", "also", "emoji"})


def cut(items: Sequence[Item]) -> list[Sentence]:
    """Cut a whole message into sentences of pieces.

    A question mark right behind a comma, or against the next word, may belong to what follows: then it asks by itself.
    """
    sentences: list[Sentence] = []
    current: list[Item] = []
    for index, item in enumerate(items):
        if item.kind not in ENDS:
            current.append(item)
        elif item.kind is Kind.STOP:
            if current and _sets_condition(items, index):
                # A condition by itself is no sentence: it is of the one before, whatever sign or picture parts them.
                current.append(replace(item, kind=Kind.COMMA))
                continue
            if current:
                sentences.append(Sentence(_pieces(current)))
            current = []
        else:
            sentences.append(Sentence(_pieces(current), asks=True))
            is_torn = current and (current[-1].kind in {Kind.COMMA, Kind.COLON} or "and" in current[-1])
            if is_torn or "torn" in item:
                sentences.append(Sentence(asks=True))
            current = []
    if current:
        sentences.append(Sentence(_pieces(current)))
    return sentences


def _sets_condition(items: Sequence[Item], at: int) -> bool:
    """Say whether what stands behind a stop begins with "mits", "tenzij" or "als"."""
    while at < len(items) and items[at].kind in PAUSES:
        at += 1
    return at < len(items) and not items[at].labels.isdisjoint(CONDITIONS)


def _pieces(items: Sequence[Item]) -> list[Piece]:
    pieces = [Piece("start")]
    heads = 0
    for index, item in enumerate(items):
        piece = pieces[-1]
        if item.kind in SPOKEN and piece.lead != "except" and item.labels.isdisjoint(NOTED):
            piece.items.append(item)
            continue
        heads += ("head" in item.labels) - ("tail" in item.labels)
        if item.kind in SILENT:
            if item.kind is Kind.ASIDE and not heads and _may_explain(piece, items[index + 1 :]):
                pieces.append(Piece("comma"))
            continue
        may_lead = item.kind in LEADING or not item.labels.isdisjoint(LEADING_WORDS)
        if not may_lead and piece.lead != "except":
            piece.items.append(item)
            continue
        lead = _lead(items, index, piece) if may_lead else ""
        if not lead and piece.lead == "except" and _is_fronted(item, piece, items[index + 1 : index + 2]):
            # "Op Youssef na kan alles door": the verb stands in front of "alles" and asks nothing.
            lead, heads = "new", heads - ("head" in item.labels)
            item = replace(item, labels=item.labels - {"be"} or frozenset({"plain"}))  # noqa: PLW2901 - of the next piece
        if lead == "but" and _is_of_what_stands_before(piece, items[index + 1 :]):
            piece.lead = "but"
            continue
        if not lead and "but" in item.labels and "softens" not in item:
            item = replace(item, labels=frozenset({"plain"}))  # noqa: PLW2901 - a word that only softens
        _go_on(pieces, item, "" if heads and lead != "except" else lead)
    return [piece for piece in pieces if piece.items or piece.lead in {"but", "only", "except"}]


def _is_of_what_stands_before(piece: Piece, following: Sequence[Item]) -> bool:
    """Say whether "aber" stands behind what it sets apart: "die Woche passt, Mittwoch aber nicht"."""
    facts = [item for item in piece.items if item.labels.isdisjoint(PASSED)]
    if piece.lead not in {"comma", "and"} or len(facts) != 1 or facts[0].kind not in {*SCOPES, Kind.DAYS}:
        return False
    end = next((at for at, item in enumerate(following) if item.kind in PUNCTUATION), len(following))
    return end > 0 and "not" in following[0] and all(not item.labels.isdisjoint(POSTPOSED) for item in following[:end])


def _go_on(pieces: list[Piece], item: Item, lead: str) -> None:
    """Put an item in the last piece, or begin a new one with or behind it."""
    if not lead:
        pieces[-1].items.append(item)
    elif lead == "new":
        pieces.append(Piece(lead, [item]))
    elif pieces[-1].items:
        pieces.append(Piece(lead))
    elif lead in {"but", "only", "except"}:
        pieces[-1].lead = lead


def _may_explain(piece: Piece, aside: Sequence[Item]) -> bool:
    """Say whether what stands between brackets is a piece of its own.

    Behind what goes back, it is when it has no value; behind a yes, when it says of a day that it is otherwise.
    """
    end = next((at for at, item in enumerate(aside) if item.kind in {Kind.COMMA, Kind.STOP}), len(aside))
    said = Piece("comma", list(aside[:end]))
    if piece.has("approve", "approve_act"):
        return said.any(Kind.DAYS) and (said.any(Kind.HOURS) or said.has(*TAKES_AWAY))
    is_excepted = piece.lead == "except" and piece.any(Kind.DAYS, *SCOPES)
    return (is_excepted or piece.has("back", "back_whole")) and not said.any(Kind.DAYS, Kind.HOURS, *SCOPES)


def _lead(items: Sequence[Item], index: int, piece: Piece) -> str:
    """Say whether a new piece begins at this item, and how."""
    item = items[index]
    if item.kind is Kind.COMMA or item.kind is Kind.COLON:
        # A hyphen within a word parts nothing: what is unknown behind it may be what goes back, and not why.
        is_inside = "glued" in item.labels and index + 1 < len(items) and items[index + 1].kind is Kind.UNKNOWN
        return "" if is_inside and piece.has("back", "back_whole") else str(item.kind)
    lead = "" if item.labels.isdisjoint(LEADS) else next(label for label in LEADS if label in item)
    lead = "" if lead == "but" and (_softens(item, piece) or _closes(item, piece, items[index + 1 :])) else lead
    if lead == "but" and piece.any(Kind.DAYS) and denied_hours(piece.items) and items[index + 1 : index + 2]:
        lead = "" if items[index + 1].is_amount else lead  # "niet 8 maar 4 en donderdag 5"
    is_whole = lead == "but" and bool(piece.items) and not piece.items[-1].labels.isdisjoint(WHOLES)
    # "Send everyone but Daan back."
    if is_whole and not any("head" not in one and not one.labels.isdisjoint(VERDICTS) for one in piece.items):
        return "except"  # "all but 3 are fine"
    return lead or _new(items, index, piece)


def _new(items: Sequence[Item], index: int, piece: Piece) -> str:
    """Say whether a new piece begins at an item that no sign or word such as "maar" leads: "new", "and" or ""."""
    item = items[index]
    if ("because" in item.labels and piece.items) or ("it" in item.labels and _corrects(piece, items[index:])):
        return "new"
    following = items[index + 1 :]
    if item.kind is Kind.DAYS and _begins_with_day(piece, following):
        return "new"
    if "it" in item.labels and piece.any(Kind.DAYS) and piece.has("absent") and _only_denies(following):
        return "new"  # "dinsdag was hij ziek dus dat klopt niet"
    if "and" in item.labels:
        is_told = piece.has("must") and piece.any(Kind.HOURS, Kind.NUMBERS)
        is_told = is_told and bool(following) and following[0].kind is Kind.DAYS  # "dat moet 7 zijn en woensdag 8"
        is_next = is_told or (_is_whole(piece) and any(_begins(one) for one in following[:3]))
        is_next = is_next or _excepts_no_more(piece, following)
        return "and" if is_next and not _goes_on_listing(piece, following) else ""
    is_rest = "rest" in item.labels and bool(following) and bool(following[0].labels & {"approve", "contrast"})
    is_behind = item.kind is Kind.NAME and (_is_named_last(piece, following) or _is_all_of(piece))
    is_anew = _begins_anew(item, piece) and (is_rest or not piece.has(*TAKES_AWAY))
    is_anew = is_anew or (item.kind is Kind.NAME and _is_excepted(piece))
    is_of_piece = is_anew and (_is_given_back(item, piece, following) or _is_of_everyone(item, piece, following))
    return "new" if is_anew and not is_of_piece and not is_behind else ""


def _is_excepted(piece: Piece) -> bool:
    """Say whether "behalve vrijdag" stands before a name, with no "van" between: the day is of whoever came before."""
    is_of_days = piece.lead in LEADS and piece.any(Kind.DAYS) and not piece.any(*SCOPES)
    return is_of_days and piece.items[-1].labels.isdisjoint(("plain", "and", "via", "to"))


def _is_all_of(piece: Piece) -> bool:
    """Say whether it is "alles goed bij Daan": all of his."""
    last = piece.items[-1].labels if piece.items else frozenset()
    is_lead = "plain" in last and not last - {"plain", "more", "to"}
    return is_lead and piece.has("all") and piece.has_verdict and not piece.any(Kind.NAME)


def _is_named_last(piece: Piece, following: Sequence[Item]) -> bool:
    """Say whether it is "dinsdag moet 7 zijn bij Daan": whose day it is stands last, with nothing said behind it."""
    if not piece.any(Kind.DAYS) or piece.any(Kind.NAME, Kind.WEEKS) or piece.has(*WHOLES):
        return False
    if piece.items[-1].labels.isdisjoint(("plain", "via")):
        return False
    end = next((at for at, one in enumerate(following) if one.kind in PUNCTUATION), len(following))
    behind = [one for one in following[:end] if not _plays_only(one, PASSED - {"also"})]
    if behind and behind[0].kind is Kind.WEEKS:
        behind = behind[1:]  # "vrijdag 6 voor Noor week 46"
    # "Maandag 7 voor Daan ipv 8."
    is_pair = len(behind) == 2  # noqa: PLR2004 - "ipv" and an amount
    is_held = is_pair and "instead" in behind[0] and "not" not in behind[0] and behind[1].is_amount
    return not behind or is_held


def _softens(item: Item, piece: Piece) -> bool:
    """Say whether "maar" belongs to a request: "wacht nog maar even met Noor", "fiatteer maar"."""
    told = next((at for at, one in enumerate(piece.items) if "imperative" in one), len(piece.items))
    said = piece.items[told + 1 :]
    if told < len(piece.items) and all(not one.labels.isdisjoint(("plain", "it", "that", "they")) for one in said):
        return True
    return "softens" in item and piece.has("hold") and not piece.has("approve")


def _is_fronted(item: Item, piece: Piece, following: Sequence[Item]) -> bool:
    """Say whether a verb and its "alles" follow an exception that stands in front, or behind days who that is of."""
    is_whole = bool(following) and not following[0].labels.isdisjoint(WHOLES)
    is_whose = bool(following) and following[0].kind is Kind.NAME and not piece.any(*SCOPES)
    is_whole = is_whole or (is_whose and piece.any(Kind.DAYS) and not piece.has_verdict)
    is_verb = not item.labels.isdisjoint({"be", "head"})
    return is_whole and is_verb and piece.lead == "except" and (piece.any(*SCOPES) or piece.any(Kind.DAYS))


def _excepts_no_more(piece: Piece, following: Sequence[Item]) -> bool:
    """Say whether somebody with a verdict of their own follows "behalve vrijdag en", a "bij" or "over" in between."""
    first = next((one for one in following if one.labels.isdisjoint(("plain", "courtesy"))), None)
    if piece.lead != "except" or not piece.any(Kind.DAYS) or first is None or first.kind not in SCOPES:
        return False
    end = next((at for at, one in enumerate(following) if one.kind is Kind.COMMA), len(following))
    return any(not one.labels.isdisjoint(VERDICTS) for one in following[:end])


def _is_given_back(item: Item, piece: Piece, following: Sequence[Item]) -> bool:
    """Say whether it is "Noor: send back the whole week", with nothing said of that behind it."""
    if "all" not in item.labels or not piece.has("back") or piece.has("approve", "approve_act"):
        return False
    end = next((at for at, one in enumerate(following) if one.kind in {Kind.COMMA, Kind.COLON}), len(following))
    return all(one.labels.isdisjoint(VERDICTS) for one in following[:end])


def _is_of_everyone(item: Item, piece: Piece, following: Sequence[Item]) -> bool:
    """Say whether it is "week 47 is goed bij iedereen", with nothing said behind it."""
    if "everyone" not in item.labels:
        return False
    is_approved = piece.has("approve", "approve_act") and not piece.has(*TAKES_AWAY, *CONDITIONS)
    is_week = piece.any(Kind.WEEKS) and not piece.any(Kind.NAME, Kind.NUMBERS, Kind.DAYS)
    end = next((at for at, one in enumerate(following) if one.kind in PUNCTUATION), len(following))
    return is_approved and is_week and all("courtesy" in one for one in following[:end])


def _closes(item: Item, piece: Piece, following: Sequence[Item]) -> bool:
    """Say whether "maar" is the last word behind what is to be done: "goedkeuren maar", "laat ze door maar"."""
    if not piece.items or any("courtesy" not in one for one in following):
        return False
    is_told = not piece.items[-1].labels.isdisjoint({"approve_act", "tail"})
    # "Fiatteer Daan maar."
    named = piece.items[1:] if "imperative" in piece.items[0] else []
    is_told = is_told or (bool(named) and all(one.kind in SCOPES or not one.labels - {"and", "plain"} for one in named))
    return is_told or "trails" in item


def _is_approved_otherwise(piece: Piece, following: Sequence[Item]) -> bool:
    """Say whether it is "Noor akkoord met dinsdag 6 ipv 8": a yes, and behind it the day that should be otherwise."""
    if not piece.has("approve", "approve_act") or piece.any(Kind.DAYS) or piece.has(*TAKES_AWAY, *CONDITIONS):
        return False
    told = [item for item in following if not _plays_only(item, PASSED | STATES)]
    if len(told) > 2 and "instead" in told[1] and "not" not in told[1]:  # noqa: PLR2004 - two amounts and a word
        return told[0].kind in AMOUNTS and told[2].kind in AMOUNTS
    is_stated = bool(told) and any(item.labels & {"was", "must"} for item in following[: following.index(told[0])])
    return is_stated and told[0].kind is Kind.HOURS


def _begins_with_day(piece: Piece, following: Sequence[Item]) -> bool:
    """Say whether a new piece begins at a day, with no sign in front of it."""
    is_apart = _is_denied_apart(piece, following) or _is_told_apart(piece, following)
    return is_apart or _is_approved_otherwise(piece, following[:5])


def _is_told_apart(piece: Piece, following: Sequence[Item]) -> bool:
    """Say whether it is "dit klopt niet vrijdag was hij op school": behind a denial a day of which more is told."""
    is_denied = (piece.has("not") and piece.has("approve")) or piece.has("wrong")
    if not is_denied or piece.any(Kind.DAYS, Kind.HOURS, Kind.TIMES) or piece.has(*CONDITIONS):
        return False
    end = next((at for at, one in enumerate(following) if one.kind in PUNCTUATION), len(following))
    clause = following[:end]
    is_yes = any(not one.labels.isdisjoint({"approve", "approve_act", "unsure_approve", "yes"}) for one in clause)
    return not is_yes and bool(clause) and not clause[0].labels.isdisjoint({"was", "must", "stands"})


def _only_denies(following: Sequence[Item]) -> bool:
    """Say whether "klopt niet" or "is fout" is all that follows."""
    end = next((at for at, one in enumerate(following) if one.kind in PUNCTUATION), len(following))
    clause = following[:end]
    denies = any(not one.labels.isdisjoint({"not", "wrong"}) for one in clause)
    return denies and all(not one.labels.isdisjoint({"not", "wrong", "approve", "be", *PASSED}) for one in clause)


def _plays_only(item: Item, parts: AbstractSet[str]) -> bool:
    """Say whether it is a word that plays no other parts than these."""
    return bool(item.labels) and not item.labels - parts


def _is_denied_apart(piece: Piece, following: Sequence[Item]) -> bool:
    """Say whether it is "ma di goed wo niet": days with their yes, and behind it others with a word that takes away."""
    facts = [item for item in piece.items if not _plays_only(item, PASSED)]
    is_approved = len(facts) > 1 and facts[0].kind is Kind.DAYS and "approve" in facts[-1]
    if not is_approved or piece.any(Kind.HOURS, Kind.TIMES) or piece.has(*TAKES_AWAY, *CONDITIONS):
        return False
    end = next((at for at, one in enumerate(following) if one.kind in PUNCTUATION), len(following))
    is_figured = end > 0 and following[0].is_amount and not any("approve" in one for one in following[:end])
    return is_figured or any(not one.labels.isdisjoint(TAKES_AWAY) for one in following[:end])


def _corrects(piece: Piece, coming: Sequence[Item]) -> bool:
    """Say whether "dat moet 8 zijn" begins with what comes, behind days that are not right."""
    is_wrong = piece.any(Kind.DAYS) and piece.has("not", "wrong") and not piece.any(Kind.HOURS, Kind.NUMBERS)
    at = 0 if "must" in coming[0] else 1
    says = len(coming) > at + 1 and not coming[at].labels.isdisjoint({"must", "was"})
    return is_wrong and says and coming[at + 1].kind in {Kind.HOURS, Kind.NUMBERS}


def _goes_on_listing(piece: Piece, following: Sequence[Item]) -> bool:
    """Say whether "nog niet Noor en Daan ..." may take away from both: the list goes on, no verdict in between.

    In "klopt di en ook do niet" the "niet" behind the list does.
    """
    coming = [item for item in following if not _plays_only(item, PASSED)][:1]
    if piece.has(*TAKES_AWAY):
        last = [item for item in piece.items if not _plays_only(item, PASSED)][-1:]
        return all(item.kind in SCOPES for item in (*last, *coming))
    # A word in between sets them apart: "klopt di wel en do niet".
    last = [item for item in piece.items if "courtesy" not in item][-1:]
    judged = [item for item in piece.items if item.kind is Kind.DAYS or not item.labels.isdisjoint(VERDICTS)][:1]
    is_listed = all(item.kind is Kind.DAYS for item in (*last, *coming))
    rest = [item for item in following if not item.labels.isdisjoint(VERDICTS)][:1]
    takes_away = any(not item.labels.isdisjoint(TAKES_AWAY) for item in rest)
    return is_listed and takes_away and all(item.kind is not Kind.DAYS for item in judged)


def _begins_anew(item: Item, piece: Piece) -> bool:
    """Say whether an item names what the next piece is about, with nothing in between: "Noor goed Daan niet"."""
    is_whole = not item.labels.isdisjoint(WHOLES)
    if is_whole and (piece.lead == "except" or piece.any(Kind.DAYS)) and piece.items and not piece.has("does_later"):
        return True
    if item.kind is Kind.WEEKS and piece.any(Kind.NAME) and "plain" in piece.items[-1] and not piece.any(Kind.WEEKS):
        return False  # "Noor en Daan akkoord voor week 46"
    if item.kind is Kind.NAME and piece.any(Kind.WEEKS) and "plain" in piece.items[-1] and not piece.any(Kind.NAME):
        return False  # "week 46 akkoord voor Noor"
    is_asserted = bool(piece.items) and "asserts" in piece.items[-1].labels  # "1 top 2 terug"
    if item.kind is Kind.NUMBERS:
        return (piece.has_verdict or is_asserted) and piece.is_scope_first and not piece.any(Kind.DAYS)
    return (item.kind in SCOPES or is_whole) and (_is_whole(piece) or is_asserted) and piece.is_scope_first


def _begins(item: Item) -> bool:
    return (
        item.kind in SCOPES
        or item.kind is Kind.DAYS
        or not item.labels.isdisjoint((*WHOLES, "it", "that", "they", "must"))
    )


def _is_whole(piece: Piece) -> bool:
    """Say whether a piece already judges, or names hours: then what follows "en" is the next one."""
    return (
        piece.has_verdict
        or (piece.any(Kind.DAYS) and piece.any(Kind.HOURS, Kind.NUMBERS))
        or (piece.has("stands") and piece.any(Kind.HOURS, Kind.NUMBERS))
    )
