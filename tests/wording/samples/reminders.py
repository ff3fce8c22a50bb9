"""What the replies of reminders say."""

from typing import Any

from tests.wording.samples.shared import MISSING, OWN, SECOND, week

REMINDERS: dict[str, dict[str, Any]] = {
    "reminders.digest": {
        "name": "Marijke",
        "nth": 1,
        "schools": ["Technasium De Kreek", "Vakcollege Zeeduin"],
        "weeks": [week(), SECOND],
        "missing": MISSING,
    },
    "reminders.student": {"name": "Noor", "nth": 1, "monday": "2026-11-16", "weeks": [OWN]},
    "reminders.school_late": {
        "supervisor": "Marijke de Zwaluw",
        "supervisor_email": "marijke@houtzaag.example",
        "organisation": "Bouwbedrijf Houtzaag",
        "weeks": [{"student": "Noor van den Berg", "year": 2026, "week": 47}],
        "days": 14,
    },
}
