//! What is worth saying about labels that were explained.

use super::{ColumnRole, distinct};
use crate::error::is_invisible;
use crate::table::{Finding, FindingKind, Severity};

pub(super) fn order_findings(columns: &[ColumnRole], order: &[usize], findings: &mut Vec<Finding>) {
    let mut add = |message: &str| {
        findings.push(Finding::new(Severity::Warning, FindingKind::Order, "", 0.0, message));
    };
    let nodes: Vec<usize> = columns
        .iter()
        .filter_map(|c| if let ColumnRole::Node(k) = c { Some(*k) } else { None })
        .collect();
    if !nodes.is_sorted() || !order.is_sorted() {
        add("rows and columns are in different orders, or regions are mixed; matched by label");
    }
    let last_node = columns.iter().rposition(|c| matches!(c, ColumnRole::Node(_)));
    let first_demand = columns.iter().position(|c| matches!(c, ColumnRole::Demand(_)));
    if first_demand < last_node {
        add("final demand columns stand between intermediate ones; matched by label");
    }
}

pub(super) fn ignored_findings(what: &str, labels: &[String], findings: &mut Vec<Finding>) {
    let Some(first) = labels.first() else { return };
    let named: Vec<&String> = labels.iter().filter(|l| !l.is_empty()).collect();
    let message = if named.is_empty() {
        format!("{} {what}s without label ignored", labels.len())
    } else {
        format!("unknown {what}s ignored: {}", crate::error::shown_list(&named))
    };
    findings.push(Finding::new(
        Severity::Warning,
        FindingKind::Ignored,
        first.clone(),
        0.0,
        message,
    ));
}

/// Codes that a spreadsheet, a terminal or a file system could take for something else.
pub(super) fn nasty_findings(
    nodes: &[(String, String)],
    demand: &[(Option<String>, String)],
    findings: &mut Vec<Finding>,
) {
    let nasty = |code: &str| {
        code.starts_with(['=', '+', '-', '@'])
            || code.contains(['\\', '"'])
            || code.contains("..")
            || code.starts_with('/')
            || code.chars().any(|c| c.is_control() || is_invisible(c))
    };
    let codes = nodes
        .iter()
        .flat_map(|(r, s)| [r.as_str(), s.as_str()])
        .chain(demand.iter().map(|(_, c)| c.as_str()));
    let found = distinct(codes.filter(|code| nasty(code)));
    if let Some(first) = found.first() {
        let message = format!(
            "codes that a program could execute are kept as data and neutralised in results: {}",
            crate::error::shown_list(&found)
        );
        findings.push(Finding::new(
            Severity::Warning,
            FindingKind::NastyLabel,
            *first,
            0.0,
            message,
        ));
    }
}
