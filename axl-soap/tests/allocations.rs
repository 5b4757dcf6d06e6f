//! Rows are read without allocating: only the memory of the first row is taken, and used again.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use axl_soap::{Operation, Row, Rows};

#[global_allocator]
static ALLOC: dhat::Alloc = dhat::Alloc;

fn answer(rows: usize) -> String {
    let row = "<row><pkid>5d0c8a17</pkid><name>a plain name</name><description/></row>".repeat(rows);
    format!(
        "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>\
         <n:executeSQLQueryResponse xmlns:n='http://www.cisco.com/AXL/API/15.0'><return>{row}</return>\
         </n:executeSQLQueryResponse></e:Body></e:Envelope>"
    )
}

fn blocks(text: &str) -> u64 {
    let before = dhat::HeapStats::get().total_blocks;
    let mut rows = Rows::new(text.as_bytes(), Operation::find("executeSQLQuery").unwrap()).unwrap();
    let mut row = Row::default();
    let mut count = 0;
    while rows.read(&mut row).unwrap() {
        count += row.cells.len();
    }
    assert_eq!(count % 3, 0);
    dhat::HeapStats::get().total_blocks - before
}

#[test]
fn a_thousand_rows_allocate_no_more_than_one() {
    let _profiler = dhat::Profiler::builder().testing().build();
    let (one, thousand) = (answer(1), answer(1_000));
    // The thread that runs the tests allocates as well, now and then: the least of several runs is ours.
    let least = |text| (0..20).map(|_| blocks(text)).min();
    assert_eq!(least(&one), least(&thousand));
}
