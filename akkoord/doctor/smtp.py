"""The server that takes our mail: connect, TLS, sign in."""

import ssl

import aiosmtplib
from aiosmtplib import SMTPAuthenticationError, SMTPException

from akkoord.doctor.findings import Finding, off, ok, trouble, warning
from akkoord.oauth import TokenSource
from akkoord.setting_parts import Security, Smtp, is_loopback
from akkoord.settings import variable

CHECK = "smtp"


def _name(*path: str) -> str:
    return variable(("smtp", *path))


def client_for(smtp: Smtp) -> aiosmtplib.SMTP:
    """Make a connection that is not opened yet, as the service would."""
    source = TokenSource(smtp.oauth) if smtp.oauth is not None else None
    return aiosmtplib.SMTP(
        hostname=smtp.host,
        port=smtp.port,
        use_tls=smtp.security is Security.TLS,
        start_tls=smtp.security is Security.STARTTLS,
        username=smtp.user or None,
        password=smtp.password.get_secret_value() if smtp.user and source is None else None,
        oauth_token_generator=source.token if source is not None else None,
        timeout=smtp.timeout,
    )


async def check_smtp(smtp: Smtp | None) -> Finding:
    """Sign in and leave again; no mail is sent."""
    if smtp is None:
        return off(CHECK)
    client = client_for(smtp)
    where = f"{smtp.host}:{smtp.port}"
    try:
        await client.connect()
        await client.quit()
    except (SMTPException, OSError, TimeoutError) as error:
        return _told(where, error)
    finally:
        client.close()
    if smtp.security is Security.NONE and not is_loopback(smtp.host):
        said = f"{where} takes our mail, which goes there for everyone on the way to read."
        return warning(CHECK, said, f"Set {_name('security')} to tls or starttls.")
    return ok(CHECK, f"{where} takes our mail{', and lets us in' if smtp.user else ''}.")


def _told(where: str, error: Exception) -> Finding:
    if isinstance(error, SMTPAuthenticationError):
        said = f"{where} does not let us in ({error.code}), so no mail goes out."
        return trouble(CHECK, said, f"Check {_name('user')} and {_name('password')}, or the smtp token below.")
    if is_certificate_trouble(error):
        said = f"{where} shows a certificate that does not hold for its name, so we say nothing to it."
        return trouble(
            CHECK,
            said,
            f"Set {_name('host')} to the name in its certificate; SSL_CERT_FILE names an authority of your own.",
        )
    said = f"{where} can't be spoken with ({type(error).__name__}), so no mail goes out; it waits in the outbox."
    advice = (
        f"Check {_name('host')}, {_name('port')}, {_name('security')}, and whether a firewall lets this machine out."
    )
    return trouble(CHECK, said, advice)


def is_certificate_trouble(error: BaseException | None) -> bool:
    """Say whether a server could not prove its name."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False
