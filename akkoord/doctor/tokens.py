"""Access tokens for a mailbox without passwords: whether the provider still gives one."""

from akkoord.doctor.findings import Finding, off, ok, trouble
from akkoord.oauth import TokenRefused, TokenSource
from akkoord.setting_parts import Server


async def check_token(check: str, server: Server | None) -> Finding:
    """Ask for an access token, as the service does. check: such as "smtp token"."""
    if server is None or server.oauth is None:
        return off(check)
    try:
        await TokenSource(server.oauth).token()
    except TokenRefused as refused:
        return trouble(
            check,
            f"No access token: {refused}. Nobody can sign in to this mailbox then.",
            "invalid_grant: have the mailbox's owner consent anew and set the new refresh token. invalid_client: the "
            "application's secret is wrong or ran out. invalid_scope: see the scope. unauthorized_client: the "
            "application or its client_id is not known there. No answer: see that this machine reaches the provider.",
        )
    return ok(check, "The provider gives an access token.")
