"""What users may rely on: the lines of the documentation, as they stand there."""

from __future__ import annotations

import subprocess
import sys
import warnings

import numpy
import pandas
import polars
import pytest

import tripole

from conftest import beside


def program(*words: str) -> str:
    """What the program prints."""
    run = subprocess.run([sys.executable, "-m", "tripole", *words], capture_output=True, text=True, check=True)
    return run.stdout


def test_the_contract_on_the_published_table() -> None:
    table = tripole.read(beside("data", "wiod13", "wiod13_2011.csv.gz"))
    system = table.system(groups={"NAFTA": ["USA", "CAN", "MEX"]}, output_from="rows")
    vax = system.vax(by="region").to_pandas()
    assert "vax_ratio" in vax and (vax["exporter"] == "NAFTA").sum() == 1
    cells = system.exports(exporter="all", sector="all", importer="all", approach="source").to_polars()
    assert cells.columns[:3] == ["exporter", "sector", "importer"] and cells.height > 40_000
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        after = system.scenario("builtin:china-plus-one", by="bloc").to_pandas()
        assert {"before", "after", "change"} <= set(after)
        duty = {"name": "duty", "tariff": [{"importer": "NAFTA", "exporter": "CHN", "percent": 10}]}
        income = system.tariff(duty, model="ge").to_pandas()
    assert income.loc[income["region"] == "CHN", "real_income"].item() < 0


QUESTIONS = [
    ("trade", {"by": "pair"}, ["--by", "pair"]),
    ("va", {"origin_sectors": True, "destination": "USA"}, ["--origin-sectors", "--destination", "USA"]),
    ("vax", {"by": "sector", "exporter": ["DEU", "CHN"]}, ["--by", "sector", "--exporter", "DEU,CHN"]),
    ("exports", {"importer": "all", "approach": "sink"}, ["--importer", "all", "--approach", "sink"]),
    ("exports", {"method": "kww"}, ["--method", "kww"]),
    ("imports", {"importer": "USA"}, ["--importer", "USA"]),
    ("bilateral", {}, []),
    ("tiva", {"partner": "all"}, ["--partner", "all"]),
    ("participation", {"measure": "wwyz", "by": "region-sector"}, ["--measure", "wwyz", "--by", "region-sector"]),
    ("position", {"by": "region-sector"}, ["--by", "region-sector"]),
    ("linkages", {"scope": "domestic"}, ["--scope", "domestic"]),
    ("chains", {"family": "shares", "by": "bloc"}, ["--family", "shares", "--by", "bloc"]),
    ("reer", {"region": "MEX"}, ["--region", "MEX"]),
    ("rca", {}, []),
    ("apl", {"by": "sector"}, ["--by", "sector"]),
    ("smile", {"chain": "CHN:ELE"}, ["--chain", "CHN:ELE"]),
    ("gvc_income", {"products": ["ELE", "TRQ"]}, ["--products", "ELE,TRQ"]),
    ("multipliers", {"top": 5, "sort": "va_multiplier"}, ["--top", "5", "--sort", "va_multiplier"]),
    ("extract", {"each": "region"}, ["--each", "region"]),
]


@pytest.mark.parametrize(("method", "given", "typed"), QUESTIONS, ids=lambda it: it if isinstance(it, str) else "")
def test_every_measure_gives_the_bytes_of_the_program(
    system: tripole.System, method: str, given: dict[str, object], typed: list[str]
) -> None:
    result = getattr(system, method)(**given)
    assert result.to_csv() == program(method.replace("_", "-"), *typed, "--csv", "--quiet")


@pytest.mark.parametrize(
    ("typed", "ask"),
    [
        (
            ["tariff", "builtin:us-china-tariff-war", "--model", "armington"],
            lambda system: system.tariff("builtin:us-china-tariff-war", model="armington"),
        ),
        (
            ["scenario", "builtin:nearshoring-usmca", "--by", "region"],
            lambda system: system.scenario("builtin:nearshoring-usmca", by="region"),
        ),
    ],
)
def test_models_give_the_bytes_of_the_program(system: tripole.System, typed: list[str], ask: object) -> None:
    assert ask(system).to_csv() == program(*typed, "--csv", "--quiet")  # type: ignore[operator]


def test_arrays_give_what_files_give(table: tripole.Table, system: tripole.System) -> None:
    again = tripole.Table.from_arrays(
        numpy.asfortranarray(table.Z), table.Y, table.regions, table.sectors, table.categories, va=table.va,
        unit=table.unit, year=table.year,
    )
    assert again.system().vax(by="pair") == system.vax(by="pair")
    frames = tripole.Table.from_pandas(*table.to_pandas(), unit=table.unit, year=table.year)
    assert frames.system().position() == system.position()
    assert tripole.read(table.to_pandas()).Z.tobytes() == table.Z.tobytes()


def test_labels_are_matched_never_positions(table: tripole.Table) -> None:
    z, y = table.to_pandas()
    rng = numpy.random.default_rng(7)
    rows, columns = rng.permutation(len(z)), rng.permutation(len(z))
    mixed = tripole.Table.from_pandas(z.iloc[rows, columns], y.iloc[rng.permutation(len(y))], unit=table.unit)
    of = table.system().position(by="region-sector").to_pandas(index=True)["upstreamness"]
    other = mixed.system().position(by="region-sector").to_pandas(index=True)["upstreamness"]
    other = other.loc[[key for key in of.index]]
    assert numpy.allclose(of, other, rtol=1e-12, equal_nan=True)
    with pytest.raises(tripole.UsageError, match="columns of Z: other labels"):
        tripole.Table.from_pandas(z.iloc[:, :-1], y)


def test_matrices(table: tripole.Table, system: tripole.System) -> None:
    n = len(table.x)
    x = numpy.where(table.x > 0, table.x, 1.0)
    assert numpy.allclose(system.A, table.Z / x, rtol=1e-14, atol=0)
    assert numpy.allclose(system.L, numpy.linalg.inv(numpy.eye(n) - table.Z / x), rtol=1e-9, atol=1e-12)
    assert numpy.allclose(system.L @ table.Y.sum(axis=1), table.x, rtol=1e-10)
    for array in (table.Z, table.Y, table.x, system.A, system.L):
        assert not array.flags.writeable
    assert table.Z is table.Z


def test_frames_of_every_library(system: tripole.System) -> None:
    result = system.exports(importer="all", exporter="DEU")
    frame, other, arrow = result.to_pandas(), result.to_polars(), result.to_arrow()
    assert isinstance(frame, pandas.DataFrame) and isinstance(other, polars.DataFrame)
    assert isinstance(frame["importer"].dtype, pandas.CategoricalDtype)
    assert other["importer"].dtype == polars.Categorical
    assert numpy.array_equal(frame["dva"].to_numpy(), other["dva"].to_numpy(), equal_nan=True)
    assert arrow.schema.field("dva").metadata[b"unit"] == result.units["dva"].encode()
    assert frame.attrs["units"]["dva"] == "million US$" and frame.attrs["definitions"]["dva"]
    named = result.to_pandas(names=True)
    assert named.loc[named["importer"] == "FRA", "importer_name"].iloc[0] == "France"
    assert list(result.to_pandas(index=True).index.names) == result.keys


def test_undefined_is_nan_in_pandas_and_null_elsewhere() -> None:
    # The second sector of AAA has no output.
    z = [[1, 0, 1, 1], [0, 0, 0, 0], [1, 0, 1, 1], [1, 0, 1, 1]]
    y = [[5, 5], [0, 0], [4, 4], [3, 3]]
    table = tripole.Table.from_arrays(z, y, ["AAA", "BBB"], ["a", "b"])
    result = table.system().position(by="region-sector")
    assert numpy.isnan(result.value("upstreamness", region="AAA", sector="b"))
    assert result.to_pandas()["upstreamness"].isna().sum() == 1
    assert result.to_polars()["upstreamness"].null_count() == 1
    assert result.to_arrow()["upstreamness"].null_count == 1
    assert "AAA,b,," in result.to_csv()
