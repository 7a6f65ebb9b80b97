"""Sections that installed packages offer."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from reportgen.errors import ExitCode, SettingsError
from reportgen.sections import GROUP, Section, installed, templates
from tests import plugins

IMPORT = """
from pathlib import Path
from reportgen.sections import Section

NONE = Path("no.j2")
"""


def _module(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.py").write_text(text)


def test_without_packages_there_are_no_sections() -> None:
    assert installed() == ()
    assert templates(["tempo_bands"]) == {}


def test_the_example_is_found_and_can_be_switched_off(tmp_path: Path) -> None:
    with plugins.example(tmp_path):
        (found,) = installed()
        assert found.package == "reportgen-tempo-bands 1.0"
        assert isinstance(found.section, Section)
        assert found.section.after == "exploration"
        assert installed(["tempo_bands"]) == ()
        path = plugins.EXAMPLE / "tempo_bands" / "tempo_bands.html.j2"
        assert templates(["tempo_bands", "other"]) == {"tempo_bands": path}
        assert templates([]) == {}
    assert installed() == ()


def test_the_project_file_of_the_example_says_the_same() -> None:
    project = tomllib.loads((plugins.EXAMPLE / "pyproject.toml").read_text())["project"]
    assert project["entry-points"][GROUP] == {"tempo_bands": "tempo_bands:section"}


def test_the_same_name_twice_is_an_error_that_names_both(tmp_path: Path) -> None:
    plugins.offered(tmp_path, "tempo_bands", "other:section", "another-package")
    with plugins.example(tmp_path):
        with pytest.raises(SettingsError, match=r"another-package 1\.0 and reportgen-") as caught:
            installed()
        assert caught.value.exit_code is ExitCode.SETTINGS
        assert installed(["tempo_bands"]) == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("import nowhere_at_all", "cannot be imported .ModuleNotFoundError: No module"),
        ("raise RuntimeError", r"cannot be imported \(RuntimeError\)$"),
        ("def (", "cannot be imported .SyntaxError"),
        ("a = 1", "cannot be imported .AttributeError"),
        ("section = 1", "own_module:section is no reportgen.sections.Section"),
        (
            f"{IMPORT}section = Section(name='other', title='T', analyse=print)",
            "entry point is called mine, but the section other",
        ),
        (
            f"{IMPORT}section = Section(name='mine', title='T', analyse=print, template=NONE)",
            r"template no\.j2 is missing",
        ),
        (
            f"{IMPORT}section = Section(name='Bad', title='T', analyse=print)",
            "cannot be imported .ValueError: 'Bad' cannot be the name",
        ),
    ],
)
def test_one_that_cannot_be_had_comes_with_its_reason(
    tmp_path: Path, text: str, reason: str
) -> None:
    _module(tmp_path, "own_module", text)
    plugins.offered(tmp_path, "mine", "own_module:section")
    with plugins.installed(tmp_path):
        (found,) = installed()
        assert isinstance(found.section, str)
        assert re.search(reason, found.section)
        assert templates(["mine"]) == {}
