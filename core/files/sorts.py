"""The sorts of files that can be imported, on the command line and by message alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.dossiers import columns as dossier_columns
from core.dossiers.importing import import_dossier_table, import_dossiers
from core.import_report import ImportReport
from core.import_rows import Reader
from core.logbook import importing as hours_importing
from core.logbook.importing import import_hours, import_hours_table
from core.sheets import Column


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of file that can be imported. name: as the command is called. choices: of columns with a list.

    load: imports an operator's file. load_table: imports a table that was read before.
    """

    name: str
    columns: Sequence[Column]
    readers: Mapping[str, Reader]
    choices: Mapping[str, Sequence[str]]
    load: Callable[..., ImportReport]
    load_table: Callable[..., ImportReport]

    @property
    def command(self) -> str:
        """Give what the record calls such an import."""
        return f"import.{self.name}"


DOSSIERS = Sort(
    "dossiers",
    dossier_columns.COLUMNS,
    dossier_columns.READERS,
    dossier_columns.CHOICES,
    import_dossiers,
    import_dossier_table,
)
HOURS = Sort(
    "hours",
    hours_importing.COLUMNS,
    hours_importing.READERS,
    hours_importing.CHOICES,
    import_hours,
    import_hours_table,
)
SORTS = {DOSSIERS.name: DOSSIERS, HOURS.name: HOURS}

__all__ = ["DOSSIERS", "HOURS", "SORTS", "Sort"]
