//! SQL is read-only, bounded, and speaks as Informix does.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use axl_soap::{AxlCode, Call, CallError};
use cucm::{Config, SqlLimits};
use support::{Lab, config};

#[test]
fn pages_quotes_and_names_are_those_of_informix() {
    let mut lab = Lab::new();
    assert_eq!(lab.sql("select skip 1 first 1 userid from enduser order by userid"), [["agent2"]]);
    assert_eq!(lab.sql("SELECT LastName FROM EndUser WHERE userid = \"agent1\";"), [["agent1"]]);
    let reply =
        lab.run(Call::sql_query("select count(*), max(userid) as m, e.status from enduser e")).unwrap();
    let rows = reply.owned_rows().unwrap();
    let names: Vec<_> = rows[0].iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["count", "m", "status"]);
    assert_eq!(lab.sql("select userid from enduser where userid = 'nobody'").len(), 0);
    assert_eq!(
        lab.sql("select manager, tkuserprofile from enduser where userid = 'agent1'"),
        [["NULL", "NULL"]]
    );
    assert_eq!(lab.sql("select version from componentversion"), [["15.0.1.10000(42)"]]);
}

#[test]
fn errors_carry_the_codes_of_informix() {
    let mut lab = Lab::new();
    for (sql, code, text) in [
        ("select * from nowhere", -206, "The specified table (nowhere) is not in the database."),
        (
            "select shoe from enduser",
            -217,
            "Column (shoe) not found in any table in the query (or SLV is undefined).",
        ),
        ("select from where", -201, "A syntax error has occurred."),
        ("selec", -201, "A syntax error has occurred."),
        ("delete from enduser", -274, "No DELETE permission."),
    ] {
        let fault = lab.fault(Call::sql_query(sql));
        assert_eq!((fault.axl_code(), &*fault.text), (Some(AxlCode(code)), text), "{sql}");
        assert_eq!(fault.axl.unwrap().request, "executeSQLQuery");
    }
    let fault = lab.fault(Call::sql_update("update enduser set userid = 'x'"));
    assert_eq!(fault.axl_code(), Some(AxlCode(-273)));
}

#[test]
fn queries_inside_have_pages_and_words_of_informix() {
    let mut lab = Lab::new();
    let last_two = "select skip 1 name from (select first 3 userid as name from enduser order by userid) u";
    assert_eq!(lab.sql(last_two), [["agent2"], ["agent3"]]);
    let first = "select userid from enduser where pkid in (select first 1 fkenduser from endusernumplanmap m \
                 join enduser e on e.pkid = m.fkenduser order by e.userid desc)";
    assert_eq!(lab.sql(first), [["agent3"]]);
    assert_eq!(lab.sql("select unique nvl(tkuserprofile, 7) as p from enduser"), [["7"]]);
    assert_eq!(lab.sql("select name from device where name matches 'SEP*1002'"), [["SEP000000001002"]]);
    // LIKE regards case, as Informix does.
    assert_eq!(lab.sql("select count(*) from device where name like 'sep%'"), [["0"]]);
    assert_eq!(lab.sql("select count(*) from device where name like 'SEP%'"), [["3"]]);
    for sql in
        ["select first 1 name from device union select name from region", "select first name from device"]
    {
        assert_eq!(lab.fault(Call::sql_query(sql)).axl_code(), Some(AxlCode::SYNTAX), "{sql}");
    }
}

#[test]
fn writing_statements_get_the_fault_that_fits_and_change_nothing() {
    let mut lab = Lab::new();
    for (sql, code) in [
        ("update enduser set lastname = 'x' where userid = 'agent1'", -273),
        ("delete from device", -274),
        ("insert into region (pkid, name) values ('a', 'b')", -275),
        ("insert into region (pkid, name) select first 1 pkid, name from device", -275),
        ("execute procedure x()", -275),
        ("drop table device", -274),
        ("update nowhere set a = 1", -206),
        ("update enduser set shoe = 1", -217),
        ("delete from enduser where shoe = 1", -217),
        ("update enduser set", -201),
        ("select userid from enduser", -201),
        ("update axl_object set tree = ''", -206),
        ("delete from axl_secret", -206),
        ("insert into axl_secret select * from axl_secret", -206),
        ("update enduser set lastname = (select hash from axl_secret)", -206),
        ("insert into region values (load_extension('x'), 'b')", -272),
        ("delete from sqlite_master", -201),
        ("attach 'x' as y", -201),
        ("update enduser set lastname = 'x'; delete from device", -201),
    ] {
        let fault = lab.fault(Call::sql_update(sql));
        assert_eq!(fault.axl_code(), Some(AxlCode(code)), "{sql}: {fault}");
        assert_eq!(fault.axl.unwrap().request, "executeSQLUpdate");
    }
    assert_eq!(lab.sql("select count(*) from enduser where lastname = 'agent1'"), [["1"]]);
    assert_eq!(lab.sql("select count(*) from device"), [["3"]]);
}

#[test]
fn hostile_statements_get_nothing() {
    let mut lab = Lab::new();
    for sql in [
        "select * from axl_secret",
        "select * from axl_object",
        "select (select hash from axl_secret)",
        "select * from sqlite_master",
        "select * from pragma_table_info('enduser')",
        "attach 'x' as y",
        "select load_extension('x')",
        "select randomblob(1000000000)",
        "select zeroblob(1000000000)",
        "select hex(userid) from enduser",
        "select printf('%1000000000d', 1)",
        "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n",
        "select * from (with recursive n(x) as (select 1 union all select x + 1 from n) select x from n)",
        "select 1; delete from enduser",
        "select writefile('x', 'y')",
        "select value from json_each('[1,2,3]')",
        "select * from enduser e, json_tree('{}')",
        "select name from sqlite_schema",
        "select * from dbstat",
        "select sum(a.pkid) over () from enduser a, randomblob(9)",
        "select group_concat(userid) from enduser",
        "select json('{}')",
        "select [userid] from enduser",
        "select `userid` from enduser",
        "select userid from enduser where userid = ?",
        "pragma writable_schema = 1",
        "vacuum",
        &format!("select {}1", "not ".repeat(2_000)),
        &format!("select 1{}", " union select 1".repeat(500)),
        &"select ".repeat(100_000),
        "",
        "\0",
    ] {
        let result = lab.run(Call::sql_query(sql));
        assert!(matches!(result, Err(CallError::Fault(_))), "{sql:.60}");
    }
    assert_eq!(lab.sql("select count(*) from enduser"), [["3"]]);
}

#[test]
fn a_query_without_end_is_interrupted() {
    let limits = SqlLimits { steps: 2_000_000, ..SqlLimits::default() };
    let mut lab = Lab::with(&Config { sql: limits, ..config() });
    let tables: Vec<_> = (0..12).map(|n| format!("numplan n{n}, functionrole f{n}")).collect();
    let fault = lab.fault(Call::sql_query(&format!("select count(*) from {}", tables.join(", "))));
    assert_eq!(fault.axl_code(), Some(AxlCode(-213)));
    // The directory is as good as before.
    assert_eq!(lab.sql("select count(*) from enduser"), [["3"]]);
}

#[test]
fn too_many_rows_are_refused_with_numbers() {
    let limits = SqlLimits { rows: 50, ..SqlLimits::default() };
    let mut lab = Lab::with(&Config { sql: limits, ..config() });
    let result =
        lab.run(Call::sql_query("select a.name from functionrole a, functionrole b, functionrole c"));
    assert!(matches!(result, Err(CallError::TooManyRows(_))), "{result:?}");
}

/// Each statement doubles a text until it is too large for a value.
fn doubled(times: usize) -> String {
    (0..times).fold("select \'abcdefgh\' as x".to_owned(), |inner, _| {
        format!("select x || x as x from ({inner}) a")
    })
}

#[test]
fn values_rows_and_patterns_have_a_size_whatever_a_statement_does() {
    let mut lab = Lab::new();
    assert_eq!(lab.sql(&format!("select length(x) from ({}) b", doubled(10))), [["8192"]]);
    for sql in [
        format!("select length(x) from ({}) b", doubled(12)),
        format!("select length(replace(x, \'a\', x)) from ({}) b", doubled(8)),
        format!("select \'{}\'", "x".repeat(20_000)),
        format!("select userid from enduser where userid like \'{}\'", "%a".repeat(200)),
        format!("select {} from enduser", vec!["userid"; 300].join(", ")),
    ] {
        let result = lab.run(Call::sql_query(&sql));
        assert!(matches!(result, Err(CallError::Fault(_))), "{sql:.80}: {result:?}");
    }
    assert_eq!(lab.sql("select count(*) from enduser"), [["3"]]);
}

#[test]
fn an_answer_stops_before_the_cell_that_does_not_fit() {
    // One row of 200 columns with 8 KiB each: 1.6 MB of a statement with 2 kB.
    let limits = SqlLimits { bytes: 100_000, ..SqlLimits::default() };
    let mut lab = Lab::with(&Config { sql: limits, ..config() });
    let columns = vec!["x"; 200].join(", ");
    let result = lab.run(Call::sql_query(&format!("select {columns} from ({}) b", doubled(10))));
    let Err(CallError::TooManyRows(rows)) = result else { panic!("{result:?}") };
    assert_eq!(rows.matched, Some(1));
    // Empty cells take memory too.
    let nulls = vec!["manager"; 200].join(", ");
    let many = format!("select {nulls} from enduser a, functionrole b");
    assert!(matches!(lab.run(Call::sql_query(&many)), Err(CallError::TooManyRows(_))));
}

#[test]
fn a_clock_ends_a_query_that_takes_too_long() {
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::time::{Duration, Instant};
    // A clock that goes on by a second whenever somebody looks.
    static LOOKS: AtomicU64 = AtomicU64::new(0);
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    fn clock() -> Instant {
        let start = *START.get_or_init(Instant::now);
        start + Duration::from_secs(LOOKS.fetch_add(1, Ordering::Relaxed))
    }
    let mut lab = Lab::new();
    let query = "select count(*) from functionrole a, functionrole b, functionrole c, functionrole d";
    assert!(lab.run(Call::sql_query(query)).is_ok());
    lab.core.set_clock(clock);
    assert_eq!(lab.fault(Call::sql_query(query)).axl_code(), Some(AxlCode(-213)));
    assert_eq!(lab.sql("select count(*) from enduser"), [["3"]], "short ones go on");
}
