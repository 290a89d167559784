"""The example notebooks run, and say what they said.

``TRIPOLE_FREEZE=1`` keeps what they say now.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "examples" / "notebooks").glob("*.ipynb"))


def said(book: Any) -> list[str]:
    """What cells print and show as text; the rest of it is pictures and tables of the same."""
    texts = []
    for cell in book.cells:
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                continue
            data = output.get("data", {})
            text = output.get("text") or data.get("text/plain") or ""
            texts.append(re.sub(r"0x[0-9a-f]+", "", text))
    return texts


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_says_what_it_said(path: Path) -> None:
    kept = nbformat.read(path, as_version=4)
    book = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(book, timeout=300, kernel_name="python3", resources={"metadata": {"path": path.parent}}).execute()
    for cell in book.cells:
        cell.get("metadata", {}).pop("execution", None)
        if "outputs" in cell:
            # Bars of progress and such are of this run.
            cell.outputs = [it for it in cell.outputs if it.get("name") != "stderr"]
    if os.environ.get("TRIPOLE_FREEZE"):
        nbformat.write(book, path)
        return
    assert said(book) == said(kept), "TRIPOLE_FREEZE=1 keeps what it says now"
    pictures = [it for cell in book.cells for it in cell.get("outputs", []) if "image/svg+xml" in it.get("data", {})]
    assert pictures or path.stem == "none"


def test_there_are_notebooks() -> None:
    assert len(NOTEBOOKS) == 3
