"""Give each verdict what else was said of it: hours without a day, and words that only tell why."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from core.language.clauses.item import Item, Kind
from core.language.clauses.judging import Act, Clause
from core.language.clauses.reach import Scope
from core.language.clauses.reasons import Fit, explains, fit, is_complete, why_of
from core.language.clauses.spoken import Spoken
from core.language.clauses.wording import is_all
from core.language.meaning import Problem
from core.language.values.figures import Figures
from core.language.verdicts.asking import ask
from core.language.verdicts.opening import let_openings_be
from core.language.verdicts.placing import join_hours
from core.language.verdicts.stories import let_stories_lead, stories_of
from core.language.vocabulary.said import Said

LEFT_OUT = frozenset({Act.EXCEPT, Act.HOLD, Act.REJECT})
PAIR = 2
APPROVES = frozenset({Act.APPROVE, Act.DAYS_FINE, Act.EXCEPT})
GIVES_BACK = frozenset({Act.BACK, Act.CORRECT, Act.REASON, Act.NOTHING})
# These say nothing of hours yet, so that what explains may stand there.
IDLE = frozenset({"plain", "courtesy", "sign"})
UNSAID = frozenset({Act.REASON, Act.DOUBT})


def give_hours_their_day(said: Said, spoken: Sequence[Spoken]) -> bool:
    """Give hours without a day ("dat was 6 uur") to the days named last, when those had none.

    Says whether a time of day is left that no day has: it may be when a yes begins to hold.
    """
    owner: Figures | None = None
    holder: Spoken | None = None
    named: Scope | None = None
    for one in spoken:
        clause, scope = one.clause, one.clause.frame.scope
        is_same = not scope.is_explicit or (named is not None and scope.names_the_same(named))
        is_same = is_same and "clock" not in clause.frame.labels
        if owner is not None and holder is not None and _goes_on(said, one, owner, holder, is_same=is_same):
            continue
        if clause.frame.has_days:
            owner = next((figures for figures in reversed(clause.frame.figures) if figures.days), None)
            holder, named = one, scope
        elif not is_same:
            owner = None
    _take_back(spoken)
    lost = [one for one in spoken for figures in one.clause.figures if figures.times is not None and not figures.days]
    for one in lost:
        ask(one.clause, Problem.CONDITION)
    return bool(lost)


def _goes_on(said: Said, one: Spoken, owner: Figures, holder: Spoken, *, is_same: bool) -> bool:
    """Give the days named last what a clause says of them; says whether it speaks of them."""
    clause = one.clause
    loose = [figures for figures in clause.figures if figures.has_hours]
    if loose and not clause.frame.has_days and is_same:
        if _is_of_student(said, one, owner) and join_hours(owner, loose[0]):
            _join(one, holder)
        return True
    if clause.act is Act.ALSO and clause.frame.has_days and owner.target and is_same:
        clause.act = Act.CORRECT
        for figures in clause.figures:
            figures.target = owner.target
        return True
    if owner.is_only_what_stands and _says_away(clause):
        # "Vrijdag heeft hij 8 staan, maar hij was er niet": none of it is right.
        holder.clause.frame.labels |= {"absent"}
        clause.act, clause.sure = Act.NOTHING, True
        return True
    return False


def _follows_away(spoken: Sequence[Spoken], one: Spoken, verdict: Spoken) -> bool:
    """Say whether "ze was er niet" stands right behind a day that is left out, be it in a sentence of its own."""
    follows = any(before is verdict and other is one for before, other in pairwise(spoken))
    return follows and verdict.clause.frame.has_days and _says_away(one.clause)


def _says_away(clause: Clause) -> bool:
    """Say whether a clause tells that somebody was not there, and nothing else."""
    read = clause.frame
    is_plain = not (read.has_days or read.has_hours or read.scope.is_explicit or read.asks or read.nots)
    return is_plain and bool(read.strange) and all("absent" in item for item in read.strange)


def _take_back(spoken: Sequence[Spoken]) -> None:
    """Take "niet 8." behind "di 7,5." for what was said to stand there, where the message approves nothing."""
    if not APPROVES.isdisjoint([one.clause.act for one in spoken]):
        return
    for last, one in pairwise(spoken):
        before = last.joins or last
        figures = before.clause.figures[-1] if before.clause.figures else None
        if figures is None or figures.target is None or figures.was is not None or not figures.days:
            continue
        content = [item for item in one.clause.items if item.labels - IDLE or item.hours]
        is_pair = len(content) == PAIR and "instead" in content[0] and content[1].hours is not None
        if is_pair and (content[1].numbers is None or len(content[1].numbers.numbers) == 1):
            figures.was = content[1].hours
            one.clause.act, one.clause.problem, one.clause.sure = Act.NOTHING, None, True
            one.clause.figures, one.joins = [], before


def let_talk_be(said: Said, spoken: Sequence[Spoken], asked: int) -> bool:
    """Take what is said beside the verdicts, promises and praise, for no more than it is; says whether that is sure.

    asked: how many weeks were asked about.
    """
    let_openings_be(said, spoken, asked)
    let_stories_lead(spoken)
    _let_promises_be(said, spoken)
    _let_refusals_go_back(spoken)
    _doubt_days_of_work(spoken)
    _let_praise_be(said, spoken)
    _let_repeats_be(spoken)
    is_sure = not _let_next_time_be(spoken)
    return not _let_reasons_be(spoken) and is_sure


def _let_reasons_be(spoken: Sequence[Spoken]) -> bool:
    """Take "want die zat nog niet bij ons" behind somebody who is left out for why that is; says whether it does."""
    told = False
    if APPROVES.isdisjoint([one.clause.act for one in spoken]):
        return False
    for before, one in pairwise(spoken):
        read, left = one.clause.frame, before.clause
        is_left = left.act in LEFT_OUT and bool(left.frame.scope.names) and not left.frame.strange
        is_open = read.scope.is_explicit or read.scope.rest or read.scope.everything or read.scope.everyone
        is_lost = one.clause.act is Act.DOUBT or bool(read.strange)
        is_why = bool(one.clause.items) and "because" in one.clause.items[0] and one.sentence == before.sentence
        if is_left and is_why and is_lost and not (is_open or read.has_days or read.has_hours or one.problem):
            one.explains, told = before, True
    return told


def _let_promises_be(said: Said, spoken: Sequence[Spoken]) -> None:
    """Take "daarna kijk ik er opnieuw naar" behind what goes back for no more than it is."""
    if "afterwards" not in said.labels or any(one.clause.act in APPROVES for one in spoken):
        return
    gave_back = False
    for one in spoken:
        clause = one.clause
        lead = sum(said.has(item.first, "afterwards") for item in clause.items[:1])
        lost = [item for item in clause.frame.strange if item.first >= clause.items[0].first + lead]
        if gave_back and lead and clause.frame.has("does_later") and not lost and not clause.frame.has_days:
            clause.act, clause.problem, clause.sure, clause.figures = Act.NOTHING, None, True, []
        gave_back = gave_back or clause.act in {Act.BACK, Act.CORRECT}


def _let_next_time_be(spoken: Sequence[Spoken]) -> bool:
    """Take "volgende keer geen pauzes meetellen" beside a yes for what it asks of another time; says whether so."""
    told = False
    for index, one in enumerate(spoken):
        read = one.clause.frame
        if "next_time" not in read.labels:
            continue
        is_open = read.scope.is_explicit or read.scope.rest or read.has_days or read.approves
        yes = next((other for other in spoken[:index] if other.clause.act in APPROVES), None)
        if yes is not None and not is_open and one.problem is None:
            one.explains, one.clause.figures, told = yes, [], True
    return told


def _doubt_days_of_work(spoken: Sequence[Spoken]) -> None:
    """Ask about the Wednesday of "dinsdag was hij vrij, woensdag niet": he may have worked then as it says."""
    for before, one in pairwise(spoken):
        read = one.clause.frame
        is_bare = one.clause.act is Act.CORRECT and read.nots > 0 and not (read.approves or read.has_hours)
        if is_bare and before.clause.is_absence and not read.has("absent", "wrong"):
            ask(one.clause, Problem.UNFINISHED)


def _let_refusals_go_back(spoken: Sequence[Spoken]) -> None:
    """Take the "niet goedkeuren" in front of "hij moet ze opnieuw doen" for a refusal: those hours do not stay."""
    for one, following in pairwise(spoken):
        read, behind = one.clause.frame, following.clause
        is_refused = one.clause.act is Act.HOLD and read.has("approve_act") and read.nots == 1
        leans = behind.act is Act.BACK and not behind.frame.scope.is_explicit and one.sentence == following.sentence
        if is_refused and leans and not read.has("hold", "yet", "not_yet", "nothing"):
            one.clause.act = Act.REJECT


def _let_acclaim_be(said: Said, spoken: Sequence[Spoken]) -> None:
    """Take the "heel goed!" of "Daan is onze beste stagiair, heel goed!" for more of that praise."""
    if "acclaim" not in said.labels:
        return
    praised: int | None = None
    for one in spoken:
        clause = one.clause
        praised = one.sentence if clause.act is Act.PRAISE else praised
        if clause.act is not Act.APPROVE or one.sentence != praised or not clause.frame.scope.is_empty:
            continue
        told = [item for item in clause.items if item.labels - IDLE - {"emoji"}]
        if told and all(is_all(said, item, "acclaim") for item in told):
            clause.act = Act.PRAISE


def _let_praise_be(said: Said, spoken: Sequence[Spoken]) -> None:
    """Take praise of a person for no verdict: at most it names whom a yes behind it is about.

    Beside a bare "goed" it may be the praise that this belongs to.
    """
    if Act.PRAISE not in [one.clause.act for one in spoken]:
        return
    _let_acclaim_be(said, spoken)
    judged = [one.clause.act not in {Act.PRAISE, Act.NOTHING, Act.REASON} for one in spoken]
    yeses = [one.clause for one in spoken if one.clause.act in APPROVES]
    for index, one in enumerate(spoken):
        if one.clause.act is not Act.PRAISE:
            continue
        leads = bool(one.clause.frame.scope.names) and (any(judged[index:]) or not any(judged))
        one.clause.act = Act.SCOPE if leads else Act.NOTHING if any(judged) else Act.REASON
        is_clear = leads or all(_is_of_hours(said, clause) for clause in yeses)
        one.clause.sure = one.clause.sure and is_clear


def _is_of_hours(said: Said, clause: Clause) -> bool:
    """Say whether a yes is to hours, whoever is praised beside it: it says whose, or is a word for hours alone."""
    scope = clause.frame.scope
    is_named = scope.is_explicit or scope.everything or scope.everyone or bool(scope.rest)
    return is_named or any(said.has(item.first, "firm") for item in clause.items)


def _let_repeats_be(spoken: Sequence[Spoken]) -> None:
    """Take "geen problemen, akkoord" for the yes it is: what alone would only be said back adds nothing to one."""
    yeses = [one.clause for one in spoken if one.clause.act is Act.APPROVE]
    sure = [clause.frame.scope for clause in yeses if clause.sure]
    is_of_all = any(scope.everything and not (scope.is_explicit or scope.rest) for scope in sure)
    if not (is_of_all or any(scope.is_empty for scope in sure)):
        return
    for clause in yeses:
        scope = clause.frame.scope
        is_same = is_of_all and scope.everything and not (scope.is_explicit or scope.rest)
        if not (is_same or scope.is_empty or scope.is_pronoun):
            continue
        is_faint = clause.frame.has("unsure_approve") and not clause.frame.has("approve", "approve_act", "maybe")
        if not clause.sure and is_faint and not clause.frame.strange:
            clause.act, clause.sure = Act.NOTHING, True


def _is_of_student(said: Said, one: Spoken, owner: Figures) -> bool:
    """Say whether hours without a day are those of the days before them: of as many, and not the speaker's own."""
    count = one.clause.frame.scope.count
    speaks = any(said.has(item.first, "speaker") for item in one.clause.items)
    return count in {0, len(owner.days)} and not (speaks and one.clause.frame.has_times)


def _join(one: Spoken, holder: Spoken) -> None:
    """Give a clause its place in the one whose days it speaks of."""
    clause, before = one.clause, holder.clause
    if before.problem is Problem.UNFINISHED and before.act is Act.DOUBT:
        before.act, before.problem, before.sure = Act.CORRECT, None, not before.frame.strange
        before.figures = before.frame.figures
    before.sure = (before.sure or _only_tells_when(before, clause)) and (clause.sure or not clause.frame.has_times)
    one.joins = holder
    clause.figures, clause.act = [], Act.NOTHING


def _only_tells_when(before: Clause, clause: Clause) -> bool:
    """Say whether all that was not understood of a day tells when or why, where its hours are said right behind it.

    Beside what they were held against ("7 en geen 8") it may be any word.
    """
    strange = [item for item in before.frame.strange if "cause" not in item]
    is_whole = any(figures.stated or figures.was is not None for figures in clause.frame.figures)
    is_full = any(figures.target is not None and figures.was is not None for figures in clause.frame.figures)
    is_day = before.act is Act.CORRECT and before.problem is None and not before.frame.strangers
    is_told = is_full or all(item.kind is Kind.TIMES for item in strange)
    if not (is_day and is_whole and clause.sure and before.frame.strange and is_told):
        return False
    before.frame.strange = []
    return True


def give_verdicts_their_reason(said: Said, spoken: Sequence[Spoken], typed: Callable[[Sequence[Item]], str]) -> bool:
    """Keep free text beside a complete verdict as its reason; says whether it can't be anything else.

    typed: gives the words of items.
    """
    stories = stories_of(said, spoken)
    for one, verdict in stories:
        one.explains = verdict
    found = _explaining(said, spoken)
    explaining = {id(text) for text, _ in found}
    others = [one for one in spoken if id(one) not in explaining]
    alone = all(one.clause.act in GIVES_BACK and not one.problem for one in others)
    is_sure = True
    for one, verdict in found:
        fits = fit(said, one.clause, verdict.clause, alone=alone)
        is_next = fits is Fit.SURE and one.sentence == verdict.sentence + 1
        is_beside = one.sentence == verdict.sentence or is_next or _follows_away(spoken, one, verdict)
        if fits and (alone or is_beside):
            one.explains = verdict
            is_sure = is_sure and fits is Fit.SURE
    for verdict in {id(verdict): verdict for _, verdict in (*stories, *found)}.values():
        texts = [item for text in spoken if text.explains is verdict for item in text.clause.items]
        verdict.reason = typed(_unsigned(texts)) or verdict.reason
    for one in spoken:
        tells = one.joins is not None or (one.clause.frame.has_days and not one.reason)
        why = why_of(one.clause.items) if tells else ()
        if why:
            holder = one.joins or one
            holder.reason = "; ".join(text for text in (holder.reason, typed(_unsigned(why))) if text)
    return is_sure


def _explaining(said: Said, spoken: Sequence[Spoken]) -> list[tuple[Spoken, Spoken]]:
    """Find what may explain, with the verdict before it; where there is none yet, with the first one that follows."""
    found: list[tuple[Spoken, Spoken]] = []
    early: list[Spoken] = []
    verdict: Spoken | None = None
    for one in spoken:
        if one.joins is not None or one.explains is not None:
            continue
        if verdict is not None and one.problem is None and _may_explain(said, one, verdict):
            found.append((one, verdict))
        elif verdict is None and one.problem is None and one.clause.act in UNSAID:
            early.append(one)
        elif one.clause.act is not Act.NOTHING:
            verdict = one if is_complete(one.clause) and one.problem is None else None
            if verdict is not None:
                found += [(text, one) for text in early if explains(said, text.clause, one.clause, alone=True)]
                early.clear()
    return found


def _may_explain(said: Said, one: Spoken, verdict: Spoken) -> bool:
    """Say whether a clause may be a reason: of the verdict of its own sentence, or in words that only explain."""
    if one.sentence == verdict.sentence and fit(said, one.clause, verdict.clause, alone=True):
        return True
    is_apart = one.clause.frame.piece.lead == "start" or (
        one.clause.frame.piece.lead == "new" and "because" in one.clause.items[0]
    )
    return is_apart and explains(said, one.clause, verdict.clause, alone=True)


def _unsigned(items: Sequence[Item]) -> list[Item]:
    """Leave out brackets and the like, which no reason begins or ends with."""
    return [item for item in items if "sign" not in item]
