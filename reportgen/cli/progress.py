"""Progress on stderr: a bar on a terminal, lines with -v, nothing elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from reportgen.cli import logs
from reportgen.results import Execution, StepTime

WORDS = {
    "read": "Reading the table",
    "clean": "Cleaning",
    "profile": "Describing",
    "segment": "Looking for segments",
    "regress": "Explaining popularity",
    "classify": "Predicting hits",
    "audit": "Auditing the scores",
    "judge": "Writing findings",
    "extend": "Running added sections",
    "remember": "Adding to the history",
    "draw": "Drawing charts",
    "html": "Laying out HTML",
    "pdf": "Laying out PDF",
    "write": "Writing files",
}


class Steps:
    """Shows the steps of a run as they come, and keeps what they took.

    Parameters
    ----------
    quiet : bool
        Show nothing.
    verbose : bool
        Print a line with its time for each step, also where stderr is no terminal.
    """

    def __init__(self, *, quiet: bool, verbose: bool) -> None:
        logged = logs.current() is not None
        self._console = Console(stderr=True, quiet=quiet)
        self._verbose = verbose and not logged
        self._taken: list[StepTime] = []
        self._bar = Progress(
            TextColumn("{task.description:<24}"),
            BarColumn(),
            TextColumn("{task.completed}/{task.total}"),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
            disable=quiet or verbose or logged or not self._console.is_terminal,
        )
        self._task = self._bar.add_task("Starting", total=len(WORDS))
        self.seconds: dict[str, float] = {}
        """Steps that are over, and the seconds that each took."""

    def __enter__(self) -> Steps:
        """Start the bar."""
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        self._bar.stop()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Show one step while it runs."""
        words = WORDS.get(name, name)
        self._bar.update(self._task, description=words)
        began, cpu = time.perf_counter(), time.process_time()
        with logs.step(name):
            yield
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
        self.seconds[name] = seconds
        self._taken.append(StepTime(name=name, seconds=round(seconds, 3), cpu=round(cpu, 3)))
        self._bar.advance(self._task)
        if self._verbose:
            self._console.print(f"{words:<24}{seconds:7.2f} s", highlight=False)

    def execution(self) -> Execution:
        """Return what the steps took that have ended."""
        return Execution(
            steps=tuple(self._taken),
            seconds=round(sum(step.seconds for step in self._taken), 3),
            cpu=round(sum(step.cpu for step in self._taken), 3),
            peak_memory=peak_memory(),
        )


def peak_memory() -> int | None:
    """Return the most bytes of memory that this process ever held, if the system says."""
    try:
        import resource
    except ImportError:
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
