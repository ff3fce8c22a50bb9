"""Tell what was done before, by others, or is still to come, from what is to be done with hours now."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from core.language.clauses.item import PLAIN, STATES, Item, Kind
from core.language.clauses.judging import YESES, Act, Clause
from core.language.clauses.piece import SCOPES
from core.language.clauses.wording import ends, is_all, within
from core.language.meaning import Problem
from core.language.verdicts.asking import ask, ask_anew
from core.language.verdicts.excepting import goes_on, is_less, is_of_hours, may_except
from core.language.verdicts.mending import SUBJECTS, is_mending, is_underway, may_be_mended
from core.language.verdicts.persons import (
    breaks_off,
    is_had,
    is_of_namesake,
    is_of_us,
    is_off,
    is_own_return,
    is_wanted,
    only_promises,
)
from core.language.vocabulary.said import Said

BACK = frozenset({Act.BACK})
FIGURED = frozenset({Act.CORRECT, Act.EXCEPT})
LEAVES = frozenset({Act.HOLD, Act.LATER, Act.REJECT, Act.BACK, Act.CORRECT})
# How many tokens stand in front of an amount at most: "plus de", "not less than".
LONGEST_LEAD = 4
PAIR = 2
JOINS = frozenset({"plain", "and", "sign", "courtesy", "also"})
AMISS = frozenset({"less", "more", "amiss", "absent", "lacks", "cuts", "adds"})
GLAD_OF = frozenset({*SUBJECTS, "it", "i_you", "all", "everyone"})
AFTER = frozenset({"after_day", "time_from_on"})


@dataclass(frozen=True, slots=True)
class Telling:
    """A way to tell of hours. needs: a label of what was said, without which nothing tells it so.

    acts: what it may pass for. problem: what is asked; None where it may be that, which is then only proposed.
    """

    needs: str
    acts: frozenset[Act]
    is_told: Callable[[Said, Clause], bool]
    problem: Problem | None = None


def only_told(said: Said, clause: Clause) -> None:
    """Take what a clause tells for no more than that: it is asked, or proposed."""
    if clause.act is Act.DAYS_FINE and any(item.labels & AMISS and "clock" not in item for item in clause.items):
        # "Wed ok Fri he was off": one of them isn't.
        ask_anew(clause, Problem.NEGATION)
    if said.labels.isdisjoint(NEEDED.get(clause.act, ())):
        return
    for one in BY_ACT[clause.act]:
        if one.needs not in said.labels or clause.act not in one.acts or not one.is_told(said, clause):
            continue
        clause.sure = False
        if one.problem is not None:
            ask_anew(clause, one.problem)


def _was_given(said: Said, clause: Clause) -> bool:
    """Say whether it tells that a yes was given: "Daan was goedgekeurd", "they approved Daan"."""
    given = [at for at, item in enumerate(clause.items) if is_all(said, item, "yes_given")]
    if not given or clause.frame.has("checked"):
        return False  # "Nagekeken en goed bevonden"
    before = clause.items[: given[0]]
    if any(within(said, item, "given_before") for item in clause.items):
        return True
    # "Daan heeft goedgekeurd": he did so, of whose hours it isn't said.
    done = next((at for at, item in enumerate(before) if _is_done(said, item)), len(before))
    is_doer = 0 < done < len(before) and _is_doer(said, before[done - 1])
    is_plain = said.words.language == "en" and done == len(before) and bool(before) and "they" in before[-1]
    is_own = any(said.has(item.first, "speaker") for item in clause.items)
    return not is_own and (is_doer or is_plain)


def _is_done(said: Said, item: Item) -> bool:
    return is_all(said, item, "has_done") and said.tokens[item.first].text.isascii()


def _is_doer(said: Said, item: Item) -> bool:
    is_addressed = said.has(item.first, "addressed") > 0
    return item.kind is Kind.NAME or is_addressed or not item.labels.isdisjoint(SUBJECTS)


def _is_for_me(said: Said, clause: Clause) -> bool:
    """Say whether something is to be sent to who speaks: "stuur mij Daan terug"."""
    return any(is_all(said, item, "to_me") for item in clause.items)


def _may_be_right(said: Said, clause: Clause) -> bool:
    """Say whether something may be right, "dat kan kloppen", and isn't said to be."""
    items = clause.items
    can = next((at for at, item in enumerate(items) if is_all(said, item, "can_word")), len(items))
    behind = items[can + 1 :]
    is_state = any(within(said, item, "to_be_so") for item in behind)
    is_given = any(within(said, item, "yes_given") or "approve_act" in item for item in behind)
    # "Goed kunnen", with what can be in front of it.
    is_last = can == len(items) - 1 and can > 0 and "approve" in items[can - 1]
    return is_last or (is_state and not is_given)


def _could_be(said: Said, clause: Clause) -> bool:
    """Say whether hours could have been otherwise, and are not said to be: "dat had 6 kunnen zijn"."""
    can = next((at for at, item in enumerate(clause.items) if is_all(said, item, "can_word")), len(clause.items))
    return any(within(said, item, "to_be_so") for item in clause.items[can + 1 :])


def _will_be_right(said: Said, clause: Clause) -> bool:
    """Say whether something will be right, or would be: "Daan wordt goed"."""
    items = clause.items
    yes = next((at for at, item in enumerate(items) if "approve" in item or "unsure_approve" in item), 0)
    is_given = any(within(said, item, "yes_given") or "approve_act" in item for item in items[yes:])
    return not is_given and any(is_all(said, item, "becoming") for item in items[max(yes - 3, 0) : yes])


def _may_be_checked(said: Said, clause: Clause) -> bool:
    """Say whether a yes may only hold after a check, "akkoord na controle": in front of it that was made."""
    items = clause.items
    yes = next((at for at, item in enumerate(items) if not item.labels.isdisjoint({"approve", "approve_act"})), 0)
    return any(is_all(said, item, "after_check") for item in items[yes + 1 :])


def _is_from(said: Said, clause: Clause) -> bool:
    """Say whether somebody was away "from Wednesday": that day, or each from then on?"""
    return clause.is_absence and any(
        said.has(lead.first, "time_since") > 0 and len(day.days) == 1 and not day.days[0].onward
        for lead, day in pairwise(clause.items)
        if lead.last == day.first
    )


def _is_by(said: Said, clause: Clause) -> bool:
    """Say whether "vrijdag met 2" may be by how much it differs."""
    for (day, lead), (_, amount) in pairwise(pairwise(clause.items)):
        is_of_day = day.kind is Kind.DAYS and amount.is_amount
        if is_of_day and said.has(lead.first, "by_amount") and not said.has(lead.first, "day_lead"):
            return all(figures.delta is None for figures in clause.frame.figures)
    return False


def _cuts_bare(_: Said, clause: Clause) -> bool:
    """Say whether a bare number follows the day that something goes off: of "minus Monday 5" it may be what is left."""
    items = [item for item in clause.items if item.labels != PLAIN]
    return any(
        "cuts" in lead and day.kind is Kind.DAYS and amount.kind is Kind.NUMBERS
        for (lead, day), (_, amount) in pairwise(pairwise(items))
    )


def _is_arrival(said: Said, clause: Clause) -> bool:
    """Say whether somebody comes later on a day, "Daan komt vrijdag later": that puts nothing off."""
    # "Daan komt morgen later."
    is_of_day = clause.frame.has_days or sum(item.later is not None or "later" in item for item in clause.items) > 1
    return is_of_day and any(
        before.kind is Kind.NAME and is_all(said, item, "arriving") for before, item in pairwise(clause.items)
    )


def _is_place(said: Said, clause: Clause) -> bool:
    """Say whether all that would put a day off is where somebody was: "Daan zat vrijdag thuis"."""
    puts_off = [item for item in clause.items if not item.labels.isdisjoint({"later", "does_later", "reminder"})]
    return clause.frame.has_days and all(is_all(said, item, "at_place") for item in puts_off)


def _is_own_no(said: Said, clause: Clause) -> bool:
    """Say whether it is what the speaker can't or doesn't do on a day: "woensdag kan ik niet"."""
    frame = clause.frame
    is_judged = frame.approves or frame.has("wrong", "back", "amiss", "absent", "stands") or frame.has_hours
    is_speaker = any(said.has(item.first, "speaker") for item in clause.items)
    return is_speaker and frame.nots > 0 and frame.has_days and not is_judged


def _is_restricted(said: Said, clause: Clause) -> bool:
    """Say whether only those are meant of which something holds: "approve everything that is right"."""
    # "Keur alle goed die kloppen."
    items = [item for item in clause.items if "tail" not in item]
    for at, (whole, lead) in enumerate(pairwise(items)):
        is_led = not whole.labels.isdisjoint({"all", "everyone"}) and said.has(lead.first, "restricting") > 0
        if is_led and any(not item.labels.isdisjoint({"approve", "unsure_approve"}) for item in items[at + 1 :]):
            return True
    return False


def _is_bounded(said: Said, clause: Clause) -> bool:
    """Say whether hours are only held against so many: "plus de 6 heures", "more than 6"."""
    return any(
        said.has(item.first - length, "bounding") == length
        for item in clause.items
        if item.is_amount
        for length in range(1, min(item.first, LONGEST_LEAD) + 1)
    )


def _is_limited(said: Said, clause: Clause) -> bool:
    """Say whether it is "ne validez que Daan": him alone, which denies nothing of him."""
    begin = next((at for at, item in enumerate(clause.items) if is_all(said, item, "not_begins")), len(clause.items))
    return any(is_all(said, item, "only_that") for item in clause.items[begin:])


def _is_of_others(said: Said, clause: Clause) -> bool:
    """Say whether others are to approve: "faites valider Daan"."""
    return any(is_all(said, before, "having_done") and "approve_act" in item for before, item in pairwise(clause.items))


def _loses_a_day(_: Said, clause: Clause) -> bool:
    """Say whether something was told of a day in front of the rest, in one clause: "Wed ok Fri he was off rest ok"."""
    items = clause.items
    rest = next((at for at, item in enumerate(items) if "rest" in item), 0)
    day = next((at for at in reversed(range(rest)) if items[at].kind is Kind.DAYS), rest)
    return any(not item.labels or item.labels - JOINS for item in items[day + 1 : rest])


def _is_remark(said: Said, clause: Clause) -> bool:
    """Say whether it is no more than "goed punt"."""
    items = [item for item in clause.items if "sign" not in item]
    return len(items) == 2 and "approve" in items[0] and is_all(said, items[1], "full_stop")  # noqa: PLR2004 - the yes and the word


def _is_no_longer(said: Said, clause: Clause) -> bool:
    """Say whether a yes may be denied by the word behind it that says "no longer" as well: "je valide plus"."""
    items = clause.items
    for at, (before, item) in enumerate(pairwise(items)):
        is_yes = not before.labels.isdisjoint({"approve", "approve_act", "be"})
        after = items[at + 2] if at + 2 < len(items) else None
        is_counted = after is not None and (after.kind in SCOPES or after.is_amount)
        if is_yes and is_all(said, item, "no_longer") and not is_counted:
            return True
        # "Daan plus validé."
        if is_all(said, before, "no_longer") and not item.labels.isdisjoint({"approve", "approve_act"}):
            return True
    return False


def _comes_after(said: Said, clause: Clause) -> bool:
    """Say whether something is to come after a yes of somebody: "na akkoord van Daan", "na Daan akkoord"."""
    if clause.frame.piece.lead == "except" or clause.frame.has_days:
        return False
    return any(
        any(is_all(said, before, label) for label in AFTER) and (item.kind is Kind.NAME or "approve" in item)
        for before, item in pairwise(clause.items)
        if before.kind is Kind.WORD or before.kind is Kind.UNKNOWN
    )


def _had_been(said: Said, clause: Clause) -> bool:
    """Say whether a yes was somebody's before: "Daan had akkoord"."""
    frame = clause.frame
    had = any(is_all(said, item, "had_word") for item in clause.items)
    return had and not (frame.has_days or frame.has_hours)


def _is_farewell(said: Said, clause: Clause) -> bool:
    """Say whether a yes goes on "tot maandag" with no sign in between: up to that day, or a farewell."""
    for before, item in pairwise(clause.items):
        is_day = any(said.value(at, "day") is not None for at in range(item.first + 1, item.last))
        if "courtesy" in item and is_day and "approve" in before and before.last == item.first:
            return True
    return False


def _is_gladness(said: Said, clause: Clause) -> bool:
    """Say whether a yes is to what its "dat" says, "goed dat Daan er was", and no yes follows in that."""
    items = clause.items
    for at, (yes, lead) in enumerate(pairwise(items[:-1])):
        is_glad = not yes.labels.isdisjoint({"approve", "courtesy"})
        if is_glad and said.has(lead.first, "that_word") and yes.last == lead.first:
            behind = items[at + 2 :]
            is_subject = behind[0].kind is Kind.NAME or not behind[0].labels.isdisjoint(GLAD_OF)
            is_yes = any(not item.labels.isdisjoint({"approve", "approve_act"}) for item in behind)
            clause.sure = clause.sure and not is_subject
            return is_subject and not is_yes
    return False


def _is_doubted(said: Said, clause: Clause) -> bool:
    """Say whether "sure Daan is ok" may ask: somebody follows with no sign in between, and a verb."""
    items = clause.items
    sure = next((at for at, item in enumerate(items) if is_all(said, item, "sureness")), len(items))
    # "Well sure Daan is ok."
    if clause.frame.piece.lead != "start" or not all(item.labels <= PLAIN for item in items[:sure]):
        return False
    is_next = any(item.kind in SCOPES and item.first == items[sure].last for item in items[sure + 1 : sure + 2])
    return is_next and any(not item.labels.isdisjoint({"be", "was"}) for item in items[sure + 2 :])


def _is_planned(said: Said, clause: Clause) -> bool:
    """Say whether "Daan heeft vrijdag school" may be of the coming Friday."""
    days = [day for figures in clause.frame.figures for day in figures.days]
    is_past = all(day.on is not None and day.on < said.today for day in days)
    is_past = is_past or any(within(said, item, "given_before") for item in clause.items)
    if not clause.is_absence or is_past:
        return False
    verb = next((at for at, item in enumerate(clause.items) if _has_now(said, item)), len(clause.items))
    return any(ends(said, item, "scheduled") for item in clause.items[verb + 1 :])


def _has_now(said: Said, item: Item) -> bool:
    """Say whether it is "heeft" or "a"; "à l'école" has its accent."""
    return is_all(said, item, "having") and said.tokens[item.first].text.isascii()


def _may_have(said: Said, clause: Clause) -> bool:
    """Say whether "Daan mag vrijdag 6 uur" may be what he is allowed, and not what that day should be."""
    is_stated = any(figures.was is not None or figures.delta is not None for figures in clause.frame.figures)
    behind = (item for before, item in pairwise(clause.items) if before.kind is Kind.NAME)
    return not is_stated and any(said.has(item.first, "may_word") for item in behind)


def _may_have_to(said: Said, clause: Clause) -> bool:
    """Say whether "moet Daan terug" may ask whether he has to, its mark left out; "mag Daan terug" only asks for it."""
    written = [item for item in clause.items if item.labels.isdisjoint(("courtesy", "sign", "and"))]
    if clause.frame.piece.lead != "start" or said.tokens[-1].text in STATES:
        return False
    if len(written) <= PAIR or not is_all(said, written[-1], "comes_back"):
        return False
    verb, whom = written[:PAIR]
    is_whom = whom.kind in SCOPES or not whom.labels.isdisjoint(SUBJECTS) or said.has(whom.first, "article") > 0
    return is_whom and said.has(verb.first, "must") > 0 and not said.has(verb.first, "may_word")


def _adds_to_day(said: Said, clause: Clause) -> bool:
    """Say whether it is "tel bij donderdag een uur op": that is no amount that the day should be."""
    is_set = any(figures.target is not None and figures.was is None for figures in clause.figures)
    return is_set and any(is_all(said, item, "sums") for item in clause.items)  # not "ik tel donderdag 6 uur"


def _is_of_speaker(said: Said, clause: Clause) -> bool:
    """Say whether "mijn week was goed" may be of the speaker's own, and of nobody's hours."""
    if clause.frame.scope.is_explicit:
        return False
    whose = [at for at, item in enumerate(clause.items) if is_all(said, item, "own_side")]
    behind = [clause.items[at + 1 : at + 3] for at in whose if said.has(clause.items[at].first, "article")]
    return any(said.has(item.first, "owned") for items in behind for item in items)


def _is_part(said: Said, clause: Clause) -> bool:
    """Say whether a short time may be no more than a part of the day: "vrijdag 2 uur meegelopen"."""
    is_short = any(figures.is_short for figures in clause.frame.figures)
    return is_short and any(
        before.is_amount and said.has(item.first, "partly") > 0 for before, item in pairwise(clause.items)
    )


def _is_of_each(_: Said, clause: Clause) -> bool:
    """Say whether hours stand right behind several days of illness, "ziek ma di 6": of each, or of the last?"""
    if not (clause.frame.has_hours and clause.frame.has("cause", "absent")):
        return False
    return any(len(days.days) > 1 and amount.is_amount for days, amount in pairwise(clause.items))


def _is_before(said: Said, clause: Clause) -> bool:
    """Say whether "alles voor week 47" may be all that came before it: earlier weeks wait as well."""
    for (whole, lead), (_, week) in pairwise(pairwise(clause.items)):
        is_led = not whole.labels.isdisjoint({"all", "everyone"}) and said.has(lead.first, "before_week") > 0
        if not is_led or week.weeks is None:
            continue
        # "Vóór" has its accents where it tells when.
        if not said.tokens[lead.first].text.isascii():
            ask(clause, Problem.CONDITION)
            return True
        if any(number < min(week.weeks.numbers, default=0) for number in said.weeks):
            return True
    return False


TELLINGS = (
    Telling("mended", BACK, may_be_mended),
    Telling("mending_own", BACK, is_mending),
    Telling("mending_other", BACK, is_mending),
    Telling("underway", BACK, is_underway),
    Telling("yes_given", YESES, _was_given),
    Telling("to_me", BACK, _is_for_me, Problem.UNFINISHED),
    Telling("can_word", YESES, _may_be_right),
    Telling("becoming", YESES, _will_be_right),
    Telling("with_us", YESES, is_of_us),
    Telling("speaker_is", YESES, is_of_us),
    Telling("speaker", frozenset({Act.CORRECT}), _is_own_no, Problem.UNFINISHED),
    Telling("no_longer", YESES, _is_no_longer, Problem.NEGATION),
    Telling("bounding", FIGURED, _is_bounded, Problem.BAD_HOURS),
    Telling("only_that", frozenset({Act.HOLD, Act.REJECT}), _is_limited, Problem.NEGATION),
    Telling("having_done", YESES, _is_of_others),
    Telling("restricting", YESES, _is_restricted, Problem.CONDITION),
    Telling("rest", YESES, _loses_a_day, Problem.NEGATION),
    Telling("name_word", YESES | LEAVES, is_of_namesake, Problem.UNKNOWN_WORDS),
    Telling("full_stop", YESES, _is_remark, Problem.UNFINISHED),
    Telling("after_day", YESES, _comes_after, Problem.CONDITION),
    Telling("time_from_on", YESES, _comes_after, Problem.CONDITION),
    Telling("had_word", YESES, _had_been),
    Telling("courtesy", frozenset({Act.APPROVE}), _is_farewell),
    Telling("that_word", YESES, _is_gladness, Problem.UNFINISHED),
    Telling("further", LEAVES, goes_on, Problem.NEGATION),
    Telling("after_check", YESES, _may_be_checked),
    Telling("can_word", FIGURED, _could_be, Problem.UNFINISHED),
    Telling("time_since", FIGURED, _is_from, Problem.WHICH_DAY),
    Telling("less", YESES, is_less, Problem.NEGATION),
    Telling("except", FIGURED, is_of_hours, Problem.BAD_HOURS),
    Telling("sound_alike", YESES, may_except, Problem.NEGATION),
    Telling("faint_act", YESES, is_off),
    Telling("consequence", YESES, breaks_off),
    Telling("does_later", YESES, only_promises, Problem.UNFINISHED),
    Telling("busy", YESES, only_promises, Problem.UNFINISHED),
    Telling("wanting", BACK, is_wanted),
    Telling("comes_back", BACK, is_own_return, Problem.UNFINISHED),
    Telling("cuts", FIGURED, _cuts_bare, Problem.BAD_HOURS),
    Telling("having", BACK, is_had),
    Telling("by_amount", FIGURED, _is_by, Problem.BAD_HOURS),
    Telling("arriving", frozenset({Act.LATER}), _is_arrival, Problem.UNFINISHED),
    Telling("at_place", frozenset({Act.LATER}), _is_place, Problem.UNFINISHED),
    Telling("sureness", YESES, _is_doubted),
    Telling("scheduled", FIGURED, _is_planned, Problem.UNFINISHED),
    Telling("may_word", FIGURED, _may_have),
    Telling("must", BACK, _may_have_to),
    Telling("sums", FIGURED, _adds_to_day, Problem.BAD_HOURS),
    Telling("own_side", YESES, _is_of_speaker),
    Telling("partly", FIGURED, _is_part, Problem.BAD_HOURS),
    Telling("cause", FIGURED, _is_of_each),
    Telling("before_week", YESES | BACK | frozenset({Act.HOLD, Act.REJECT}), _is_before),
)
ACTS = frozenset().union(*(one.acts for one in TELLINGS))
BY_ACT = {act: tuple(one for one in TELLINGS if act in one.acts) for act in ACTS}
NEEDED = {act: frozenset(one.needs for one in some) for act, some in BY_ACT.items()}
