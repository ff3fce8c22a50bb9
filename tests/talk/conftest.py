"""What the conversations share."""

from tests.real.browser import browser
from tests.talk.firm import firm

__all__ = ["browser", "firm"]
