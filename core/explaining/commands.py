"""What can be asked that changes nothing: how the rules are, how to get in, and what is not ours or not allowed."""

from collections.abc import Callable, Mapping
from typing import Any

from core.access import Right
from core.addressing import role_of
from core.command import KNOWN, Confirm, Context, Reply, command
from core.explaining import looking_up
from core.receiver import chats_of

ACCOUNT_HELP = "desk.account_help"
# So many letters besides a question are more than a greeting and a name.
MUCH = 25
# What is looked up for a topic besides whom to ask.
LOOKED_UP: Mapping[str, Callable[[Context], dict[str, Any]]] = {
    "holidays": lambda ctx: {"holidays": looking_up.holidays(ctx)},
}


def _answer(ctx: Context, name: str, **facts: Any) -> Reply:
    """Answer by topic, with whom to ask about what only a school knows; a yes after that may be to the answer."""
    _note_left(ctx)
    found = looking_up.placements(ctx)
    return Reply(
        name,
        {
            "topic": ctx.meaning.fields.get("topic", ""),
            "role": role_of(ctx),
            "placements": found,
            "schools": [] if found else looking_up.schools(ctx),
            "named_weeks": looking_up.named_weeks(ctx),
            "rest": _says_more(ctx),
            **facts,
        },
    )


def _note_left(ctx: Context) -> None:
    if ctx.answered.question is not None:
        ctx.answered.question.note_left_open()


def _says_more(ctx: Context) -> bool:
    """Say whether who judges hours typed more than the question, which may have been meant as a verdict."""
    return Right.LOGBOOK_APPROVE in ctx.actor.rights and len(ctx.said) - len(ctx.words) > MUCH


@command("desk.explain", needs=Right.SELF, proof=KNOWN, confirm=Confirm.NEVER)
def explain(ctx: Context) -> Reply:
    """Explain a rule, or what happens when."""
    topic = ctx.meaning.fields.get("topic", "")
    look_up = LOOKED_UP.get(topic)
    hours = int(ctx.undo_window.total_seconds() // 3600)
    return _answer(ctx, "desk.explained", undo_hours=hours, **(look_up(ctx) if look_up is not None else {}))


@command("desk.out_of_scope", needs=Right.SELF, proof=KNOWN, confirm=Confirm.NEVER)
def out_of_scope(ctx: Context) -> Reply:
    """Say that something is not for this service, and who can help."""
    return _answer(ctx, "desk.out_of_scope")


@command("desk.account_help", needs=Right.SELF, proof=KNOWN, confirm=Confirm.NEVER)
def account_help(ctx: Context) -> Reply:
    """Help who can't get in: codes, passwords, links."""
    has_chat = bool(chats_of(ctx.session, ctx.actor.id))
    return _answer(ctx, ACCOUNT_HELP, has_chat=has_chat, chat_url=None)


@command("desk.leave", needs=Right.SELF, proof=KNOWN, confirm=Confirm.NEVER)
def leave(ctx: Context) -> Reply:
    """Leave everything as it is: not yet."""
    _note_left(ctx)
    return Reply("desk.left", {"role": role_of(ctx)})


@command("desk.refuse", needs=Right.SELF, proof=KNOWN, confirm=Confirm.NEVER)
def refuse(ctx: Context) -> Reply:
    """Say that something is not allowed, and why."""
    _note_left(ctx)
    facts = {"why": ctx.meaning.fields.get("topic", ""), "role": role_of(ctx)}
    return Reply("desk.not_allowed", {"what": ctx.meaning.command, "who": ctx.actor.person.first_name, **facts})
