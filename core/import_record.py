"""Whose file an import is, and what the record says of it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import record
from core.import_rows import ImportRow
from core.record import Decision
from core.tenants.models import Tenant


def remember(
    session: Session, tenant_id: int, command: str, *, raw: bytes, facts: dict[str, Any], now: datetime
) -> None:
    """Write into the record which file changed something."""
    record.add(
        session,
        Decision(
            tenant_id=tenant_id,
            person_id=None,
            command=command,
            channel="file",
            evidence="operator",
            words=fingerprint(raw),
            facts=facts,
            decided_at=now.astimezone(UTC),
        ),
    )


def fingerprint(raw: bytes) -> str:
    """Name a file by its content."""
    return f"sha256 {sha256(raw).hexdigest()}"


def schools_of(session: Session, rows: Sequence[ImportRow], tenant_code: str | None) -> dict[int, Tenant]:
    """Give each row's tenant by row number; a row of no or another school gets a problem."""
    codes = {str(row.values["school"]) for row in rows if "school" in row.values} | {tenant_code or ""}
    tenants = {tenant.code: tenant for tenant in session.scalars(select(Tenant).where(Tenant.code.in_(codes)))}
    found: dict[int, Tenant] = {}
    for row in rows:
        code = row.values.get("school", tenant_code)
        if code is None:
            row.add_problem("school", "empty")
        elif tenant_code is not None and code != tenant_code:
            row.add_problem("school", "other_school", text=code, school=tenant_code)
        elif code not in tenants:
            row.add_problem("school", "unknown_school", text=code)
        else:
            found[row.number] = tenants[code]
    return found
