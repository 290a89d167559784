"""Errors, warnings, Ctrl-C, progress, pickles, threads."""

from __future__ import annotations

import _thread
import copy
import doctest
import pickle
import signal
import threading
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy
import pytest

import tripole
from tripole import _registry, _stubs

from conftest import beside


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Ctrl-C as a terminal has it: a shell lets jobs in the background ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


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


@pytest.mark.usefixtures("ctrl_c")
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


def test_the_same_whatever_the_solver(system: tripole.System, table: tripole.Table) -> None:
    one = system.vax()
    for solver in ("lu", "mixed", "iterative", "auto"):
        by = table.system(solver=solver)
        two = by.vax()
        assert ("solver" in repr(by)) == (solver != "auto")
        for name in one.units:
            assert numpy.allclose(one[name], two[name], rtol=1e-9, equal_nan=True), (solver, name)
    with pytest.raises(tripole.UsageError, match="solver"):
        table.system(solver="fast")


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
             tripole.rates, tripole.sda, tripole.symmetric]
    for method in made:
        assert "Examples" in (method.__doc__ or ""), method
    runner, finder = doctest.DocTestRunner(), doctest.DocTestFinder(recurse=True)
    tests = [it for name in ("System", "Table", "Result", "Results", "read", "compare", "sda", "groups", "explain",
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
    war = "builtin:us-china-tariff-war"
    assert system.tariff(war, model="all", by="region-sector")["ge"].name == "ge: sectors"
    assert system.tariff(war, model="all").keys == ["region", "measure"]


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


@pytest.mark.usefixtures("ctrl_c")
def test_a_save_that_is_stopped_writes_no_more(tmp_path: Path, wiod: tripole.Table, table: tripole.Table) -> None:
    path = tmp_path / "table.xlsx"
    timer = threading.Timer(0.3, _thread.interrupt_main)
    timer.start()
    try:
        wiod.save(path)
    except KeyboardInterrupt:
        pass
    timer.join()
    table.save(path)
    before = path.read_bytes()
    time.sleep(2.0)
    assert path.read_bytes() == before


def test_inputs_are_not_written_over(tmp_path: Path, system: tripole.System, table: tripole.Table) -> None:
    path = tmp_path / "duty.html"
    text = 'name = "duty"\n[[tariff]]\nimporter = "USA"\nexporter = "CHN"\npercent = 10\n'
    path.write_text(text)
    with pytest.raises(tripole.UsageError):
        system.report(path, scenario=path)
    assert path.read_text() == text
    # Files of several threads are none of each other's business; nor are those of an earlier call.
    names = [tmp_path / f"t{k}.csv" for k in range(6)]
    wrong: list[BaseException] = []

    def save(name: Path) -> None:
        try:
            for _ in range(3):
                table.save(name)
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=save, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, wrong


def test_numbers_do_not_depend_on_what_was_asked_before(wiod: tripole.Table) -> None:
    duty = {"name": "duty", "tariff": [{"importer": "USA", "exporter": "CHN", "percent": 10}]}
    arrays = (wiod.Z, wiod.Y, wiod.regions, wiod.sectors, wiod.categories)
    fresh = tripole.Table.from_arrays(*arrays, unit=wiod.unit, year=wiod.year).system()
    first = fresh.tariff(duty, model="ge").to_csv()
    fresh.vax()
    assert fresh.tariff(duty, model="ge").to_csv() == first


def test_several_results_are_saved_as_the_program_saves_them(tmp_path: Path, system: tripole.System) -> None:
    from test_contract import program

    found = system.chains(by="bloc")
    for ending in ("csv", "json", "parquet"):
        found.save(tmp_path / f"mine.{ending}")
        program("chains", "--by", "bloc", "--quiet", "-o", str(tmp_path / f"theirs.{ending}"))
    assert (tmp_path / "mine.csv").read_bytes() == (tmp_path / "theirs.csv").read_bytes()
    import pandas

    pandas.testing.assert_frame_equal(
        pandas.read_parquet(tmp_path / "mine.parquet"), pandas.read_parquet(tmp_path / "theirs.parquet")
    )


def test_arrays_of_every_kind(table: tripole.Table) -> None:
    z = numpy.array([[1.0, 2.0], [3.0, 4.0]])
    y = numpy.array([[5.0], [6.0]])
    expected = tripole.Table.from_arrays(z, y, ["AAA"], ["a", "b"])
    unaligned = numpy.frombuffer(b"x" + z.tobytes(), "u1")[1:].view("f8").reshape(2, 2)
    for kind in (unaligned, z.astype(">f8"), numpy.asfortranarray(z), z.astype("f4"), z.astype(int), z[::-1][::-1]):
        assert tripole.Table.from_arrays(kind, y, ["AAA"], ["a", "b"]) == expected
    for wrong in ({"Z": numpy.ma.masked_array(z, z > 3)}, {"regions": "A"}, {"sectors": {"a", "b"}},
                  {"regions": [None]}, {"va": numpy.ma.masked_array([1.0, 2.0], [True, False])}):
        given = {"Z": z, "Y": y, "regions": ["AAA"], "sectors": ["a", "b"], **wrong}
        with pytest.raises(tripole.UsageError):
            tripole.Table.from_arrays(**given)


def test_words_are_not_taken_apart(table: tripole.Table, system: tripole.System, tmp_path: Path,
                                   monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(tripole.UsageError, match="holds `,`"):
        system.vax(exporter=["USA,CHN"])
    with pytest.raises(tripole.UsageError, match="cannot be a name"):
        table.system(groups={"N=USA": ["CAN"]})
    monkeypatch.chdir(tmp_path)
    table.save("-t.csv")
    assert tripole.read("-t.csv").regions == table.regions
    for wrong in (lambda: table.save("-"), lambda: tripole.explain("--help"), lambda: tripole.compare([]),
                  lambda: tripole.read("https://example.org/t.zip"), lambda: system.vax(exporter=True),
                  lambda: system.footprint(satellite=numpy.arange(3)), lambda: tripole.set_progress(42)):
        with pytest.raises(tripole.TripoleError) as error:
            wrong()
        assert "--" not in error.value.message or "--help" in error.value.message, error.value


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="no fork here")
def test_a_forked_process_says_so(system: tripole.System) -> None:
    import multiprocessing

    system.vax()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context = multiprocessing.get_context("fork")
        with context.Pool(1) as pool, pytest.raises(RuntimeError, match="spawn"):
            pool.apply_async(_asks).get(timeout=60)


def _asks() -> int:
    return len(tripole.read("builtin:three-pole-2011").regions)


def test_where_results_come_from(wiod: tripole.Table) -> None:
    import hashlib

    about = wiod.system().vax().about
    path = beside("data", "wiod13", "wiod13_2011.csv.gz")
    assert about["tables"][0]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert "--csv" not in about["command"]
