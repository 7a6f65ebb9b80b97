"""Texts of the source that read like words for a reader, and stand outside the catalogue."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Set
from pathlib import Path

WORDS = re.compile(r"[A-Za-z]{2,}[,:;]? +[A-Za-z]{2,}|^[ ,:;(]+[a-z]{2,}|[A-Za-z]{2,}[ ,:;(]+$")
"""Two words, or a word that is joined to something else."""
TRANSLATED = {"translate", "plural"}


def untranslated(path: Path, messages: Set[str]) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of each; what is raised, and what documents, is left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed = {id(node) for node in _passed(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
            if id(node) not in passed and WORDS.search(text) and text not in messages:
                yield node.lineno, text


def _passed(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield all nodes within errors, documentation, and calls that translate."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant()) | ast.Assert():
                yield from ast.walk(node)
            case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
                if name in TRANSLATED or name.endswith("Error"):
                    yield from ast.walk(node)
