"""Asking for the approved days as a file: what is answered is a link, and never the data itself."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from core.access import Right
from core.command import PROVEN, Confirm, Context, Reply, command
from core.files.models import Download
from core.language.values.days import monday_of
from core.operations.reach import home
from core.outbox import new_token
from core.people.service import token_hash
from core.picking import schools_meant
from core.tenants.models import Tenant

EXPORT = "files.export"
EXPORT_CSV = "files.export_csv"
LIVES = timedelta(days=1)
TRIES = 5


def _period(ctx: Context) -> tuple[date | None, date | None] | Reply:
    """Give since which day, or of which week; or say why that can't be."""
    fields = ctx.meaning.fields
    days, weeks = fields.get("past", []), fields.get("weeks", [])
    if len(days) > 1 or len(weeks) > 1:
        return Reply("files.export_one", {"tenant_id": home(ctx.actor)})
    since = date.fromisoformat(days[0]) if days else None
    monday = _monday(weeks[0], ctx.actor.today) if weeks else None
    if (weeks and monday is None) or (since is not None and since > ctx.actor.today):
        return Reply("files.export_when", {"tenant_id": home(ctx.actor)})
    return since, monday


def _export(ctx: Context) -> Reply:
    found = _period(ctx)
    if isinstance(found, Reply):
        return found
    since, monday = found
    kind = "csv" if ctx.meaning.command == EXPORT_CSV else "xlsx"
    links = [
        {"school": tenant.name, "page_url": _link(ctx, tenant, kind, since, monday), "tenant_id": tenant.id}
        for tenant in schools_meant(ctx)
    ]
    return Reply("files.export_link", {"links": links, "tenant_id": home(ctx.actor), **_what(kind, since, monday)})


def _offered(ctx: Context) -> list[Reply]:
    """Ask for a yes: who writes without proof gets no link, and a request that was only guessed gives none."""
    fields = {kind: ctx.meaning.fields[kind] for kind in ("past", "weeks") if kind in ctx.meaning.fields}
    found = _period(ctx)
    if isinstance(found, Reply):
        return [found]
    kind = "csv" if ctx.meaning.command == EXPORT_CSV else "xlsx"
    question = ctx.propose([replace(ctx.meaning, words=ctx.words, fields=fields)], [], home(ctx.actor))
    schools = [tenant.name for tenant in schools_meant(ctx)]
    facts = {"schools": schools, "tenant_id": home(ctx.actor), **_what(kind, *found)}
    return [Reply("files.export_proposal", facts, question=question)]


@command(EXPORT, needs=Right.SERVICE_RUN, proof=PROVEN, confirm=Confirm.NEVER, preview=_offered)
def export(ctx: Context) -> Reply:
    """Get a link to the approved days of your schools as a workbook; all, of one week, or since a day."""
    return _export(ctx)


@command(EXPORT_CSV, needs=Right.SERVICE_RUN, proof=PROVEN, confirm=Confirm.NEVER, preview=_offered)
def export_csv(ctx: Context) -> Reply:
    """Get a link to the approved days of your schools as CSV; all, of one week, or since a day."""
    return _export(ctx)


def _link(ctx: Context, tenant: Tenant, kind: str, since: date | None, monday: date | None) -> str:
    """Make a link for one use; only the hash of its token is kept with what it gives."""
    token = new_token()
    ctx.session.add(
        Download(
            token_hash=token_hash(token),
            person_id=ctx.actor.id,
            tenant_id=tenant.id,
            kind=kind,
            since=since,
            monday=monday,
            tries=TRIES,
            asked_at=ctx.now,
            expires_at=ctx.now + LIVES,
        )
    )
    return f"{ctx.base_url}/d/{token}"


def _monday(week: int | str, today: date) -> date | None:
    """Give the Monday of a week that was named: by itself, or by a number, then the last one that has begun."""
    if isinstance(week, str):
        monday = date.fromisoformat(week)
        return monday if monday <= today else None
    for year in (today.isocalendar().year, today.isocalendar().year - 1):
        try:
            monday = date.fromisocalendar(year, week, 1)
        except ValueError:
            continue
        if monday <= monday_of(today):
            return monday
    return None


def _what(kind: str, since: date | None, monday: date | None) -> dict[str, Any]:
    return {
        "kind": kind,
        "since": since.isoformat() if since is not None else None,
        "monday": monday.isoformat() if monday is not None else None,
    }
