"""Join the pieces of a sentence that only name someone, some week or some list number with the piece that judges it."""

from collections.abc import Sequence

from core.language.clauses.framing import DENIES
from core.language.clauses.item import Item, Kind
from core.language.clauses.piece import SCOPES, WHOLES, Piece, Sentence

CLOUDS = frozenset({"not", "not_yet", "maybe", "or", "if", "not_until", "ask", "irony"})
WHOSE = (Kind.NAME, Kind.WEEKS)
QUIET = frozenset({"plain", "courtesy", "sign", "emoji"})
SETS_APART = frozenset({"except", "but", "only"})


def joined(sentence: Sentence) -> list[Piece]:
    """Give the pieces of a sentence, each complete: "Noor, Daan: di 6, wo akkoord" names them in both."""
    found: list[Piece] = []
    held: list[Item] = []
    header: list[Item] = []
    pieces = sentence.pieces
    for index, piece in enumerate(pieces):
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        before = found[-1] if found else None
        if following is not None and _is_narrowed(piece, following):
            held += piece.items
            continue
        if names_only(piece) and piece.lead not in SETS_APART:
            if following is not None and following.lead == "colon":
                # "Noor: week 46: goed, week 47: terug" are weeks of hers.
                above = [item for item in header if item.kind in WHOSE and not piece.any(item.kind)]
                header = [*(above if piece.any(*WHOSE) else []), *held, *piece.items]
                held = []
                continue
            is_free = before is None or (before.is_scope_first and before.has_verdict)
            is_list = following is not None and following.lead in {"comma", "new", "and"}
            if following is not None and is_free and is_list and _names_alike(piece, following):
                held += piece.items
                continue
            is_trailing = before is not None and not before.is_scope_first and before.has_verdict and not held
            # "Akkoord Noor, niet Daan": the "niet" is his alone.
            is_trailing = is_trailing and not any(_denies(item) for item in piece.items)
            # "Akkoord: Noor, Daan": the list goes on to the end.
            is_last = all(names_only(one) and one.lead == "comma" for one in pieces[index + 1 :])
            is_closed = following is not None and _closes_list(piece, following)
            if (is_last or is_closed) and is_trailing and before is not None:
                before.items += piece.items
                continue
        if before is not None and _belongs_to(piece, before):
            before.items += piece.items
            continue
        own = header and (_is_aside(piece) or (piece.any(*SCOPES) and not _belongs_under(piece, header)))
        # "Daan: akkoord, Sanne: akkoord, rest akkoord": no day was told apart, so it is the rest of all.
        is_of_all = bool(header) and piece.has("rest") and not any(one.any(Kind.DAYS) for one in pieces)
        own = own or is_of_all
        if own and (piece.any(*SCOPES) or is_of_all):
            found += _heading_nothing(header, piece)
            held += _perhaps(header, piece)
            header = []  # "Daan: goed, Sanne goed behalve vrijdag": whoever is named next is spoken of from here on
        items = [*header, *held, *piece.items] if not own else [*held, *piece.items]
        found.append(Piece(piece.lead, items))
        held = []
    if held or (header and not found):
        found.append(Piece("start", held or header))
    return found


def _heading_nothing(header: list[Item], piece: Piece) -> list[Piece]:
    """Give whom a header names where another is named right behind it: "Daan: goed Sanne" does not say what is his."""
    return [Piece("start", header)] if _heads_another(header, piece) else []


def _heads_another(header: Sequence[Item], piece: Piece) -> bool:
    """Say whether a header names somebody, or some week, and what stands right behind its colon names another."""
    named = {dossier for item in header if item.name is not None for dossier in item.name.dossiers}
    is_same = any(item.name is not None and not named.isdisjoint(item.name.dossiers) for item in piece.items)
    is_whose = bool(named) or any(item.kind in SCOPES and item.kind is not Kind.NAME for item in header)
    return piece.lead == "colon" and is_whose and not is_same


def _perhaps(header: Sequence[Item], piece: Piece) -> list[Item]:
    """Give a "maybe" where that other stands behind a verdict, which may be of who heads it."""
    is_his = _heads_another(header, piece) and not piece.is_scope_first
    return [header[-1].as_word(frozenset({"maybe"}))] if is_his else []


def names_only(piece: Piece) -> bool:
    """Say whether a piece does no more than name what it is about, a "niet" or "misschien" in front of it included."""
    is_named = False
    for item in piece.items:
        if item.kind in SCOPES or not item.labels.isdisjoint(WHOLES):
            is_named = True
        elif is_named and "asserts" in item.labels:
            return False  # "Noor wel, Sanne niet"
        elif not (_is_quiet(item) or (not is_named and _clouds(item))):
            return False
    return is_named


def _belongs_to(piece: Piece, before: Piece) -> bool:
    """Say whether a piece only goes on with the one before: "6,5 uur, niet 8", "geen 8 maar 7"."""
    if piece.lead == "comma":
        return _takes_back_hours(piece) and before.any(Kind.HOURS, Kind.NUMBERS)
    is_denied = _denies_hours(before) and _gives_hours(piece)
    return piece.lead == "but" and (is_denied or _is_someone_elses(piece, before))


def _is_someone_elses(piece: Piece, before: Piece) -> bool:
    """Say whether "maar onder collega Kees" tells whose they are, behind those that one leaves."""
    is_aside = piece.has("via") and not (piece.has_verdict or piece.any(*SCOPES, Kind.DAYS, Kind.HOURS))
    return is_aside and before.has("hold") and not before.has("approve", "approve_act")


def _closes_list(piece: Piece, following: Piece) -> bool:
    """Say whether a list ends here: "akkoord voor Noor en Daan, Sanne nog niet", "approve Noor, Daan, leave Sanne"."""
    if any(_clouds(item) for item in piece.items) or following.lead not in {"comma", "but"}:
        return False
    is_judged = following.has_verdict and following.any(*SCOPES)
    # Behind a comma the "en" may as well begin the next list: "akkoord Noor, en Daan, Sanne nog niet".
    has_and = piece.lead == "and" or any("and" in item for item in piece.items[1:])
    return is_judged and (has_and or not following.is_scope_first)


def _is_narrowed(piece: Piece, following: Piece) -> bool:
    """Say whether "van Noor" is all there is before "alleen week 46 akkoord": then that is a week of hers.

    And "week 46" before "alleen Noor akkoord".
    """
    if following.lead != "only" or not following.has_verdict or not following.has_scope or not names_only(piece):
        return False
    is_week = piece.any(Kind.NAME) and not following.any(Kind.NAME)
    is_whose = piece.any(Kind.WEEKS) and following.any(Kind.NAME) and not following.any(Kind.WEEKS)
    return piece.lead not in SETS_APART and (is_week or is_whose)


def _names_alike(piece: Piece, following: Piece) -> bool:
    """Say whether "niet Noor" and what follows may be one list: not when that names a week and the first does not."""
    kinds = [{item.kind for item in one.items if item.kind in SCOPES} for one in (piece, following)]
    return kinds[0] == kinds[1] or not any(_clouds(item) for item in piece.items)


def _is_quiet(item: Item) -> bool:
    return item.kind is Kind.WORD and (item.labels <= QUIET or "and" in item.labels)


def _clouds(item: Item) -> bool:
    """Say whether a word in front of a list may reach over all of it: "misschien Noor, Daan en Sanne"."""
    return item.kind is Kind.UNKNOWN or not item.labels.isdisjoint(CLOUDS)


def _denies(item: Item) -> bool:
    return not item.labels.isdisjoint({"not", "not_yet"})


def _belongs_under(piece: Piece, header: Sequence[Item]) -> bool:
    """Say whether a piece narrows its header ("Noor: wk 9 akkoord") instead of naming someone else."""
    over = {item.kind for item in header}
    scopes = {item.kind for item in piece.items if item.kind in SCOPES}
    if piece.any(Kind.DAYS):
        scopes.discard(Kind.NUMBERS)
    # "Week 46: Noor akkoord" is of that week of hers.
    is_of_week = over & SCOPES == {Kind.WEEKS}
    return not (scopes & over) and (is_of_week or Kind.NAME not in scopes)


def _is_aside(piece: Piece) -> bool:
    """Say whether a piece neither judges nor names anything: "Noor: di terug, want ze was ziek"."""
    return not (piece.has_verdict or piece.has_scope or piece.any(Kind.DAYS, Kind.HOURS))


def _denies_hours(piece: Piece) -> bool:
    """Say whether a piece ends on "geen 8", so that a "maar 7" behind it tells what it should be."""
    return len(piece.items) > 1 and piece.items[-2].labels >= DENIES and piece.items[-1].hours is not None


def _gives_hours(piece: Piece) -> bool:
    """Say whether a piece is no more than an amount of hours."""
    content = [item for item in piece.items if item.kind is not Kind.WORD or not item.labels <= {"plain", "courtesy"}]
    return bool(content) and content[0].hours is not None and not piece.any(Kind.DAYS, Kind.NAME, Kind.WEEKS)


def _takes_back_hours(piece: Piece) -> bool:
    """Say whether a piece is "niet 8" behind "6,5 uur": what was said to stand there, not a number of the list."""
    content = [
        item for item in piece.items if item.kind is not Kind.WORD or not item.labels <= {"plain", "courtesy", "sign"}
    ]
    return len(content) == 2 and "instead" in content[0] and content[1].kind in {Kind.HOURS, Kind.NUMBERS}  # noqa: PLR2004 - "niet" and the hours
