"""People who use Telegram: what they do becomes an update for the bot; and the groups that they are in with it."""

from typing import TYPE_CHECKING, Any

from tests.real.fake_telegram.sent import Refusal, Sent

if TYPE_CHECKING:
    from tests.real.fake_telegram.server import FakeTelegram

Update = dict[str, Any]


class Person:
    """Someone with Telegram on their phone, in their private chat with the bot unless a group is named."""

    def __init__(
        self, telegram: "FakeTelegram", user_id: int, first_name: str, language_code: str, *, last_name: str = ""
    ) -> None:
        self._telegram = telegram
        self.id = user_id
        self.blocked = False
        self.user: Update = {"id": user_id, "is_bot": False, "first_name": first_name}
        self.user |= {"last_name": last_name} if last_name else {}
        self.user |= {"language_code": language_code} if language_code else {}
        self.chat: Update = {"id": user_id, "type": "private", "first_name": first_name}

    def message(self, **content: Any) -> Update:
        """Make a message of this person; `chat` and `sender` may be given."""
        chat = content.pop("chat", None) or self.chat
        return {
            "message_id": content.pop("message_id", None) or self._telegram.next_message_id(),
            "from": content.pop("sender", None) or self.user,
            "chat": chat,
            "date": self._telegram.now(),
            **content,
        }

    async def says(self, text: str, *, reply_to: Sent | None = None, quote: str | None = None, **more: Any) -> Update:
        """Type a text. quote: the part of the answered message that was selected."""
        content: Update = {"text": text, **more}
        if reply_to is not None:
            content["reply_to_message"] = self._telegram.as_message(reply_to)
        if quote is not None:
            content["quote"] = {"text": quote, "position": 0, "is_manual": True}
        message = self.message(**content)
        await self._telegram.push(message=message)
        return message

    async def says_in_group(self, text: str, *, group_id: int = -100500) -> Update:
        """Type a text in a group that the bot is in."""
        return await self.says(text, chat=self._telegram.groups.chat(group_id))

    async def forwards(self, text: str, *, written_by: str) -> Update:
        """Forward a text of somebody else."""
        origin = {"type": "hidden_user", "date": self._telegram.now() - 60, "sender_user_name": written_by}
        return await self.says(text, forward_origin=origin)

    async def edits(self, message: Update, text: str) -> Update:
        """Change a message that was sent before."""
        edited = message | {"text": text, "edit_date": self._telegram.now()}
        await self._telegram.push(edited_message=edited)
        return edited

    async def sends_voice(self) -> Update:
        """Send a voice message."""
        return await self.sends(voice={"file_id": "voice-1", "file_unique_id": "v1", "duration": 3})

    async def sends_photo(self, caption: str | None = None) -> Update:
        """Send a photo, perhaps with words under it."""
        photo = [{"file_id": "photo-1", "file_unique_id": "p1", "width": 90, "height": 60}]
        return await self.sends(photo=photo, **({"caption": caption} if caption else {}))

    async def sends_file(
        self, name: str, content: bytes, *, kind: str = "", size: int | None = None, **more: Any
    ) -> Update:
        """Send a file. size: what is told of it, when that is not how large it is."""
        file_id = self._telegram.files.keep(content)
        told: Update = {"file_id": file_id, "file_unique_id": f"u-{file_id}", "file_name": name}
        told["file_size"] = len(content) if size is None else size
        return await self.sends(document=told | ({"mime_type": kind} if kind else {}), **more)

    async def sends(self, **content: Any) -> Update:
        """Send a message with any content."""
        message = self.message(**content)
        await self._telegram.push(message=message)
        return message

    async def presses(self, message: Sent, button: str, *, stale: bool = False) -> str:
        """Press a button by its label or data. stale: one that is gone since. Returns the query's id."""
        _, data = message.find_button(button, stale=stale)
        query_id = self._telegram.open_query()
        shown = self._telegram.as_message(message)
        query = {"id": query_id, "from": self.user, "message": shown, "chat_instance": "1", "data": data}
        await self._telegram.push(callback_query=query)
        return query_id

    async def reacts(self, message: Sent, emoji: str = "👍") -> None:
        """Put an emoji under a message; an empty one takes it away."""
        new = [{"type": "emoji", "emoji": emoji}] if emoji else []
        await self._telegram.push(
            message_reaction={
                "chat": self.chat,
                "message_id": message.message_id,
                "user": self.user,
                "date": self._telegram.now(),
                "old_reaction": [],
                "new_reaction": new,
            }
        )

    async def blocks(self) -> None:
        """Block the bot: it can't write to this person any more."""
        await self._become("member", "kicked")

    async def unblocks(self) -> None:
        """Take the block away."""
        await self._become("kicked", "member")

    async def _become(self, old: str, new: str) -> None:
        self.blocked = new == "kicked"
        bot = self._telegram.me
        was, now = (
            {"status": status, "user": bot} | ({"until_date": 0} if status == "kicked" else {}) for status in (old, new)
        )
        await self._telegram.push(
            my_chat_member={
                "chat": self.chat,
                "from": self.user,
                "date": self._telegram.now(),
                "old_chat_member": was,
                "new_chat_member": now,
            }
        )


class Groups:
    """The groups that the bot is in; each goes on under its own id or, once it is a supergroup, under another."""

    def __init__(self) -> None:
        self._goes_on: dict[int, int] = {}

    def chat(self, group_id: int) -> Update:
        """Show a group, with the bot in it from now on; ids of supergroups begin with -100."""
        self._goes_on.setdefault(group_id, group_id)
        kind = "supergroup" if str(group_id).startswith("-100") else "group"
        return {"id": group_id, "type": kind, "title": "Stagegroep"}

    def upgrade(self, group_id: int, new_id: int) -> Update:
        """Make a group a supergroup. Gives the group as it was."""
        chat = self.chat(group_id)
        self.chat(new_id)
        self._goes_on[group_id] = new_id
        return chat

    def has(self, chat_id: int) -> bool:
        """Say whether this is a group."""
        return chat_id in self._goes_on

    def reachable(self, group_id: int) -> int:
        """Give the id back. Raises: Refusal when the group goes on under another."""
        new_id = self._goes_on[group_id]
        if new_id != group_id:
            raise Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=new_id)
        return group_id
