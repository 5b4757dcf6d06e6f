//! Long lists, page by page.

use crate::call::{Call, Page};
use crate::error::{CallError, UsageError};
use crate::reply::Reply;
use crate::rows::Row;

/// Asks for one page after the other until one has fewer rows than were asked for. Rows come in the order of the server's
/// database: where that may change between two pages, let the query sort (`order by`).
///
/// A page that is refused as too large is asked for again in smaller pieces, as the server suggests. A server that ignores
/// `skip` answers the same page for ever. Equal pages alone do not tell: a column of flags has many. So when a page equals
/// the one before, a page far behind the end is asked for, which only such a server fills; then one that is larger by one row,
/// to see whether what has come is all there is. If it is not, the list ends with [`CallError::SkipIgnored`].
#[derive(Debug, Clone)]
pub struct Pager {
    call: Call,
    page: Page,
    rows: u64,
    last: Option<Reply>,
    state: State,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    /// The next page is asked for.
    Pages,
    /// This page equals the one before: does the server ignore `skip`?
    FarBehind(Reply),
    /// It does: is there more than has come?
    OneMore,
    Done,
}

/// Behind the end of every list, and within what a database takes for a number of rows.
const FAR: u64 = 2_000_000_000;

/// What came of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// Rows; more may follow.
    Page(Reply),
    /// The page was too large; the next call asks for less.
    Smaller,
    /// The page equals the one before; the next call finds out why.
    Doubt,
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
        let pager = Self { call, page, rows: 0, last: None, state: State::Pages };
        pager.paged(page)?;
        Ok(pager)
    }

    /// The call for the next page; `None` after the end.
    #[must_use]
    pub fn next_call(&self) -> Option<Call> {
        let page = match self.state {
            State::Pages => self.page,
            State::FarBehind(_) => Page { skip: self.page.skip.max(FAR), ..self.page },
            State::OneMore => Page { skip: 0, first: self.page.first.saturating_add(1) },
            State::Done => return None,
        };
        self.paged(page).ok()
    }

    /// How many rows have come so far.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// Takes the end of the call.
    ///
    /// # Errors
    /// The call failed for another reason than its size, even one row is too large, or the server ignores `skip` and has more
    /// rows than one page.
    pub fn handle(&mut self, result: Result<Reply, CallError>) -> Result<Step, CallError> {
        // Whatever goes wrong ends the list.
        let state = std::mem::replace(&mut self.state, State::Done);
        let reply = match result {
            Ok(reply) => reply,
            Err(CallError::TooManyRows(rows)) if state == State::Pages && self.page.first > 1 => {
                // The bound is exclusive. A suggestion that is no smaller than what was asked would not end.
                let fewer = rows.suggested.saturating_sub(1);
                let smaller = (1..self.page.first).contains(&fewer);
                self.page.first = if smaller { fewer } else { self.page.first / 2 }.max(1);
                self.state = State::Pages;
                return Ok(Step::Smaller);
            }
            // One row more than came is too much, so there is more.
            Err(CallError::TooManyRows(_)) if state == State::OneMore => return Err(self.skip_ignored()),
            Err(error) => return Err(error),
        };
        let count = count(&reply)?;
        match state {
            State::Pages
                if count > 0 && self.last.as_ref().is_some_and(|last| last.body() == reply.body()) =>
            {
                self.state = State::FarBehind(reply);
                Ok(Step::Doubt)
            }
            State::Pages => Ok(self.take(reply, count)),
            // Equal by chance.
            State::FarBehind(page) if count == 0 => Ok(self.take(page, self.page.first)),
            State::FarBehind(_) => {
                self.state = State::OneMore;
                Ok(Step::Doubt)
            }
            State::OneMore if count > self.page.first => Err(self.skip_ignored()),
            State::OneMore | State::Done => Ok(Step::End),
        }
    }

    fn take(&mut self, reply: Reply, count: u64) -> Step {
        if count == 0 {
            return Step::End;
        }
        // More than asked for: `first` is ignored, so this is everything.
        if count == self.page.first {
            self.state = State::Pages;
        }
        self.rows = self.rows.saturating_add(count);
        self.page.skip = self.page.skip.saturating_add(count);
        self.last = Some(reply.clone());
        Step::Page(reply)
    }

    const fn skip_ignored(&self) -> CallError {
        CallError::SkipIgnored { rows: self.rows }
    }

    fn paged(&self, page: Page) -> Result<Call, UsageError> {
        if self.call.operation().pages() {
            return self.call.clone().page(page);
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
        Ok(self.call.with_sql(format!("select skip {} first {}{rest}", page.skip, page.first)))
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
