"""What a command costs: CPU seconds, wall seconds and the peak of memory, from outside."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

LAUNCHER = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
code = os.waitstatus_to_exitcode(status)
print(code, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
"""
"""Starts the command from a small process: until a child runs its own program, the memory of
the one that started it counts for it, and the peak would never be less than that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """CPU and wall in seconds, with all processes started; peak of memory in MB."""

    cpu: float
    wall: float
    peak_mb: float


def measure(words: Sequence[str], runs: int) -> Cost:
    """Run ``words`` several times and return the medians.

    Raises
    ------
    subprocess.CalledProcessError
        If the command fails.
    """
    return median([_once(words) for _ in range(runs)])


def median(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure."""
    return Cost(
        cpu=statistics.median(cost.cpu for cost in costs),
        wall=statistics.median(cost.wall for cost in costs),
        peak_mb=statistics.median(cost.peak_mb for cost in costs),
    )


def _once(words: Sequence[str]) -> Cost:
    start = os.times().elapsed
    launched = [sys.executable, "-S", "-E", "-c", LAUNCHER, *words]
    done = subprocess.run(launched, check=True, text=True, stdout=subprocess.PIPE)
    wall = os.times().elapsed - start
    code, cpu, peak = done.stdout.split()
    if int(code):
        raise subprocess.CalledProcessError(int(code), list(words))
    return Cost(cpu=float(cpu), wall=wall, peak_mb=float(peak))
