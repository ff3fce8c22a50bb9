"""Read one piece of a sentence into a frame, item by item."""

from core.language.clauses.frames import Frame
from core.language.clauses.inverted import asks
from core.language.clauses.item import AMOUNTS, PLAIN, Item, Kind
from core.language.clauses.piece import SCOPES, YESES, Piece
from core.language.values.figures import (
    MOST_DIFFERENCE,
    Figures,
    as_difference,
    is_found_wanting,
    was_as_difference,
    with_their_days,
    without_break,
)

# Behind "nur" and "maar" no verb is needed for what a day should be: "nur Freitag auf 6".
APART = frozenset({"only", "but", "except"})
MENDS = frozenset({"back", "back_whole"})
# Words that only have a place beside something else: "minder" beside hours, "maar" between two clauses.
LEANING = frozenset(
    {"less", "more", "except", "but", "be", "take_over", "clocking", "presence", "causing", "made", "shifts", "sets"}
    | {"amiss", "each_day"}
)
# Beside days without an amount these say that their hours should be otherwise.
AMISS = frozenset({"amiss", "less", "more"})
# What the amount beside these is: how much is taken off, or added.
OFF = frozenset({"less", "more"})
# In front of hours such a word denies what stands there: "dinsdag was geen 8".
DENIES = frozenset({"not", "instead"})
# Verbs that may stand between that and the hours.
WORKED = frozenset({"plain", "was", "be", "presence"})
# What may stand between how long something took and what it was: "2 uur bij de dokter".
BESIDE_CAUSES = (PLAIN, frozenset({"more", "plain"}))
# Each of these makes a difference of the amount that follows it; the last can be either way.
SIGNS = {"lacks": 1, "adds": 1, "cuts": -1, "differs": None}
# Words that leave hours as they are, or call them wrong.
HOLDS = frozenset({"hold", "later", "wrong"})
# These say what the next number is; behind one, others leave it open.
ANNOUNCES = frozenset({"stands", "must", "was"})
STILL_ASKING = frozenset({"plain", "it", "both", "presence"})
# Only such words hold hours against others.
COMPARES = frozenset({*SIGNS, "less", "more", "instead", "to"})


def frame(piece: Piece) -> Frame:
    """Give every item of a piece its place, or put it among the strange."""
    return _Framer(piece).frame()


class _Framer:
    """Goes through a piece item by item. is_was: a number here is what is said to stand there, not what it should be.

    asks_number: the word just read asks for a number ("moet", "ipv"). sign: of the difference that the next amount is
    ("ontbreekt", "deduct"), 0 when it is none, None when nobody can tell ("scheelt"). passes: it tells why as well.
    told: its items without small words. told_before: how many of these stand before the one at hand.
    """

    is_was = False
    asks_number = False
    sign: int | None = 0
    passes = False
    at = 0
    told_before = 0

    def __init__(self, piece: Piece) -> None:
        kinds, labels = piece.kinds, piece.labels
        self.piece = piece
        self.read = Frame(piece)
        self.labels: set[str] = set()
        self.told = [item for item in piece.items if item.labels != PLAIN]
        self.comes = Kind.TIMES in kinds
        self.excuses = Kind.DAYS in kinds and labels.isdisjoint(YESES)
        self.mends = not labels.isdisjoint(MENDS)
        self.counts = self.comes or not kinds.isdisjoint(AMOUNTS)
        self.states = self.counts and Kind.DAYS in kinds

    def frame(self) -> Frame:
        for index, item in enumerate(self.piece.items):
            self._place(index, item)
            self.told_before += item.labels != PLAIN
        if self.read.figures:
            self._weigh()
        self.read.labels = frozenset(self.labels)
        self.read.asks = asks(self.piece)
        return self.read

    def _weigh(self) -> None:
        """Hold what was read of days and hours against each other, and against what else was said."""
        self.read.figures = with_their_days(self.read.figures, is_told=not self.labels.isdisjoint({"must", "was"}))
        if any(len(figures.days) == self.read.scope.count for figures in self.read.figures):
            self.read.scope.count = 0
        self._deny_what_stands()
        is_clouded = self.read.strange or self.passes or "wrong" in self.labels
        is_unlikely = any(figures.is_unlikely for figures in self.read.figures)
        # "Was at the dentist for 2 hours Friday."
        is_of_cause = self.passes and not self.piece.has("presence", "must", "instead")
        is_unlikely = is_unlikely or (is_of_cause and any(figures.is_short for figures in self.read.figures))
        if is_unlikely or (is_clouded and any(figures.is_little for figures in self.read.figures)):
            self.labels.add("unsigned")

    def _deny_what_stands(self) -> None:
        """Take the 8 of "die 8 op dinsdag klopt niet" for what stands there and is not so."""
        read = self.read
        is_denied = (
            read.nots == 1 and not self.labels.isdisjoint({"approve", "not"}) and "approve_act" not in self.labels
        )
        if not (is_denied and read.figures and all(one.is_only_what_stands for one in read.figures)):
            return
        for figures in read.figures:
            figures.denied = True

    def _place(self, index: int, item: Item) -> None:
        read, self.at = self.read, index
        if item.labels == PLAIN and item.kind is Kind.WORD and not item.count:
            # A small word is only passed over.
            self.labels.add("plain")
            read.words.append(PLAIN)
            return
        if item.kind is Kind.WORD:
            before, after = self._beside(item)
            self._word(item, before, after)
        elif item.kind is Kind.DAYS:
            read.figures.append(Figures(item.days, stated="must" in self.labels))
            self.asks_number = self.asks_number and self.is_was
        elif item.kind is Kind.HOURS or (item.hours is not None and self._is_hours(index, item)):
            self._hours(item)
        elif item.kind is Kind.TIMES:
            self._times(item)
        elif item.kind in SCOPES:
            self._scope(index, item)
        elif self.excuses and "cause" in item.labels:
            # Whether a break of half an hour "ontbreekt" adds that or takes it off can't be told.
            self.passes, self.sign = True, None if self.sign else self.sign
            self.labels.update((item.labels & {"absent"}) | self._took(index))
        else:
            self.labels.update(item.labels)
            read.strange.append(item)

    def _took(self, index: int) -> set[str]:
        """Say "unsigned" where an amount may be how long something took: "vrijdag 2 uur tandarts"."""
        items = self.piece.items
        at = index - 1
        while at > 0 and items[at].labels in BESIDE_CAUSES and items[at].last == items[at + 1].first:
            at -= 1
        figures = self.read.figures[-1] if self.read.figures else Figures()
        is_beside = items[at].is_amount and items[at].last == items[at + 1].first  # no bracket in between
        return {"unsigned"} if is_beside and figures.was is None else set()

    def _scope(self, index: int, item: Item) -> None:
        """Note whom, which week or which number of the list it is about."""
        read, scope = self.read, self.read.scope
        if item.kind is Kind.NAME:
            scope.names.append(item)
        elif item.kind is Kind.WEEKS:
            scope.weeks.append(item)
        elif "of_days" not in item.labels:
            scope.numbers.append(item)
        if self.piece.is_torn(index):
            read.strange.append(item)
        is_bare = item.kind is Kind.NUMBERS and not (item.numbers and item.numbers.explicit)
        if "out_of_all" in item.labels or (is_bare and index and "rest" in self.piece.items[index - 1].labels):
            self.labels.add("odd_week")  # "de andere twee" counts them
        elif "of_days" in item.labels and not self.piece.any(Kind.DAYS):
            self.labels.add("some_days")
        self.labels.update(item.labels & {"maybe", "odd_week"})
        if (item.kind is Kind.NAME and item.name is None) or (is_bare and read.has_days):
            read.strange.append(item)

    def _beside(self, item: Item) -> tuple[Item | None, Item | None]:
        """Give the items before and after the one at hand, leaving small words out."""
        told, at = self.told, self.told_before
        behind = at + (item.labels != PLAIN)
        return told[at - 1] if at else None, told[behind] if behind < len(told) else None

    def _is_hours(self, index: int, item: Item) -> bool:
        """Say whether a bare number is an amount of hours: after a day, after "moet" or "ipv", before "minder"."""
        numbers = item.numbers
        if numbers is None or numbers.explicit or len(numbers.numbers) != 1:
            return False
        before, after = self._beside(item)
        figures = self.read.figures[-1] if self.read.figures else Figures()
        is_instead = figures.denied and figures.was is not None and figures.target is None
        is_stated = figures.was is not None and figures.target is None and "must" in self.labels
        is_of_each = before is not None and not before.labels.isdisjoint({"both", "presence"})
        is_stated = is_stated or (is_of_each and bool(figures.days) and not figures.has_hours)
        if self.asks_number or is_instead or is_stated or (before is not None and before.kind is Kind.DAYS):
            return True
        if after is not None and self._counts_before(after, is_last=len(self.piece.items) <= index + 1):
            return True
        if after is not None and "instead" in after:
            behind = self.piece.items[self.piece.items.index(after, index) + 1 :][:1]
            return any(one.kind in {Kind.HOURS, Kind.NUMBERS} for one in behind)
        return bool(self.read.figures) and before is not None and "was" in before

    def _counts_before(self, after: Item, *, is_last: bool) -> bool:
        """Say whether a word makes hours of the number before it: "7 te veel", "8 van maken", "ik heb 7 genoteerd"."""
        if not after.labels.isdisjoint(OFF) and "approve" not in after.labels:
            return True
        # "Daar heeft hij 4 staan."
        is_told = "i_you" in self.labels or (self.states and self.at > 0 and "that" in self.piece.items[self.at - 1])
        return ("made" in after and not is_last) or ("stands" in after and is_told)

    def _hours(self, item: Item) -> None:
        """Put an amount with the days named last; a second one of the same sort has no place."""
        if not self.read.figures:
            self.read.figures.append(Figures(stated="must" in self.labels))
        figures = self.read.figures[-1]
        if self.sign != 0:
            self._difference(figures, item)
        elif self.is_was and figures.was is None:
            figures.was = item.hours
        elif not self.is_was and figures.target is None and figures.delta is None:
            figures.target = item.hours
        else:
            self.read.strange.append(item)
        self.is_was, self.asks_number, self.sign = False, False, 0

    def _difference(self, figures: Figures, item: Item) -> None:
        """Take an amount for how much more or less it should be, where it is told which, and it may be that much."""
        minutes = item.hours.minutes if item.hours is not None else None
        if not self.sign or minutes is None or minutes > MOST_DIFFERENCE or figures.has_hours:
            self.labels.add("unsigned")
            return
        figures.delta = self.sign * minutes

    def _times(self, item: Item) -> None:
        """Put times with the days named last; a moment needs a verb of coming or going to say which it is."""
        if not self.read.figures:
            self.read.figures.append(Figures())
        figures, times = self.read.figures[-1], item.times
        if times is not None and times.is_off and times.rest and without_break(figures, times.rest):
            return
        if times is not None and times.is_break and not times.is_off and figures.target is not None:
            self.labels.add("unsigned")  # "9 met 1 uur pauze": is that in it?
        joint = times if figures.times is None or times is None else figures.times.with_more(times)
        before = self.piece.items[self.at - 1] if self.at else None
        if times is not None and times.since is None and times.until is not None and before and before.is_amount:
            self.read.strange.append(item)  # "dinsdag 7 tot 8" may be hours of the day as well as so many
        if joint is None or (times is not None and times.at is not None and not self.piece.has("clocking")):
            self.read.strange.append(item)
        figures.times = joint or figures.times

    def _word(self, item: Item, before: Item | None, after: Item | None) -> None:
        """Give one word its place."""
        parts = item.labels
        figures = self.read.figures[-1] if self.read.figures else None
        said = figures if before is not None and before.kind in AMOUNTS else None
        is_before_hours = (after is not None and after.kind in AMOUNTS) or (parts >= DENIES and self._denies_work())
        if not parts.isdisjoint(COMPARES) and self._compares(parts, figures, said, is_before_hours=is_before_hours):
            return
        if "back" in parts and said is not None and said.is_short:
            self.labels.add("unsigned")  # "vrijdag 2 uur terug": to two, or by two?
        if "not" in parts or "instead" in parts:
            self.read.nots += 1
            self.labels.update(parts - {"instead"})
            if "both" in parts and not self.read.scope.names:
                self.read.scope.note(parts)  # "geen van beide"
            return
        if "wrong" in parts and said is not None and said.days and said.target is not None and said.was is None:
            # "Donderdag 8 is fout."
            said.was, said.target, said.denied = said.target, None, True
        if parts <= LEANING and self._leans(item):
            return
        if "yet" in parts and after is not None and self._is_of_more(after):
            return  # "daar moet nog een uur af", "moet nog 7 worden"
        self._told(item, figures, said, is_before_hours=is_before_hours)

    def _leans(self, item: Item) -> bool:
        """Read a word that leans on something else; says whether all that it says is that hours are amiss."""
        if not item.labels.isdisjoint(AMISS) and self._lacks_amount():
            self.labels.add("amiss")
            self.labels.update(item.labels)
            return True
        if not self._is_placed(item.labels):
            self.read.strange.append(item)
        return False

    def _told(self, item: Item, figures: Figures | None, said: Figures | None, *, is_before_hours: bool) -> None:
        """Note what a word says that went into no figure."""
        parts = item.labels
        is_of_amount = is_before_hours or said is not None or "plain" not in parts
        self.labels.update(parts if is_of_amount else parts - {"clock"})
        self.read.words.append(parts)
        self.read.holds += "yet" not in parts and not parts.isdisjoint(HOLDS)
        self.read.scope.note(parts)
        if "of_days" in parts:
            self.read.scope.days = item.count
        elif item.count:
            self.read.scope.count = item.count
        if not parts.isdisjoint(ANNOUNCES):
            self._announce(parts, figures, said, is_before_hours=is_before_hours)
        elif parts != PLAIN:
            self.asks_number = self.asks_number and not parts.isdisjoint(STILL_ASKING)

    def _is_of_more(self, after: Item) -> bool:
        """Say whether a "nog" is of the amount behind it."""
        return (after.kind is Kind.HOURS and self.piece.has("less", "more")) or (self.asks_number and after.is_amount)

    def _is_placed(self, parts: frozenset[str]) -> bool:
        """Say whether a word that leans on something else has that beside it."""
        return (
            ("causing" in parts and (self.mends or (self.states and self.piece.has("must"))))
            or ("sets" in parts and self.states)
            or ("made" in parts and self.counts)
            or ("presence" in parts and self.counts)
            or ("clocking" in parts and self.comes)
            or ("shifts" in parts and self.piece.any(Kind.HOURS) and self.piece.has("less", "more"))
        )

    def _lacks_amount(self) -> bool:
        """Say whether days stand here without an amount, so that "moet eraf" and "halve dag" are of all of it."""
        is_free = not any(item.is_amount or item.kind is Kind.TIMES for item in self.piece.items)
        return is_free and self.piece.any(Kind.DAYS)

    def _compares(
        self, parts: frozenset[str], figures: Figures | None, said: Figures | None, *, is_before_hours: bool
    ) -> bool:
        """Read a word that holds hours against others: "6 ipv 8", "1 uur minder", "van 8 naar 6"; says whether it does.

        said: the figures whose hours stand right before the word.
        """
        if self._makes_difference(parts, said) or (is_before_hours and self._holds_against(parts, figures)):
            return True
        if "clock" in parts and self.piece.items[self.at + 1 :]:
            return False  # "4 uur vanaf de middag" takes nothing off
        if said is None:
            return is_before_hours and self._leads_to(parts, figures)
        is_off = not parts.isdisjoint(OFF)
        sign = -1 if "less" in parts else 1
        if said.was is not None and said.target is None and is_off and "plain" not in parts:
            return was_as_difference(said, sign)
        if is_off and said.target is not None and said.target.minutes is not None:
            said.delta, said.target = sign * said.target.minutes, None
            self.asks_number = False
            return True
        return "to" in parts and said.target is not None and self._turns(said)

    def _leads_to(self, parts: frozenset[str], figures: Figures | None) -> bool:
        """Read the arrow of "dinsdag -> 7", and the "to" of "change Friday to 7"."""
        is_bare = figures is not None and figures.days and not figures.has_hours
        leads = bool(is_bare) and "to" in parts and ("plain" not in parts or self.mends or self.piece.lead in APART)
        self.asks_number = self.asks_number or leads
        return leads

    def _is_against(self, said: Figures) -> bool:
        """Say whether "moet" stands between what stands there and what it should be."""
        is_held = any("instead" in item for item in self.piece.items[self.at + 1 :])
        return said.was is None and not is_held and self.piece.has_amount_behind(self.at)

    def _turns(self, said: Figures) -> bool:
        """Take the hours before "naar", with others behind it, for what stands there."""
        if said.was is not None or not self.piece.has_amount_behind(self.at):
            return False
        said.was, said.target = said.target, None
        self.is_was, self.asks_number = False, True
        return True

    def _makes_difference(self, parts: frozenset[str], said: Figures | None) -> bool:
        """Read a word that makes a difference of an amount: "een uur van vrijdag af", "er ontbreekt een half uur".

        An amount behind which it stands is one as well, where days stand between: "knock an hour off Friday".
        """
        label = None if parts.isdisjoint(SIGNS) else next(label for label in SIGNS if label in parts)
        if label is not None:
            sign = SIGNS[label]
            if said is not None and said.has_hours:
                if sign is None or not (said.delta is not None or as_difference(said, sign)):
                    self.labels.add("unsigned")
                    said.target = None
                return True
            is_before = self._ahead(Kind.HOURS)
            self.sign = sign if is_before else self.sign
            return is_before
        if said is not None and said.delta is not None and not parts.isdisjoint(OFF):
            self.labels.update(() if (said.delta < 0) is ("less" in parts) else {"unsigned"})
            return True
        is_late = said is None and not parts.isdisjoint(OFF) and "plain" not in parts
        loose = [one for one in self.read.figures if one.has_hours]
        if is_late and len(loose) == 1 and not self.piece.has("shifts") and is_found_wanting(loose[0]):
            return True
        if is_late and len(loose) == 1 and self.piece.has("shifts"):
            return loose[0].delta is not None or as_difference(loose[0], -1 if "less" in parts else 1)
        return False

    def _holds_against(self, parts: frozenset[str], figures: Figures | None) -> bool:
        """Read "ipv 8" behind what it should be, or "geen 8" without that, as what stands there."""
        if "instead" in parts and figures is not None and figures.target is not None:
            self.is_was, self.asks_number = True, True
            return True
        return parts >= DENIES and self._denies(figures)

    def _denies(self, figures: Figures | None) -> bool:
        """Take the 8 of "dinsdag was geen 8" for what stands there and is not so."""
        if figures is None and self._ahead(Kind.HOURS) and self.piece.has("was", "it"):
            figures = Figures()
            self.read.figures.append(figures)
        if figures is None or figures.has_hours:
            return False
        figures.denied = self.is_was = self.asks_number = True
        return True

    def _denies_work(self) -> bool:
        """Say whether hours follow with no more than a verb in between: "il n'a pas travaillé 8h mais 6h"."""
        behind = next(
            (item for item in self.piece.items[self.at + 1 :] if not item.labels or item.labels - WORKED), None
        )
        return behind is not None and behind.kind in AMOUNTS

    def _ahead(self, kind: Kind) -> bool:
        """Say whether such an item is still to come in the piece."""
        return any(item.kind is kind for item in self.piece.items[self.at + 1 :])

    def _announce(
        self, parts: frozenset[str], figures: Figures | None, said: Figures | None, *, is_before_hours: bool
    ) -> None:
        """Note what a word makes of the next number: "staat 8" and "moet 6" ask for one, "akkoord" does not."""
        if "stands" in parts:
            # "Ik heb 7 genoteerd" tells what it should be.
            is_own = said is not None and not said.days and "i_you" in self.labels
            is_of_before = said is not None and said.was is None and not said.stated and not is_own
            if is_own:
                return
            if said is not None and is_of_before:
                said.was, said.target = said.target, None
            self.is_was = self.asks_number = not is_of_before
            return
        if "must" in parts:
            if figures is not None:
                figures.stated = True
            if said is not None and said.target is not None and "made" not in parts and self._is_against(said):
                said.was, said.target = said.target, None
            self.is_was = False
            self.asks_number = self.asks_number or figures is not None or "plain" not in parts
        else:
            self.asks_number = self.asks_number or is_before_hours or self.piece.shares_amount_behind(self.at)
