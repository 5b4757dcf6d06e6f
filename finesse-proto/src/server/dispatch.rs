//! From a request to the method that does it, and from its result to the answer.

use std::time::Instant;

use xml_cursor::IntoOwned as _;

use super::{Accepted, Caller, Context, Inbound, Server, Service, authorize, echo};
use crate::call::Call;
use crate::code::ReasonCategory;
use crate::error::Refusal;
use crate::http::{Method, Response};
use crate::operation::Operation;
use crate::payload::{Answer, Body};
use crate::release::ForRelease as _;

/// What a method gave back.
enum Done<'s> {
    /// 200, or 206 for a part of a list, 207 for what the other node was not told of.
    Answer(u16, Answer<'s>),
    Status(u16),
    Created(Option<String>),
}

impl Server {
    /// Does what a caller asks for, after checking rights and body, and answers.
    #[must_use]
    pub fn dispatch<S: Service>(
        &self,
        service: &mut S,
        caller: &Caller,
        now: Instant,
        inbound: &Inbound,
    ) -> Response {
        let id = inbound.request_id();
        let write = |mut answer: Answer<'_>| {
            answer.for_release(self.release, self.product);
            answer.write()
        };
        let response = match self.run(service, caller, now, inbound) {
            Ok(Done::Answer(status, answer)) => Response::xml(status, write(answer)),
            Ok(Done::Status(status)) => Response::empty(status),
            // 202 for an import, else 200.
            Ok(Done::Created(None)) => Response::empty(inbound.operation.row().success),
            Ok(Done::Created(Some(uri))) => Response::empty(200).header("Location", &uri),
            Err(refusal) => refusal.to_response(),
        };
        let mut response = echo(response, id);
        if inbound.request.method == Method::Head {
            response.body.clear();
        }
        response
    }

    fn run<'s, S: Service>(
        &self,
        service: &'s mut S,
        caller: &Caller,
        now: Instant,
        inbound: &Inbound,
    ) -> Result<Done<'s>, Refusal> {
        authorize(self, service, caller, &inbound.operation)?;
        let call = Call::read_as(inbound.operation.clone(), &inbound.request)?;
        let cx = Context { caller, request_id: call.request_id.as_ref(), now };
        let answer = |answer: Answer<'s>| Ok(Done::Answer(200, answer));
        match (&call.operation, &call.body) {
            (Operation::GetSystemInfo {}, _) => answer(service.system_info(cx)?.into()),
            (Operation::GetUser { id }, _) => answer(service.user(cx, id)?.into()),
            (Operation::GetUsers {}, _) => answer(service.users(cx)?.into()),
            (Operation::PutUser { id }, Body::User(body)) => {
                service.put_user(cx, id, body.intent(self.product)?).map(later)
            }
            (Operation::GetUserReasonCodes { id, category }, _) => {
                answer(service.user_reason_codes(cx, id, read_category(category.as_deref())?)?.into())
            }
            (Operation::GetUserReasonCode { id, reason_code_id }, _) => {
                answer(service.user_reason_code(cx, id, reason_code_id)?.into())
            }
            (Operation::GetUserWrapUpReasons { id }, _) => {
                answer(service.user_wrap_up_reasons(cx, id)?.into())
            }
            (Operation::GetUserWrapUpReason { id, wrap_up_reason_id }, _) => {
                answer(service.user_wrap_up_reason(cx, id, wrap_up_reason_id)?.into())
            }
            (Operation::GetUserMediaPropertiesLayout { id }, _) => {
                answer(service.user_layout(cx, id)?.into())
            }
            (Operation::GetUserMediaPropertiesLayouts { id }, _) => {
                answer(service.user_layouts(cx, id)?.into())
            }
            (Operation::GetUserPhoneBooks { id }, _) => answer(service.user_phone_books(cx, id)?.into()),
            (Operation::GetUserWorkflows { id }, _) => answer(service.user_workflows(cx, id)?.into()),
            (Operation::PostUserClientLog { id }, Body::ClientLog(log)) => {
                if log.log_data.is_none() {
                    return Err(Refusal::parameter_missing("logData"));
                }
                service.client_log(cx, id, log).map(later)
            }
            (Operation::GetUserAuthMode { user_name_or_id }, _) => {
                answer(service.auth_mode(cx, user_name_or_id)?.into())
            }
            (Operation::GetDialog { dialog_id }, _) => answer(service.dialog(cx, dialog_id)?.into()),
            (Operation::GetUserDialogs { id, .. }, _) => answer(service.dialogs(cx, id)?.into()),
            (Operation::PostUserDialogs { id }, Body::Dialog(body)) => {
                let intent = body.intent(self.product)?;
                service.begin_dialog(cx, id, intent).map(later)
            }
            (Operation::PutDialog { dialog_id }, Body::Dialog(body)) => {
                let intent = body.intent(self.product)?;
                service.put_dialog(cx, dialog_id, intent).map(later)
            }
            (Operation::GetTeam { team_id, include_logged_out_agents }, _) => {
                let all = include_logged_out_agents.as_deref() == Some("true");
                answer(service.team(cx, team_id, all)?.into())
            }
            (Operation::GetTeamResourceReasonCodes { team_id, category }, _) => {
                answer(service.team_reason_codes(cx, team_id, read_category(category.as_deref())?)?.into())
            }
            (Operation::GetTeamResourceWrapUpReasons { team_id }, _) => {
                answer(service.team_wrap_up_reasons(cx, team_id)?.into())
            }
            (Operation::GetTeamResourceMediaPropertiesLayouts { team_id }, _) => {
                answer(service.team_layouts(cx, team_id)?.into())
            }
            (Operation::GetTeamResourcePhoneBooks { team_id }, _) => {
                let mut books = service.team_phone_books(cx, team_id, call.range)?;
                let whole = call.range.is_none_or(|range| crate::resource::cut_contacts(&mut books, range));
                Ok(Done::Answer(if whole { 200 } else { 206 }, books.into()))
            }
            (Operation::GetTeamResourceWorkflows { team_id }, _) => {
                answer(service.team_workflows(cx, team_id)?.into())
            }
            (Operation::PostTeamMessage {}, Body::TeamMessage(message)) => {
                if message.content.trim().is_empty() || message.teams.is_empty() {
                    return Err(Refusal::bad_request("content or teams are missing"));
                }
                let stored = service.post_message(cx, message)?.into_owned();
                Ok(Done::Answer(told(service), stored.into()))
            }
            (Operation::GetTeamMessage { message_id }, _) => answer(service.message(cx, message_id)?.into()),
            (Operation::GetTeamMessages { .. }, _) => answer(service.messages(cx)?.into()),
            (Operation::DeleteTeamMessage { message_id }, _) => {
                service.delete_message(cx, message_id)?;
                Ok(Done::Status(told(service)))
            }
            (Operation::GetQueue { queue_id }, _) => answer(service.queue(cx, queue_id)?.into()),
            (Operation::GetUserQueues { id }, _) => answer(service.user_queues(cx, id)?.into()),
            (Operation::GetUserMedia { id, mrd_id }, _) => answer(service.media(cx, id, mrd_id)?.into()),
            (Operation::GetUserMediaList { id }, _) => answer(service.media_list(cx, id)?.into()),
            (Operation::PutUserMedia { id, mrd_id }, Body::Media(wish)) => {
                wish.intent()?;
                service.put_media(cx, id, mrd_id, wish).map(later)
            }
            (operation, _) if operation.method() == Method::Get => answer(service.get_config(cx, &call)?),
            _ => Ok(Done::Created(service.change_config(cx, &call)?)),
        }
    }
}

/// What was done to a message was done on both nodes, or on this one only.
fn told<S: Service>(service: &S) -> u16 {
    if service.other_node_told() { 200 } else { 207 }
}

fn later<'s>(Accepted: Accepted) -> Done<'s> {
    Done::Status(202)
}

/// `NOT_READY`, `LOGOUT` or `ALL`; the parameter is required.
pub(super) fn read_category(text: Option<&str>) -> Result<Option<ReasonCategory>, Refusal> {
    match text {
        Some("ALL") => Ok(None),
        Some(text) => {
            let category = ReasonCategory::parse(text);
            category
                .map(Some)
                .ok_or_else(|| Refusal::bad_request("category is none of NOT_READY, LOGOUT, ALL"))
        }
        None => Err(Refusal::bad_request("query parameter category is missing")),
    }
}
