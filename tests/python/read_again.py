"""Results of the program, read again by the libraries that its users read them with.

    python tests/python/read_again.py PROGRAM FOLDER

Every form of a result must hold the same rows, types and units, and the same numbers to the last bit.
"""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pyreadstat

COMMANDS = {
    "pairs": ["vax", "--by", "pair"],
    "linkages": ["linkages", "--indicator", "backward_total,forward_total,key_sector"],
    "families": ["chains"],
    "position": ["position", "--by", "region-sector"],
}


def run(program, *words):
    done = subprocess.run([program, *words, "--quiet"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{words}: {done.stderr}"
    return done.stdout


def is_text(column):
    return pd.api.types.is_string_dtype(column) or pd.api.types.is_object_dtype(column)


def same(form, expected, found):
    """The same columns in the same order, types and cells; numbers to the last bit."""
    assert list(found.columns) == list(expected.columns), f"{form}: {list(found.columns)}"
    assert len(found) == len(expected), f"{form}: {len(found)} rows for {len(expected)}"
    for name in expected.columns:
        left, right = expected[name], found[name]
        assert is_text(left) == is_text(right), f"{form}: {name} is {right.dtype}, not {left.dtype}"
        if is_text(left):
            left, right = left.fillna(""), right.fillna("")
        else:
            left, right = left.astype(float), right.astype(float)
        equal = (left == right) | (left.isna() & right.isna())
        assert equal.all(), f"{form}: {name}: {left[~equal].iloc[0]!r}, {right[~equal].iloc[0]!r}"


def without_names(frame, expected):
    """Without the names that stand beside codes."""
    return frame[[name for name in frame.columns if name in expected.columns]]


def read_csv(path):
    return pd.read_csv(path, keep_default_na=False, na_values=[""])


def check_parquet(path, expected):
    same("Parquet", expected, pd.read_parquet(path))
    metadata = pq.read_schema(path).metadata
    columns = json.loads(metadata[b"tripole.columns"])
    assert [column["name"] for column in columns] == list(expected.columns)
    numbers = [name for name in expected.columns if not is_text(expected[name])]
    for column in columns:
        assert column["label"], column
        assert ("unit" in column) == (column["name"] in numbers), column
    return columns


def check_stata(path, expected, columns):
    expected = expected.rename(columns=lambda name: name[:32])
    found = pd.read_stata(path, convert_categoricals=False)
    same("Stata", expected, without_names(found, expected))
    with pd.io.stata.StataReader(path) as reader:
        labels = reader.variable_labels()
        sets = reader.value_labels()
    again, meta = pyreadstat.read_dta(path, disable_datetime_conversion=True)
    same("Stata, by ReadStat", expected, without_names(again, expected))
    assert meta.column_names_to_labels == labels
    for column in columns:
        label = labels[column["name"][:32]]
        assert 0 < len(label) <= 80, label
        if column.get("unit") == "million US$":
            assert label.endswith("(million US$)"), label
    # Every code has a name or itself for one; where there is no code, there is none.
    for name in found.columns.difference(expected.columns):
        assert name.endswith("_name") and found[name].dropna().isin(sets[name]).all(), name


def check_workbook(path, expected, columns):
    found = pd.read_excel(path, skiprows=[1], keep_default_na=False, na_values=[""], sheet_name=0)
    same("XLSX", expected, without_names(found, expected))
    head = pd.read_excel(path, header=None, nrows=2, keep_default_na=False, sheet_name=0)
    units = dict(zip(head.iloc[0], head.iloc[1]))
    for column in columns:
        assert units[column["name"]] == column.get("unit", ""), column
    about = pd.read_excel(path, sheet_name="About", header=None, keep_default_na=False)
    assert {column["name"] for column in columns} <= set(about[1]), "About"


def check_json(path, expected):
    found = json.loads(Path(path).read_text())
    rows = found["rows"] if isinstance(found, dict) else found
    frame = pd.DataFrame(rows, columns=list(expected.columns))
    # Keys are texts in JSON, years among them.
    for name in expected.columns:
        if not is_text(expected[name]) and is_text(frame[name]):
            frame[name] = pd.to_numeric(frame[name])
    same("JSON", expected, frame)


def check_folder(program, folder):
    run(program, "indices", "-o", str(folder))
    package = json.loads((folder / "datapackage.json").read_text())
    files = {path.name for path in folder.iterdir()} - {"datapackage.json"}
    assert {resource["path"] for resource in package["resources"]} == files
    for resource in package["resources"]:
        frame = read_csv(folder / resource["path"])
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == list(frame.columns)
        for field in fields:
            column = frame[field["name"]].dropna()
            kind = field["type"]
            if len(column) and kind != "string":
                assert not is_text(column), field
            if len(column) and kind == "integer":
                assert (column == column.astype(int)).all(), field
    return len(files)


def main():
    program, folder = sys.argv[1], Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for name, command in COMMANDS.items():
        path = {form: str(folder / f"{name}.{form}") for form in
                ["csv", "parquet", "dta", "json", "tex", "md"]}
        for file in path.values():
            run(program, *command, "-o", file)
        expected = read_csv(path["csv"])
        assert len(expected) > 0
        columns = check_parquet(path["parquet"], expected)
        check_stata(path["dta"], expected, columns)
        check_json(path["json"], expected)
        if name != "families":  # One sheet each there.
            run(program, *command, "-o", str(folder / f"{name}.xlsx"))
            check_workbook(str(folder / f"{name}.xlsx"), expected, columns)
            assert run(program, *command, "--latex") == Path(path["tex"]).read_text()
            assert run(program, *command, "--markdown") == Path(path["md"]).read_text()
            lines = Path(path["md"]).read_text().splitlines()
            assert sum(line.startswith("| ") for line in lines) == len(expected) + 1
        print(f"{name}: {len(expected)} rows are the same in every form")
    print(f"indices: {check_folder(program, folder / 'indices')} files are as their package says")


if __name__ == "__main__":
    main()
