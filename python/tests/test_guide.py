"""Every line of Python in the guide runs, in the order of the page."""

from __future__ import annotations

import re
import shutil
import warnings
from pathlib import Path

import pytest

from conftest import beside

PAGE = Path(__file__).resolve().parents[2] / "docs" / "python.md"


def test_the_page_runs_from_top_to_bottom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for year in (1995, 2011):
        shutil.copy(beside("data", "wiod13", f"wiod13_{year}.csv.gz"), tmp_path)
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    assert len(blocks) >= 4
    names: dict[str, object] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for block in blocks:
            exec(compile(block, str(PAGE), "exec"), names)
    names["client"].close()  # type: ignore[attr-defined]
