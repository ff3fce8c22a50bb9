"""A connection to a mail server: to the right one, signed in, and such that another thread can cut it off."""

import imaplib
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass, field

from imapclient import IMAPClient
from imapclient.exceptions import CapabilityError, IMAPClientError, LoginError
from imapclient.tls import wrap_socket

QUOTABLE = (IMAPClientError, LoginError, CapabilityError)
MOST_QUOTED = 200
LIKE_A_SECRET = re.compile(r"[\w+/=.~-]{32,}")


@dataclass(frozen=True, slots=True)
class Account:
    """How to get in. security: none, starttls or tls. oauth_token: gives an access token instead of the password.

    forget_token: told that the server refused it.
    """

    host: str
    port: int
    security: str
    user: str
    password: str = field(default="", repr=False)
    oauth_token: Callable[[], str] | None = field(default=None, repr=False)
    forget_token: Callable[[], None] | None = field(default=None, repr=False)
    timeout: float = 30


def connect(account: Account, opened: Callable[[socket.socket], None]) -> IMAPClient:
    """Connect to the server, which must have a certificate for its name where TLS is asked for.

    opened(line): given before the server says anything; the line is a second handle on the socket, whose shutdown()
    ends every reading and writing. IMAPClient's own would wait for the reader, and that of a TLS socket would take the
    state away under the reader.
    """
    return _Client(account, opened)


class _Client(IMAPClient):
    """IMAPClient, but it hands out its line."""

    def __init__(self, account: Account, opened: Callable[[socket.socket], None]) -> None:
        self._account = account
        self._opened = opened
        super().__init__(account.host, account.port, ssl=account.security == "tls", timeout=account.timeout)

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802 - IMAPClient's name
        return _Protocol(self._account, self._opened)


class _Protocol(imaplib.IMAP4):
    """What IMAPClient builds on, with its line handed out."""

    def __init__(self, account: Account, opened: Callable[[socket.socket], None]) -> None:
        self._account = account
        self._opened = opened
        super().__init__(account.host, account.port, account.timeout)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = socket.create_connection((self.host, self.port), timeout)
        self._opened(plain.dup())
        return wrap_socket(plain, None, self.host) if self._account.security == "tls" else plain


def sign_in(client: IMAPClient, account: Account, token: str) -> None:
    """Say who we are; with starttls only after the server proved who it is."""
    if account.security == "starttls":
        client.starttls()
    if token:
        proof = f"user={account.user}\1auth=Bearer {token}\1\1"
        # A refusal comes as a second challenge, to be answered with nothing.
        try:
            client.sasl_login("XOAUTH2", lambda challenge: "" if challenge else proof)
        except LoginError:
            if account.forget_token is not None:
                account.forget_token()
            raise
    elif client.has_capability("AUTH=PLAIN"):
        client.plain_login(account.user, account.password)  # in UTF-8, where LOGIN knows ASCII only
    else:
        client.login(account.user, account.password)


def was_told_of_mail(client: IMAPClient) -> bool:
    """Say whether the server told of mail while it answered something else: it won't tell again during IDLE."""
    _, told = client._imap.response("EXISTS")  # noqa: SLF001 - IMAPClient keeps it, and has no door to it
    return bool(told != [None])


def has_unread(client: IMAPClient) -> bool:
    """Say whether the server said more than was read; what lies in our buffers does not wake an idle_check()."""
    line, patience = client.socket(), client.socket().gettimeout()
    line.settimeout(0)
    try:
        return bool(client._imap.file.peek(1))  # noqa: SLF001 - as above
    except OSError:
        return False  # there is nothing; what else is wrong shows when it is read
    finally:
        line.settimeout(patience)


def reason(error: Exception, account: Account) -> str:
    """Say in the log what went wrong, without secrets and without anything out of a mail.

    What a server refuses with is quoted; a line that could not be understood may hold a mail, and is not.
    """
    name = type(error).__name__
    if type(error) not in QUOTABLE and not isinstance(error, OSError):
        return name
    text = " ".join(str(error).split())
    if account.password:
        text = text.replace(account.password, "...")
    return f"{name}: {LIKE_A_SECRET.sub('...', text)}"[:MOST_QUOTED]
