"""What a template may do, whoever wrote it.

Templates run in Jinja's sandbox: private names cannot be reached, nothing can be changed,
and a name that is not there is an error.  Beyond that, this environment counts turns of
loops and calls, so that every page comes to an end; lets ``*``, ``**`` and ``%`` work on
numbers alone and strings have few methods, so that no short expression fills the memory;
and reads files below its folders alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from gettext import NullTranslations
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    nodes,
)
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from reportgen.text import current

if TYPE_CHECKING:
    from jinja2.bccache import Bucket
    from jinja2.runtime import Context

MOST_STEPS = 200_000
"""Turns of loops and calls while a page is made; a usual report takes four thousand."""

MOST_COMPILED = 500
"""Compiled templates that are kept for a language."""

MOST_POWER, LARGEST_BASE = 64, 1_000_000
_COUNTED = "counted"
_WORDS = frozenset(
    """upper lower title capitalize strip lstrip rstrip split rsplit partition rpartition
    startswith endswith removeprefix removesuffix isdigit index count find""".split()
)
"""Methods of strings that make them no longer."""


class Budget:
    """Counts the steps of one page; ``left`` are those that it can still take."""

    def __init__(self) -> None:
        self.left = MOST_STEPS

    def begin(self) -> None:
        """Start a page."""
        self.left = MOST_STEPS

    def spend(self) -> None:
        """Take a step.

        Raises
        ------
        SecurityError
            If there were too many.
        """
        self.left -= 1
        if self.left < 0:
            raise SecurityError(f"the page takes more than {MOST_STEPS:,} turns of loops and calls")

    def counted(self, items: Iterable[Any]) -> Iterator[Any]:
        """Yield the items, each a step."""
        for item in items:
            self.spend()
            yield item


class Pages(ImmutableSandboxedEnvironment):
    """The environment of all pages.

    ``brought`` are the paths of templates of installed packages, by the name of their
    section.
    """

    intercepted_binops = frozenset(("*", "**", "%"))

    def __init__(self, **options: Any) -> None:
        super().__init__(
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            **options,
        )
        self.budget = Budget()
        self.brought: dict[str, str] = {}
        self.globals.clear()

    def allow(self, filters: dict[str, Callable[..., Any]]) -> None:
        """Let templates use these filters, and ``safe``."""
        counted = {_COUNTED: self.budget.counted}
        self.filters = {"safe": self.filters["safe"], **filters, **counted}

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,  # noqa: FBT001, FBT002 - Jinja's signature
    ) -> str:
        """Let each loop count its turns."""
        for loop in source.find_all(nodes.For):
            counted = nodes.Filter(loop.iter, _COUNTED, [], [], None, None, lineno=loop.lineno)
            loop.iter = counted.set_environment(self)
        return super()._generate(source, name, filename, defer_init=defer_init)

    def call(self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Count a call."""
        self.budget.spend()
        return super().call(__context, __obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Compute with numbers alone."""
        if not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise SecurityError(f"{operator} is for numbers alone")
        if operator == "**" and (abs(left) > LARGEST_BASE or abs(right) > MOST_POWER):
            raise SecurityError(f"a power of more than {MOST_POWER}, or of a large number")
        return super().call_binop(context, operator, left, right)

    def wrap_str_format(self, value: Any) -> None:
        """Leave ``format`` to :meth:`is_safe_attribute`, which refuses it."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Refuse private names, and methods of strings that can make long ones."""
        if isinstance(obj, str) and attr not in _WORDS:
            return False
        return super().is_safe_attribute(obj, attr, value)


class Compiled(BytecodeCache):
    """Keeps templates compiled, from one page to the next.

    They are known by their name, place and text, and apart for each language, because
    filters of what does not change work while a template is compiled; and apart for each way
    to write what they place, which is compiled into them.
    """

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[NullTranslations, dict[tuple[str, ...], CodeType]]
        self._known = WeakKeyDictionary()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template what was compiled for it before."""
        bucket.code = self._of_language().get(self._key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled for a template."""
        known = self._of_language()
        if len(known) >= MOST_COMPILED:
            known.clear()
        if bucket.code is not None:
            known[self._key(bucket)] = bucket.code

    def _of_language(self) -> dict[tuple[str, ...], CodeType]:
        return self._known.setdefault(current().words, {})

    @staticmethod
    def _key(bucket: Bucket) -> tuple[str, ...]:
        made, finalize = bucket.environment, bucket.environment.finalize
        placed = (str(made.autoescape), "" if finalize is None else finalize.__module__)
        return current().writing.language, bucket.key, bucket.checksum, *placed


class Below(FileSystemLoader):
    """Reads templates of one folder; a link that leads out of it leads nowhere."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return text, path and freshness of a template."""
        source, path, fresh = super().get_source(environment, template)
        if not Path(path).resolve().is_relative_to(Path(self.searchpath[0]).resolve()):
            raise TemplateNotFound(template, f"{template} leads out of {self.searchpath[0]}")
        return source, path, fresh
