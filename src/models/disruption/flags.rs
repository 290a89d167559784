//! The verdicts on a run, and the flags of its lines.

use super::course::{Course, FLAG};
use super::verdict::{is_beyond, upper_end};
use super::{Flag, Flags, Verdict};
use crate::error::Result;
use crate::frame::{Frame, Level};
use crate::linalg::ratio;
use crate::table::Partition;
use crate::table::lines::Lines;

impl Course<'_> {
    /// Whether output of the world came back; `None` where what happens does not end.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        let all: Vec<usize> = (0..self.steady.len()).collect();
        self.verdict_on(&all)
    }

    fn verdict_on(&self, rows: &[usize]) -> Option<Verdict> {
        let over = self.disruption.over()?;
        let sum = |of: &[f64]| rows.iter().map(|&row| of[row]).sum::<f64>();
        let level = |day: usize| ratio(sum(self.output.column(day)), sum(&self.steady));
        Verdict::of(level, self.output.columns(), over)
    }

    /// The flags of several rows together, as one line.
    fn flags_on(&self, rows: &[usize]) -> Result<Flags> {
        let mut flags = Flags::of(self.verdict_on(rows));
        if self.disruption.outages.is_empty() || !self.disruption.stops.is_empty() {
            return Ok(flags);
        }
        let (v, days) = (self.system.value_added_coefficients(), self.output.columns() as f64);
        let (mut lost, mut usual) = (0.0, 0.0);
        for &row in rows {
            let made: f64 = self.output.row(row).iter().sum();
            lost += v[row] * (days * self.steady[row] - made);
            usual += v[row] * days * self.steady[row];
        }
        // The upper end is costly, and no gain is beyond it.
        if is_beyond(lost, 0.0, usual) {
            let upper = self.upper()?;
            if is_beyond(lost, rows.iter().map(|&row| upper[row]).sum(), usual) {
                flags.add(Flag::BeyondUpperEnd);
            }
        }
        Ok(flags)
    }

    /// Value added that every row loses at the upper end.
    fn upper(&self) -> Result<&[f64]> {
        if let Some(known) = self.upper.get() {
            return Ok(known);
        }
        let found = upper_end(self.system, &self.disruption.outages, self.output.columns())?;
        Ok(self.upper.get_or_init(|| found))
    }

    /// With an upper end that is known already.
    pub(super) fn with_upper(self, upper: Vec<f64>) -> Self {
        // Empty until now: nobody has asked.
        let _ = self.upper.set(upper);
        self
    }

    /// What the numbers of every economy must not be quoted without: the flags of the regions that
    /// it consists of, so that a bloc carries those of its members.
    ///
    /// Beside the verdicts ([`Verdict`]), [`Flag::BeyondUpperEnd`] where only capacity is lost: one
    /// static rationing ([`ration`](super::ration)) for every set of outages that are in force
    /// together, the first time that it is asked for.
    ///
    /// # Errors
    /// Those of [`ration`](super::ration).
    pub fn flags(&self, economies: &Partition) -> Result<Vec<Flags>> {
        let lines = Lines::economies("flags", "region", economies);
        self.flags_of(lines.rows(), Level::Region)
    }

    /// The flags of the lines of a level.
    pub(crate) fn flags_of(&self, lines: &[Vec<usize>], by: Level) -> Result<Vec<Flags>> {
        let index = self.system.table().index();
        let parts: Vec<Flags> = match by {
            Level::World => return lines.iter().map(|rows| self.flags_on(rows)).collect(),
            Level::RegionSector => {
                let each = (0..index.len()).map(|row| self.flags_on(&[row]));
                each.collect::<Result<_>>()?
            }
            _ => {
                let rows = index.regions().map(|region| index.rows(region).collect::<Vec<_>>());
                rows.map(|rows| self.flags_on(&rows)).collect::<Result<_>>()?
            }
        };
        let part = |row: usize| match by {
            Level::RegionSector => row,
            _ => index.node(row).region.position(),
        };
        let of_line = |rows: &Vec<usize>| {
            let mut parts_of: Vec<usize> = rows.iter().map(|&row| part(row)).collect();
            parts_of.dedup();
            Flags::union(parts_of.into_iter().map(|part| &parts[part]))
        };
        Ok(lines.iter().map(of_line).collect())
    }

    /// A frame with the flags of its lines, every one for so many rows below each other.
    pub(super) fn flagged(
        &self,
        frame: Frame,
        lines: &Lines,
        by: Level,
        times: usize,
    ) -> Result<Frame> {
        let flags = self.flags_of(lines.rows(), by)?;
        let flags = flags.iter().map(Flags::to_string);
        let texts: Vec<String> = flags.flat_map(|text| std::iter::repeat_n(text, times)).collect();
        Ok(self.with_notes(frame.with_remark(FLAG, &texts)))
    }

    /// A frame with what was set, and how the world stands, in its notes.
    pub(crate) fn with_notes(&self, frame: Frame) -> Frame {
        let notes = self.stated().iter();
        notes.fold(frame, |frame, (name, value)| frame.with_note(*name, value.clone()))
    }
}
