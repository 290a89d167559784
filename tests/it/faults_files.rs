//! What a run must not do to files: write over its inputs or over another output, leave unfinished
//! files behind, go on with what is not its own; and what must not disturb it.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::cli::{TOY, stderr, toy};
use crate::support::shared;

/// A run in a folder of its own.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        toy(folder.path());
        Place { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("tripole"));
        command.args(line.split(' ')).current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    fn run(&self, line: &str) -> Output {
        self.command(line).output().unwrap()
    }

    fn ok(&self, line: &str) -> String {
        let output = self.run(line);
        assert_eq!(output.status.code(), Some(0), "{line}: {}", stderr(&output));
        stderr(&output)
    }

    fn refused(&self, line: &str, why: &str) {
        let output = self.run(line);
        assert_eq!(output.status.code(), Some(1), "{line}: {}", stderr(&output));
        assert!(stderr(&output).contains(why), "{line}: {}", stderr(&output));
        assert!(output.stdout.is_empty(), "{line}");
    }

    /// Names and contents of everything in the folder.
    fn all(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = vec![];
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match fs::metadata(&path) {
                    Ok(found) if found.is_dir() => folders.push(path),
                    Ok(found) if found.is_file() => {
                        files.push((path.clone(), fs::read(&path).unwrap()));
                    }
                    _ => files.push((path, vec![])),
                }
            }
        }
        files.sort();
        files
    }

    /// Through `sh`, where words are redirected.
    fn shell(&self, line: &str) -> Output {
        let program = assert_cmd::cargo::cargo_bin!("tripole");
        let line = line.replace("tripole", &program.display().to_string());
        let mut shell = Command::new("sh");
        shell.args(["-c", &line]).current_dir(self.folder.path()).output().unwrap()
    }
}

const ROWS: &str = "region,sector,value\nUSA,g,43\n";
const CELLS: &str = "row_region,row_sector,col_region,col_item,value\nUSA,g,USA,g,11\n";
const TOTALS: &str = "total,region,sector,value\noutput,USA,g,43\n";
const SHARES: &str = "part,sector,share\na,FD,0.5\nb,FD,0.5\na,g,0.5\nb,g,0.5\na,s,0.5\nb,s,0.5\n";
const JOBS: &str = "region,sector,account,value,unit\nUSA,g,jobs,1,n\n";
const MAP: &str = "code,group\ng,all\ns,all\n";
const BLOCS: &str = "code,bloc\nUSA,one\nCHN,two\n";
const FLOWS: &str = "sellers,sectors,buyers\nCHN,g,USA\n";
const SIGMA: &str = "sector,elasticity\ng,4\n";
const SCENARIO: &str =
    "name = \"n\"\n[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\npercent = 10\n";
const GRID: &str =
    "name = \"n\"\nmodel = \"price\"\nscenario = \"s.csv\"\n[parameters]\nx = [1, 2]\n";

fn inputs() -> Place {
    let place = Place::new();
    for (name, text) in [
        ("rows.csv", ROWS),
        ("cells.csv", CELLS),
        ("totals.csv", TOTALS),
        ("shares.csv", SHARES),
        ("jobs.csv", JOBS),
        ("map.csv", MAP),
        ("blocs.csv", BLOCS),
        ("flows.csv", FLOWS),
        ("sigma.csv", SIGMA),
        ("factors.csv", SIGMA),
        ("s.csv", SCENARIO),
        ("grid.csv", GRID),
    ] {
        place.write(name, text);
    }
    fs::create_dir(place.path("seeds")).unwrap();
    for name in ["totals", "national", "trade"] {
        place.write(&format!("seeds/{name}.csv"), "x\n1\n");
    }
    std::os::unix::fs::symlink("rows.csv", place.path("link.csv")).unwrap();
    fs::hard_link(place.path("totals.csv"), place.path("hard.csv")).unwrap();
    place
}

/// Every kind of input as every kind of output; the fault is `h04`.
#[test]
fn no_output_takes_the_place_of_an_input() {
    let place = inputs();
    let before = place.all();
    for line in [
        "va toy.csv -o toy.csv",
        "va toy.csv -o ./toy.csv",
        "va toy.csv -o seeds/../toy.csv",
        "va toy.csv --blocs blocs.csv -o blocs.csv",
        "convert toy.csv toy.csv",
        "convert toy.csv map.csv --sectors map.csv",
        "convert toy.csv map.csv --regions map.csv",
        "balance toy.csv --rows rows.csv -o o.csv --report toy.csv",
        "balance toy.csv --rows rows.csv -o rows.csv",
        "balance toy.csv --rows link.csv -o rows.csv",
        "balance toy.csv --rows rows.csv -o link.csv",
        "balance toy.csv --cols rows.csv -o o.csv --report rows.csv",
        "balance toy.csv --cells cells.csv -o cells.csv",
        "update toy.csv --totals totals.csv -o totals.csv",
        "update toy.csv --totals totals.csv -o hard.csv",
        "split toy.csv --region USA --shares shares.csv -o shares.csv",
        "footprint toy.csv --satellite jobs.csv -o jobs.csv",
        "footprint toy.csv --satellite jobs.csv --characterisation factors.csv -o factors.csv",
        "responsibility toy.csv --satellite jobs.csv --alpha sigma.csv -o sigma.csv",
        "gvc-income toy.csv --products g --satellite jobs.csv -o jobs.csv",
        "imports toy.csv --perimeter flows.csv -o flows.csv",
        "chains builtin:three-pole-2011 --since toy.csv -o toy.csv",
        "compare toy.csv builtin:three-pole-2011 -o toy.csv",
        "sda toy.csv toy.csv --satellite jobs.csv --satellite jobs.csv -o jobs.csv",
        "tariff toy.csv s.csv -o s.csv",
        "tariff toy.csv s.csv -o toy.csv",
        "tariff toy.csv s.csv --model armington --elasticities sigma.csv -o sigma.csv",
        "scenario toy.csv s.csv -o s.csv",
        "scenario toy.csv s.csv --satellite jobs.csv -o jobs.csv",
        "sweep toy.csv grid.csv -o grid.csv",
        "sweep toy.csv grid.csv -o toy.csv",
        "build seeds -o seeds/totals.csv",
        "build seeds -o seeds/trade.csv.gz",
        "build seeds -o o.csv --report seeds/national.csv",
        "build seeds -o o.csv --exports seeds/trade.csv",
    ] {
        place.refused(line, "is the input itself");
    }
    assert!(place.all() == before);
    let from_input = place.shell("tripole va - -o toy.csv < toy.csv");
    assert!(stderr(&from_input).contains("`toy.csv` is the input itself"), "{from_input:?}");
    assert!(place.all() == before);
}

/// What another input names is an input, and what lies beside a sweep is an output.
#[test]
fn files_that_are_not_typed_are_kept_too() {
    let place = inputs();
    place.write("base.csv", &SCENARIO.replace("10", "\"$x\""));
    place.write("grid.toml", &GRID.replace("s.csv", "base.csv"));
    place.refused("sweep toy.csv grid.toml -o base.csv", "is the input itself");
    fs::copy(place.path("toy.csv"), place.path("o.csv.partial")).unwrap();
    place.refused("sweep o.csv.partial s.csv -o o.csv", "is the input itself");
}

#[test]
fn two_outputs_need_two_names() {
    let place = inputs();
    let before = place.all();
    for line in [
        "balance toy.csv --rows rows.csv -o o.csv --report o.csv",
        "balance toy.csv --rows rows.csv -o o.csv --report ./o.csv",
        "balance toy.csv --rows rows.csv -o o.csv --report seeds/../o.csv",
        "update toy.csv --totals totals.csv -o o.csv --report o.csv",
        "build seeds -o o.csv --exports o.csv",
        "build seeds -o o.csv --exports e.csv --report e.csv",
        "balance toy.csv --rows rows.csv -o - --report -",
    ] {
        place.refused(line, "is named for two outputs");
    }
    place.refused("balance - --rows - -o o.csv", "standard input can be read once");
    place.refused("compare - - -o o.csv", "standard input can be read once");
    assert!(place.all() == before);
    // Two inputs may be one file, and a device may be anything.
    place.ok("balance toy.csv --rows rows.csv --cols rows.csv -o o.csv --quiet");
    std::os::unix::fs::symlink("/dev/null", place.path("null.csv")).unwrap();
    place.ok("update toy.csv --totals totals.csv -o null.csv --report null.csv --quiet");
    assert!(fs::metadata("/dev/null").unwrap().permissions().mode() & 0o777 == 0o666);
}

#[test]
fn links_pipes_and_devices_are_written_through() {
    let place = Place::new();
    let wanted = place.run("va toy.csv").stdout;
    place.write("real.csv", "old\n");
    fs::set_permissions(place.path("real.csv"), fs::Permissions::from_mode(0o600)).unwrap();
    for (link, target) in [("to_file.csv", "real.csv"), ("to_nothing.csv", "new.csv")] {
        std::os::unix::fs::symlink(target, place.path(link)).unwrap();
        place.ok(&format!("va toy.csv -o {link}"));
        assert!(fs::symlink_metadata(place.path(link)).unwrap().is_symlink(), "{link}");
        assert!(fs::read(place.path(target)).unwrap() == wanted, "{link}");
    }
    // A file that is replaced keeps its permissions; a new one has those of any new file.
    assert_eq!(fs::metadata(place.path("real.csv")).unwrap().mode() & 0o777, 0o600);
    let plain = File::create(place.path("plain")).unwrap().metadata().unwrap().mode();
    assert_eq!(fs::metadata(place.path("new.csv")).unwrap().mode(), plain);
    let made = Command::new("mkfifo").arg(place.path("pipe.csv")).status().unwrap();
    assert!(made.success());
    let reader = std::thread::spawn({
        let path = place.path("pipe.csv");
        move || fs::read(path).unwrap()
    });
    place.ok("va toy.csv -o pipe.csv");
    assert!(reader.join().unwrap() == wanted);
    assert!(!fs::symlink_metadata(place.path("pipe.csv")).unwrap().is_file());
    assert!(place.run("va toy.csv -o -").stdout == wanted);
    let table = place.run("convert toy.csv -").stdout;
    assert!(String::from_utf8(table).unwrap().starts_with(",USA_g,USA_s,CHN_g,"));
    for device in ["/dev/stdout", "/dev/null"] {
        let before = fs::symlink_metadata(device).unwrap().ino();
        place.refused(&format!("va toy.csv -o {device}"), "has no known ending");
        place.refused(&format!("convert toy.csv {device}"), "has no known ending");
        assert_eq!(fs::symlink_metadata(device).unwrap().ino(), before);
    }
}

#[test]
fn a_folder_of_results_is_whole_or_not_there() {
    let place = Place::new();
    place.refused("indices toy.csv -o x.csv", "it is the name of a file: name a folder");
    place.refused("indices toy.csv -o x.xlsx", "it is the name of a file: name a folder");
    place.refused("indices toy.csv -o toy.csv/x", "cannot create the folder");
    let before = place.all();
    // No room for the second half of the files.
    let full = place.shell("ulimit -c 0; ulimit -f 4; tripole indices -o a/b");
    assert_ne!(full.status.code(), Some(0), "{}", stderr(&full));
    assert!(place.all() == before && !place.path("a").exists());
    place.ok("compare --family exports,flows -o a/b");
    let said = place.ok("compare --family exports -o a/b");
    assert!(said.contains("note: the folder holds other files, left as they are: `flows.csv`"));
    let names: Vec<PathBuf> = place.all().into_iter().map(|(path, _)| path).collect();
    let [package, exports, flows] =
        ["a/b/datapackage.json", "a/b/exports.csv", "a/b/flows.csv"].map(|name| place.path(name));
    assert_eq!(names, [package, exports.clone(), flows, place.path("toy.csv")]);
    // A table in the folder is an input there, too.
    let before = place.all();
    fs::copy(place.path("toy.csv"), &exports).unwrap();
    place.write("toy_2000.csv", TOY);
    place.refused(
        "compare toy_2000.csv a/b/exports.csv --years 2000,2001 --family exports,flows -o a/b",
        "is the input itself",
    );
    assert_eq!(fs::read_to_string(&exports).unwrap(), TOY);
    assert_eq!(place.all().len(), before.len() + 1);
}

/// Seconds of work; ended as soon as something was written.
fn long_run(place: &Place) -> Child {
    let line =
        "exports --sector all --importer all --origin-sectors --destination-sectors -o o.csv";
    let program = place.command(line);
    // A shell may have told those that it runs behind its back to ignore some signals.
    let mut run = Command::new("env");
    run.arg("--default-signal=INT,TERM,HUP").arg(program.get_program()).args(program.get_args());
    if let Some(folder) = program.get_current_dir() {
        run.current_dir(folder);
    }
    run.stderr(Stdio::null()).spawn().unwrap()
}

/// The fault is `h16`: with these signals hidden files stayed in most of the tries.
#[test]
fn signals_leave_nothing() {
    use std::os::unix::process::ExitStatusExt;
    let place = Place::new();
    let before = place.all();
    for (round, (name, number)) in
        [("INT", 2), ("TERM", 15), ("HUP", 1), ("KILL", 9)].into_iter().cycle().take(20).enumerate()
    {
        let mut run = long_run(&place);
        std::thread::sleep(Duration::from_millis(100 + 20 * round as u64));
        assert!(run.try_wait().unwrap().is_none(), "it ended before it could be stopped");
        let kill = Command::new("kill").args([format!("-{name}"), run.id().to_string()]).status();
        assert!(kill.unwrap().success());
        // A shell says 128 and the number of the signal.
        assert_eq!(run.wait().unwrap().signal(), Some(number), "{name}");
        assert!(place.all() == before, "{name} left something");
    }
    // Neither does a file that may not become so large.
    let full = place
        .shell("ulimit -c 0; ulimit -f 64; tripole va --origin-sectors --final-sectors -o o.csv");
    assert_ne!(full.status.code(), Some(0));
    assert!(place.all() == before, "{}", stderr(&full));
}

/// A sweep that stopped in the middle.
fn interrupted() -> Place {
    let place = Place::new();
    place.write(
        "g.toml",
        "name = \"n\"\nmodel = \"ge\"\nseed = 5\ndraws = 60\nscenario = \"builtin:us-china-tariff-war\"\n\
         [parameters]\ntheta = { uniform = [3, 8] }\n[elasticities]\nall = \"$theta\"\n",
    );
    let mut run =
        place.command("sweep g.toml -o s.csv --threads 1").stderr(Stdio::null()).spawn().unwrap();
    let start = Instant::now();
    while !place.path("s.csv.resume").exists() {
        assert!(run.try_wait().unwrap().is_none(), "it ended before it could be stopped");
        assert!(start.elapsed() < Duration::from_mins(1));
        std::thread::sleep(Duration::from_millis(2));
    }
    run.kill().unwrap();
    run.wait().unwrap();
    place
}

/// The fault is `h07`: each of these ended with exit code 0 and a wrong file.
#[test]
fn a_changed_checkpoint_is_refused() {
    let place = interrupted();
    let [partial, note] = ["s.csv.partial", "s.csv.resume"].map(|name| place.path(name));
    let (bytes, text) = (fs::read(&partial).unwrap(), fs::read_to_string(&note).unwrap());
    let known: serde_json::Value = serde_json::from_str(&text).unwrap();
    let end = usize::try_from(known["bytes"].as_u64().unwrap()).unwrap();
    let digit = bytes[..end].iter().rposition(u8::is_ascii_digit).unwrap();
    let mut changed = bytes.clone();
    changed[digit] = if changed[digit] == b'1' { b'2' } else { b'1' };
    let note_with = |key: &str, value: u64| {
        let mut note = known.clone();
        note[key] = value.into();
        note.to_string()
    };
    let done = known["done"].as_u64().unwrap();
    for (bytes, text) in [
        (changed, text.clone()),
        (vec![0; bytes.len()], text.clone()),
        (bytes[..end - 1].to_vec(), text.clone()),
        ([b"1\n".as_slice(), &bytes].concat(), text.clone()),
        (bytes.clone(), note_with("done", done + 1)),
        (bytes.clone(), note_with("done", done - 1)),
        (bytes.clone(), note_with("done", 0)),
        (bytes.clone(), note_with("bytes", 0)),
        (bytes.clone(), note_with("bytes", end as u64 - 1)),
        (bytes.clone(), note_with("check", 0)),
    ] {
        fs::write(&partial, &bytes).unwrap();
        fs::write(&note, &text).unwrap();
        place.refused("sweep g.toml -o s.csv", "`s.csv.partial` is what another run began");
        place.refused("sweep g.toml -o s.csv", "start again with `--restart`, which deletes it");
        assert!(fs::read(&partial).unwrap() == bytes && !place.path("s.csv").exists());
    }
    // What was written after the note is written again.
    fs::write(&partial, [&bytes[..], b"noise"].concat()).unwrap();
    fs::write(&note, &text).unwrap();
    place.ok("sweep g.toml -o s.csv");
    place.ok("sweep g.toml -o whole.csv");
    assert!(fs::read(place.path("s.csv")).unwrap() == fs::read(place.path("whole.csv")).unwrap());
}

/// A table that is out of balance.
fn gap() -> String {
    TOY.replace(",42\n", ",44\n").replace("OUT,42", "OUT,44")
}

/// The fault is `h10`: a warning that nobody could hear was a panic.
#[test]
fn words_that_nobody_hears_change_no_result() {
    let place = Place::new();
    place.write("bad.csv", &gap());
    let wanted = place.run("va bad.csv");
    assert!(stderr(&wanted).contains("warning: "), "{}", stderr(&wanted));
    for words in ["2>/dev/full", "2>&1 | head -c 1", "2>&-"] {
        let output = place.shell(&format!("tripole va bad.csv -o o.csv {words}"));
        assert_eq!(output.status.code(), Some(0), "{words}");
        assert!(fs::read(place.path("o.csv")).unwrap() == wanted.stdout, "{words}");
        fs::remove_file(place.path("o.csv")).unwrap();
    }
    for command in
        ["va toy.csv", "info toy.csv", "indices --csv", "exports --origin all", "--help", "formats"]
    {
        let full = place.shell(&format!("tripole {command} > /dev/full"));
        assert_eq!(full.status.code(), Some(1), "{command}");
        assert!(
            stderr(&full).contains("cannot write `<stdout>`: "),
            "{command}: {}",
            stderr(&full)
        );
        let closed = place.shell(&format!("(tripole {command}; echo $? > code) | true"));
        assert_eq!(closed.status.code(), Some(0));
        assert_eq!(fs::read_to_string(place.path("code")).unwrap(), "0\n", "{command}");
    }
}

#[test]
fn negative_value_added_of_the_shared_folder() {
    let Some(table) = shared("formats/bad_inputs/negative_va.csv") else { return };
    let place = Place::new();
    let line =
        format!("tripole va {} -o o.csv 2>/dev/full", table.canonicalize().unwrap().display());
    assert_eq!(place.shell(&line).status.code(), Some(0));
    assert!(fs::read_to_string(place.path("o.csv")).unwrap().starts_with("origin,destination,"));
}

/// Only the header is there: what it announces does not fit.
#[test]
fn memory_that_is_not_there_is_said() {
    let place = Place::new();
    let labels: String = (0..15_000).map(|k| format!(",R_{k}")).collect();
    place.write("wide.csv", &format!("{labels}\nR_0,1\n"));
    let output = place.shell("ulimit -v 3000000; tripole va wide.csv --threads 2 -o o.csv");
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("error: there is no memory for the table: 4 GiB are needed"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn quiet_does_not_hide_what_makes_numbers_doubtful() {
    let place = Place::new();
    let row = TOY.lines().nth(1).unwrap();
    let (label, cells) = row.split_once(',').unwrap();
    let blank = format!("{label},,{}", cells.split_once(',').unwrap().1);
    place.write("blank.csv", &TOY.replace(row, &blank));
    let said = place.ok("va blank.csv --quiet -o o.csv");
    assert!(said.contains("warning: 1 blank cell read as 0"), "{said}");
    // What published tables are like is no reason for doubt.
    place.write("gap.csv", &gap());
    assert!(place.ok("va gap.csv -o o.csv").contains("warning: 1 row is out of balance"));
    assert_eq!(place.ok("va gap.csv --quiet -o o.csv"), "");
    place.write("semicolons.csv", &TOY.replace(',', ";"));
    assert!(place.ok("va semicolons.csv -o o.csv").contains("warning: "));
    assert_eq!(place.ok("va semicolons.csv --quiet -o o.csv"), "");
}

/// Nothing is proven here where everybody may write everything.
#[test]
fn a_read_only_file_is_not_replaced() {
    let place = Place::new();
    place.write("mine.csv", "mine\n");
    fs::set_permissions(place.path("mine.csv"), fs::Permissions::from_mode(0o444)).unwrap();
    let writable = fs::OpenOptions::new().write(true).open(place.path("mine.csv")).is_ok();
    if writable {
        return;
    }
    place.refused("va toy.csv -o mine.csv", "cannot write `mine.csv`");
    assert_eq!(fs::read_to_string(place.path("mine.csv")).unwrap(), "mine\n");
}
