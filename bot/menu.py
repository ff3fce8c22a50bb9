"""The command menu of the chat, in each language that we speak."""

from collections.abc import Mapping, Sequence

from telegram import Bot, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError

from bot.trouble import trouble_of


async def show_menu(bot: Bot, commands: Mapping[str, Sequence[tuple[str, str]]], *, otherwise: str = "nl") -> None:
    """Set the menu of private chats: for each language a list of (command, description).

    otherwise: the language shown to everyone whose app speaks another one. Raises: ChatTrouble.
    """
    private = BotCommandScopeAllPrivateChats()
    try:
        for language, menu in commands.items():
            await bot.set_my_commands(menu, scope=private, language_code=language)
        await bot.set_my_commands(commands[otherwise], scope=private)
    except TelegramError as error:
        raise trouble_of(error) from error
