"""The files of a mail with their content, for who imports one; pictures, sound and what is wrapped are none."""

from collections.abc import Iterator

from core.files.judging import MOST_SENT
from core.incoming import Attached, Channel
from mailin.attachments import MOST_NAME, attachments_of
from mailin.parse import Parsed, parts_of, plain_header

MOST_FILES = 10
# A larger one is not given: only its size is told.
MOST_CONTENT = MOST_SENT[Channel.MAIL]


def files_of(mail: Parsed) -> Iterator[Attached]:
    """Give the first files of a mail. A mail was taken apart before, so its parts are neither many nor deep."""
    count = 0
    for part, _ in parts_of(mail.message):
        if not any(one.what == "document" for one in attachments_of([part])):
            continue
        content = part.get_payload(decode=True)
        content = content if isinstance(content, bytes) else b""
        name = plain_header(part.get_filename() or "")[:MOST_NAME]
        is_large = len(content) > MOST_CONTENT
        yield Attached(name, part.get_content_type(), len(content), None if is_large else content)
        count += 1
        if count == MOST_FILES:
            return
