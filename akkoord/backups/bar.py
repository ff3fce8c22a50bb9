"""A bar that shows how far a long piece of work is; work that is done within a second shows none."""

import time
from types import TracebackType
from typing import Self

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from akkoord.command_line import PATIENCE_SECONDS, errors


class Bar:
    """What is told how many rows are done of how many; on a terminal only. doing: what stands before it."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._begun = time.monotonic()
        self._shown: tuple[Progress, TaskID] | None = None

    def __enter__(self) -> Self:
        return self

    def tell(self, done: int, total: int) -> None:
        """Show how far it is."""
        if self._shown is None:
            if not errors.is_terminal or time.monotonic() - self._begun < PATIENCE_SECONDS:
                return
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            progress = Progress(*columns, console=errors, transient=True)
            progress.start()
            self._shown = progress, progress.add_task(self._doing, total=total)
        progress, task = self._shown
        progress.update(task, completed=done, total=total)

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._shown is not None:
            self._shown[0].stop()
