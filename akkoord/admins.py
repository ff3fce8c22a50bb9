"""Admins on the command line: a link for one use makes somebody an admin of a school, the very first one too."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from sqlalchemy.orm import Session

from akkoord.command_line import AsJson, errors, in_database, refuse, say, settings_or_exit
from core.contacts.first_admin import make_admin_link
from core.desk import now_utc
from core.tenants.models import Tenant
from core.tenants.service import TenantRefusedError

admins = typer.Typer(no_args_is_help=True, help="Look after who runs the service for a school.")


@admins.callback()
def _group() -> None:
    """Look after who runs the service for a school."""


@admins.command("create")
def admin_create(
    code: Annotated[str, typer.Argument(help="Code of the school.")],
    first_name: Annotated[str, typer.Argument(help="First name.")],
    surname: Annotated[str, typer.Argument(help="Surname, without what stands before it.")],
    email: Annotated[str, typer.Argument(help="Their own mail address.")],
    *,
    infix: Annotated[str, typer.Option(help="What stands before the surname: van der.")] = "",
    as_json: AsJson = False,
) -> None:
    """Print a link that makes someone an admin of a school, once, within 24 hours; a former one is dead."""
    settings = settings_or_exit()

    def work(session: Session) -> dict[str, str]:
        try:
            made = make_admin_link(
                session, code, first_name=first_name, infix=infix, surname=surname, email=email, now=now_utc()
            )
        except TenantRefusedError as refused:
            refuse(f"{refused.field.upper()} is '{refused.value}'; allowed: {refused.allowed}.")
        invitation = made.invitation
        return {
            "school": code,
            "name": invitation.name,
            "email": invitation.email,
            "link": f"{settings.base_url}/a/{made.token}",
            "until": invitation.expires_at.isoformat(timespec="minutes"),
            "zone": session.get_one(Tenant, invitation.tenant_id).time_zone,
        }

    told = in_database(work)
    until = datetime.fromisoformat(told["until"]).astimezone(ZoneInfo(told.pop("zone")))
    if as_json:
        say(told)
        return
    typer.echo(told["link"])
    errors.print(
        f"{told['name']} becomes an admin of {code} by typing their surname on that page, once, "
        f"until {until:%Y-%m-%d %H:%M} by the school's clock."
    )
