"""Tables of the tests: the embedded ones, a small one made by hand, and the published one beside the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import tripole

SHARED = Path(__file__).resolve().parents[3] / "shared"


def beside(*parts: str) -> Path:
    """A file beside the project; without it the test is skipped, unless nothing may be."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        if os.environ.get("TRIPOLE_NO_SKIP"):
            pytest.fail(f"{path} is not there")
        pytest.skip(f"{path} is not there")
    return path


@pytest.fixture(scope="session")
def table() -> tripole.Table:
    return tripole.read("builtin:three-pole-2011")


@pytest.fixture(scope="session")
def system(table: tripole.Table) -> tripole.System:
    return table.system()


@pytest.fixture(scope="session")
def wiod() -> tripole.Table:
    return tripole.read(beside("data", "wiod13", "wiod13_2011.csv.gz"))
