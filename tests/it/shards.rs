//! Shards of a result: which steps are in which, and files that are put together.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tripole::frame::{Destination, Leftovers, Resumable, Shard, ShardOf, Shards, Unit};
use tripole::{Error, Frame, Result};

use crate::support::config;

proptest! {
    #![proptest_config(config(256))]

    /// Every step is in one shard, in its place; sizes differ by one at most.
    #[test]
    fn shards_share_out_all_steps(len in 0_usize..5000, of in 1_usize..400) {
        let ranges: Vec<_> = (1..=of).map(|k| Shard::new(k, of).unwrap().range(len)).collect();
        let all: Vec<usize> = ranges.iter().cloned().flatten().collect();
        prop_assert_eq!(all, (0..len).collect::<Vec<_>>());
        let sizes: Vec<usize> = ranges.iter().map(ExactSizeIterator::len).collect();
        prop_assert!(sizes.iter().all(|size| [len / of, len.div_ceil(of)].contains(size)));
        prop_assert!(sizes.is_sorted_by(|a, b| a >= b));
    }
}

#[test]
fn shards_are_typed_as_k_of_n() {
    for text in ["1/1", "3/40", "40/40"] {
        assert_eq!(text.parse::<Shard>().unwrap().to_string(), text);
    }
    assert_eq!("03/40".parse::<Shard>().unwrap(), Shard::new(3, 40).unwrap());
    for text in ["", "3", "3/", "/3", "0/3", "4/3", "1/0", "0/0", "-1/3", "1/3/3", "a/b", "1,3"] {
        let error = text.parse::<Shard>().unwrap_err();
        let expected = "is no shard: K/N is expected, the K-th of N, with K from 1 to N";
        assert!(error.to_string().contains(expected), "{text}: {error}");
    }
    // No product of two large numbers.
    let last = Shard::new(usize::MAX, usize::MAX).unwrap();
    assert_eq!((last.range(5), last.range(usize::MAX)), (5..5, usize::MAX - 1..usize::MAX));
}

fn frame(steps: std::ops::Range<usize>, column: &'static str) -> Frame {
    // Names and labels that CSV writes in quotation marks, over several lines.
    let labels: Vec<String> = steps.clone().map(|step| format!("\"{step}\",\n")).collect();
    let values = steps.map(|step| step as f64 / 7.0).collect();
    Frame::new("x", labels.len()).with_text("a, \"step\"\n", &labels).with_indicator(
        column,
        Unit::Count,
        values,
    )
}

const STEPS: usize = 20;

fn of(shard: &str, fingerprint: &str) -> ShardOf {
    let (shard, fingerprint) = (shard.parse().unwrap(), fingerprint.to_owned());
    ShardOf { shard, fingerprint, steps: STEPS }
}

fn write(path: &Path, of: ShardOf, column: &'static str) {
    let steps = of.shard.range(STEPS);
    let file = Resumable::open_shard(path, of, Leftovers::Continue).unwrap();
    file.write(|put| put(frame(steps.clone(), column), steps.len())).unwrap();
}

/// All shards of a run, in a folder.
fn written(folder: &Path, count: usize) -> Vec<PathBuf> {
    let one = |number| {
        let path = folder.join(format!("part-{number}.csv"));
        write(&path, of(&format!("{number}/{count}"), "f"), "value");
        path
    };
    (1..=count).map(one).collect()
}

fn merged(paths: &[PathBuf], out: &Path) -> Result<String> {
    let shards = Shards::read(paths)?;
    assert_eq!(shards.rows(), STEPS);
    shards.save(Destination::create(out)?)?;
    Ok(fs::read_to_string(out).unwrap())
}

fn refused(paths: &[PathBuf]) -> String {
    Shards::read(paths).map(|_| ()).unwrap_err().to_string()
}

#[test]
fn files_in_any_order_are_put_together() {
    let mut whole = vec![];
    frame(0..STEPS, "value").write_csv(&mut whole).unwrap();
    let whole = String::from_utf8(whole).unwrap();
    for count in [1, 2, 3, 7, STEPS, STEPS + 5] {
        let folder = tempfile::tempdir().unwrap();
        let mut paths = written(folder.path(), count);
        paths.rotate_left(count / 3);
        paths.reverse();
        assert_eq!(merged(&paths, &folder.path().join("all.csv")).unwrap(), whole, "{count}");
    }
}

/// An interrupted shard goes on within itself, and its note is that of one that nobody disturbed.
#[test]
fn an_interrupted_shard_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let paths = written(folder.path(), 3);
    let note = folder.path().join("part-2.csv.shard.json");
    let whole = [fs::read(&paths[1]).unwrap(), fs::read(&note).unwrap()];
    fs::remove_file(&note).unwrap();
    let steps = of("2/3", "f").shard.range(STEPS);
    let open = |of| Resumable::open_shard(&paths[1], of, Leftovers::Continue);
    let stopped = open(of("2/3", "f")).unwrap().write(|put| {
        put(frame(steps.start..steps.start + 3, "value"), 3)?;
        Err(Error::CrossedYears)
    });
    assert!(stopped.is_err() && !note.exists());
    assert!(refused(&paths).ends_with("part-2.csv.partial` is beside it"), "{}", refused(&paths));
    // What one shard has begun is no other's, nor that of a whole run.
    for other in [of("3/3", "f"), of("2/4", "f"), of("2/3", "g")] {
        assert!(matches!(open(other).unwrap_err(), Error::OtherRun { .. }));
    }
    assert!(Resumable::open(&paths[1], "f", Leftovers::Continue).is_err());
    let again = open(of("2/3", "f")).unwrap();
    assert_eq!(again.done(), 3);
    again.write(|put| put(frame(steps.start + 3..steps.end, "value"), steps.len())).unwrap();
    assert_eq!([fs::read(&paths[1]).unwrap(), fs::read(&note).unwrap()], whole);
    assert!(merged(&paths, &folder.path().join("all.csv")).is_ok());
}

#[test]
fn what_is_no_whole_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let paths = written(folder.path(), 12);
    let message = |error: &str, expected: &str| assert!(error.contains(expected), "{error}");
    message(&refused(&[]), "not all shards are given: 1/1 is missing");
    message(&refused(&paths[..11]), "not all shards are given: 12/12 is missing");
    message(
        &refused(&[paths[0].clone(), paths[3].clone()]),
        "2/12, 3/12, 5/12, 6/12, 7/12, 8/12, 9/12, 10/12 and 2 more are missing",
    );
    let most = &paths[..11];
    let with = |name: &str, of: ShardOf, column| {
        let path = folder.path().join(name);
        write(&path, of, column);
        [&[path][..], most].concat()
    };
    message(&refused(&with("twice.csv", of("3/12", "f"), "value")), "it is shard 3/12, and so is");
    message(&refused(&with("other.csv", of("12/12", "g"), "value")), "it is of another run than");
    let others = with("others.csv", of("1/3", "f"), "value");
    message(&refused(&others), "part-1.csv`: it is shard 1/12, but");
    let columns = with("columns.csv", of("12/12", "f"), "worth");
    message(&refused(&columns), "columns.csv`: its columns are not those of");
    let none = folder.path().join("none.csv");
    let missing = [&paths[..], std::slice::from_ref(&none)].concat();
    message(&refused(&missing), "cannot read `");
    fs::copy(&paths[0], &none).unwrap();
    message(
        &refused(&missing),
        "none.csv.shard.json`, which says which shard it is, is not beside it",
    );
}

/// Any change of a file or of its note is seen, when it is read first and when it is copied.
#[test]
fn what_is_not_as_it_was_written_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let paths = written(folder.path(), 2);
    let note = folder.path().join("part-2.csv.shard.json");
    let (text, said) = (fs::read_to_string(&paths[1]).unwrap(), fs::read_to_string(&note).unwrap());
    let line = text.rfind("\"\"\"").unwrap();
    for (file, changed, expected) in [
        (&paths[1], text.replacen("1.42", "1.43", 1), "is not what was written"),
        (
            &paths[1],
            format!("{text}noise"),
            "rows are not as many as were written: 11 instead of 10",
        ),
        (&paths[1], text[..line].to_owned(), "9 instead of 10"),
        (&paths[1], text.replacen('\n', "\r\n", 1), "is not what was written"),
        (&paths[1], String::new(), "0 instead of 10"),
        (&note, said.replace("\"rows\": 10", "\"rows\": 11"), "10 instead of 11"),
        (&note, said.replace("\"shard\": 2", "\"shard\": 3"), "does not say which shard it is of"),
        (&note, said.replace("\"of\": 2", "\"of\": 3"), "but `"),
        (&note, said.replace("\"scenarios\": 10", "\"scenarios\": 9"), "is not what was written"),
        (&note, said.replace("\"check\": ", "\"check\": 1"), ""),
        (&note, "{}".to_owned(), "does not say which shard it is of"),
        (&note, String::new(), "does not say which shard it is of"),
    ] {
        assert!(changed != text && changed != said, "{expected}");
        fs::write(file, changed).unwrap();
        let error = refused(&paths);
        assert!(error.contains(expected), "{error}\n{expected}");
        fs::write(&paths[1], &text).unwrap();
        fs::write(&note, &said).unwrap();
    }
    let shards = Shards::read(&paths).unwrap();
    fs::write(&paths[1], text.replacen("1.42", "1.43", 1)).unwrap();
    let out = folder.path().join("all.csv");
    let error = shards.save(Destination::create(&out).unwrap()).unwrap_err();
    assert!(error.to_string().contains("is not what was written"), "{error}");
    assert!(!out.exists());
}
