"""Logging: one line an event, as text or JSON; ids and outcomes, never what people wrote."""

import logging
import sys

import structlog

from akkoord.settings import Log

QUIET = ("alembic", "httpx", "httpcore", "aiosmtplib", "imapclient", "telegram", "aiosqlite")


def set_up(log: Log) -> None:
    """Set logging up for the whole process."""
    level = getattr(logging, log.level.upper())
    logging.basicConfig(level=level, format="%(levelname)s %(name)s %(message)s", stream=sys.stderr, force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if log.as_json else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
