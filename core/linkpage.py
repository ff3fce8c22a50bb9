"""An answer from the page behind a mail's link: whoever typed the week's total has read the hours."""

from sqlalchemy import select

from core import conduct
from core.access import may_judge
from core.command import Context, Reply
from core.identify import Speaker
from core.language.meaning import Meaning, WeekVerdict
from core.logbook import service
from core.logbook.facts import item_facts
from core.logbook.page import PageFacts, page_for
from core.outbox import OutboxMessage
from core.reminders.unsubscribing import subscription_of


def answer(ctx: Context, speaker: Speaker) -> tuple[str, list[Reply]]:  # noqa: PLR0911 - one return a reason
    """Approve one week from its page, when the total that was typed is the one the page showed.

    Returns what came of it ("approved", "wrong_total", "changed", "already", "refused" or "too_many"; "stopped" when it
    is the click that stops reminders) and what to mail as a receipt. Everything the page checked is checked again.
    """
    said = ctx.incoming.facts
    if said.get("unsubscribe"):
        return _unsubscribe(ctx, speaker)
    token = speaker.ours.token if speaker.ours is not None else ""
    # Totals typed at once are counted one after the other.
    ctx.session.execute(select(OutboxMessage.id).where(OutboxMessage.token == token).with_for_update())
    page = page_for(ctx.session, token, ctx.now)
    if not isinstance(page, PageFacts):
        return "refused", []
    if page.tries <= 0:
        return "too_many", []
    shown = page.week(said["week"])
    if shown is None:
        return "refused", []
    if not shown.asks:
        return ("already" if shown.why == "already" else "refused"), []
    if said["version"] != shown.version:
        return "changed", []
    if said["minutes"] is None or said["minutes"] != shown.minutes:
        return "wrong_total", []
    (week,) = service.load_weeks(ctx.session, may_judge(ctx.actor), [shown.week_id])
    item = item_facts(week)
    if said["version"] != item["version"]:
        return "changed", []
    ctx.shown = {**ctx.shown, week.id: item}
    replies = conduct.carry(ctx, Meaning("logbook.approve", (WeekVerdict(week.id),)), words=f"[{said['total']}]")
    return ("approved" if ctx.decisions else "refused"), replies


def _unsubscribe(ctx: Context, speaker: Speaker) -> tuple[str, list[Reply]]:
    """Stop the reminders of whom a reminder's mail went to; done twice it is done once, and told once."""
    token = speaker.ours.token if speaker.ours is not None else ""
    ctx.session.execute(select(OutboxMessage.id).where(OutboxMessage.token == token).with_for_update())
    subscription = subscription_of(ctx.session, token)
    if subscription is None:
        return "refused", []
    if subscription.is_stopped:
        return "stopped", []
    replies = conduct.carry(ctx, Meaning("people.stop"), words="[unsubscribe]")
    return ("stopped", replies) if ctx.decisions else ("refused", [])
