"""What the replies of contacts say."""

from typing import Any

from tests.wording.samples.shared import COMPANY

NEWCOMER = {
    "contact": "Sanne van der Kwast",
    "initials": "S.",
    "email": "sanne@houtzaag.example",
    "roles": ["work_supervisor", "signatory"],
    "is_known": False,
}
LEAVER = {"contact": "Tobias Kwikstaart", "is_invited": False, "students": ["Ilyas Ouali", "Noor van den Berg"]}
OF_CONTACTS: dict[str, dict[str, Any]] = {
    "list": {
        "companies": [
            {
                **COMPANY,
                "contacts": [
                    {
                        "name": f"{state} Kwast",
                        "email": "" if state == "inactive" else "kwast@houtzaag.example",
                        "roles": ["coordinator"],
                        "state": state,
                        "last_day": None if state == "active" else "2026-12-01",
                    }
                    for state in ("active", "invited", "expired", "inactive")
                ],
            }
        ]
    },
    "ask": {"lacks": "role", "general": "", "unread": ["baas"], "contact": "Sanne van der Kwast", "is_again": False},
    "which_company": {"names": ["Bouwbedrijf Houtzaag (Vakcollege Zeeduin)", "Houtzaag Zuid (Technasium De Kreek)"]},
    "which": {"names": ["Jan Mol, jan@mol.example", "Jan Duif, jan@duif.example"]},
    "add_proposal": {**COMPANY, **NEWCOMER},
    "added": {**COMPANY, **NEWCOMER, "last_day": "2026-12-01", "is_again": True},
    "role_given": {**COMPANY, **NEWCOMER, "is_known": True},
    "invite_proposal": {**COMPANY, **NEWCOMER},
    "leave_proposal": {**COMPANY, **LEAVER, "unseen": 1},
    "left": {**COMPANY, **LEAVER, "unseen": 0},
    "refused": {**COMPANY, "why": "last_signatory", "contact": "Tobias Kwikstaart"},
    "told": {
        "by": "Marijke Aalbers",
        "organisation": "Bouwbedrijf Houtzaag",
        "school": "Vakcollege Zeeduin",
        "school_email": "stage@zeeduin.example",
        "is_back": False,
    },
    "undone": {"changes": [{"command": "contacts.add", "contact": "Jan Boer", "is_invited": True}]},
    "undo_too_late": {"contact": "Sanne van der Kwast"},
    "undo_last": {"contact": "Sanne van der Kwast"},
    "invited": {
        "invitation": 4,
        "name": "Sanne",
        "inviter": "Marijke Aalbers",
        "organisation": "Bouwbedrijf Houtzaag",
        "school": "Vakcollege Zeeduin",
        "roles": ["work_supervisor"],
        "last_day": "2026-12-01",
        "page_url": "https://akkoord.example/a/abcdefghijklmnopqrstuvwxyz",
    },
    "welcome": {
        "name": "Sanne",
        "organisation": "Bouwbedrijf Houtzaag",
        "school": "Vakcollege Zeeduin",
        "roles": ["work_supervisor", "signatory"],
        "chat_url": "https://t.me/akkoord_bot?start=abcdefghijklmnopqrstuvwxyz",
    },
    "activated": {"contact": "Sanne van der Kwast", "roles": ["coordinator"], "where": COMPANY["where"]},
}
CONTACTS = {f"contacts.{name}": facts for name, facts in OF_CONTACTS.items()}
