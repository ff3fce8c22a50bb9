"""An opened folder: which mails in it are not stored yet, and how it remembers those that are."""

from collections.abc import Iterator, Sequence

import structlog
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from mailin.connection import was_told_of_mail
from mailin.limits import MOST_BYTES, MOST_HEADER_BYTES, left_out

log = structlog.get_logger()

KEYWORD = b"$AkkoordStored"
SEEN = b"\\Seen"
DELETED = b"\\Deleted"
ANY_KEYWORD = b"\\*"
SIZE = b"RFC822.SIZE"
BODY = b"BODY.PEEK[]"
# No more of them than shows that they are too many.
ALL_HEADERS = b"BODY.PEEK[HEADER]<0.%d>" % (2 * MOST_HEADER_BYTES)
HEADERS = b"BODY.PEEK[HEADER.FIELDS (MESSAGE-ID DATE FROM TO)]"
AT_ONCE = 200


class Folder:
    """A folder that was opened on a connection. away: where stored mail is moved; "" leaves it.

    keeps_keywords: whether it can remember which mails are stored. Seen alone would not do, since everyone who reads
    the mailbox sets it.
    """

    def __init__(self, client: IMAPClient, name: str, *, away: str = "") -> None:
        self.client = client
        self.away = away
        if away:
            self._make_sure_of(away)
        answer = client.select_folder(name)
        self.uidvalidity = int(answer[b"UIDVALIDITY"])
        lasting = {flag.lower() for flag in answer.get(b"PERMANENTFLAGS", ())}
        self.keeps_keywords = bool(lasting & {ANY_KEYWORD, KEYWORD.lower()})
        self.flags = ((SEEN,) if SEEN.lower() in lasting else ()) + ((KEYWORD,) if self.keeps_keywords else ())

    def _make_sure_of(self, name: str) -> None:
        """Create a folder unless it is there. Reading mail matters more than where it goes."""
        try:
            if not self.client.folder_exists(name):
                self.client.create_folder(name)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            log.warning("processed_folder_not_made", folder=name, why=str(error)[:200])

    def unstored(self, last: int) -> list[int]:
        """Find the UIDs that are not stored yet, oldest first. last: up to which all are, for want of keywords."""
        self.client.noop()  # a server tells of new mail between commands, and searches only what it told of
        was_told_of_mail(self.client)
        if self.keeps_keywords:
            return sorted(self.client.search([b"UNKEYWORD", KEYWORD]))
        # "n:*" always gives the last mail, even when it is older than n.
        return sorted(uid for uid in self.client.search([b"UID", f"{last + 1}:*".encode()]) if uid > last)

    def forgotten(self, last: int) -> list[int]:
        """Find the UIDs that are flagged as stored and came after the last that is: the store was put back since."""
        if not self.keeps_keywords or not last:
            return []
        found = self.client.search([b"KEYWORD", KEYWORD, b"UID", f"{last + 1}:*".encode()])
        return sorted(uid for uid in found if uid > last)

    def headers(self, uids: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        """Give the headers by which a mail is known again."""
        for some in in_parts(uids):
            for uid, answer in self.client.fetch(some, [HEADERS]).items():
                for name, value in answer.items():
                    if name.startswith(b"BODY[HEADER") and value:
                        yield uid, value

    def mail(self, uid: int) -> bytes | None:
        """Give a whole mail, leaving it unseen. None: somebody took it out of the folder.

        Of one that would be refused for its size only the headers are fetched, below a line that says so.
        """
        size = int(self.client.fetch([uid], [SIZE]).get(uid, {}).get(SIZE, 0))
        if size > MOST_BYTES:
            return self._headers_of(uid, size)
        raw = self.client.fetch([uid], [BODY]).get(uid, {}).get(b"BODY[]")
        if raw is None and self.client.search([b"UID", f"{uid}".encode()]):
            raise IMAPClientError("the server gave nothing of this mail")
        return bytes(raw) if raw is not None else None

    def _headers_of(self, uid: int, size: int) -> bytes | None:
        answer = self.client.fetch([uid], [ALL_HEADERS]).get(uid, {})
        log.warning("mail_too_large", uid=uid, size=size)
        headers = next((value for name, value in answer.items() if name.startswith(b"BODY[HEADER]")), None)
        return left_out(bytes(headers), size) if headers is not None else None

    def mark(self, uids: Sequence[int]) -> None:
        """Flag mails that are stored, and put them away where that is asked for."""
        for some in in_parts(uids):
            if self.flags:
                self.client.add_flags(some, self.flags)
            if self.away:
                self._put_away(some)

    def _put_away(self, uids: Sequence[int]) -> None:
        client = self.client
        try:
            if client.has_capability("MOVE"):
                client.move(uids, self.away)
                return
            client.copy(uids, self.away)
            client.add_flags(uids, [DELETED])
            if client.has_capability("UIDPLUS"):
                client.uid_expunge(uids)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            log.warning("mail_not_put_away", uids=list(uids), why=str(error)[:200])


def in_parts(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut a list up, since a server takes no endless lines."""
    return (uids[begin : begin + AT_ONCE] for begin in range(0, len(uids), AT_ONCE))
