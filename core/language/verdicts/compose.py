"""Put the clauses of a message together: whom each is about, which days, and what overrules what."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from core.language.clauses.framing import frame
from core.language.clauses.item import Item
from core.language.clauses.joining import SETS_APART, joined
from core.language.clauses.judging import PUTS_OFF, YESES, Act, Clause, judge
from core.language.clauses.piece import SCOPES, Sentence
from core.language.clauses.reach import Found, Reach, Scope
from core.language.clauses.spoken import Spoken, quoted, sliced
from core.language.meaning import Certainty, Context, Doubt, Meaning, OpenWeek, Problem
from core.language.verdicts import placing
from core.language.verdicts.completing import give_hours_their_day, give_verdicts_their_reason, let_talk_be
from core.language.verdicts.ledger import Ledger, Page, gathered, meanings
from core.language.verdicts.opening import is_talked_over, opens_with_exception
from core.language.verdicts.owning import is_of_one, owned
from core.language.verdicts.passing import is_passed_over, loses_name
from core.language.verdicts.qualifying import temper
from core.language.verdicts.resting import loses_exception, may_lose_days, parts_somebody, rest_of
from core.language.verdicts.seeking import Seeker, by_calendar
from core.language.verdicts.tearing import torn_apart
from core.language.verdicts.waiting import (
    heads_what_is_lost,
    is_apart,
    let_records_be,
    let_yeses_wait,
    only_leaves,
    only_proposes,
)
from core.language.verdicts.wishes import wished
from core.language.vocabulary.said import Said

JUDGES = frozenset(
    {Act.APPROVE, Act.DAYS_FINE, Act.EXCEPT, Act.CORRECT, Act.BACK, Act.HOLD, Act.LATER, Act.REJECT, Act.ALSO}
)
WITH_DAYS = frozenset({Act.DAYS_FINE, Act.EXCEPT, Act.BACK, Act.CORRECT})
APPROVING = YESES | {Act.EXCEPT}
REACHING = frozenset({Problem.NEGATION, Problem.QUESTION, Problem.CONDITION})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a message says of hours.

    judged: at least one clause was a verdict. blocks_all: nothing of it may act. is_bare: it named nothing itself.
    """

    meanings: tuple[Meaning, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    blocks_all: bool = False
    judged: bool = False
    is_bare: bool = False


@dataclass(slots=True)
class Composer:
    """Goes through the clauses of one message, in order."""

    said: Said
    context: Context
    text: str
    reach: Reach = field(init=False)
    seeker: Seeker = field(init=False)
    ledger: Ledger = field(init=False)
    spoken: list[Spoken] = field(default_factory=list)
    topic: tuple[OpenWeek, ...] = ()
    topic_from: int | None = None
    is_lost: bool = False
    is_last_sure: bool = True
    is_clouded: bool = False
    last: Act | None = None
    days_last: int = 0
    dangling: int | None = None
    rests: list[int] = field(default_factory=list)
    absent: list[Doubt] = field(default_factory=list)
    blocks_all: bool = False
    approves: bool = False
    sure: bool = True

    def __post_init__(self) -> None:
        self.reach = Reach(self.context)
        self.seeker = Seeker(self.said, self.context, self.reach)
        self.topic = self.reach.focus
        # No method of this: what refers to itself is only let go of once memory is cleared up.
        self.ledger = Ledger(partial(quoted, self.said, self.text, self.spoken))

    def compose(self, sentences: Sequence[Sentence]) -> Verdict:
        """Judge a whole message."""
        for number, sentence in enumerate(sentences):
            self._hear(number, sentence)
        torn_apart([one.clause for one in self.spoken])
        self.sure = let_talk_be(self.said, self.spoken, len(self.reach.focus))
        self.blocks_all = give_hours_their_day(self.said, self.spoken) or self.blocks_all
        self.sure = give_verdicts_their_reason(self.said, self.spoken, self._slice) and self.sure
        self.approves = any(not one.explains and one.clause.act in APPROVING for one in self.spoken)
        let_records_be(self.said, self.spoken, approves=self.approves)
        self.blocks_all = self.blocks_all or (self.approves and let_yeses_wait(self.spoken))
        self.blocks_all = self.blocks_all or any("irony" in one.clause.frame.labels for one in self.spoken)
        for index, one in enumerate(self.spoken):
            self._place(index, one)
            self.seeker.remember(one, self.topic, self.ledger.pages)
        for index in self.rests:
            self._place_rest(index)
        if self.dangling is not None:
            # What nothing was said of may belong to what was said of all: "alles goed. op 2".
            self._doubt(self.dangling, Problem.UNFINISHED)
            self.sure = self.sure and not self.approves
        self.sure = self.sure and all(doubt.about or doubt in self.absent for doubt in self.ledger.doubts)
        self.blocks_all = self.seeker.loses(self.ledger) or self.blocks_all
        order = list(dict.fromkeys([week.week_id for week in (*self.reach.focus, *self.context.weeks)]))
        outcomes = self.ledger.outcomes(order)
        words, reasons = [one.words for one in self.spoken], [one.reason for one in self.spoken]
        found = meanings(outcomes, words=words, reasons=reasons, sure=self.sure)
        if only_leaves(self.spoken) and not self.ledger.doubts:
            found = [replace(meaning, certainty=Certainty.SURE) for meaning in found]
        judged = any(one.clause.act in JUDGES for one in self.spoken)
        is_bare = all(one.clause.frame.scope.is_empty or one.clause.frame.scope.pronoun for one in self.spoken)
        return Verdict(tuple(found), gathered(self.ledger.doubts), self.blocks_all, judged, is_bare)

    # Hearing: clauses, before it is known what they are about

    def _hear(self, number: int, sentence: Sentence) -> None:
        wishes = wished(self.said, sentence)
        asks = sentence.asks and wishes is None
        clauses = wishes if wishes is not None else [judge(frame(piece)) for piece in joined(sentence)]
        for clause in clauses:
            temper(self.said, clause)
            by_calendar(clause, self.reach)
        self.blocks_all = self.blocks_all or heads_what_is_lost(clauses)
        is_conditional = Problem.CONDITION in [clause.problem for clause in clauses]
        if asks and not clauses:
            self.blocks_all = True
            self.ledger.doubt(Doubt(Problem.QUESTION, self.text))
        if not clauses or not (asks or is_conditional):
            # Of an exception that names nothing all is said back.
            self.spoken += [Spoken(clause, self._slice(clause.items or sentence.items), number) for clause in clauses]
            return
        first = clauses[0].frame.piece
        judged = [clause.frame.piece.has_verdict for clause in clauses]
        is_clear = first.any(*SCOPES) and first.is_scope_first and (all(judged) if asks else any(judged))
        is_clear = is_clear and not any(clause.frame.strange for clause in clauses)
        is_clear = is_clear and not (asks and sentence.breaks_off)
        problem = Problem.QUESTION if asks else Problem.CONDITION
        if not is_clear:
            self.blocks_all = True
        words = self._slice(sentence.items)
        self.spoken += [Spoken(clause, words, number, problem=problem) for clause in clauses]

    def _slice(self, items: Sequence[Item]) -> str:
        return sliced(self.said, self.text, items)

    # Placing: what each clause does to the weeks it is about

    def _place(self, index: int, one: Spoken) -> None:
        clause = one.clause
        if one.explains is not None:
            return
        if one.problem is not None:
            self._doubt(index, one.problem)
        elif clause.frame.strangers:
            self._stranger(one)
        elif self.approves and clause.frame.takes_away and clause.has_unknown and not is_apart(clause, self.spoken):
            self._doubt(index, clause.problem or Problem.UNKNOWN_WORDS)
            self.sure, self.blocks_all = False, self.blocks_all or not only_proposes(clause, self.spoken)
        elif clause.act is Act.NOTHING:
            self.sure = self.sure and clause.sure
        elif clause.act is Act.REASON:
            self.sure = False
        elif clause.act is Act.DOUBT:
            self._doubt(index, clause.problem or Problem.UNKNOWN_WORDS)
        else:
            self._decide(index, one)

    def _decide(self, index: int, one: Spoken) -> None:
        """Place a verdict, or what the next one is about; "de rest" (beside days: "van week 46") waits for all else."""
        scope = one.clause.frame.scope
        theirs = owned(self.said, one.clause.items)
        if theirs is not None and theirs.other:
            scope.rest = scope.rest_days = False
        scope.rest_days = scope.rest_days or (scope.rest and is_of_one(self.said, one.clause.items))
        is_of_week = scope.is_rest_of_week and any(other.clause.frame.has_days for other in self.spoken)
        if is_of_week or (scope.rest and not scope.is_explicit):
            self.rests.append(index)
            self._leave_dangling()
        elif one.clause.act is Act.SCOPE:
            self._scope(index, one)
        elif not self._is_said_of_topic(one.clause):
            self._judge(index, one)

    def _leave_dangling(self) -> None:
        """Ask about whom nothing was said of in the end: they are no part of the rest."""
        if self.dangling is not None and self.spoken[self.dangling].clause.frame.scope.is_explicit:
            self._doubt(self.dangling, Problem.UNFINISHED)
        self.dangling = None

    def _ask_about_passed(self, scope: Scope, weeks: Sequence[OpenWeek]) -> None:
        """Ask about somebody of whom nothing was said that we know, when the message goes on with another."""
        is_passed = self.dangling is not None and is_passed_over(self.spoken[self.dangling].clause.frame, scope)
        if is_passed and _ids(self.topic).isdisjoint(_ids(weeks)):
            self._leave_dangling()
            # "Goed, Noor, Daan niet": a yes to all, or to Noor?
            bare = {one.clause.act for one in self.spoken if one.clause.frame.scope.is_empty}
            self.sure = self.sure and bare.isdisjoint(YESES)

    def _scope(self, index: int, one: Spoken) -> None:
        """Take what a clause only names as what the next one is about."""
        if one.clause.frame.piece.lead == "only":
            self._doubt(index, Problem.CONDITION)
            self.blocks_all = True
            return
        weeks = self._weeks(one)
        self.is_clouded = not one.clause.sure
        self.sure = self.sure and (one.clause.sure or one.clause.frame.scope.is_explicit)
        if weeks:
            self._ask_about_passed(scope=one.clause.frame.scope, weeks=weeks)
            self.topic, self.topic_from, self.dangling = weeks, one.sentence, index
            if len(weeks) == 1 and _ids(weeks) == _ids(self.reach.focus) and is_talked_over(one.clause):
                self.dangling = None

    def _judge(self, index: int, one: Spoken) -> None:
        clause = one.clause
        act = self._act(clause)
        if act is None:
            self._doubt(index, Problem.UNFINISHED)
            return
        leans = not clause.frame.scope.is_explicit
        if act is Act.BACK and leans and self._is_wish_of_days_said(index):
            return
        if act in PUTS_OFF and clause.frame.scope.pronoun == "that":
            # "Die" may be one or several; nothing is done with either.
            clause.frame.scope.pronoun = "they"
        weeks = self._weeks(one)
        if weeks is None:
            return
        if act is Act.EXCEPT:
            self._approve_before(index, one, weeks)
        is_broad = leans and _ids(weeks) == _ids(self.reach.focus)
        is_far = leans and self.topic_from not in {None, one.sentence} and not is_broad
        if is_far and clause.frame.scope.everything and act is not Act.APPROVE:
            # "Alles terug" after another sentence: all of that one, or all there is?
            self._doubt(index, Problem.WHICH_WEEK)
            self.blocks_all = True
            return
        is_said = is_far and self.dangling is None and placing.repeats(self.ledger, clause, act, weeks)
        sure = clause.sure and not (is_far and act is Act.APPROVE and self.dangling is None)
        self.is_clouded = self.is_clouded and leans
        sure = sure and not self.is_clouded and not loses_name(self.spoken, self.dangling, index)
        # The rest of somebody's is what an earlier message left.
        is_left = bool(clause.frame.scope.rest and clause.frame.scope.names) and not self.ledger.is_begun
        sure = sure and not (is_left and act is Act.APPROVE)
        self._ask_about_passed(scope=clause.frame.scope, weeks=weeks)
        self.dangling = None
        is_bare = act in PUTS_OFF or (act is Act.BACK and not (clause.whole or clause.frame.has_days))
        is_of_days = is_bare and leans and self.last in {Act.CORRECT, Act.EXCEPT} and not clause.frame.has_days
        if is_said or (is_of_days and self._is_about_last_days(index, act, weeks)):
            return
        placing.place(self.ledger, placing.Said(clause, act, index, one.words, is_broad, sure), weeks, self.context)
        if clause.frame.has_days:
            self.days_last = sum(len(figures.days) for figures in clause.figures if act is not Act.DAYS_FINE)
        if (not leans or act is Act.EXCEPT) and not (act is Act.EXCEPT and self.last is None):
            self.topic, self.topic_from = weeks, one.sentence
        self.last, self.is_last_sure = act, clause.sure

    def _is_said_of_topic(self, clause: Clause) -> bool:
        """Say whether all that a "deze" can mean was approved by name already: "u mag deze goedkeuren" adds nothing."""
        is_yes = clause.act is Act.APPROVE and clause.sure and clause.frame.scope.is_pronoun
        return is_yes and self.topic_from is not None and self.dangling is None and self.ledger.has_approved(self.topic)

    def _is_wish_of_days_said(self, index: int) -> bool:
        """Say whether "die twee mogen terug" is of days just said, or "wil je dit rechtzetten?" of those behind it."""
        clause = self.spoken[index].clause
        if clause.frame.scope.count == self.days_last > 0 and not clause.frame.has_days:
            return True
        later = (one.clause for one in self.spoken[index + 1 :])
        is_bare = not (
            clause.whole or clause.frame.has_days or clause.frame.scope.everything or clause.frame.scope.everyone
        )
        return is_bare and self.last is None and any(one.act is Act.CORRECT and one.frame.has_days for one in later)

    def _approve_before(self, index: int, one: Spoken, weeks: Sequence[OpenWeek]) -> None:
        """Take "alles behalve vrijdag" as a yes to be confirmed, unless it goes on "is akkoord".

        So it may be without the "alles" where it opens the message, and is of one week.
        """
        if self.dangling is not None:
            before = self.spoken[self.dangling]
            is_sure = one.clause.frame.approves and one.clause.sure and not self.is_clouded
            said = placing.Said(before.clause, Act.APPROVE, self.dangling, before.words, is_broad=True, is_sure=is_sure)
            placing.place(self.ledger, said, self.topic, self.context)
        elif len(weeks) == 1 and opens_with_exception(self.spoken, index):
            said = placing.Said(one.clause, Act.APPROVE, index, one.words, is_broad=True, is_sure=one.clause.sure)
            placing.place(self.ledger, said, weeks, self.context)
        elif not any(page.approved for page in self.ledger.pages.values()):
            one.clause.sure = False

    def _is_about_last_days(self, index: int, act: Act, weeks: Sequence[OpenWeek]) -> bool:
        """Say whether "dat zoek ik uit" or "graag terug" speaks of the days just named; those are only proposed."""
        pages = [self.ledger.page(week, index) for week in weeks]
        if not any(page.changes for page in pages):
            return False
        if act is not Act.BACK:
            for page in pages:
                page.sure = False
        return True

    def _act(self, clause: Clause) -> Act | None:
        """Say what a clause does; "ook" does what was done last, and "wel" the other way round."""
        if clause.act is Act.EXCEPT and self.last is Act.BACK and clause.frame.has_days:
            return None  # "Sanne terug behalve dinsdag": what goes back?
        if clause.act is not Act.ALSO:
            return clause.act
        if clause.frame.has_days:
            return self.last if self.last in WITH_DAYS else None
        if clause.frame.has("contrast"):
            clause.sure = False
            is_of_days = self.last in {Act.CORRECT, Act.EXCEPT} and clause.frame.scope.rest
            return Act.APPROVE if is_of_days or self.last in {Act.HOLD, Act.REJECT} else None
        is_clear = all(one.clause.act not in {Act.REASON, Act.SCOPE, Act.DOUBT} for one in self.spoken)
        is_first = is_clear and not self.ledger.is_begun
        if self.last is None and clause.frame.scope.is_explicit and is_first:
            # It goes on with what an earlier message said; most often that was a yes.
            clause.sure = False
            return Act.APPROVE
        clause.sure = clause.sure and self.is_last_sure
        return self.last if self.last in {Act.APPROVE, Act.HOLD, Act.LATER} else None

    def _find(self, one: Spoken) -> Found:
        return self.seeker.find(one, self.topic, self.ledger.pages)

    def _weeks(self, one: Spoken) -> tuple[OpenWeek, ...] | None:
        """Find the weeks of a clause, or doubt; what leans on words that led nowhere leads nowhere either."""
        scope = one.clause.frame.scope
        leans = not (scope.is_explicit or scope.everyone)
        if leans and self.is_lost:
            self.ledger.doubt(Doubt(Problem.UNFINISHED, one.words))
            return None
        is_of_focus = leans and self.topic_from is None
        if is_of_focus and self.seeker.is_named_in_vain(one, self.spoken, self.topic):
            return None
        found = self._find(one)
        found = self.seeker.by_its_days(one, found, self.spoken)
        self.is_lost = found.doubt is not None and scope.is_explicit
        if found.missing is not None:
            self.ledger.doubt(found.missing)
            self.absent.append(found.missing)
            self.blocks_all = self.blocks_all or (self.approves and one.clause.frame.takes_away)
        if found.near:
            one.clause.sure = False
            # Whoever was meant may be among those that "alles" approves.
            self.sure = self.sure and not one.clause.frame.takes_away
        if found.doubt is not None:
            self.ledger.doubt(found.doubt)
            self.dangling = None
            is_lost_from = self.approves and one.clause.frame.takes_away and not found.doubt.about
            self.blocks_all = self.blocks_all or is_lost_from or one.clause.frame.piece.lead in SETS_APART
            return None
        return found.weeks

    def _place_rest(self, index: int) -> None:
        """Judge "de rest": the weeks that nothing was said of, the days that nothing was said of, or both."""
        one = self.spoken[index]
        act = self._act(one.clause)
        scope, scopes = one.clause.frame.scope, [earlier.clause.frame.scope for earlier in self.spoken]
        named = self.reach.find(scope, self.topic, one.words).weeks if scope.is_explicit else self.context.weeks
        rest = rest_of(one.clause.frame, act, scopes=scopes, pages=self.ledger.pages, reach=self.reach, spoken_of=named)
        if rest.problem is not None or act is None:
            self._doubt(index, rest.problem or Problem.UNFINISHED)
            self.blocks_all = self.blocks_all or rest.reaches
            return
        others = rest.weeks
        if act is Act.BACK and parts_somebody(others, scopes):
            # "Noor eerste week goed, andere terug": her other week, or all others?
            self._doubt(index, Problem.WHICH_WEEK)
            self.blocks_all = True
            return
        self.blocks_all = self.blocks_all or (act is Act.APPROVE and loses_exception(self.spoken, self.ledger.doubts))
        # Who is not known may be one of the rest, and was not to go back.
        self.blocks_all = self.blocks_all or (act is Act.BACK and bool(self.ledger.doubts))
        corrected = [page for page in self.ledger.pages.values() if page.changes or page.fine]
        if act is Act.BACK or (act is not Act.APPROVE and not any(scope.names or scope.numbers for scope in scopes)):
            self.sure = self.sure and any(week in self.reach.focus for week in others)
        if others and act is Act.APPROVE and not scope.everything and _are_of_one_yes(corrected):
            # "Zijn week is goed, maar vrijdag moet 6 zijn. De rest is akkoord": his other days, or everybody else's?
            self.ledger.doubt(Doubt(Problem.WHICH_WEEK, one.words, tuple(sorted(_ids(others)))))
            others = ()
        if others:
            # With nothing else named, the rest is what an earlier message left.
            is_all = not self.ledger.pages and not any(scope.is_explicit for scope in scopes)
            # Beside days of which it can't be told what they should be, the rest may be the other days.
            is_torn = any(may_lose_days(self.said, other.clause) for other in self.spoken)
            # "Week 47 Daan terug, rest goed": the rest of that week, or all else?
            is_torn = is_torn or any(scope.names and scope.weeks for scope in scopes)
            sure = one.clause.sure and not (act is Act.APPROVE and (corrected or is_all or is_torn))
            told = placing.Said(one.clause, act, index, one.words, is_broad=True, is_sure=sure)
            placing.place(self.ledger, told, others, self.context)
        if act is Act.APPROVE:
            for page in corrected:
                page.rest_fine = True
                page.clauses.append(index)
                page.sure = page.sure and one.clause.sure and not others
        elif corrected and not others:
            self._doubt(index, Problem.UNFINISHED)

    def _stranger(self, one: Spoken) -> None:
        """Ask who is meant by a name that is nobody's; a yes to them may wait, anything else may be about everyone."""
        read = one.clause.frame
        words = ", ".join(dict.fromkeys(self._slice([item]) for item in read.strangers))
        found = self.reach.find(read.scope, self.topic, words)
        weeks = _ids(found.weeks) | set(found.doubt.about if found.doubt else ())
        doubt = Doubt(Problem.UNKNOWN_NAME, words, tuple(sorted(weeks)))
        is_yes = self._act(one.clause) in YESES and not (read.takes_away or read.has("maybe"))
        self.blocks_all = self.blocks_all or not is_yes
        self.ledger.doubt(doubt)
        self.absent.append(doubt)
        self.dangling, self.is_lost = None, True

    def _doubt(self, index: int, problem: Problem) -> None:
        """Leave the weeks of a clause alone; all of them when it does not say which, and it takes something away."""
        one = self.spoken[index]
        scope = one.clause.frame.scope
        found = self._find(one)
        about = {week.week_id for week in found.weeks} | set(found.doubt.about if found.doubt else ())
        # In "vr moet of 4 zijn" the 4 may be hours as well as a number of the list.
        is_either = one.clause.frame.has_days and bool(scope.numbers) and not (scope.names or scope.weeks)
        about |= _ids(self.topic) if is_either else set()
        is_either = is_either or one.clause.frame.is_twice_denied or one.clause.frame.piece.lead == "except"
        is_unsure = is_either or not scope.is_explicit or not about
        if problem in REACHING and is_unsure:
            self.blocks_all = True
        self.ledger.doubt(Doubt(problem, one.words, tuple(sorted(about))))
        self.dangling = None
        if scope.is_explicit:
            self.topic, self.topic_from, self.is_lost = found.weeks, one.sentence, not found.weeks


def _are_of_one_yes(corrected: Sequence[Page]) -> bool:
    """Say whether days were left out of a yes to just that week."""
    return len(corrected) == 1 and corrected[0].approved and not corrected[0].broad


def _ids(weeks: Sequence[OpenWeek]) -> set[int]:
    return {week.week_id for week in weeks}
