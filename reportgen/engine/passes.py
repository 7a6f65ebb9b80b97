"""What engines share: blocks worked on in order, and states merged in pairs."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar

from threadpoolctl import ThreadpoolController

from reportgen.aggregates.block import Aggregate

_AHEAD = 2
"""Results per thread that may wait for their turn."""

HIGHEST = 5
"""Merges in pairs of pairs, after which what comes of them is merged one by one."""

_Item = TypeVar("_Item")
_Made = TypeVar("_Made")

States = list[Any]
"""One state for each aggregate of a pass."""


@cache
def linear_algebra() -> ThreadpoolController:
    """Return what holds the libraries of linear algebra to one thread."""
    return ThreadpoolController().select(user_api="blas")


def in_order(
    work: Callable[[_Item], _Made], items: Iterable[_Item], threads: int
) -> Iterator[_Made]:
    """Work on items by threads and yield what they make in the order of the items.

    No more results wait than a few for each thread, however many items there are.
    """
    if threads == 1:
        yield from map(work, items)
        return
    waiting: deque[Future[_Made]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) >= _AHEAD * threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


class Pairs:
    """Merges states as they come: neighbours first, then pairs of pairs, then one by one.

    The tree depends on the number of states alone, so that neither threads nor the place
    where rows live change a digit.  Rounding errors of sums grow far more slowly than with
    the number of blocks (blocked pairwise summation; Higham 1993), and no more than six
    states are held, however many blocks there are.

    Parameters
    ----------
    aggregates : sequence of Aggregate
        What merges each state.
    """

    def __init__(self, aggregates: Sequence[Aggregate[Any, Any]]) -> None:
        self._aggregates = tuple(aggregates)
        self._held: list[tuple[int, States]] = []
        self._whole: States = []

    def add(self, states: States) -> None:
        """Take the states of the next block."""
        height = 0
        while self._held and self._held[-1][0] == height:
            states = self._merged(self._held.pop()[1], states)
            height += 1
        if height < HIGHEST:
            self._held.append((height, states))
        else:
            self._whole = self._merged(self._whole, states) if self._whole else states

    def merged(self) -> States:
        """Return the states of all blocks; nothing where there were none."""
        states: States = []
        while self._held:
            earlier = self._held.pop()[1]
            states = self._merged(earlier, states) if states else earlier
        if self._whole and states:
            return self._merged(self._whole, states)
        return self._whole or states

    def _merged(self, a: States, b: States) -> States:
        return [one.merge(p, q) for one, p, q in zip(self._aggregates, a, b, strict=True)]
