from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.errors import RenderError
from reportgen.render.outputs import place


def test_files_appear_with_their_content(tmp_path: Path) -> None:
    paths = place(tmp_path / "new" / "folder", {"a": b"1", "b": b"2"})
    assert [path.read_bytes() for path in paths] == [b"1", b"2"]
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == ["a", "b"]


def test_old_files_come_back_when_a_rename_fails(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "inside").write_bytes(b"kept")
    with pytest.raises(RenderError, match="a folder has the name of a file"):
        place(tmp_path, {"a": b"new", "b": b"new"})
    assert (tmp_path / "a").read_bytes() == b"old"
    assert (tmp_path / "b" / "inside").read_bytes() == b"kept"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_a_new_file_goes_again_when_a_later_rename_fails(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    with pytest.raises(RenderError):
        place(tmp_path, {"a": b"new", "b": b"new"})
    assert not (tmp_path / "a").exists()


def test_a_folder_that_is_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(RenderError, match="taken"):
        place(tmp_path / "taken", {"a": b"1"})
