"""What the replies of roles say."""

from typing import Any

from tests.wording.samples.shared import AT_SCHOOL, COMPANY

ROLE_OF = {
    "act": "take",
    "contact": "Tobias Kwikstaart",
    "email": "tobias@houtzaag.example",
    "roles": ["admin", "teacher", "school"],
    "is_oneself": False,
}
OF_ROLES: dict[str, dict[str, Any]] = {
    "shown": {
        "contact": "Tobias Kwikstaart",
        "email": "tobias@houtzaag.example",
        "held": [{"role": "teacher", **AT_SCHOOL}, {"role": "signatory", **COMPANY}],
    },
    "ask": {"lacks": "company", "general": "", "unread": ["zzz"], "contact": "Sanne Kwast", "is_again": False},
    "which": {"names": ["Vakcollege Zeeduin", "Mbo Het Wad"], "is_place": True, "about": [{"tenant_id": 1}]},
    "proposal": {**AT_SCHOOL, **ROLE_OF},
    "done": {**AT_SCHOOL, **ROLE_OF, "act": "invite", "last_day": "2026-12-01"},
    "refused": {**AT_SCHOOL, "why": "unknown", "contact": "", "unread": "zzz"},
    "told": {
        "by": "Hanneke Duin",
        "roles": ["admin"],
        "where": "Vakcollege Zeeduin",
        "school_email": "stage@zeeduin.example",
        "is_given": True,
    },
    "undone": {"changes": [{"act": "invite", "contact": "Jan Boer", "where": "Vakcollege Zeeduin"}]},
    "undo_too_late": {"contact": "Sanne van der Kwast"},
}
ROLES = {f"roles.{name}": facts for name, facts in OF_ROLES.items()}
