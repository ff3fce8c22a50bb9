"""What the conversations share."""

from tests.real.browser import browser
from tests.talk.cases import case
from tests.talk.firm import firm
from tests.talk.school import school

__all__ = ["browser", "case", "firm", "school"]
