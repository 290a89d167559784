"""Errors, warnings, Ctrl-C, progress, pickles, threads."""

from __future__ import annotations

import _thread
import copy
import doctest
import pickle
import threading
import time
import warnings
from pathlib import Path

import numpy
import pytest

import tripole
from tripole import _registry, _stubs

from conftest import beside


def test_errors_are_one_tree_with_place_and_hint(tmp_path: Path, system: tripole.System) -> None:
    with pytest.raises(tripole.CodeError) as code:
        system.vax(exporter="USB")
    assert isinstance(code.value, tripole.TripoleError) and isinstance(code.value, ValueError)
    assert code.value.message == "unknown region or bloc `USB`" and "USA" in str(code.value.hint)
    path = tmp_path / "bad.csv"
    path.write_text("region,sector,value\nUSA,a,1\n")
    with pytest.raises(tripole.InputError) as wrong:
        tripole.read(path)
    assert str(path) in str(wrong.value.file) and wrong.value.hint
    with pytest.raises(tripole.UsageError, match="region-sector"):
        system.position(by="nothing")
    with pytest.raises(TypeError, match="Did you mean 'exporter'"):
        system.vax(exportr="USA")
    with pytest.raises(tripole.InputError, match="No such file"):
        tripole.read("nowhere.csv")
    again = pickle.loads(pickle.dumps(code.value))
    assert (again.message, again.hint) == (code.value.message, code.value.hint)


def test_a_bad_cell_has_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(",AAA_a,AAA_FD\nAAA_a,1,x\n")
    with pytest.raises(tripole.InputError) as wrong:
        tripole.read(path)
    assert (wrong.value.line, wrong.value.column) == (2, "AAA_FD")


def test_words_are_those_of_python(system: tripole.System) -> None:
    with pytest.raises(tripole.UsageError) as wrong:
        system.exports(method="kww", perspective="world")
    assert "--" not in str(wrong.value) and "perspective" in str(wrong.value)
    with pytest.raises(tripole.TripoleError) as other:
        system.vax(by="sector", importer="USA")
    assert "--" not in str(other.value), other.value


def test_warnings_and_notes(system: tripole.System) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        table = tripole.Table.from_arrays([[1.0, 2.0], [3.0, 4.0]], [[5.0, 1.0], [6.0, 1.0]], ["AAA", "BBB"], ["g"],
                                          va=[90.0, 1.0])
        table.system(value_added="table")
    assert any(issubclass(it.category, tripole.TripoleWarning) for it in caught), caught
    result = system.tariff("builtin:us-china-tariff-war")
    assert any(note.startswith("price:") for note in result.notes)


def test_ctrl_c_stops_the_work(wiod: tripole.Table) -> None:
    system = wiod.system()
    grid = {
        "name": "long", "model": "ge",
        "parameters": {"rate": {"from": 1, "to": 4000, "step": 1}},
        "tariff": [{"importer": "USA", "exporter": "CHN", "percent": "$rate"}],
    }
    timer = threading.Timer(1.5, _thread.interrupt_main)
    start = time.monotonic()
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        system.sweep(grid)
    assert time.monotonic() - start < 10
    # The engine works on.
    assert len(system.vax()) > 0


def test_python_goes_on_while_the_engine_works(wiod: tripole.Table) -> None:
    system = wiod.system(output_from="rows")
    done: list[int] = []
    worker = threading.Thread(target=lambda: done.append(len(system.exports(exporter="all", sector="all",
                                                                         importer="all"))))
    worker.start()
    turns = 0
    while worker.is_alive():
        turns += 1
        time.sleep(0.002)
    assert done and turns > 5


def test_progress_is_told(wiod: tripole.Table) -> None:
    told: list[tuple[str, int, int]] = []
    tripole.set_progress(lambda *it: told.append(it))
    try:
        tripole.set_threads(1)
        wiod.system(inventories="keep", value_added="table").exports(
            exporter="all", sector="all", importer="all", origin="all")
    finally:
        tripole.set_progress("auto")
        tripole.set_threads()
    assert told and all(done <= of or of == 0 for _, done, of in told)


def test_pickles_and_copies(table: tripole.Table, system: tripole.System) -> None:
    again = pickle.loads(pickle.dumps(table))
    assert again == table and repr(again) == repr(table) and again.name == table.name
    assert again.system().vax() == system.vax()
    for result in (system.vax(by="pair"), system.chains(), system.scenario("builtin:china-plus-one")):
        twin = pickle.loads(pickle.dumps(result))
        if isinstance(result, tripole.Result):
            assert twin == result and twin.notes == result.notes and twin.units == result.units
            assert twin.about == result.about
        else:
            assert list(twin) == list(result) and all(twin[name] == result[name] for name in result)
    assert copy.deepcopy(table) == table
    with pytest.raises(ValueError):
        type(system.vax()._frame).from_bytes(b"\xff\x01")


def test_the_same_whatever_the_threads(system: tripole.System, table: tripole.Table) -> None:
    one = system.linkages()
    tripole.set_threads(1)
    try:
        two = tripole.Table.from_arrays(table.Z, table.Y, table.regions, table.sectors, table.categories,
                                        unit=table.unit, year=table.year).system().linkages()
    finally:
        tripole.set_threads()
    for name, unit in one.units.items():
        assert numpy.allclose(one[name], two[name], rtol=1e-12, equal_nan=True), name


def test_scenarios_in_every_form(tmp_path: Path, system: tripole.System) -> None:
    text = 'name = "duty"\n[[tariff]]\nimporter = "USA"\nexporter = "CHN"\npercent = 10\n'
    path = tmp_path / "duty.toml"
    path.write_text(text)
    known = {"name": "duty", "tariff": [{"importer": "USA", "exporter": "CHN", "percent": 10}]}
    results = [system.tariff(it).to_csv() for it in (path, str(path), text, text.encode(), known)]
    assert len(set(results)) == 1
    with pytest.raises(tripole.TripoleError) as wrong:
        system.tariff('name = "x"\n[[tarif]]\nimporter = "USA"\n')
    assert wrong.value.file == "scenario"


def test_satellites_and_maps_as_frames(table: tripole.Table, system: tripole.System) -> None:
    import pandas

    rows = pandas.DataFrame(
        [(region, sector, "jobs", 2.0, "persons") for region, sector in table.rows],
        columns=["region", "sector", "account", "value", "unit"],
    )
    result = system.footprint(satellite=rows)
    assert round(sum(result["production_based"])) == 2 * len(table.rows)
    world = table.aggregate(regions={region: "W" for region in table.regions})
    assert world.regions == ["W"] and numpy.isclose(world.Z.sum(), table.Z.sum())
    assert numpy.isclose(world.x.sum(), table.x.sum())


def test_pictures_and_notebooks(tmp_path: Path, system: tripole.System) -> None:
    result = system.position()
    picture = result.plot()
    assert picture.svg.startswith("<?xml") or picture.svg.startswith("<svg")
    assert ">Germany</text>" in picture.svg and "Upstream" in picture.svg
    for ending, start in ((".svg", b"<"), (".png", b"\x89PNG"), (".pdf", b"%PDF")):
        path = tmp_path / f"picture{ending}"
        picture.save(path)
        assert path.read_bytes().startswith(start)
    shown = result._repr_html_()
    assert "<table>" in shown and "upstreamness" in shown and "<script" not in shown
    assert system.chains(by="bloc", family="flows").plot("sankey").svg
    with pytest.raises(tripole.UsageError, match="no kind of picture"):
        system.rca().plot()
    assert "upstreamness" in repr(result).lower()


def test_results_are_saved_in_every_form(tmp_path: Path, system: tripole.System, table: tripole.Table) -> None:
    result = system.vax()
    for ending in ("csv", "csv.gz", "xlsx", "dta", "parquet", "json", "tex", "md"):
        result.save(tmp_path / f"vax.{ending}")
    assert (tmp_path / "vax.csv").read_text() == result.to_csv()
    with pytest.raises(tripole.TripoleError, match="ending"):
        result.save(tmp_path / "vax.doc")
    for name in ("t.csv", "t.csv.gz", "t.parquet", "t.xlsx"):
        table.save(tmp_path / name)
        again = tripole.read(tmp_path / name)
        assert numpy.array_equal(again.Z, table.Z) and again.year == table.year
    table.save(tmp_path / "pymrio", to="pymrio")
    assert numpy.array_equal(tripole.read(tmp_path / "pymrio").Z, table.Z)
    # Twice to one file, in one process.
    table.save(tmp_path / "t.csv")


def test_every_command_is_a_method_with_an_example() -> None:
    made = [getattr(tripole.System, command.method) for command in _registry.MEASURES]
    made += [tripole.Table.balance, tripole.Table.update, tripole.Table.split, tripole.build, tripole.compare,
             tripole.symmetric]
    for method in made:
        assert "Examples" in (method.__doc__ or ""), method
    runner, finder = doctest.DocTestRunner(), doctest.DocTestFinder(recurse=True)
    tests = [it for name in ("System", "Table", "Result", "Results", "read", "compare", "groups", "explain",
                             "set_progress", "set_threads")
             for it in finder.find(getattr(tripole, name), name)]
    tests += finder.find(tripole, "tripole")[:1]
    for test in tests:
        runner.run(test)
    assert runner.tries > 60 and runner.failures == 0, runner.summarize()


def test_stubs_are_those_of_the_commands() -> None:
    for name, text in _stubs.stubs().items():
        path = Path(tripole.__file__).with_name(name)
        assert path.read_text(encoding="utf-8") == text, "python -m tripole._stubs writes them"


def test_files_of_publishers_are_read_from_bytes_too() -> None:
    path = beside("data", "wiod13", "wiod13_2011.csv.gz")
    table = tripole.read(path.read_bytes(), name=path.name)
    assert (table.year, len(table.regions)) == (2011, 41)


def test_blocs_are_what_they_say(table: tripole.Table) -> None:
    import pandas

    system = table.system(blocs={"North": ["USA", "CAN"], "Asia": "CHN,JPN", "Union": ["EU27"]})
    found = list(system.participation(by="bloc")["region"])
    assert {"North", "Asia", "Union"} <= set(found) and "USA" not in found, found
    with pytest.raises(tripole.CodeError, match="CAM"):
        table.system(blocs={"North": ["USA", "CAM"]})
    frame = pandas.DataFrame({"code": ["USA", "CAN"], "bloc": ["North", "North"]})
    assert table.system(blocs=frame).participation(by="bloc")["region"][0] == "North"
    # A list of other tables is said, not refused.
    noted = table.system(blocs="code,bloc\nUSA,North\nXXX,North\n")
    assert any("XXX" in note for note in noted.notes)


def test_an_empty_list_is_not_all(system: tripole.System) -> None:
    with pytest.raises(tripole.UsageError, match="leave it out for all"):
        system.vax(exporter=[])


def test_years_and_parameters_are_numbers(system: tripole.System) -> None:
    grid = {
        "name": "rates", "model": "price", "parameters": {"rate": range(0, 30, 10), "who": ["USA", "MEX"]},
        "tariff": [{"importer": "$who", "exporter": "CHN", "percent": "$rate"}],
    }
    result = system.sweep(grid, region="USA")
    frame, other = result.to_pandas(), result.to_polars()
    assert sorted(frame.loc[frame["rate"] > 5, "rate"].unique()) == [10, 20]
    assert other.schema["rate"].is_integer() and frame["who"].dtype == "category"
    panel = system.vax(beside="builtin:three-pole-1995")
    assert panel.value("vax_ratio", year=1995, exporter="DEU") == panel.value("vax_ratio", year="1995", exporter="Germany")
    assert panel.to_pandas(index=True).loc[1995].shape[0] == 19


def test_scenarios_hold_what_people_have(system: tripole.System) -> None:
    import pandas

    rows = pandas.DataFrame({"importer": ["USA"], "exporter": ["CHN"], "percent": [numpy.float64(10)]})
    known = {"name": "duty", "tariff": [{"importer": "USA", "exporter": "CHN", "percent": 10}]}
    assert system.tariff({"name": "duty", "tariff": rows}) == system.tariff(known)
    with pytest.raises(tripole.UsageError, match=r"tariff\[0\].percent"):
        system.tariff({"name": "x", "tariff": [{"importer": "USA", "exporter": "CHN", "percent": float("nan")}]})
    with pytest.raises(tripole.UsageError, match="object"):
        system.tariff({"name": "x", "tariff": [{"importer": object()}]})
    with pytest.raises(tripole.TripoleError) as wrong:
        system.tariff({"name": "duty", "tariff": [{"importer": "USA", "exporter": "CNH", "percent": 10}]})
    assert 'exporter = "CNH"' in str(wrong.value.hint)


def test_results_are_put_together_knowingly(system: tripole.System) -> None:
    other = tripole.read("builtin:three-pole-1995").system()
    with pytest.raises(tripole.UsageError, match="in common"):
        tripole.stack([system.vax(), other.vax()])
    both = tripole.stack({2011: system.vax(), 1995: other.vax()})
    assert both.to_csv() == system.vax(beside="builtin:three-pole-1995").to_csv()
    parts = tripole.stack([system.vax(exporter="USA"), system.vax(exporter="CHN")])
    assert list(parts["exporter"]) == ["USA", "CHN"]
    assert system.tariff("builtin:us-china-tariff-war", model="all")["ge"].name == "ge: countries"


def test_wrong_arrays_are_refused_with_the_place() -> None:
    z, y = [[1.0, 2.0], [3.0, 4.0]], [[5.0], [6.0]]
    make = tripole.Table.from_arrays
    for wrong, words in (
        ((numpy.array(z) * 1j, y, ["AAA"], ["a", "b"]), "numbers"),
        (([["1", "2"], ["3", "4"]], y, ["AAA"], ["a", "b"]), "numbers"),
        (([[1.0, float("nan")], [3.0, 4.0]], y, ["AAA"], ["a", "b"]), "column 1"),
        ((z, y, ["AAA"], ["a", ""]), "no code"),
        ((z, y, ["AAA"], ["a", "a"]), "a"),
        ((z, y, ["AAA"], ["a"]), "regions of 1 sectors"),
        ((z, y, ["AAA"], ["a", "b"], ["x", "y"]), "categories"),
    ):
        with pytest.raises(tripole.TripoleError, match=words):
            make(*wrong)
    with pytest.raises(tripole.UsageError, match="year"):
        make(z, y, ["AAA"], ["a", "b"], year="2011")  # type: ignore[arg-type]


def test_warnings_point_to_the_line_that_asked(wiod: tripole.Table) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        wiod.system(value_added="table")
    assert caught and all(it.filename == __file__ for it in caught), [it.filename for it in caught]
