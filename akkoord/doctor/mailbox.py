"""The mailbox that we read: sign in, open the folder, and see whether it can remember what was stored."""

import contextlib
from collections.abc import Iterator

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from akkoord.doctor.findings import Finding, off, ok, trouble, warning
from akkoord.doctor.smtp import is_certificate_trouble
from akkoord.oauth import TokenRefused, TokenSource
from akkoord.setting_parts import Imap
from akkoord.settings import variable
from mailin.connection import Account, connect, sign_in
from mailin.folder import ANY_KEYWORD, KEYWORD, SEEN

CHECK = "imap"


class NoFolder(Exception):  # noqa: N818 - a fact about the mailbox
    """The folder can't be opened."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def _name(*path: str) -> str:
    return variable(("imap", *path))


@contextlib.contextmanager
def opened(imap: Imap) -> Iterator[IMAPClient]:
    """Connect and sign in. Raises: OSError, IMAPClientError."""
    source = TokenSource(imap.oauth) if imap.oauth is not None else None
    account = Account(
        imap.host,
        imap.port,
        imap.security.value,
        imap.user,
        imap.password.get_secret_value(),
        timeout=imap.timeout,
    )
    lines: list[contextlib.AbstractContextManager[object]] = []
    client = None
    try:
        client = connect(account, lines.append)
        sign_in(client, account, source.fetch() if source is not None else "")
        yield client
    finally:
        if client is not None:
            with contextlib.suppress(OSError, IMAPClientError, ValueError, AttributeError):
                client.logout()
        for line in lines:
            line.__exit__(None, None, None)


def check_imap(imap: Imap | None) -> Finding:
    """Look into the mailbox as the service does; nothing in it is changed."""
    if imap is None:
        return off(CHECK)
    try:
        with opened(imap) as client:
            return _look(imap, client)
    except NoFolder as gone:
        said = f"There is no folder {gone.name} in the mailbox, so no answer is read."
        return trouble(CHECK, said, f"Make it, or set {_name('folder')} to one that is there.")
    except (IMAPClientError, OSError, ValueError) as error:
        return _told(imap, error)


def _look(imap: Imap, client: IMAPClient) -> Finding:
    try:
        answer = client.select_folder(imap.folder, readonly=False)
    except IMAPClientError as error:
        raise NoFolder(imap.folder) from error
    lasting = {flag.lower() for flag in answer.get(b"PERMANENTFLAGS", ())}
    if SEEN.lower() not in lasting:
        said = f"The folder {imap.folder} can be read but not marked; every start looks through it anew."
        return warning(CHECK, said, "Give the account the right to set flags in it.")
    if not lasting & {ANY_KEYWORD, KEYWORD.lower()}:
        said = "The server keeps no keywords, so what is stored is remembered by number only."
        advice = "Nothing must be done. A mail that can't be stored then holds up those behind it until it can."
        return warning(CHECK, said, advice)
    if imap.processed_folder and not client.folder_exists(imap.processed_folder):
        return ok(CHECK, f"{imap.folder} is open to us; {imap.processed_folder} will be made by the service.")
    return ok(CHECK, f"We get in, and {imap.folder} can be read and marked.")


def _told(imap: Imap, error: Exception) -> Finding:
    where = f"{imap.host}:{imap.port}"
    if isinstance(error, TokenRefused):
        return trouble(CHECK, "There is no access token, so nobody gets in.", "See the imap token below.")
    if isinstance(error, LoginError):
        said = f"{where} does not let us in, so no answer is read."
        advice = f"Check {_name('user')} and {_name('password')}; see whether IMAP is allowed for this mailbox."
        return trouble(CHECK, said, advice)
    if is_certificate_trouble(error):
        said = f"{where} shows a certificate that does not hold for its name, so we say nothing to it."
        return trouble(
            CHECK,
            said,
            f"Set {_name('host')} to the name in its certificate; SSL_CERT_FILE names an authority of your own.",
        )
    said = f"{where} can't be spoken with ({type(error).__name__}), so no answer is read; they wait in the mailbox."
    advice = (
        f"Check {_name('host')}, {_name('port')}, {_name('security')}, and whether a firewall lets this machine out."
    )
    return trouble(CHECK, said, advice)
