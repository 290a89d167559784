//! Sweeps on several machines: shards, and the file that is made of them.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::*;

/// Prices, of which a block of scenarios is solved together, at rates that are listed and drawn.
const GRID: &str = "name = \"n\"\nseed = 3\ndraws = 5\n[parameters]\nby = [\"USA\", \"MEX\"]\nrate = { from = 0, to = 30, step = 5 }\n\
    noise = { uniform = [0, 9] }\n[[tariff]]\nimporter = \"$by\"\nexporter = \"CHN\"\npercent = \"$rate\"\n\
    [[tariff]]\nimporter = \"CHN\"\nexporter = \"$by\"\npercent = \"$noise\"\n";

/// The same for a model that runs one scenario after the other.
fn moved() -> String {
    "name = \"m\"\nmodel = \"resourcing\"\nseed = 1\ndraws = 3\n[parameters]\nshare = { uniform = [1, 50] }\n[[relocate]]\n\
     buyer = \"USA\"\nfrom = \"CHN\"\nrule = \"home\"\npercent = \"$share\"\n"
        .to_owned()
}

struct Place(tempfile::TempDir);

impl Place {
    fn new(grid: &str) -> Self {
        let place = Place(tempfile::tempdir().unwrap());
        fs::write(place.0.path().join("g.toml"), grid).unwrap();
        place
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("tripole"));
        command.args(words(line)).current_dir(self.0.path());
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

    fn refused(&self, line: &str, expected: &str) {
        let before = self.names();
        let output = self.run(line);
        assert_eq!(output.status.code(), Some(1), "{line}: {}", stderr(&output));
        assert!(stderr(&output).contains(expected), "{line}: {}", stderr(&output));
        assert_eq!(self.names(), before, "{line}");
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.path().join(name)).unwrap()
    }

    /// All shards, with the options of the sweep.
    fn shards(&self, count: usize, options: &str) -> Vec<String> {
        let run = |number| {
            let name = format!("part-{number:02}.csv");
            self.ok(&format!("sweep g.toml {options} --shard {number}/{count} -o {name}"));
            name
        };
        (1..=count).map(run).collect()
    }
}

/// Whatever the number of shards, whatever the order of the files, and on whatever threads.
#[test]
fn merged_shards_are_the_whole_sweep() {
    for (grid, counts) in [(GRID, &[1, 3, 5, 8][..]), (&moved(), &[2, 5])] {
        let place = Place::new(grid);
        place.ok("sweep g.toml --region USA,CHN --quiet -o whole.csv");
        let whole = place.read("whole.csv");
        for &count in counts {
            let mut names = place.shards(count, "--quiet --threads 1 --region CHN,USA");
            names.reverse();
            names.rotate_left(count / 2);
            let said = place.ok(&format!("sweep merge {} -o all.csv", names.join(" ")));
            let rows = if grid == GRID { "140 rows" } else { "126 rows" };
            let expected = format!("wrote all.csv: {rows}");
            assert!(said.starts_with(&expected), "{said}");
            assert!(place.read("all.csv") == whole, "{count} shards");
            let printed = place.run(&format!("sweep merge {}", names.join(" ")));
            assert!(printed.stdout == whole && printed.stderr.is_empty(), "{}", stderr(&printed));
        }
    }
}

/// Rows of a shard are lines of the whole sweep, on standard output too; and a shard without scenarios
/// is a header.
#[test]
fn a_shard_is_lines_of_the_whole_sweep() {
    let place = Place::new(GRID);
    let whole = stdout(&place.run("sweep g.toml --region USA --quiet"));
    let lines: Vec<&str> = whole.lines().collect();
    assert_eq!(lines.len(), 71);
    let second = place.run("sweep g.toml --region USA --shard 2/4");
    assert_eq!(stdout(&second), [&lines[..1], &lines[19..37], &[""]].concat().join("\n"));
    assert!(
        stderr(&second).contains("note: what is printed cannot be merged: `-o FILE.csv` saves")
    );
    let none = place.run("sweep g.toml --region USA --shard 71/71 -o none.csv");
    let said = stderr(&none);
    assert!(said.contains("note: shard 71/71 has no scenario, as the grid has 70"), "{said}");
    assert!(!said.contains("cannot be merged"), "{said}");
    assert_eq!(place.read("none.csv"), format!("{}\n", lines[0]).as_bytes());
    let quiet = place.run("sweep g.toml --region USA --shard 71/71 --quiet");
    assert!(stdout(&quiet).lines().eq([lines[0]]));
}

#[test]
fn the_note_of_a_shard_says_what_it_is() {
    let place = Place::new(GRID);
    place.shards(4, "--region USA --quiet");
    let note: serde_json::Value =
        serde_json::from_slice(&place.read("part-02.csv.shard.json")).unwrap();
    let keys = ["shard", "of", "scenarios", "all_scenarios", "rows"];
    assert_eq!(keys.map(|key| note[key].as_u64().unwrap()), [2, 4, 18, 70, 18]);
    assert_eq!(note["bytes"], place.read("part-02.csv").len());
    assert_eq!(note["fingerprint"].as_str().unwrap().len(), 16);
}

/// What decides about rows decides about which shards belong together; what does not, does not.
#[test]
fn shards_of_other_sweeps_are_refused() {
    let place = Place::new(GRID);
    fs::write(place.0.path().join("h.toml"), GRID.replace("seed = 3", "seed = 4")).unwrap();
    place.ok("convert builtin:three-pole-2011 t.csv --quiet");
    let table = String::from_utf8(place.read("t.csv")).unwrap();
    let (head, rest) = table.split_once('\n').unwrap();
    // One number of the table, a little larger.
    let place_of = rest.find(|c| ('1'..='8').contains(&c)).unwrap();
    let digit = rest.as_bytes()[place_of] + 1;
    let changed =
        format!("{head}\n{}{}{}", &rest[..place_of], digit as char, &rest[place_of + 1..]);
    fs::write(place.0.path().join("u.csv"), changed).unwrap();
    place.ok("sweep t.csv g.toml --region USA --shard 1/2 --quiet -o one.csv");
    for line in [
        "sweep t.csv h.toml --region USA",
        "sweep u.csv g.toml --region USA",
        "sweep t.csv g.toml",
        "sweep t.csv g.toml --region CHN",
        "sweep t.csv g.toml --region USA --group NEAR=DEU,FRA",
        "sweep t.csv g.toml --region USA --inventories drop --inventory-category c42",
    ] {
        let run = place.run(&format!("{line} --shard 2/2 --quiet -o two.csv"));
        assert!(run.status.success(), "{line}: {}", stderr(&run));
        place.refused("sweep merge one.csv two.csv -o all.csv", "it is of another run than");
    }
    place.ok("sweep t.csv g.toml --region 'United States' --shard 2/2 --quiet -o two.csv");
    place.ok("sweep merge two.csv one.csv -o all.csv");
}

#[test]
fn what_cannot_be_merged_is_refused() {
    let place = Place::new(GRID);
    place.shards(3, "--region USA --quiet");
    place.refused(
        "sweep merge part-01.csv part-03.csv -o all.csv",
        "error: not all shards are given: 2/3 is missing\n\nhint: give the files of all shards; a run \
         with `--shard 2/3` makes the first of these",
    );
    place.refused(
        "sweep merge part-01.csv part-02.csv part-03.csv part-02.csv -o all.csv",
        "error: `part-02.csv`: it is shard 2/3, and so is `part-02.csv`",
    );
    place.ok("sweep g.toml --region USA --quiet -o whole.csv");
    place.refused(
        "sweep merge whole.csv part-02.csv part-03.csv -o all.csv",
        "error: `whole.csv`: `whole.csv.shard.json`, which says which shard it is, is not beside it",
    );
    place.refused("sweep merge none.csv -o all.csv", "error: cannot read `none.csv`");
    fs::write(place.0.path().join("part-02.csv.partial"), "").unwrap();
    let all = "sweep merge part-01.csv part-02.csv part-03.csv -o all.csv";
    place.refused(all, "it is not finished: `part-02.csv.partial` is beside it");
    fs::remove_file(place.0.path().join("part-02.csv.partial")).unwrap();
    let part = place.read("part-02.csv");
    let short = part.len() - 20;
    fs::write(place.0.path().join("part-02.csv"), &part[..short]).unwrap();
    place.refused(all, "error: `part-02.csv`: ");
    let printed = place.run("sweep merge part-01.csv part-02.csv part-03.csv");
    assert!(printed.status.code() == Some(1) && printed.stdout.is_empty());
    fs::write(place.0.path().join("part-02.csv"), &part).unwrap();
    // Nothing is written over what is read, nor in a form that a sweep has not.
    for name in ["part-01.csv", "part-01.csv.shard.json"] {
        place.refused(
            &format!("sweep merge part-01.csv part-02.csv part-03.csv -o {name}"),
            "is the input itself",
        );
    }
    place.refused(
        "sweep merge part-01.csv part-02.csv part-03.csv -o all.xlsx",
        "error: `sweep merge` cannot be combined with `-o all.xlsx`",
    );
    place.refused("sweep part-09.csv.shard.json g.toml --shard 1/2 -o part-09.csv", "is the input");
    place.ok("sweep merge part-01.csv part-02.csv part-03.csv -o all.csv.gz");
    let all = place.run(all);
    assert!(all.status.success() && place.read("all.csv") == place.read("whole.csv"));
}

#[test]
fn shards_are_typed_as_they_must_be() {
    for shard in ["0/3", "4/3", "3", "a/b", "1/0"] {
        let output = tripole(&["sweep", "g.toml", "--shard", shard]);
        assert_eq!(output.status.code(), Some(2), "{shard}");
        let expected = "is no shard: K/N is expected, the K-th of N, with K from 1 to N";
        assert!(stderr(&output).contains(expected), "{}", stderr(&output));
    }
    for line in [&["sweep"][..], &["sweep", "merge"], &["sweep", "merge", "a.csv", "--summary"]] {
        assert_eq!(tripole(line).status.code(), Some(2), "{line:?}");
    }
    let place = Place::new(GRID);
    place.refused(
        "sweep g.toml --shard 1/3 --summary",
        "error: `--shard` cannot be combined with a summary\n\nhint: it is of all scenarios: run the sweep \
         as a whole, or leave `--summary` out\n",
    );
    place.refused("plot sweep g.toml --shard 1/3 -o p.svg", "cannot be combined with a summary");
    // A file of that name is a grid, where it is said to be a file.
    fs::write(place.0.path().join("merge"), GRID).unwrap();
    place.ok("sweep ./merge --region USA --quiet");
    place.ok("sweep builtin:three-pole-2011 merge --region USA --quiet");
}

/// A shard that was killed goes on within itself, and only as itself.
#[test]
fn a_killed_shard_goes_on_where_it_was() {
    let place = Place::new(
        "name = \"n\"\nmodel = \"ge\"\nseed = 5\ndraws = 120\nscenario = \"builtin:us-china-tariff-war\"\n\
         [parameters]\ntheta = { uniform = [3, 8] }\n[elasticities]\nall = \"$theta\"\n",
    );
    place.ok("sweep g.toml --quiet -o whole.csv");
    place.ok("sweep g.toml --shard 1/2 --quiet -o one.csv");
    let line = "sweep g.toml --shard 2/2 -o two.csv";
    let mut child =
        place.command(&format!("{line} --threads 1")).stderr(Stdio::null()).spawn().unwrap();
    let (start, note) = (Instant::now(), place.0.path().join("two.csv.resume"));
    while !note.exists() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it could be stopped");
        assert!(start.elapsed() < Duration::from_mins(1));
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    place.refused("sweep merge one.csv two.csv -o all.csv", "it is not finished");
    for other in ["--shard 1/2", "--shard 2/3", ""] {
        let line = format!("sweep g.toml {other} -o two.csv");
        place.refused(&line, "`two.csv.partial` is what another run began");
    }
    let said = place.ok(line);
    let after = said.lines().find_map(|it| it.strip_prefix("note: going on after scenario "));
    let after: usize = after.unwrap().strip_suffix(" of 120").unwrap().parse().unwrap();
    assert!((61..120).contains(&after), "{said}");
    place.ok("sweep merge two.csv one.csv -o all.csv");
    assert!(place.read("all.csv") == place.read("whole.csv"));
    let left = place.names().into_iter().filter(|name| name.starts_with("two"));
    assert!(left.eq(["two.csv", "two.csv.shard.json"]));
}
