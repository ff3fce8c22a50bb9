"""From a message with a chart to one with a picture; whatever goes wrong with drawing, the message goes."""

import asyncio
from dataclasses import replace

import structlog

from akkoord.pictures.drawing import knows, measure, png_of
from akkoord.pictures.hours import draw_hours
from core.charts import Chart
from core.outgoing import Outgoing, Picture

log = structlog.get_logger()


async def illustrated(outgoing: Outgoing) -> Outgoing:
    """Draw the chart of a message, in a thread; without the library, or when drawing fails, it stays without."""
    if outgoing.chart is None:
        return outgoing
    try:
        picture = await asyncio.to_thread(picture_of, outgoing.chart)
    except ImportError:
        log.warning("no_picture", outbox_id=outgoing.outbox_id, why="Pillow is not installed")
        return outgoing
    except Exception:  # the boundary: the numbers stand in the words too, so they go without the picture
        log.exception("picture_failed", outbox_id=outgoing.outbox_id)
        return outgoing
    return replace(outgoing, picture=picture)


def picture_of(chart: Chart) -> Picture:
    """Draw a chart; the same one always gives the same bytes. Raises: ImportError without Pillow."""
    png = png_of(draw_hours(chart, measure, knows=knows))
    return Picture(png, caption=chart.words["caption"], alt=chart.words["alt"])
