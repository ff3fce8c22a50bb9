"""What people can say of how they are reached: which way, in which language, and whether they are reminded."""

from typing import Any

from sqlalchemy import select

from core.access import Right
from core.command import KNOWN, PROVEN, Confirm, Context, Preview, Reply, command
from core.languages import LANGUAGES, Language
from core.people.asking import (
    LANGUAGE,
    done,
    is_reminded,
    not_reminded,
    plainly,
    propose,
    said,
    speak,
    taken_back,
    tenant_of,
    wish,
)
from core.people.models import Person
from core.people.preferences import Way, preference_of
from core.people.quiet import quiet_facts
from core.people.stand_ins import from_now
from core.receiver import chats_of, mails_of, schools_shut

# What waits for a word right now; a list or a week that waits for a verdict does not.
ASKED = frozenset({"proposal", "choice", "which", "form"})


@command("people.by_mail", needs=Right.SELF, proof=PROVEN, confirm=Confirm.UNDO, undo=taken_back, preview=plainly)
def by_mail(ctx: Context) -> Reply:
    """Send me mail only; what you write in chat is still answered there."""
    return _reach(ctx, Way.MAIL)


@command("people.by_chat", needs=Right.SELF, proof=PROVEN, confirm=Confirm.UNDO, undo=taken_back, preview=plainly)
def by_chat(ctx: Context) -> Reply:
    """Send me chat messages; what a school keeps out of the chat still comes by mail."""
    return _reach(ctx, Way.CHAT)


@command("people.by_both", needs=Right.SELF, proof=PROVEN, confirm=Confirm.ALWAYS, undo=taken_back, preview=plainly)
def by_both(ctx: Context) -> Reply:
    """Send me reminders in chat and by mail; an answer in one is enough."""
    return _reach(ctx, Way.BOTH)


def _reach(ctx: Context, way: Way) -> Reply:
    if way != Way.MAIL and not chats_of(ctx.session, ctx.actor.id):
        return said(ctx, "no_chat")
    if way != Way.CHAT and not mails_of(ctx.session, ctx.actor.id):
        return said(ctx, "no_address")
    wish(ctx, {"channel": way})
    return done(
        said(
            ctx,
            "channel_set",
            channel=str(way),
            by_mail=[] if way == Way.MAIL else schools_shut(ctx.session, ctx.actor),
        )
    )


@command("people.stop", needs=Right.SELF, proof=PROVEN, confirm=Confirm.UNDO, undo=taken_back, preview=plainly)
def stop(ctx: Context) -> Reply:
    """Send me no more reminders; what you write is still answered."""
    return _stop(ctx)


def _stop(ctx: Context) -> Reply:
    if not is_reminded(ctx):
        return not_reminded(ctx)
    if preference_of(ctx.session, ctx.actor.id).stopped_at is not None:
        return said(ctx, "stopped", already=True)
    wish(ctx, {"stopped_at": ctx.now}, command="people.stop")
    return done(said(ctx, "stopped", already=False))


@command("people.halt", needs=Right.SELF, proof=PROVEN, confirm=Confirm.UNDO, undo=taken_back, preview=plainly)
def halt(ctx: Context) -> Reply:
    """Drop what we were asking; when nothing is asked, send me no more reminders."""
    open_now = (ctx.answered.question, *ctx.answered.several)
    asked = [one for one in open_now if one is not None and one.closed_at is None and one.kind in ASKED]
    for question in asked:
        question.close(ctx.now, by=ctx.inbox_id, why="cancelled")
    return Reply("desk.cancelled", {"what": asked[0].kind}) if asked else _stop(ctx)


@command("people.start", needs=Right.SELF, proof=PROVEN, confirm=Confirm.UNDO, undo=taken_back, preview=plainly)
def start(ctx: Context) -> Reply:
    """Send me reminders again."""
    if not is_reminded(ctx):
        return not_reminded(ctx)
    asked = preference_of(ctx.session, ctx.actor.id)
    is_snoozed = asked.snoozed_until is not None and asked.snoozed_until > ctx.now
    if asked.stopped_at is None and not is_snoozed:
        return said(ctx, "started", already=True)
    wish(ctx, {"stopped_at": None, "snoozed_until": None, "started_at": ctx.now})
    return done(said(ctx, "started", already=False))


def _offers(language: Language) -> Preview:
    """Make what offers to speak a language, in that language."""

    def offer(ctx: Context) -> list[Reply]:
        ctx.language = language.code
        return propose(ctx)

    return offer


def _speaks(language: Language) -> None:
    """Declare the command by which one chooses a language."""

    def choose(ctx: Context) -> Reply:
        return _speak(ctx, language.code)

    choose.__doc__ = f"Speak {language.command.capitalize()} to me."
    declare = command(
        f"people.{language.command}",
        needs=Right.SELF,
        proof=PROVEN,
        confirm=Confirm.UNDO,
        undo=taken_back,
        preview=_offers(language),
    )
    declare(choose)


for _language in LANGUAGES.values():
    _speaks(_language)


def _speak(ctx: Context, language: str) -> Reply:
    person = ctx.actor.person
    facts = {"was": {LANGUAGE: person.language}, "now": {LANGUAGE: language}}
    speak(ctx, language)
    ctx.decide(ctx.meaning.command, tenant_of(ctx), facts)
    return done(said(ctx, "language_set"))


@command("people.settings", needs=Right.SELF, proof=KNOWN, confirm=Confirm.NEVER)
def settings(ctx: Context) -> Reply:
    """Show how you are reached and reminded, and what to say to change each."""
    asked = preference_of(ctx.session, ctx.actor.id)
    zone, snoozed = ctx.actor.zone, asked.snoozed_until
    free_until = asked.free_until if asked.free_until and asked.free_until >= ctx.actor.today else None
    facts: dict[str, Any] = {
        "channel": str(asked.channel or Way.ANY),
        "has_chat": bool(chats_of(ctx.session, ctx.actor.id)),
        "by_mail": schools_shut(ctx.session, ctx.actor),
        "stopped": asked.stopped_at is not None,
        "snoozed": snoozed.astimezone(zone).isoformat() if snoozed is not None and snoozed > ctx.now else "",
        "quiet": quiet_facts(asked),
        "builders": asked.builders_region,
        "free": [asked.free_from.isoformat(), free_until.isoformat()] if asked.free_from and free_until else [],
        "stand_ins": _stand_ins(ctx),
        "can_hand_over": Right.LOGBOOK_APPROVE in ctx.actor.rights,
        "is_reminded": is_reminded(ctx),
    }
    return said(ctx, "settings", **facts)


def _stand_ins(ctx: Context) -> list[dict[str, Any]]:
    """List who stands in for this person and for whom they do, now and later; one line for each period."""
    rows = from_now(ctx.session, [ctx.actor.id], ctx.actor.today)
    others = {row.stand_in_id if row.absent_id == ctx.actor.id else row.absent_id for row in rows}
    names = {one.id: one.name for one in ctx.session.scalars(select(Person).where(Person.id.in_(others)))}
    found = {}
    for row in rows:
        is_mine = row.absent_id == ctx.actor.id
        other = row.stand_in_id if is_mine else row.absent_id
        line = {
            "is_mine": is_mine,
            "name": names[other],
            "since": row.since.isoformat(),
            "until": row.until.isoformat(),
        }
        found[is_mine, other, row.since, row.until] = line
    return list(found.values())
