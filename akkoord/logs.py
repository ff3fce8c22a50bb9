"""Logging: one line an event, as text or JSON; ids and outcomes, never what people wrote (akkoord/log_lines.py)."""

import logging
import sys
from collections.abc import Collection

import structlog

from akkoord.log_lines import OURS, cleaner, only_templates, place_faults
from akkoord.setting_parts import Log

# These say at their usual levels, or even when all is well, whom they talk to and what about.
SILENT = ("mail.log", "mail.debug", "aiohttp.access")


def set_up(log: Log, secrets: Collection[str] = ()) -> None:
    """Set logging up for the whole process. secrets: what no line may hold, wherever it comes from.

    Libraries say only what goes wrong, whatever level is asked for: what they tell besides quotes mails and sentences.
    """
    level = getattr(logging, log.level.upper())
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if log.as_json else structlog.dev.ConsoleRenderer(colors=False)
    )
    steps: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[structlog.typing.Processor] = [place_faults, cleaner(secrets), renderer]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[only_templates, *steps, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[*steps, *last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
