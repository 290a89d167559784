"""More than one machine: Dask, Slurm's array, Snakemake; always the bytes of one run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tripole

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLES = REPOSITORY / "examples" / "cluster"
GRID = REPOSITORY / "seeds" / "sweeps" / "us-tariffs-on-china.toml"

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster, distributed.Client(cluster) as client:
        yield client


def test_a_sweep_on_dask_is_that_of_one_machine(client: Any, table: tripole.Table, system: tripole.System) -> None:
    import tripole.dask

    whole = system.sweep(GRID)
    assert tripole.dask.sweep(client, table, GRID).to_csv() == whole.to_csv()
    # More pieces than scenarios, a table by its name, a grid as text, some regions.
    some = tripole.dask.sweep(
        client, "builtin:three-pole-2011", GRID.read_text(), shards=40, region=["CHN", "USA"]
    )
    assert some.to_csv() == system.sweep(GRID, region=["CHN", "USA"]).to_csv()
    spread = tripole.dask.sweep(client, table, GRID, summary=True)
    expected = system.sweep(GRID, summary=True)
    assert list(spread) == list(expected) and all(spread[it] == expected[it] for it in expected)
    with pytest.raises(tripole.TripoleError):
        tripole.dask.sweep(client, table, "name = 'x'\nmodel = 'price'\n[[tarif]]\n")


def test_a_panel_on_dask_is_that_of_one_run(client: Any, table: tripole.Table, system: tripole.System) -> None:
    import tripole.dask

    tables: list[Any] = [table, "builtin:three-pole-1995"]
    panel = tripole.dask.panel(client, tables, "vax", by="region")
    assert panel.to_csv() == system.vax(by="region", beside="builtin:three-pole-1995").to_csv()
    grouped = tripole.dask.panel(
        client, tables, "position", system={"groups": {"NAFTA": ["USA", "CAN", "MEX"]}}, region="NAFTA"
    )
    assert grouped.keys == ["year", "region"] and len(grouped) == 2
    with pytest.raises(tripole.UsageError, match="no measure"):
        tripole.dask.panel(client, tables, "vaxx")


def test_a_worker_that_is_killed_loses_nothing(table: tripole.Table, system: tripole.System) -> None:
    import tripole.dask

    grid = {
        "name": "many", "model": "armington", "parameters": {"rate": {"from": 1, "to": 300, "step": 1}},
        "tariff": [{"importer": "USA", "exporter": "CHN", "percent": "$rate"}],
    }
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster, distributed.Client(cluster) as client:
        victim = next(iter(client.run(os.getpid).values()))

        def kill() -> None:
            time.sleep(1.0)
            os.kill(victim, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        result = tripole.dask.sweep(client, table, grid, shards=60, region="CHN")
        killer.join()
    assert result.to_csv() == system.sweep(grid, region="CHN").to_csv()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to run in, and the program on the path."""
    program = tmp_path / "bin" / "tripole"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tripole "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    folder = tmp_path / "run"
    folder.mkdir()
    return folder


def test_an_array_of_slurm(place: Path, system: tripole.System) -> None:
    words = ["bash", str(EXAMPLES / "sweep.sbatch"), "builtin:three-pole-2011", str(GRID)]
    for task in (3, 1, 4, 2):
        given = {"SLURM_ARRAY_TASK_ID": str(task), "SLURM_ARRAY_TASK_COUNT": "4", "SLURM_CPUS_PER_TASK": "2"}
        subprocess.run(words, cwd=place, env={**os.environ, **given}, check=True)
    parts = sorted(str(it) for it in place.glob("parts/part-*.csv"))
    subprocess.run(["tripole", "sweep", "merge", *parts, "--quiet", "-o", "sweep.csv"], cwd=place, check=True)
    assert (place / "sweep.csv").read_text() == system.sweep(GRID).to_csv()


def test_snakemake(place: Path, system: tripole.System) -> None:
    pytest.importorskip("snakemake")
    words = [
        sys.executable, "-m", "snakemake", "--snakefile", str(EXAMPLES / "Snakefile"), "--directory", str(place),
        "--cores", "2", "--quiet", "all", "--config", f"grid={GRID}", "shards=5",
    ]
    done = subprocess.run(words, cwd=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (place / "sweep.csv").read_text() == system.sweep(GRID).to_csv()
