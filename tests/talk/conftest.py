"""What the conversations share."""

from tests.talk.firm import firm

__all__ = ["firm"]
