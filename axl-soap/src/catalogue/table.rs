//! The 1,068 operations of schema 15.0 (the same as in 12.5 and 14.0), sorted by name: one row each, one file a verb.
//!
//! Columns: name · verb · what a request cannot do without (alternatives divided by `|`, `?` marks what may be missing) ·
//! returned tags (`N`o, `O`ptional, `R`equired) · answer (`=` uuid or boolean, `#` a number, `!x` children without
//! `<return>`, else the children of `<return>`, `*` for any number) · detail (list: search criteria; add: wrapper; update:
//! lists that can be edited in place).

mod action;
mod add;
mod get;
mod list;
mod remove;
mod update;

use super::Operation;

/// All of them, in the order of their names, so that one is found by halving.
pub(super) static OPERATIONS: [Operation; 1_068] = join(&[
    add::ROWS,
    action::APPLY,
    action::ASSIGN,
    action::DO,
    action::EXECUTE_SQL,
    get::ROWS,
    list::ROWS,
    action::LOCK,
    remove::ROWS,
    action::RESET,
    action::RESTART,
    action::UNASSIGN,
    update::ROWS,
    action::WIPE,
]);

/// The tables one after the other. The compiler does it: a number of rows other than `N` does not compile.
const fn join<const N: usize>(tables: &[&[Operation]]) -> [Operation; N] {
    let mut all = [action::EXECUTE_SQL[0]; N];
    let (mut at, mut table) = (0, 0);
    while table < tables.len() {
        let rows = tables[table];
        let mut row = 0;
        while row < rows.len() {
            all[at] = rows[row];
            at += 1;
            row += 1;
        }
        table += 1;
    }
    assert!(at == N, "the tables have another number of rows");
    all
}
