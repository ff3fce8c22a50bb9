"""Files that people sent: kept by Telegram, and given to the bot under a path that it has to ask for."""

from typing import Any

from aiohttp import web

from tests.real.fake_telegram.sent import Refusal

# Bots are given no larger files.
MOST_FILE = 20 * 1024 * 1024
FOLDER = "documents/"


class Files:
    """kept: contents by file id. given: the ids of those that were downloaded, in order."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.given: list[str] = []

    def keep(self, content: bytes) -> str:
        """Keep a file. Gives its id."""
        file_id = f"file-{len(self.kept) + 1}"
        self.kept[file_id] = content
        return file_id

    def told(self, file_id: str) -> dict[str, Any]:
        """Answer getFile. Raises: Refusal."""
        content = self.kept.get(file_id)
        if content is None:
            raise Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(content) > MOST_FILE:
            raise Refusal(400, "Bad Request: file is too big")
        told = {"file_id": file_id, "file_unique_id": f"u-{file_id}", "file_size": len(content)}
        return told | {"file_path": f"{FOLDER}{file_id}"}

    def given_under(self, path: str) -> web.Response:
        """Answer a download."""
        file_id = path.removeprefix(FOLDER)
        if file_id not in self.kept:
            return web.json_response({"ok": False, "error_code": 404, "description": "Not Found"}, status=404)
        self.given.append(file_id)
        return web.Response(body=self.kept[file_id])
