"""What the replies of people say."""

from typing import Any

from tests.wording.samples.shared import LATER, PAGE, PERIOD

STANDS_IN: dict[str, Any] = {
    **PERIOD,
    "name": "Tobias Kwikstaart",
    "schools": ["Bouwbedrijf Houtzaag (Vakcollege Zeeduin)"],
    "left_out": ["Zagerij Houtzaag (Technasium De Kreek)"],
}
QUIET = {"begins": "18:00", "ends": "8:00", "weekend": True}
# What people ask of the assistant itself, as the commands say it back.
ASKED: dict[str, dict[str, Any]] = {
    "channel_set": {"channel": "both", "by_mail": ["Technasium De Kreek"]},
    "no_chat": {},
    "no_address": {},
    "stopped": {"already": False},
    "started": {"already": False},
    "language_set": {},
    "snoozed": {"when": LATER},
    "snooze_when": {},
    "snooze_refused": {"why": "far"},
    "no_reminders": {"is_admin": True},
    "quiet_set": {**QUIET, "has_chat": False},
    "quiet_when": {},
    "builders_set": {"region": "Zuid", **PERIOD},
    "builders_unknown": {},
    "free_set": {**PERIOD, "can_hand_over": True},
    "free_when": {},
    "not_free": {},
    "period_refused": {**PERIOD, "most": 62},
    "proposal": {"what": "people.snooze", "when": LATER},
    "settings": {
        "channel": "",
        "has_chat": True,
        "by_mail": ["Technasium De Kreek"],
        "stopped": False,
        "snoozed": LATER,
        "quiet": QUIET,
        "builders": "Zuid",
        "free": ["2026-12-21", "2027-01-03"],
        "stand_ins": [
            {"is_mine": True, "name": "Tobias Kwikstaart", **PERIOD},
            {"is_mine": False, "name": "Bo Wilgenhof", **PERIOD},
        ],
        "can_hand_over": True,
        "is_reminded": True,
    },
    "stand_in_who": {},
    "stand_in_when": {},
    "stand_in_which": {"names": ["Tobias Kwikstaart", "Tobias Mees"]},
    "stand_in_proposal": {**STANDS_IN, "not_passed": ["Bo Wilgenhof"]},
    "stand_in_set": STANDS_IN,
    "stands_in": {**STANDS_IN, "left_out": [], "absent": "Marijke de Zwaluw"},
    "stand_in_over": {"absent": "Marijke de Zwaluw"},
    "stand_in_unknown": {"name": "Jan <b>", "manages": True},
    "stand_in_refused": {"why": "away", "name": "Tobias Kwikstaart"},
    "back": {"names": ["Tobias Kwikstaart"]},
    "not_away": {},
    "undone": {"changes": [{"command": "people.stand_in"}]},
}
PEOPLE = {f"people.{name}": {"role": "supervisor", **facts} for name, facts in ASKED.items()}
PEOPLE |= {
    "people.own_address": {
        "name": "Marijke de Zwaluw",
        "schools": [{"contact": "Vakcollege Zeeduin (stage@zeeduin.example)"}, {"contact": "Technasium De Kreek"}],
    },
    "people.school_general_address": {"supervisor": "Marijke de Zwaluw", "email": "info@houtzaag.example"},
    "people.school_bounced": {"name": "Marijke de Zwaluw", "email": "marijke@houtzaag.example"},
    "people.chat_lost": {"role": "supervisor", "chat_url": PAGE},
    "people.school_chat_lost": {"name": "Marijke de Zwaluw"},
}
