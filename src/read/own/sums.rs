//! Sums among the columns and rows of a sheet, told by their numbers, whatever they are called.

use super::labels::Found;
use super::words::{TLS, VA};
use crate::error::{Problem, shown};

/// The numbers of one column or row, along the producers.
pub(super) type Line = Vec<f64>;

/// The canonical label of output.
const OUTPUT: &str = "OUT";
/// Rows that stay whatever they are the sum of: of compensation and surplus, say.
const KEPT: [&str; 2] = [VA, TLS];

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Producer,
    /// Final demand, a row of value added, output: whatever is none.
    Other,
    /// Left out already.
    Nothing,
}

/// Leave out columns and rows that are sums of others, and take for output what is the sum of all; the
/// labels of those that are left out. Both sizes are needed: what is a sum in rows and columns is no producer.
pub(super) fn settle(
    found: &mut Found,
    (columns, rows): (&[Line], &[Line]),
) -> Result<Vec<String>, Problem> {
    let is_producer = |label: &Option<String>, others: &[Option<String>]| {
        label.as_ref().is_some_and(|label| {
            others.iter().flatten().any(|other| other == label) && label != OUTPUT
        })
    };
    let kinds = |labels: &[Option<String>], others: &[Option<String>]| -> Vec<Kind> {
        let kind = |label: &Option<String>| match label {
            None => Kind::Nothing,
            Some(_) if is_producer(label, others) => Kind::Producer,
            Some(_) => Kind::Other,
        };
        labels.iter().map(kind).collect()
    };
    let (of_columns, of_rows) =
        (kinds(&found.columns, &found.rows), kinds(&found.rows, &found.columns));
    let (sums_across, sums_down) =
        (producer_sums(columns, &of_columns), producer_sums(rows, &of_rows));
    for &column in &sums_across {
        let label = &found.columns[column];
        if sums_down.iter().any(|&row| found.rows[row] == *label) {
            let label = shown(label.as_deref().unwrap_or_default());
            let reason = format!(
                "`{label}` is the sum of the producers before it, in rows and columns: take it out"
            );
            return Err(Problem::OwnSheet { reason });
        }
    }
    let mut left_out = others(&mut found.columns, columns, &of_columns);
    left_out.extend(others(&mut found.rows, rows, &of_rows));
    Ok(left_out)
}

/// Whether a line is the sum of at least two others that are not zero.
fn is_sum(line: &Line, sum: &Line, addends: usize) -> bool {
    let close = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-6 * a.abs().max(b.abs()) + 1e-9;
    let told = line.iter().filter(|value| **value != 0.0).count();
    addends > 1 && told > 1 && line.iter().zip(sum).all(close)
}

fn says(line: &Line) -> usize {
    usize::from(line.iter().any(|value| *value != 0.0))
}

fn add(sum: &mut Line, line: &Line) {
    sum.iter_mut().zip(line).for_each(|(sum, value)| *sum += value);
}

/// Producers that are the sum of those before them, since the last one that is.
fn producer_sums(lines: &[Line], kinds: &[Kind]) -> Vec<usize> {
    let length = lines.first().map_or(0, Vec::len);
    let (mut sum, mut addends, mut found) = (vec![0.0; length], 0, vec![]);
    for (place, line) in lines.iter().enumerate().filter(|(k, _)| kinds[*k] == Kind::Producer) {
        if is_sum(line, &sum, addends) {
            found.push(place);
            (sum, addends) = (vec![0.0; length], 0);
        } else {
            add(&mut sum, line);
            addends += says(line);
        }
    }
    found
}

/// Lines that are no producers and the sum of all producers, of a block of lines before them, of all that
/// are none, or of everything: the last is output.
fn others(labels: &mut [Option<String>], lines: &[Line], kinds: &[Kind]) -> Vec<String> {
    let length = lines.first().map_or(0, Vec::len);
    let zero = || (vec![0.0; length], 0);
    let producers = |places: &mut dyn Iterator<Item = usize>| {
        let mut sum = zero();
        for place in places.filter(|&k| kinds[k] == Kind::Producer) {
            add(&mut sum.0, &lines[place]);
            sum.1 += says(&lines[place]);
        }
        sum
    };
    let inner = producers(&mut (0..lines.len()));
    let (mut rest, mut block, mut left_out) = (zero(), zero(), vec![]);
    let mut output = None;
    for place in 0..lines.len() {
        let line = &lines[place];
        match kinds[place] {
            Kind::Nothing => continue,
            Kind::Producer => {
                if place > 0 && kinds[place - 1] != Kind::Producer {
                    block = zero();
                }
                add(&mut block.0, line);
                block.1 += says(line);
                continue;
            }
            Kind::Other => {}
        }
        let mut all = inner.clone();
        add(&mut all.0, &rest.0);
        all.1 += rest.1;
        let named_output = labels[place].as_deref() == Some(OUTPUT);
        let of_all = rest.1 > 0 && is_sum(line, &all.0, all.1);
        let of_some = [&inner, &rest, &block].iter().any(|(sum, n)| is_sum(line, sum, *n));
        if labels[place].as_deref().is_some_and(|label| KEPT.contains(&label)) {
            if !of_some {
                add(&mut rest.0, line);
                rest.1 += says(line);
            }
            block = zero();
        } else if of_all && output.is_none() {
            output = Some(place);
        } else if of_all || of_some {
            left_out.extend(labels[place].take());
        } else if !named_output {
            if place > 0 && kinds[place - 1] == Kind::Producer {
                block = zero();
            }
            add(&mut rest.0, line);
            rest.1 += says(line);
            add(&mut block.0, line);
            block.1 += says(line);
        }
    }
    if let Some(place) = output {
        for (other, label) in labels.iter_mut().enumerate() {
            if other != place && label.as_deref() == Some(OUTPUT) {
                left_out.extend(label.take());
            }
        }
        labels[place] = Some(OUTPUT.to_owned());
    }
    left_out
}
