"""What the replies of tenants say."""

from typing import Any

# What an admin chooses for the chat of a school, and what a chat says of an answer that went by mail.
TENANTS: dict[str, dict[str, Any]] = {
    "tenants.chat": {"schools": [{"school": "Vakcollege Zeeduin", "policy": "minimal"}], "may_choose": True},
    "tenants.which": {
        "policy": "full",
        "schools": ["Vakcollege Zeeduin", "Technasium De Kreek"],
        "by_mail": ["Mbo Het Wad"],
    },
    "tenants.proposal": {"school": "Vakcollege Zeeduin", "policy": "off", "was": "minimal"},
    "tenants.chosen": {
        "school": "Vakcollege Zeeduin",
        "policy": "minimal",
        "chat_url": "https://t.me/akkoord_bot?start=abcd",
    },
    "tenants.already": {"school": "Vakcollege Zeeduin", "policy": "full"},
    "tenants.by_mail_only": {"schools": ["Vakcollege Zeeduin"]},
    "tenants.undone": {"changes": [{"school": "Vakcollege Zeeduin", "policy": "off"}]},
    "tenants.not_undone": {"school": "Vakcollege Zeeduin", "policy": "off", "refused": "by_mail"},
    "tenants.mailed": {"is_sent": True, "is_student": False},
}
