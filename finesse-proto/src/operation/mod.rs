//! Operations: method and path of a request as a typed value, and back.

mod row;
mod table;

use crate::error::Refusal;
use crate::http::{Method, Target, encode_component};

pub use row::{Access, Products, Release, Root, Row};
pub use table::Operation;

impl Operation {
    /// Finds the operation of a request. `HEAD` finds what `GET` finds.
    ///
    /// # Errors
    /// 404 for an unknown path; 405 with `Allow` for a known path with another method.
    pub fn route(method: Method, target: Target<'_>) -> Result<Self, Refusal> {
        let wanted = if method == Method::Head { Method::Get } else { method };
        let mut known = false;
        for row in Self::table() {
            if let Some(params) = capture(row.path, target) {
                known = true;
                if row.method == wanted {
                    let found = (row.build)(&mut params.into_iter(), target.query);
                    return found.ok_or_else(|| Refusal::not_found(target.path));
                }
            }
        }
        if known {
            Err(Refusal::method_not_allowed(Self::allow(target).unwrap_or_default()))
        } else {
            Err(Refusal::not_found(target.path))
        }
    }

    /// The header `Allow` of a path, in the order live servers use; `None` for an unknown path.
    #[must_use]
    pub fn allow(target: Target<'_>) -> Option<String> {
        let methods: Vec<Method> = Self::table()
            .iter()
            .filter(|row| capture(row.path, target).is_some())
            .map(|row| row.method)
            .collect();
        if methods.is_empty() {
            return None;
        }
        let get = methods.contains(&Method::Get);
        let order = [Method::Get, Method::Options, Method::Head, Method::Put, Method::Post, Method::Delete];
        let allowed = order.into_iter().filter(|method| match method {
            Method::Options => true,
            Method::Head => get,
            other => methods.contains(other),
        });
        Some(allowed.map(Method::as_str).collect::<Vec<_>>().join(","))
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> Method {
        self.row().method
    }

    /// The user, call, team or configuration object in the path: its first parameter.
    #[must_use]
    pub fn object(&self) -> Option<&str> {
        self.params().into_iter().next()
    }

    /// Path and query for the request line.
    #[must_use]
    pub fn target(&self) -> String {
        let mut out = String::with_capacity(64);
        let mut params = self.params().into_iter();
        for segment in self.row().path.split('/').skip(1) {
            out.push('/');
            if segment.starts_with('{') {
                out.push_str(&encode_component(params.next().unwrap_or_default()));
            } else {
                out.push_str(segment);
            }
        }
        for (at, (name, value)) in self.queries().into_iter().enumerate() {
            out.push(if at == 0 { '?' } else { '&' });
            out.extend([name, "=", &encode_component(value)]);
        }
        out
    }
}

/// The parameters of a path that has the form of `template`.
fn capture(template: &str, target: Target<'_>) -> Option<Vec<String>> {
    let mut params = Vec::new();
    let mut wanted = template.split('/').skip(1);
    for segment in target.segments() {
        let expected = wanted.next()?;
        if expected.starts_with('{') {
            if segment.is_empty() {
                return None;
            }
            params.push(segment.into_owned());
        } else if expected != segment {
            return None;
        }
    }
    wanted.next().is_none().then_some(params)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(method: Method, target: &str) -> Result<Operation, Refusal> {
        Operation::route(method, Target::new(target))
    }

    #[test]
    fn parameters_and_queries_are_read() {
        assert_eq!(
            route(Method::Get, "/finesse/api/User/a%20b/ReasonCodes?category=NOT_READY&nocache=17").unwrap(),
            Operation::GetUserReasonCodes { id: "a b".into(), category: Some("NOT_READY".into()) }
        );
        assert_eq!(route(Method::Post, "/finesse/api/ReasonCode/").unwrap(), Operation::PostReasonCode {});
    }

    #[test]
    fn a_fixed_segment_wins_over_a_parameter() {
        let target = "/finesse/api/MediaPropertiesLayout/default";
        assert_eq!(route(Method::Get, target).unwrap(), Operation::GetMediaPropertiesLayoutDefault {});
        assert_eq!(route(Method::Put, target).unwrap(), Operation::PutMediaPropertiesLayoutDefault {});
    }

    #[test]
    fn h4_post_to_a_user_is_405_with_allow() {
        let refusal = route(Method::Post, "/finesse/api/User/4711").unwrap_err();
        assert_eq!((refusal.status, refusal.allow.as_deref()), (405, Some("GET,OPTIONS,HEAD,PUT")));
        assert_eq!(route(Method::Other, "/finesse/api/SystemInfo").unwrap_err().status, 405);
    }

    #[test]
    fn unknown_paths_are_404() {
        for target in [
            "/",
            "",
            "/finesse/api",
            "/finesse/api/User/",
            "/finesse/api/Nothing/1",
            "/finesse/api/User/1/2/3",
        ] {
            assert_eq!(route(Method::Get, target).unwrap_err().status, 404, "{target}");
        }
    }

    #[test]
    fn head_finds_what_get_finds() {
        assert_eq!(route(Method::Head, "/finesse/api/SystemInfo").unwrap(), Operation::GetSystemInfo {});
    }

    #[test]
    fn every_row_is_found_by_the_request_it_makes() {
        for row in Operation::table() {
            let mut names = row.path.split('/').filter(|s| s.starts_with('{')).map(|s| format!("x {s}/&"));
            let built = (row.build)(&mut names, Target::new("?category=LOGOUT&type=current").query).unwrap();
            assert!(std::ptr::eq(built.row(), row), "{}", row.name);
            assert_eq!(route(row.method, &built.target()).unwrap(), built, "{}", row.name);
            assert_eq!(row.name, format!("{built:?}").split(' ').next().unwrap_or_default());
        }
    }

    #[test]
    fn a_token_is_asked_for_and_not_shown() {
        let target = "/desktop/sso/token?cc_username=sue&return_refresh_token=true&refresh-token=hush";
        let operation = route(Method::Get, target).unwrap();
        assert_eq!(operation.target(), target);
        let shown = format!("{operation:?}");
        assert!(shown.contains("sue") && !shown.contains("hush"), "{shown}");
    }

    proptest::proptest! {
        #[test]
        fn any_target_is_routed_without_panic(target in "(/finesse/api/)?.*") {
            let _ = route(Method::Get, &target);
        }
    }
}
