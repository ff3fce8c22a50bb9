"""What a message holds when it holds no plain words of its sender: voice, photos, forwarded texts, service notes."""

from typing import Any

from core.incoming import Unreadable

# Content that somebody sent and that we can't read.
SENT = (
    "voice",
    "audio",
    "video_note",
    "video",
    "animation",
    "photo",
    "live_photo",
    "document",
    "sticker",
    "paid_media",
    "contact",
    "venue",
    "location",
    "poll",
    "dice",
    "game",
    "story",
    "checklist",
    "rich_message",
    "invoice",
    "gift",
    "unique_gift",
    "users_shared",
    "chat_shared",
    "web_app_data",
)
# What Telegram itself notes in a chat; nobody said anything and nobody waits for an answer.
NOTED = (
    "pinned_message",
    "message_auto_delete_timer_changed",
    "write_access_allowed",
    "chat_background_set",
    "connected_website",
    "proximity_alert_triggered",
    "boost_added",
    "gift_upgrade_sent",
    "successful_payment",
    "refunded_payment",
    "passport_data",
    "giveaway_created",
    "giveaway",
    "giveaway_winners",
    "giveaway_completed",
    "checklist_tasks_done",
    "checklist_tasks_added",
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "channel_chat_created",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "video_chat_scheduled",
    "video_chat_started",
    "video_chat_ended",
    "video_chat_participants_invited",
)
# Words that are there, and are not, or not now, the sender's own.
NOT_THEIRS = {"forward_origin": "forwarded", "via_bot": "by_a_bot", "is_from_offline": "scheduled"}
# What changes the meaning of the words, or adds words from elsewhere, in a way we don't wholly understand.
BESIDES = ("quote", "external_reply", "reply_to_story", "reply_to_checklist_task_id", "reply_to_poll_option_id")
# The library writes these for what a message does not have.
ABSENT: tuple[object, ...] = (None, False, [])
UNSAID = frozenset({"strikethrough", "blockquote", "expandable_blockquote"})


def objects(parent: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Take a list of objects, or none when it is absent. Raises: Unreadable for anything else."""
    value = parent.get(name, [])
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise Unreadable(f"{name} is no list of objects")
    return value


def heard_instead(message: dict[str, Any]) -> str:
    """Say why the words of a message are not its sender's own ("forwarded"), or ""."""
    return next((what for name, what in NOT_THEIRS.items() if message.get(name)), "")


def unreadable_content(message: dict[str, Any]) -> str:
    """Name what a message without text holds: "voice", "service:pinned_message", or "unknown"."""
    held = {name for name, value in message.items() if value not in ABSENT}
    sent = next((name for name in SENT if name in held), "")
    noted = next((f"service:{name}" for name in NOTED if name in held), "")
    return sent or noted or "unknown"


def doubt_about_words(message: dict[str, Any]) -> str:
    """Name what makes the words of a text uncertain: a part quoted by hand, words struck out; else ""."""
    beside = next((name for name in BESIDES if message.get(name) not in ABSENT), "")
    if beside:
        return beside
    marks = {str(each.get("type")) for each in objects(message, "entities")}
    return min(marks & UNSAID, default="")
