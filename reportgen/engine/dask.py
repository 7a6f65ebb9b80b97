"""Rows held by the workers of a Dask cluster.

The machine that starts a run keeps the rows on scratch and sends them out in groups of
blocks.  A pass is a task for each group and a tree of merges whose shape depends on the
groups alone.  Where a worker is lost, what it held is sent out again and the pass is made
once more.
"""

from __future__ import annotations

import logging
import time
import weakref
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

from reportgen.aggregates.block import Aggregate, Block
from reportgen.aggregates.hashing import buckets
from reportgen.engine.passes import Pairs, States, linear_algebra
from reportgen.engine.protocol import Transform
from reportgen.errors import EngineError

GROUP = 4
"""Blocks that are sent to a worker together."""
PART_ROWS = 1 << 21
"""About how many rows come together in one part where equal keys have to meet."""
TRIES = 3
"""How often a pass is tried where workers are lost."""
WAIT = 30
"""Seconds to wait for a scheduler, or for a worker."""
_SALT = 11
_HINT = "Check that the scheduler and its workers run, or use --engine stream."


@dataclass(frozen=True, slots=True)
class InPart:
    """Keeps the rows of one part by hash of a key."""

    key: str
    parts: int
    part: int

    def __call__(self, block: Block) -> Block:
        """Return the rows of the part."""
        return block.keep(buckets(block.columns[self.key], self.parts, _SALT) == self.part)


def _through(blocks: Sequence[Block], transforms: Sequence[Transform]) -> list[Block]:
    out = []
    for made in blocks:
        block = made
        for transform in transforms:
            if block.size:
                block = transform(block)
        if block.size:
            out.append(block)
    return out


def _kept(blocks: Sequence[Block], plan: Sequence[Transform]) -> list[Block]:
    with linear_algebra().limit(limits=1):
        return _through(blocks, plan)


def _passed(
    blocks: Sequence[Block], plan: tuple[Sequence[Transform], Sequence[Aggregate[Any, Any]]]
) -> tuple[int, States]:
    """Return the rows of a group and the states of all aggregates over them."""
    transforms, aggregates = plan
    pairs, rows = Pairs(aggregates), 0
    with linear_algebra().limit(limits=1):
        for block in _through(blocks, transforms):
            pairs.add([aggregate.update(block) for aggregate in aggregates])
            rows += block.size
        return rows, pairs.merged()


def _joined(
    a: tuple[int, States],
    b: tuple[int, States],
    plan: tuple[Sequence[Transform], Sequence[Aggregate[Any, Any]]],
) -> tuple[int, States]:
    if not a[0] or not b[0]:
        return a if a[0] else b
    merged = [one.merge(p, q) for one, p, q in zip(plan[1], a[1], b[1], strict=True)]
    return a[0] + b[0], merged


class Cluster:
    """A connection to a cluster, or a cluster of its own on this machine.

    Parameters
    ----------
    address : str or None
        Of the scheduler.
    workers : int
        Processes of a cluster of its own.
    folder : Path or None
        Where workers put what does not fit into their memory.

    Raises
    ------
    EngineError
        If Dask is not installed, or nobody answers.
    """

    def __init__(self, address: str | None, workers: int, folder: Path | None = None) -> None:
        try:
            import distributed
        except ImportError as error:
            raise EngineError(
                "Dask is not installed", hint="Install it with `pip install distributed`."
            ) from error
        # The library has few types; what it gives is checked where it is used.
        library: Any = distributed
        self.where = address or "a cluster on this machine"
        own = None
        try:
            if address is None:
                own = library.LocalCluster(
                    n_workers=workers,
                    threads_per_worker=1,
                    host="127.0.0.1",
                    dashboard_address="127.0.0.1:0",
                    silence_logs=logging.CRITICAL,
                    local_directory=None if folder is None else str(folder),
                )
            self.client: Any = library.Client(own or address, timeout=WAIT, set_as_default=False)
            self.client.wait_for_workers(1, timeout=WAIT)
        except (OSError, TimeoutError, ValueError) as error:
            if own is not None:
                own.close()
            raise EngineError(
                f"The Dask cluster cannot be reached ({str(error).partition(chr(10))[0][:120]})",
                where=self.where,
                hint=_HINT,
            ) from error
        self._end = weakref.finalize(self, _close, self.client, own)

    def close(self) -> None:
        """Leave the cluster; one of its own ends."""
        self._end()


def _close(client: Any, own: Any) -> None:
    client.close()
    if own is not None:
        own.close()


class Held:
    """Groups of blocks on workers, and how they come there again.

    Parameters
    ----------
    cluster : Cluster
        Whose workers.
    source : sequence of Block, or Held
        Blocks on this machine, or other groups that these are made from.
    transforms : tuple of callable
        How they are made from those.
    """

    def __init__(
        self,
        cluster: Cluster,
        source: Sequence[Block] | Held,
        transforms: tuple[Transform, ...] = (),
    ) -> None:
        self.cluster, self._source, self._transforms = cluster, source, transforms
        self._futures: list[Any] = []

    def futures(self) -> list[Any]:
        """Return a future for each group."""
        if not self._futures:
            self._futures = list(self._sent())
        return self._futures

    def forget(self) -> None:
        """Take all groups for lost, so that they are sent or made again."""
        self._futures = []
        if isinstance(self._source, Held):
            self._source.forget()

    def _sent(self) -> Iterator[Any]:
        client = self.cluster.client
        if isinstance(self._source, Held):
            plan = client.scatter(self._transforms, hash=False)
            for group in self._source.futures():
                yield client.submit(_kept, group, plan, pure=False)
            return
        for start in range(0, len(self._source), GROUP):
            group = [_whole(block) for block in self._source[start : start + GROUP]]
            yield client.scatter(group, hash=False)


def _whole(block: Block) -> Block:
    return Block(dict(block.columns), block.size)


@dataclass(frozen=True, slots=True)
class DaskEngine:
    """Rows on the workers of a cluster, and what is done to each block on its way.

    Parameters
    ----------
    held : Held
        The rows.
    transforms : tuple of callable
        Applied to every block of each pass, until :meth:`keep` keeps their outcome.
    """

    held: Held = field(repr=False)
    transforms: tuple[Transform, ...] = ()
    _counted: list[int] = field(default_factory=list, repr=False)
    name: ClassVar[str] = "dask"

    @classmethod
    def of(cls, blocks: Sequence[Block], cluster: Cluster) -> DaskEngine:
        """Send blocks to a cluster; they have to stay readable here."""
        return cls(Held(cluster, blocks))

    @property
    def rows(self) -> int:
        """Number of rows."""
        if not self._counted:
            self._counted.append(self._pass(())[0])
        return self._counted[0]

    def run(self, *aggregates: Aggregate[Any, Any]) -> tuple[Any, ...]:
        """Finish all aggregates in one pass over the rows."""
        rows, merged = self._pass(aggregates)
        self._counted[:] = [rows]
        if not rows:
            raise EngineError("There are no rows to compute on")
        return tuple(a.finish(state) for a, state in zip(aggregates, merged, strict=True))

    def derive(self, transform: Transform) -> DaskEngine:
        """Return an engine that transforms the rows on their way."""
        return replace(self, transforms=(*self.transforms, transform), _counted=[])

    def keep(self) -> DaskEngine:
        """Let the workers keep the transformed rows."""
        if not self.transforms:
            return self
        return DaskEngine(Held(self.held.cluster, self.held, self.transforms))

    def apart(self, key: str) -> Iterator[DaskEngine]:
        """Yield the rows in parts by hash of a key, a pass for each."""
        kept = self.keep()
        parts = -(-kept.rows // PART_ROWS)
        if parts < 2:
            yield kept
            return
        for part in range(parts):
            yield kept.derive(InPart(key, parts, part))

    def _pass(self, aggregates: tuple[Aggregate[Any, Any], ...]) -> tuple[int, States]:
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError
        from distributed.comm.core import CommClosedError

        lost = (
            *(KilledWorker, FutureCancelledError, CommClosedError),
            *(CancelledError, TimeoutError, OSError),
        )
        for attempt in range(1, TRIES + 1):
            try:
                return self._tried((self.transforms, aggregates))
            except lost as error:
                self.held.forget()
                self._wait_for_workers(error, last=attempt == TRIES)
        raise AssertionError("the last attempt raises")

    def _wait_for_workers(self, error: BaseException, *, last: bool) -> None:
        cluster = self.held.cluster
        end = time.monotonic() + WAIT
        while not last and time.monotonic() < end and cluster.client.status == "running":
            if cluster.client.scheduler_info()["workers"]:
                return
            time.sleep(0.2)
        raise EngineError(
            f"The Dask cluster was lost in the middle of a pass ({type(error).__name__})",
            where=cluster.where,
            hint=_HINT,
        ) from error

    def _tried(self, plan: tuple[Any, Any]) -> tuple[int, States]:
        """Make one pass: a task for each group, then merges in pairs of pairs."""
        client = self.held.cluster.client
        sent = client.scatter(plan, hash=False)
        level = [client.submit(_passed, g, sent, pure=False) for g in self.held.futures()]
        if not level:
            return 0, []
        while len(level) > 1:
            pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
            level = [
                client.submit(_joined, *pair, sent, pure=False) if len(pair) == 2 else pair[0]
                for pair in pairs
            ]
        found: tuple[int, States] = level[0].result()
        return found
