"""All messages that the package can say, read from its source.

A sentence of a finding is one message, whole, with its named gaps.  Where the source puts
it together from pieces (``"…" + more``, an f-string over words chosen above), each of the
texts that can come out is a message.  For that the functions of a module are followed with
sets of texts in the place of values; nothing of it runs.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from string import Formatter
from types import ModuleType
from typing import Any

import reportgen
from reportgen import findings, music
from reportgen.ingest import units
from reportgen.music import other

Texts = frozenset[str] | None
"""What an expression can be; ``None`` where it is no text that the source knows."""
Env = dict[str, Texts]

BY_KEYWORD = ("title", "text", "clear", "label", "note", "value")
"""Arguments of any function of the findings that are messages, if they are texts."""
BY_PLACE = {
    "translate": 0,
    "compose": 1,
    "rule": 1,
    "NotApplicable": 0,
    "_either": 1,
    "_said": 0,
    "AnalysisError": 0,
}
"""Function → the place of its message; ``_either`` has another one behind it."""
PLURALS = ("plural", "noun", "count")
MUST_BE_KNOWN = frozenset({"title", "text", "clear", "translate"})


@dataclass
class Reader:
    """Reads one module.

    ``unknown`` are messages that cannot be followed; ``path`` the functions whose returned
    texts are being looked for.
    """

    module: ModuleType
    by_keyword: bool
    messages: set[str] = field(default_factory=set)
    plurals: set[tuple[str, str]] = field(default_factory=set)
    unknown: list[str] = field(default_factory=list)
    path: tuple[Any, ...] = ()

    def read(self) -> Reader:
        tree = ast.parse(inspect.getsource(self.module))
        self._run(tree.body, {}, frozenset())
        return self

    def _run(self, body: Sequence[ast.stmt], env: Env, given: frozenset[str]) -> None:
        for statement in body:
            self._step(statement, env, given)

    def _step(self, statement: ast.stmt, env: Env, given: frozenset[str]) -> None:
        match statement:
            case ast.FunctionDef(args=args, body=body):
                names = (*args.posonlyargs, *args.args, *args.kwonlyargs)
                self._run(body, {}, frozenset(a.arg for a in names))
            case ast.ClassDef(body=body):
                self._run(body, {}, frozenset())
            case ast.If(test=test, body=body, orelse=orelse):
                self._calls(test, env, given)
                self._branches((body, orelse), env, given)
            case ast.For(iter=head, body=body) | ast.While(test=head, body=body):
                self._calls(head, env, given)
                self._branches((body, []), env, given)
            case ast.With(items=items, body=body):
                for item in items:
                    self._calls(item, env, given)
                self._branches((body, []), env, given)
            case ast.Match(subject=subject, cases=cases):
                self._calls(subject, env, given)
                self._branches([case.body for case in cases], env, given)
            case _:
                self._calls(statement, env, given)
                self._bind(statement, env)

    def _branches(
        self, bodies: Sequence[Sequence[ast.stmt]], env: Env, given: frozenset[str]
    ) -> None:
        ends = []
        for body in bodies:
            inner = dict(env)
            self._run(body, inner, given)
            ends.append(inner)
        for name in set().union(*ends):
            found = [end[name] for end in ends if name in end]
            env[name] = _union(found)

    def _bind(self, statement: ast.stmt, env: Env) -> None:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                env[name] = self._texts(value, env)
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=value):
                for i, target in enumerate(targets):
                    if isinstance(target, ast.Name):
                        env[target.id] = self._part(value, i, env)
            case ast.AugAssign(target=ast.Name(id=name), value=value):
                env[name] = _joined([env.get(name), self._texts(value, env)])

    def _part(self, value: ast.expr, place: int, env: Env) -> Texts:
        if isinstance(value, ast.Tuple):
            return self._texts(value.elts[place], env) if place < len(value.elts) else None
        if isinstance(value, ast.Call):
            return self._returned(value, place)
        return None

    def _texts(self, node: ast.expr, env: Env) -> Texts:  # noqa: PLR0911 - a line a kind
        match node:
            case ast.Constant(value=str(text)):
                return frozenset({text})
            case ast.JoinedStr(values=values):
                return _joined([self._texts(v, env) for v in values])
            case ast.FormattedValue(value=value):
                return self._texts(value, env)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return _joined([self._texts(left, env), self._texts(right, env)])
            case ast.IfExp(body=body, orelse=orelse):
                return _union([self._texts(body, env), self._texts(orelse, env)])
            case ast.Name(id=name):
                return env[name] if name in env else _known(self._global(name))
            case ast.Subscript(value=ast.Name(id=name)):
                return _values(self._global(name))
            case ast.Call():
                return self._called(node, env)
        return None

    def _called(self, call: ast.Call, env: Env) -> Texts:
        match call:
            case ast.Call(func=ast.Attribute(value=whole, attr="replace"), args=[old, new]):
                texts, a, b = (self._texts(part, env) for part in (whole, old, new))
                if texts is None or a is None or b is None:
                    return None
                return frozenset(text.replace(min(a), min(b)) for text in texts)
        return self._returned(call, None)

    def _returned(self, call: ast.Call, place: int | None) -> Texts:
        """What a function of ours returns, or one part of the tuple that it returns."""
        function = self._global(call.func.id) if isinstance(call.func, ast.Name) else None
        if not inspect.isfunction(function) or not function.__module__.startswith("reportgen."):
            return None
        if function in self.path:
            return None
        home = importlib.import_module(function.__module__)
        reader = Reader(home, by_keyword=False, path=(*self.path, function))
        (tree,) = ast.parse(inspect.getsource(function)).body
        env: Env = {}
        for statement in getattr(tree, "body", []):
            reader._bind(statement, env)
        ends = [n.value for n in ast.walk(tree) if isinstance(n, ast.Return) and n.value]
        if place is None:
            return _union([reader._texts(end, env) for end in ends])
        return _union([reader._part(end, place, env) for end in ends])

    def _global(self, name: str) -> Any:
        return getattr(self.module, name, None)

    def _calls(self, tree: ast.AST, env: Env, given: frozenset[str]) -> None:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                self._call(node, env, given)

    def _call(self, call: ast.Call, env: Env, given: frozenset[str]) -> None:
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if name == "translate" and isinstance(call.func, ast.Attribute):  # a method of str
            return
        places = [BY_PLACE[name]] if name in BY_PLACE else []
        places += [places[0] + 1] if name == "_either" else []
        for place in places:
            if len(call.args) > place:
                self._message(name, call.args[place], env, given)
        if self.by_keyword:
            for keyword in call.keywords:
                if keyword.arg in BY_KEYWORD:
                    self._message(keyword.arg or "", keyword.value, env, given)
        if name == "Skipped":
            for keyword in (k for k in call.keywords if k.arg == "step"):
                self._message("step", keyword.value, env, given)
        if name in PLURALS:
            self._plural(call, env)

    def _message(self, name: str, node: ast.expr, env: Env, given: frozenset[str]) -> None:
        texts = self._texts(node, env)
        if texts is not None:
            self.messages |= {text for text in texts if any(map(str.isalpha, _fixed(text)))}
        elif name in MUST_BE_KNOWN and not _passed_on(node, given):
            self.unknown.append(f"{self.module.__name__}:{node.lineno}")

    def _plural(self, call: ast.Call, env: Env) -> None:
        forms = [self._texts(arg, env) for arg in call.args[1:3]]
        if not forms or forms[0] is None:
            return
        for one in forms[0]:
            self.plurals |= {(one, many) for many in (forms[1:] and forms[1]) or {f"{one}s"}}


def _passed_on(node: ast.expr, given: frozenset[str]) -> bool:
    """Say whether a message comes from the caller, who is read where it stands."""
    match node:
        case ast.IfExp(body=body, orelse=orelse):
            return _passed_on(body, given) and _passed_on(orelse, given)
        case ast.Name(id=name):
            return name in given
        case ast.Attribute():
            return True
    return False


def _fixed(template: str) -> str:
    """The words of a template without its gaps."""
    return "".join(literal for literal, *_ in Formatter().parse(template))


def _joined(parts: Sequence[Texts]) -> Texts:
    if any(part is None for part in parts):
        return None
    return frozenset(map("".join, product(*(part for part in parts if part is not None))))


def _union(parts: Sequence[Texts]) -> Texts:
    if any(part is None for part in parts):
        return None
    return frozenset[str]().union(*(part for part in parts if part is not None))


def _known(value: Any) -> Texts:
    return frozenset({value}) if type(value) is str else None


def _values(value: Any) -> Texts:
    texts = list(value.values()) if isinstance(value, Mapping) else []
    return frozenset(texts) if texts and all(type(t) is str for t in texts) else None


def entries() -> Iterator[str]:
    """Words of the dictionary of track features."""
    yield from (other.MADE_FROM, other.BESIDE, *music.TRACKS.leaks.values(), units.SCALED)
    for entry in music.TRACKS.entries:
        unit = entry.unit.removeprefix("log10 ")
        yield from filter(None, (entry.reason, unit if any(map(str.isalpha, unit)) else ""))
    for entry in (*music.FEATURES, *music.CATEGORIES, *music.TARGETS, *music.LABELS):
        yield from filter(None, (entry.label, entry.description, entry.high, entry.low))
        if entry.high and " " not in entry.high:
            yield f"{entry.high} tracks"


NO_WORDS = ("__main__", "migrations.env")
"""Modules that run when they are imported."""


@cache
def readers() -> tuple[Reader, ...]:
    """Read every module of the package."""
    return tuple(_readers())


def _readers() -> Iterator[Reader]:
    for found in pkgutil.walk_packages(reportgen.__path__, "reportgen."):
        if not found.name.endswith(NO_WORDS):
            module = importlib.import_module(found.name)
            yield Reader(module, by_keyword=found.name in SENTENCES).read()


SENTENCES = {
    f"reportgen.findings.{rule.judge.__module__.rpartition('.')[2]}" for rule in findings.RULES
} | {"reportgen.findings.verdict"}
"""Modules whose keyword arguments are messages."""
