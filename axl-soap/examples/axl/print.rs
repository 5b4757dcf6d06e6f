//! Rows as a table, CSV or JSON.

use std::io::{self, Write};

use axl_soap::OwnedRow;
use clap::ValueEnum;

use crate::json::Json;

/// How rows are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Table,
    Csv,
    Json,
}

/// Prints rows. Columns may differ from row to row; each gets one place.
pub(crate) fn rows(out: &mut impl Write, rows: &[OwnedRow], format: Format) -> io::Result<()> {
    let mut columns: Vec<&str> = Vec::new();
    for (name, _) in rows.iter().flat_map(OwnedRow::iter) {
        if !columns.contains(&name) {
            columns.push(name);
        }
    }
    match format {
        Format::Json => {
            let object = |row: &OwnedRow| {
                let value = |text: Option<&str>| text.map_or(Json::Null, |text| Json::Text(text.to_owned()));
                Json::Object(row.iter().map(|(name, text)| (name.to_owned(), value(text))).collect())
            };
            json(out, &Json::List(rows.iter().map(object).collect()))
        }
        Format::Csv => {
            writeln!(out, "{}", columns.join(","))?;
            for row in rows {
                let cells: Vec<_> = columns.iter().map(|name| csv(row.get(name).unwrap_or(""))).collect();
                writeln!(out, "{}", cells.join(","))?;
            }
            Ok(())
        }
        Format::Table => {
            let width = |name: &&str| {
                let longest = rows.iter().map(|row| row.get(name).unwrap_or("").chars().count()).max();
                longest.unwrap_or(0).max(name.len())
            };
            let widths: Vec<_> = columns.iter().map(width).collect();
            let line = |cells: Vec<&str>| {
                let padded = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
                padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
            };
            writeln!(out, "{}", line(columns.clone()))?;
            for row in rows {
                let cells = columns.iter().map(|name| row.get(name).unwrap_or("")).collect();
                writeln!(out, "{}", line(cells))?;
            }
            writeln!(out, "({} rows)", rows.len())
        }
    }
}

/// Prints a value on lines of its own.
pub(crate) fn json(out: &mut impl Write, value: &Json) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

fn csv(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
