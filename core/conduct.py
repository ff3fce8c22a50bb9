"""From what was understood to what is done: right, proof and certainty are checked here, and nowhere else."""

from collections.abc import Sequence
from dataclasses import replace

from core.asking import ASKS_WHICH, ask_about, names_less_than_proposed
from core.by_cues import settled
from core.choices import was_refused
from core.command import REGISTRY, Command, Confirm, Context, Reply
from core.language import read, read_loosely
from core.language.meaning import Certainty, Doubt, Meaning, Problem, Reading
from core.logbook.service import lock_weeks
from core.scope import unsure, unsure_number, within_reach

# Of oneself alone, undone as easily, and said back when they are only likely.
OWN_WISHES = frozenset({"people.by_mail", "people.by_chat", "people.stop"})
REFUSAL = "desk.refuse"
# Whichever student or week these are about, they say the same.
NEED_NO_WEEK = frozenset({"logbook.hold", "logbook.later", "desk.leave", "desk.refuse"})


def understand(ctx: Context, text: str) -> Reading:
    """Read what was typed against all that it may be about; typed words that may not be all there is only propose.

    So do words that would mean something else today than on the day they were said: one of the two clocks may be wrong.
    """
    context = within_reach(ctx)
    reading = read(text, context)
    if (number := unsure_number(ctx, text)) is not None:
        weeks = tuple(sorted(unsure(ctx)[number]))
        doubt = Doubt(Problem.WHICH_WEEK if weeks else Problem.UNKNOWN_WORDS, text, candidates=weeks)
        return Reading((), (doubt,), blocks_all=True, language=reading.language)
    today = ctx.now.astimezone(ctx.actor.zone)
    is_timeless = context.now.date() == today.date() or reading == read(text, replace(context, now=today))
    if ctx.is_whole and is_timeless:
        return reading
    meanings = tuple(replace(meaning, certainty=Certainty.LIKELY) for meaning in reading.meanings)
    return replace(reading, meanings=meanings)


def or_by_cues(ctx: Context, reading: Reading, text: str) -> Reading:
    """Give what a message is about by its cues, where word by word it led to nothing that acts or shows.

    Only what changes nothing, or is always said back first, can come of that; and only what this person may ask. Who is
    asked which student or week they mean was understood but for that, unless nothing is to be done whichever it is.
    What would only be proposed gives way to a refusal.
    """
    leads_nowhere = not reading.meanings or (reading.blocks_all and not any(map(is_harmless, reading.meanings)))
    is_guessed = all(one.certainty is Certainty.LIKELY for one in reading.meanings)
    found = read_loosely(text, within_reach(ctx)) if leads_nowhere or is_guessed else None
    if found is None:
        return reading
    told = (settled(ctx, one) for one in found.meanings)
    meanings = [one for one in told if one is not None and _may_follow_from_cues(ctx, one)]
    if not leads_nowhere:
        # What is not allowed is refused, rather than that something like it is proposed.
        meanings = [one for one in meanings if one.command == REFUSAL]
    if reading.doubts and all(doubt.problem in ASKS_WHICH and doubt.candidates for doubt in reading.doubts):
        meanings = [one for one in meanings if one.command in NEED_NO_WEEK]
    return replace(found, meanings=tuple(meanings)) if meanings else reading


def _may_follow_from_cues(ctx: Context, meaning: Meaning) -> bool:
    declared = REGISTRY.get(meaning.command)
    return declared is not None and declared.needs in ctx.actor.rights and is_safe_to_guess(meaning)


def is_safe_to_guess(meaning: Meaning) -> bool:
    """Say whether a meaning that is only likely can do no harm: it reads, or it is said back whatever was said."""
    declared = REGISTRY.get(meaning.command)
    is_said_back = (
        declared is not None
        and declared.preview is not None
        and (declared.confirm is Confirm.ALWAYS or meaning.command in OWN_WISHES)
    )
    return meaning.certainty is Certainty.LIKELY and (is_harmless(meaning) or is_said_back)


def carry(ctx: Context, meaning: Meaning, *, words: str) -> list[Reply]:
    """Do, propose or refuse one thing that was understood."""
    declared = REGISTRY.get(meaning.command)
    if declared is None:
        return [Reply("desk.not_understood", {"problem": Problem.UNKNOWN_WORDS, "words": words, "candidates": []})]
    if declared.needs not in ctx.actor.rights:
        not_allowed = Reply("desk.not_allowed", {"what": meaning.command, "who": ctx.actor.person.first_name})
        return list(declared.refuse(ctx)) if declared.refuse is not None else [not_allowed]
    ctx.meaning, ctx.words = meaning, words
    if must_be_confirmed(ctx, declared):
        return _proposed(ctx, declared, words)
    answer = declared.run(ctx)
    return [answer] if isinstance(answer, Reply) else list(answer)


def _proposed(ctx: Context, declared: Command, words: str) -> list[Reply]:
    """Say back what would be done; not what was said back for the same words before, and refused."""
    is_proven = declared.is_proven(ctx.actor.evidence)
    is_unsure = ctx.meaning.certainty is not Certainty.SURE and not ctx.is_confirmed
    if is_proven and (declared.preview is None or (is_unsure and was_refused(ctx, ctx.meaning))):
        return [ask_about(ctx, Doubt(Problem.UNKNOWN_WORDS, words), words)]
    if declared.preview is not None:
        return list(declared.preview(ctx))
    return [Reply("desk.not_proven", {"what": ctx.meaning.command})]


def must_be_confirmed(ctx: Context, declared: Command) -> bool:
    """Say whether this may only be proposed now: unsure words, too little proof, or a command that always asks.

    That holds for a "ja" and an "oeps" as well, since they lead to an act.
    """
    if not declared.is_proven(ctx.actor.evidence):
        return True
    if declared.confirm is Confirm.NEVER and not declared.acts:
        return declared.preview is not None and ctx.meaning.certainty is not Certainty.SURE
    is_said_back = declared.confirm is Confirm.ALWAYS and not ctx.is_confirmed
    return is_said_back or ctx.meaning.certainty is not Certainty.SURE


def carry_all(ctx: Context, reading: Reading, text: str) -> list[Reply]:
    """Judge each clause by itself; when a doubt reaches over the whole message, nothing of it acts."""
    replies: list[Reply] = []
    meanings, doubts = reading.meanings, reading.doubts
    if contradicts_itself(meanings):
        meanings, doubts = (), (Doubt(Problem.UNKNOWN_WORDS, text), *doubts)
    if reading.blocks_all:
        may_stay = is_safe_to_guess if reading.is_loose else is_harmless
        meanings = tuple(meaning for meaning in meanings if may_stay(meaning))
    short = [one for one in meanings if not is_harmless(one) and names_less_than_proposed(ctx, one)]
    if short:
        meanings = tuple(one for one in meanings if one not in short)
        doubts = (Doubt(Problem.NOT_AS_PROPOSED, short[0].words or text), *doubts)
    joined = merged(meanings)
    acting = [meaning for meaning in joined if not is_harmless(meaning)]
    if len(acting) > 1:
        lock_weeks(ctx.session, [verdict.week_id for meaning in acting for verdict in meaning.weeks])
    for meaning in joined:
        replies += carry(ctx, meaning, words=meaning.words or text)
    for doubt in doubts[:1]:
        # What was done already must not be read again with the rest.
        replies.append(ask_about(ctx, doubt, doubt.words if ctx.decisions and doubt.words else text))
    if not replies:
        replies.append(ask_about(ctx, Doubt(Problem.NOTHING, text), text))
    return replies


def contradicts_itself(meanings: Sequence[Meaning]) -> bool:
    """Say whether two acts of one message touch the same week: then their order would decide, and we ask instead."""
    touched: set[int] = set()
    for meaning in meanings:
        weeks = {verdict.week_id for verdict in meaning.weeks}
        if not is_harmless(meaning) and weeks:
            if touched & weeks:
                return True
            touched |= weeks
    return False


def is_harmless(meaning: Meaning) -> bool:
    """Say whether a meaning only reads."""
    declared = REGISTRY.get(meaning.command)
    return declared is not None and declared.confirm is Confirm.NEVER and declared.undo is None and not declared.acts


def merged(meanings: Sequence[Meaning]) -> list[Meaning]:
    """Join neighbouring clauses that say the same of several weeks, so that they are read back as one."""
    joined: list[Meaning] = []
    for meaning in meanings:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.command == meaning.command
            and last.certainty == meaning.certainty
            and last.reason == meaning.reason
            and meaning.weeks
            and not {w.week_id for w in last.weeks} & {w.week_id for w in meaning.weeks}
        ):
            words = last.words if last.words == meaning.words else f"{last.words}; {meaning.words}"
            joined[-1] = replace(last, weeks=last.weeks + meaning.weeks, words=words)
        else:
            joined.append(meaning)
    return joined
