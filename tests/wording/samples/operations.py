"""What the replies of operations say."""

from typing import Any

ASIDE = {
    "number": 12,
    "channel": "mail",
    "at": "2026-03-09T07:45+01:00",
    "from_whom": "Noor van den Berg",
    "heading": "zzz",
    "trouble": "a fault while reading; see the log",
    "outcome": "unreadable",
    "size": 4096,
    "tenant_id": 1,
}
STUCK = {
    "number": 31,
    "what": "reminders.digest",
    "to_whom": "Noor van den Berg",
    "channel": "mail",
    "trouble": "no address that works and no chat account",
    "is_final": True,
    "again": "2026-03-09T08:45+01:00",
    "tenant_id": 1,
}
TOLD = {
    "school": "Vakcollege Zeeduin",
    "tenant_id": 1,
    "text": "Morgen is er overleg.",
    "whom": "students",
    "sender": "Hanneke Duin",
}
OF_THE_SERVICE: dict[str, dict[str, Any]] = {
    "status": {
        "schools": [
            {
                "school": "Vakcollege Zeeduin",
                "placements": 1,
                "weeks": 2,
                "policy": "minimal",
                "paused_at": "2026-03-09",
            },
            {"school": "Mbo Het Wad", "placements": 2, "weeks": 1, "policy": "off", "paused_at": None},
        ],
        "set_aside": 1,
        "unsent": 2,
        "is_all": True,
        "waiting": 1,
        "due": 3,
        "tenant_id": 1,
    },
    "quarantine": {"messages": [ASIDE], "has_more": True, "tenant_id": 1},
    "message": {"one": {**ASIDE, "excerpt": "zzz"}},
    "replay_proposal": {"one": ASIDE},
    "replayed": {"one": ASIDE},
    "unsent": {"messages": [STUCK, {**STUCK, "is_final": False}], "has_more": False, "tenant_id": 1},
    "retry_proposal": {"one": STUCK},
    "retried": {"one": STUCK},
    "why": {"one": STUCK},
    "drop_proposal": {"one": STUCK, "reason": "dat adres bestaat niet"},
    "dropped": {"one": STUCK},
    "unknown": {"number": 12, "is_out": True},
    "pause_proposal": {"schools": ["Vakcollege Zeeduin"], "is_paused": True},
    "paused": {"schools": ["Vakcollege Zeeduin", "Mbo Het Wad"], "is_paused": True},
    "already": {"is_paused": False},
    "undone": {"changes": [{"school": "Vakcollege Zeeduin", "is_paused": False}]},
    "not_undone": {"school": "Vakcollege Zeeduin", "is_paused": True},
    "which": {"schools": ["Vakcollege Zeeduin", "Mbo Het Wad"]},
    "announce_ask": {"whom": "supervisors"},
    "announce_too_long": {"most": 2000, "length": 2001},
    "announce_nobody": {**TOLD},
    "announce_proposal": {**TOLD, "count": 12},
    "announced": {**TOLD, "count": 1},
    "announcement": {part: TOLD[part] for part in ("school", "text", "sender", "tenant_id")},
}
OPERATIONS = {f"operations.{name}": facts for name, facts in OF_THE_SERVICE.items()}
