"""Importing a file that an admin sent: checked whole first, said back with what it would change, done after a yes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import SessionTransaction

from core import conduct
from core.access import Right
from core.command import PROVEN, Confirm, Context, Reply, command
from core.contacts.asking import is_shut
from core.dossiers.models import DossierPart
from core.files.judging import MEGABYTE, MOST_SENT
from core.files.models import SentFile
from core.files.service import KEPT, files_in, sent_with, too_big, wait_for_file
from core.files.tables import sheet_of, sort_of
from core.import_record import Table
from core.import_report import ImportReport
from core.inbox import InboxMessage
from core.incoming import Channel, Kind, Typed
from core.language.meaning import Meaning
from core.operations.reach import home
from core.people.models import Membership
from core.picking import about, schools_meant

IMPORT = "files.import"
MOST_SHOWN = 10
MOST_WORDS = 200
MOST_CELL = 200
NOT_READ = frozenset({Kind.BUTTON, Kind.EDIT, Kind.REACTION})


@dataclass(slots=True)
class Trial:
    """An import within a savepoint. Unless kept, nothing of it stays.

    noted: what the record is told, by school. gives_oneself: it would give who sent it a role or a part in a dossier.
    """

    savepoint: SessionTransaction
    gives_oneself: bool = False
    report: ImportReport = field(default_factory=ImportReport)
    noted: list[tuple[int, dict[str, Any]]] = field(default_factory=list)

    @property
    def outcome(self) -> dict[str, Any]:
        """Say what it comes to: counts, and a mark that differs as soon as anything of the report does."""
        report = self.report
        ended = sum(notice.reason == "part_removed" for notice in report.notices)
        return {
            "new": report.new,
            "changed": report.changed,
            "same": report.same,
            "ended": ended,
            "kept": len(report.differences),
            "mark": sha256("\n".join(report.lines()).encode()).hexdigest()[:16],
        }

    @property
    def changes_nothing(self) -> bool:
        """Say whether there is nothing to do."""
        return not self.noted


def has_file(ctx: Context) -> bool:
    """Say whether a message brings a file to look at."""
    return ctx.incoming.kind not in NOT_READ and bool(files_in(ctx.incoming, ctx.actor))


def must_wait(ctx: Context, row: InboxMessage) -> bool:
    """Let a message wait whose one file is not here yet; what is too large or too many is answered at once."""
    if not has_file(ctx):
        return False
    files = files_in(ctx.incoming, ctx.actor)
    if len(files) > 1 or too_big(files[0], ctx.incoming.channel) or sent_with(ctx.session, row.id) is not None:
        return False
    wait_for_file(row, ctx.actor.id)
    return True


def answer(ctx: Context, typed: Typed) -> tuple[str, list[Reply]]:
    """Answer a message with a file. Words beside it are shown as not read: they are never acted on."""
    files = files_in(ctx.incoming, ctx.actor)
    if len(files) > 1:
        return "answered", [Reply("files.one_at_a_time", {"count": len(files), **_place(ctx)})]
    if too_big(files[0], ctx.incoming.channel):
        return "answered", [too_large(ctx, files[0].name)]
    sent = sent_with(ctx.session, ctx.inbox_id)
    if sent is None:
        raise LookupError(f"the file of message {ctx.inbox_id} is not here")
    between = " / ".join(correction for _, correction in typed.corrections)
    unread = " / ".join(part for part in (typed.text.strip(), between) if part)
    ctx.said = f"[{sent.name}]"
    if unread and _asks_to_import(ctx, unread):
        unread = ""
    meaning = Meaning(IMPORT, fields={"file": sent.id, "unread": unread[:MOST_WORDS]})
    return "answered", conduct.carry(ctx, meaning, words=ctx.said)


def _asks_to_import(ctx: Context, words: str) -> bool:
    reading = conduct.understand(ctx, words)
    return not reading.doubts and [meaning.command for meaning in reading.meanings] == [IMPORT]


def too_large(ctx: Context, name: str) -> Reply:
    """Say how large a file may be here, and where a larger one goes."""
    channel = ctx.incoming.channel
    most = {str(where): MOST_SENT[where] // MEGABYTE for where in (Channel.CHAT, Channel.MAIL)}
    return Reply("files.too_big", {"file_name": name, "channel": str(channel), "most": most[channel], **_place(ctx)})


def proposed(ctx: Context) -> list[Reply]:
    """Say what a file is and what importing it would change, and ask for a yes; or why it is not imported."""
    sent = _sent(ctx)
    if isinstance(sent, Reply):
        return [sent]
    facts = _facts(ctx, sent)
    if refused := _refused(ctx, sent, facts):
        return [refused]
    with _importing(ctx, sent) as trial:
        outcome, problems, is_idle = trial.outcome, trial.report.problems, trial.changes_nothing
        gives_oneself = trial.gives_oneself
    if problems:
        shown = sorted(problems, key=lambda problem: problem.row)[:MOST_SHOWN]
        listed = [
            {"row": one.row, "column": one.column, "wrong": one.reason, "told": _shortened(one.facts)} for one in shown
        ]
        more = len(problems) - len(shown)
        bad = len({problem.row for problem in problems if problem.row})
        return [Reply("files.bad_rows", {**facts, "problems": listed, "more": more, "bad": bad})]
    if gives_oneself:
        return [Reply("files.refused", {**facts, "why": "yourself", **_seems(sent)})]
    if is_idle:
        return [Reply("files.nothing_new", {**facts, **outcome})]
    meaning = Meaning(IMPORT, words=ctx.words, fields={"file": sent.id, "said": outcome})
    question = ctx.propose([meaning], [], home(ctx.actor), labels=("import_yes", "import_no"))
    was_other = "said" in ctx.meaning.fields and ctx.meaning.fields["said"] != outcome
    return [Reply("files.proposal", {**facts, **outcome, "was_other": was_other}, question=question)]


def _shortened(facts: dict[str, Any]) -> dict[str, Any]:
    """Cut what stands in a cell to what tells which one it is."""
    return {
        name: f"{told[:MOST_CELL]}…" if isinstance(told, str) and len(told) > MOST_CELL else told
        for name, told in facts.items()
    }


def _refused(ctx: Context, sent: SentFile, facts: dict[str, Any]) -> Reply | None:
    """Say why a file is not even tried; None for one that is."""
    if sent.trouble == "too_big":
        return too_large(ctx, sent.name)
    if sent.trouble:
        return Reply("files.refused", {**facts, "why": sent.trouble, **_seems(sent)})
    if sent.reading["sort"] and not _names_schools(ctx, sent):
        return Reply("files.no_school", {**facts, "codes": _codes(ctx)})
    return None


@command(IMPORT, needs=Right.SERVICE_RUN, proof=PROVEN, confirm=Confirm.ALWAYS, preview=proposed)
def import_sent(ctx: Context) -> Reply | list[Reply]:
    """Import the file that you sent last, once it was said back and you said yes."""
    sent = _sent(ctx, is_locked=True)
    if isinstance(sent, Reply):
        return sent
    is_tried = not sent.trouble and sent.reading["sort"] and _names_schools(ctx, sent)
    if not is_tried or any(is_shut(ctx, tenant) for tenant in schools_meant(ctx)):
        return proposed(ctx)  # where this chat is shut that goes by mail, and so does the yes to it
    with _importing(ctx, sent) as trial:
        is_as_said = trial.outcome == ctx.meaning.fields.get("said")
        is_as_said = is_as_said and not trial.report.problems and not trial.gives_oneself
        if is_as_said:
            trial.savepoint.commit()
    if not is_as_said:
        return proposed(ctx)
    sent.imported_at = ctx.now
    _record(ctx, sent, trial)
    return Reply("files.imported", {**_facts(ctx, sent), **trial.outcome}, acted=True)


def _record(ctx: Context, sent: SentFile, trial: Trial) -> None:
    """Write who imported which file into the record of each school that it changed."""
    said, ctx.words = ctx.words, _mark(sent)
    ctx.said = ctx.said or said
    counts = {name: count for name, count in trial.outcome.items() if name != "mark"}
    for tenant_id, facts in trial.noted:
        told = {**facts, **counts, "file": sent.name, "sha256": _digest(sent), "said": said}
        ctx.decide(sort_of(sent.reading).command, tenant_id, told)
    ctx.words = said


@contextmanager
def _importing(ctx: Context, sent: SentFile) -> Iterator[Trial]:
    """Import within a savepoint, which is taken back at the end unless it was committed."""
    mine = schools_meant(ctx)
    held = _held(ctx)
    trial = Trial(ctx.session.begin_nested())
    table = Table(
        sheet=sheet_of(sent.reading),
        mark=_mark(sent),
        note=lambda tenant_id, facts: trial.noted.append((tenant_id, facts)),
        code=mine[0].code if len(mine) == 1 else None,
        within=frozenset(tenant.id for tenant in mine),
    )
    try:
        if sent.reading["sort"]:
            trial.report = sort_of(sent.reading).load_table(ctx.session, table, now=ctx.now)
        else:
            trial.report.problems, trial.report.is_applied = table.sheet.problems, False
        ctx.session.flush()
        trial.gives_oneself = not _held(ctx) <= held
        yield trial
    finally:
        if trial.savepoint.is_active:
            trial.savepoint.rollback()


def _held(ctx: Context) -> set[tuple[Any, ...]]:
    """Give the roles and the parts in dossiers of who speaks: nobody gives themselves one, by a file neither."""
    me, today = ctx.actor.id, ctx.actor.today
    roles = select(Membership.id).where(
        Membership.person_id == me, Membership.until.is_(None) | (Membership.until >= today)
    )
    parts = select(DossierPart.dossier_id, DossierPart.part).where(DossierPart.person_id == me)
    held = [("role", *row) for row in ctx.session.execute(roles)]
    return {*held, *(("part", *row) for row in ctx.session.execute(parts))}


def _sent(ctx: Context, *, is_locked: bool = False) -> SentFile | Reply:
    """Find the file that is meant, else the last that this person sent; or say that there is none any more."""
    wanted = select(SentFile).where(SentFile.person_id == ctx.actor.id, SentFile.received_at >= ctx.now - KEPT)
    if "file" in ctx.meaning.fields:
        wanted = wanted.where(SentFile.id == ctx.meaning.fields["file"])
    elif named := ctx.meaning.fields.get("files"):
        wanted = wanted.where(func.lower(SentFile.name).in_([name.lower() for name in named]))
    wanted = wanted.order_by(SentFile.inbox_id.desc()).limit(1)
    sent = ctx.session.scalars(wanted.with_for_update() if is_locked else wanted).first()
    if sent is None:
        return Reply("files.none", {"days": KEPT.days, **_place(ctx)})
    if sent.imported_at is not None:
        when = sent.imported_at.astimezone(ctx.actor.zone).isoformat(timespec="minutes")
        return Reply("files.already", {"file_name": sent.name, "when": when, **_place(ctx)})
    return sent


def _codes(ctx: Context) -> list[str]:
    return [tenant.code for tenant in schools_meant(ctx)]


def _names_schools(ctx: Context, sent: SentFile) -> bool:
    """Say whether it is known of which school a table is: an admin's only one, or those that its rows name."""
    return len(schools_meant(ctx)) == 1 or any(cells.get("school") for _, cells in sent.reading["rows"])


def _facts(ctx: Context, sent: SentFile) -> dict[str, Any]:
    """Write what is said of a file in every reply."""
    reading = sent.reading
    mine = schools_meant(ctx)
    named = {cells.get("school") for _, cells in reading.get("rows", ())}
    schools = mine if len(mine) == 1 else [tenant for tenant in mine if tenant.code in named]
    return {
        "file_name": sent.name,
        "sort": reading.get("sort", ""),
        "rows": len(reading.get("rows", ())),
        "schools": [tenant.name for tenant in schools],
        "skipped": len(reading.get("unknown", ())),
        "unread": ctx.meaning.fields.get("unread", ""),
        **_place(ctx),
    }


def _seems(sent: SentFile) -> dict[str, Any]:
    """Write what is known of a file that is refused; what is not is left empty."""
    return {"seems": "", "sort": "", "columns": [], "rows": 0, "most": 0, **sent.facts}


def _place(ctx: Context) -> dict[str, Any]:
    """Say whose a file may be: of each school of an admin, so that what it holds goes only where all let it go."""
    return {"about": about(ctx)}


def _digest(sent: SentFile) -> str:
    return sent.document.sha256 if sent.document is not None else ""


def _mark(sent: SentFile) -> str:
    return f"sha256 {_digest(sent)}"


__all__ = ["IMPORT", "answer", "has_file", "import_sent", "must_wait", "proposed", "too_large"]
