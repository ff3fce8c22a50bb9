"""Reading what was scraped, as a monitoring system does."""

from prometheus_client.parser import text_string_to_metric_families


def samples(text: str | bytes) -> dict[tuple[str, ...], float]:
    """Give each value by its name and its labels' values, in the order of their names in the text."""
    read = text.decode() if isinstance(text, bytes) else text
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(read)
        for sample in family.samples
    }
