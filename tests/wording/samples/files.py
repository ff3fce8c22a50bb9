"""What the replies of files say."""

from typing import Any

A_FILE = {
    "file_name": "stages.xlsx",
    "sort": "dossiers",
    "rows": 12,
    "schools": ["Vakcollege Zeeduin"],
    "skipped": 2,
    "unread": "graag voor vrijdag",
    "tenant_id": 1,
}
COMES_TO = {"new": 3, "changed": 4, "same": 5, "ended": 6, "kept": 7, "mark": "0"}
BAD_ROWS = [
    {"row": 2, "column": "e-mail student", "wrong": "not_an_address", "told": {"text": "Noor van den Berg"}},
    {"row": 0, "column": "", "wrong": "which_sheet", "told": {"names": "a, b"}},
]
EXPORTED = {
    "links": [{"school": "Vakcollege Zeeduin", "page_url": "https://akkoord.example/d/abc", "tenant_id": 1}],
    "kind": "xlsx",
    "since": "2026-03-02",
    "monday": "2026-03-09",
    "tenant_id": 1,
}
OF_FILES: dict[str, dict[str, Any]] = {
    "proposal": {**A_FILE, **COMES_TO, "was_other": True},
    "bad_rows": {**A_FILE, "problems": BAD_ROWS, "more": 9, "bad": 11},
    "nothing_new": {**A_FILE, **COMES_TO},
    "imported": {**A_FILE, **COMES_TO},
    "already": {"file_name": "stages.xlsx", "when": "2026-03-09T08:45+01:00", "tenant_id": 1},
    "none": {"days": 30, "tenant_id": 1},
    "no_school": {**A_FILE, "codes": ["zeeduin", "kreek"]},
    "one_at_a_time": {"count": 2, "tenant_id": 1},
    "too_big": {"file_name": "stages.xlsx", "channel": "chat", "most": 20, "tenant_id": 1},
    "refused": {**A_FILE, "why": "lies", "seems": "pdf", "columns": [], "most": 0},
    "export_link": EXPORTED,
    "export_proposal": {
        "schools": ["Vakcollege Zeeduin"],
        "kind": "csv",
        "since": None,
        "monday": None,
        "tenant_id": 1,
    },
    "export_one": {"tenant_id": 1},
    "export_when": {"tenant_id": 1},
}
FILES = {f"files.{name}": facts for name, facts in OF_FILES.items()}
