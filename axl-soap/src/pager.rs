//! Long lists, page by page.

use crate::call::{Call, Page};
use crate::error::{CallError, UsageError};
use crate::reply::Reply;
use crate::rows::Row;

/// Asks for one page after the other until there are no more.
///
/// A page that is refused as too large is asked for again in smaller pieces, as the server suggests. A server that
/// ignores `skip` answers the same page for ever: that is noticed, and ends the list.
#[derive(Debug, Clone)]
pub struct Pager {
    call: Call,
    page: Page,
    rows: u64,
    last: Option<Reply>,
    done: bool,
}

/// What came of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// Rows; more may follow.
    Page(Reply),
    /// The page was too large; the next call asks for less.
    Smaller,
    /// There are no more rows.
    End,
}

impl Pager {
    /// Pages through a list operation or a query. SQL is paged inside the statement (`select skip N first M …`).
    ///
    /// # Errors
    /// The operation has no pages, or the statement does not begin with `select` or has its own `skip` or `first`.
    pub fn new(call: Call, page: Page) -> Result<Self, UsageError> {
        let page = Page { first: page.first.max(1), ..page };
        let pager = Self { call, page, rows: 0, last: None, done: false };
        pager.paged()?;
        Ok(pager)
    }

    /// The call for the next page; `None` after the end.
    #[must_use]
    pub fn next_call(&self) -> Option<Call> {
        if self.done { None } else { self.paged().ok() }
    }

    /// How many rows have come so far.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// Takes the end of the call.
    ///
    /// # Errors
    /// The call failed for another reason than its size, or even one row is too large.
    pub fn handle(&mut self, result: Result<Reply, CallError>) -> Result<Step, CallError> {
        let reply = match result {
            Ok(reply) => reply,
            Err(CallError::TooManyRows(rows)) if self.page.first > 1 => {
                // The bound is exclusive. A suggestion that is no smaller than what was asked would not end.
                let fewer = rows.suggested.saturating_sub(1);
                let smaller = (1..self.page.first).contains(&fewer);
                self.page.first = if smaller { fewer } else { self.page.first / 2 }.max(1);
                return Ok(Step::Smaller);
            }
            Err(error) => {
                self.done = true;
                return Err(error);
            }
        };
        let count = match count(&reply) {
            Ok(count) => count,
            Err(error) => {
                self.done = true;
                return Err(error);
            }
        };
        // The same rows again: `skip` is ignored.
        let repeated = self.last.as_ref().is_some_and(|last| last.body() == reply.body());
        if count == 0 || repeated {
            self.done = true;
            return Ok(Step::End);
        }
        // More than asked for: `first` is ignored, so this is everything.
        self.done = count != self.page.first;
        self.rows = self.rows.saturating_add(count);
        self.page.skip = self.page.skip.saturating_add(count);
        self.last = Some(reply.clone());
        Ok(Step::Page(reply))
    }

    fn paged(&self) -> Result<Call, UsageError> {
        if self.call.operation().pages() {
            return self.call.clone().page(self.page);
        }
        let none = || UsageError::NoPages { operation: self.call.operation().name() };
        let sql = self.call.text("sql").trim_start();
        let mut words = sql.split_whitespace();
        let select = words.next().filter(|word| word.eq_ignore_ascii_case("select")).ok_or_else(none)?;
        let own =
            |word: &str| ["skip", "first", "limit"].iter().any(|known| word.eq_ignore_ascii_case(known));
        if words.next().is_none_or(own) {
            return Err(none());
        }
        let rest = sql.get(select.len()..).unwrap_or_default();
        Ok(self.call.with_sql(format!("select skip {} first {}{rest}", self.page.skip, self.page.first)))
    }
}

fn count(reply: &Reply) -> Result<u64, CallError> {
    let mut rows = reply.rows()?;
    let mut row = Row::default();
    let mut count = 0;
    while rows.read(&mut row)? {
        count += 1;
    }
    Ok(count)
}
