"""Asking a running service whether it lives."""

import aiohttp

PATIENCE_SECONDS = 5.0


async def is_alive(host: str, port: int) -> bool:
    """Ask a running service whether it lives."""
    reach = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - where it listens, not where we do
    try:
        timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as http, http.get(f"http://{reach}:{port}/healthz") as answer:
            return answer.ok
    except (aiohttp.ClientError, TimeoutError):
        return False
