"""Whose file an import is, and what the record says of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import record
from core.import_rows import ImportRow
from core.record import Decision
from core.sheets import Column, Sheet, read
from core.tenants.models import Tenant


@dataclass(frozen=True, slots=True)
class Table:
    """A table to import. mark: names its file by the content, as the record has it.

    note: writes into a school's record what changed there. code: whose it is; None when its own school column says so.
    within: the schools that it may be of, by id; None when it may be any.
    """

    sheet: Sheet
    mark: str
    note: Callable[[int, dict[str, Any]], None]
    code: str | None = None
    within: frozenset[int] | None = None


def operators_table(
    session: Session, raw: bytes, columns: Sequence[Column], command: str, *, code: str | None, now: datetime
) -> Table:
    """Read a file that the operator imports; the record says so."""
    mark = fingerprint(raw)

    def note(tenant_id: int, facts: dict[str, Any]) -> None:
        record.add(
            session,
            Decision(
                tenant_id=tenant_id,
                person_id=None,
                command=command,
                channel="file",
                evidence="operator",
                words=mark,
                facts=facts,
                decided_at=now.astimezone(UTC),
            ),
        )

    return Table(read(raw, columns), mark, note, code)


def fingerprint(raw: bytes) -> str:
    """Name a file by its content."""
    return f"sha256 {sha256(raw).hexdigest()}"


def schools_of(session: Session, rows: Sequence[ImportRow], table: Table) -> dict[int, Tenant]:
    """Give each row's tenant by row number; a row of no or another school gets a problem."""
    tenant_code = table.code
    codes = {str(row.values["school"]) for row in rows if "school" in row.values} | {tenant_code or ""}
    tenants = {tenant.code: tenant for tenant in session.scalars(select(Tenant).where(Tenant.code.in_(codes)))}
    found: dict[int, Tenant] = {}
    for row in rows:
        code = row.values.get("school", tenant_code)
        if code is None:
            row.add_problem("school", "empty")
        elif tenant_code is not None and code != tenant_code:
            row.add_problem("school", "other_school", text=code, school=tenant_code)
        elif table.within is not None and (code not in tenants or tenants[code].id not in table.within):
            row.add_problem("school", "not_your_school", text=code)
        elif code not in tenants:
            row.add_problem("school", "unknown_school", text=code)
        else:
            found[row.number] = tenants[code]
    return found
