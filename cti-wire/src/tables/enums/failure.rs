//! Why a request was refused by call control or the peripheral.

use crate::macros::enums;

enums! {
    /// Why a control request failed.
    ControlFailureCode "ControlFailureCode": u16 {
        /// Other error.
        GENERIC_UNSPECIFIED = 0 "CF_GENERIC_UNSPECIFIED";
        /// Generic operation.
        GENERIC_OPERATION = 1 "CF_GENERIC_OPERATION";
        /// Request incompatible with object.
        REQUEST_INCOMPATIBLE_WITH_OBJECT = 2 "CF_REQUEST_INCOMPATIBLE_WITH_OBJECT";
        /// Value out of range.
        VALUE_OUT_OF_RANGE = 3 "CF_VALUE_OUT_OF_RANGE";
        /// Object not known.
        OBJECT_NOT_KNOWN = 4 "CF_OBJECT_NOT_KNOWN";
        /// Invalid calling device.
        INVALID_CALLING_DEVICE = 5 "CF_INVALID_CALLING_DEVICE";
        /// Invalid called device.
        INVALID_CALLED_DEVICE = 6 "CF_INVALID_CALLED_DEVICE";
        /// Invalid forwarding destination.
        INVALID_FORWARDING_DESTINATION = 7 "CF_INVALID_FORWARDING_DESTINATION";
        /// Privilege violation on specified device.
        PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE = 8 "CF_PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE";
        /// Privilege violation on called device.
        PRIVILEGE_VIOLATION_ON_CALLED_DEVICE = 9 "CF_PRIVILEGE_VIOLATION_ON_CALLED_DEVICE";
        /// Privilege violation on calling device.
        PRIVILEGE_VIOLATION_ON_CALLING_DEVICE = 10 "CF_PRIVILEGE_VIOLATION_ON_CALLING_DEVICE";
        /// Invalid csta call identifier.
        INVALID_CSTA_CALL_IDENTIFIER = 11 "CF_INVALID_CSTA_CALL_IDENTIFIER";
        /// Invalid csta device identifier.
        INVALID_CSTA_DEVICE_IDENTIFIER = 12 "CF_INVALID_CSTA_DEVICE_IDENTIFIER";
        /// Invalid csta connection identifier.
        INVALID_CSTA_CONNECTION_IDENTIFIER = 13 "CF_INVALID_CSTA_CONNECTION_IDENTIFIER";
        /// Invalid destination.
        INVALID_DESTINATION = 14 "CF_INVALID_DESTINATION";
        /// Invalid feature.
        INVALID_FEATURE = 15 "CF_INVALID_FEATURE";
        /// Invalid allocation state.
        INVALID_ALLOCATION_STATE = 16 "CF_INVALID_ALLOCATION_STATE";
        /// Invalid cross ref id.
        INVALID_CROSS_REF_ID = 17 "CF_INVALID_CROSS_REF_ID";
        /// Invalid object type.
        INVALID_OBJECT_TYPE = 18 "CF_INVALID_OBJECT_TYPE";
        /// Security violation.
        SECURITY_VIOLATION = 19 "CF_SECURITY_VIOLATION";
        /// Generic state incompatibility.
        GENERIC_STATE_INCOMPATIBILITY = 21 "CF_GENERIC_STATE_INCOMPATIBILITY";
        /// Invalid object state.
        INVALID_OBJECT_STATE = 22 "CF_INVALID_OBJECT_STATE";
        /// Invalid connection id for active call.
        INVALID_CONNECTION_ID_FOR_ACTIVE_CALL = 23 "CF_INVALID_CONNECTION_ID_FOR_ACTIVE_CALL";
        /// No active call.
        NO_ACTIVE_CALL = 24 "CF_NO_ACTIVE_CALL";
        /// No held call.
        NO_HELD_CALL = 25 "CF_NO_HELD_CALL";
        /// No call to clear.
        NO_CALL_TO_CLEAR = 26 "CF_NO_CALL_TO_CLEAR";
        /// No connection to clear.
        NO_CONNECTION_TO_CLEAR = 27 "CF_NO_CONNECTION_TO_CLEAR";
        /// No call to answer.
        NO_CALL_TO_ANSWER = 28 "CF_NO_CALL_TO_ANSWER";
        /// No call to complete.
        NO_CALL_TO_COMPLETE = 29 "CF_NO_CALL_TO_COMPLETE";
        /// Generic system resource availability.
        GENERIC_SYSTEM_RESOURCE_AVAILABILITY = 31 "CF_GENERIC_SYSTEM_RESOURCE_AVAILABILITY";
        /// Service busy.
        SERVICE_BUSY = 32 "CF_SERVICE_BUSY";
        /// Resource busy.
        RESOURCE_BUSY = 33 "CF_RESOURCE_BUSY";
        /// Resource out of service.
        RESOURCE_OUT_OF_SERVICE = 34 "CF_RESOURCE_OUT_OF_SERVICE";
        /// Network busy.
        NETWORK_BUSY = 35 "CF_NETWORK_BUSY";
        /// Network out of service.
        NETWORK_OUT_OF_SERVICE = 36 "CF_NETWORK_OUT_OF_SERVICE";
        /// Overall monitor limit exceeded.
        OVERALL_MONITOR_LIMIT_EXCEEDED = 37 "CF_OVERALL_MONITOR_LIMIT_EXCEEDED";
        /// Conference member limit exceeded.
        CONFERENCE_MEMBER_LIMIT_EXCEEDED = 38 "CF_CONFERENCE_MEMBER_LIMIT_EXCEEDED";
        /// Generic subscribed resource availability.
        GENERIC_SUBSCRIBED_RESOURCE_AVAILABILITY = 41 "CF_GENERIC_SUBSCRIBED_RESOURCE_AVAILABILITY";
        /// Object monitor limit exceeded.
        OBJECT_MONITOR_LIMIT_EXCEEDED = 42 "CF_OBJECT_MONITOR_LIMIT_EXCEEDED";
        /// External trunk limit exceeded.
        EXTERNAL_TRUNK_LIMIT_EXCEEDED = 43 "CF_EXTERNAL_TRUNK_LIMIT_EXCEEDED";
        /// Outstanding request limit exceeded.
        OUTSTANDING_REQUEST_LIMIT_EXCEEDED = 44 "CF_OUTSTANDING_REQUEST_LIMIT_EXCEEDED";
        /// Generic performance management.
        GENERIC_PERFORMANCE_MANAGEMENT = 51 "CF_GENERIC_PERFORMANCE_MANAGEMENT";
        /// Performance limit exceeded.
        PERFORMANCE_LIMIT_EXCEEDED = 52 "CF_PERFORMANCE_LIMIT_EXCEEDED";
        /// Sequence number violated.
        SEQUENCE_NUMBER_VIOLATED = 61 "CF_SEQUENCE_NUMBER_VIOLATED";
        /// Time stamp violated.
        TIME_STAMP_VIOLATED = 62 "CF_TIME_STAMP_VIOLATED";
        /// Pac violated.
        PAC_VIOLATED = 63 "CF_PAC_VIOLATED";
        /// Seal violated.
        SEAL_VIOLATED = 64 "CF_SEAL_VIOLATED";
        /// Generic unspecified rejection.
        GENERIC_UNSPECIFIED_REJECTION = 70 "CF_GENERIC_UNSPECIFIED_REJECTION";
        /// Generic operation rejection.
        GENERIC_OPERATION_REJECTION = 71 "CF_GENERIC_OPERATION_REJECTION";
        /// Duplicate invocation rejection.
        DUPLICATE_INVOCATION_REJECTION = 72 "CF_DUPLICATE_INVOCATION_REJECTION";
        /// Unrecognized operation rejection.
        UNRECOGNIZED_OPERATION_REJECTION = 73 "CF_UNRECOGNIZED_OPERATION_REJECTION";
        /// Mistyped argument rejection.
        MISTYPED_ARGUMENT_REJECTION = 74 "CF_MISTYPED_ARGUMENT_REJECTION";
        /// Resource limitation rejection.
        RESOURCE_LIMITATION_REJECTION = 75 "CF_RESOURCE_LIMITATION_REJECTION";
        /// Acs handle termination rejection.
        ACS_HANDLE_TERMINATION_REJECTION = 76 "CF_ACS_HANDLE_TERMINATION_REJECTION";
        /// Service termination rejection.
        SERVICE_TERMINATION_REJECTION = 77 "CF_SERVICE_TERMINATION_REJECTION";
        /// Request timeout rejection.
        REQUEST_TIMEOUT_REJECTION = 78 "CF_REQUEST_TIMEOUT_REJECTION";
        /// Requests on device exceeded rejection.
        REQUESTS_ON_DEVICE_EXCEEDED_REJECTION = 79 "CF_REQUESTS_ON_DEVICE_EXCEEDED_REJECTION";
        /// Invalid agent id specified.
        INVALID_AGENT_ID_SPECIFIED = 256 "CF_INVALID_AGENT_ID_SPECIFIED";
        /// Invalid password specified.
        INVALID_PASSWORD_SPECIFIED = 257 "CF_INVALID_PASSWORD_SPECIFIED";
        /// Invalid agent id or password specified.
        INVALID_AGENT_ID_OR_PASSWORD_SPECIFIED = 258 "CF_INVALID_AGENT_ID_OR_PASSWORD_SPECIFIED";
        /// Specified agent already signed on.
        SPECIFIED_AGENT_ALREADY_SIGNED_ON = 259 "CF_SPECIFIED_AGENT_ALREADY_SIGNED_ON";
        /// Invalid logon device specified.
        INVALID_LOGON_DEVICE_SPECIFIED = 260 "CF_INVALID_LOGON_DEVICE_SPECIFIED";
        /// Invalid answering device specified.
        INVALID_ANSWERING_DEVICE_SPECIFIED = 261 "CF_INVALID_ANSWERING_DEVICE_SPECIFIED";
        /// Invalid skill group specified.
        INVALID_SKILL_GROUP_SPECIFIED = 262 "CF_INVALID_SKILL_GROUP_SPECIFIED";
        /// Invalid class of service specified.
        INVALID_CLASS_OF_SERVICE_SPECIFIED = 263 "CF_INVALID_CLASS_OF_SERVICE_SPECIFIED";
        /// Invalid team specified.
        INVALID_TEAM_SPECIFIED = 264 "CF_INVALID_TEAM_SPECIFIED";
        /// Invalid agent workmode.
        INVALID_AGENT_WORKMODE = 265 "CF_INVALID_AGENT_WORKMODE";
        /// Invalid agent reason code.
        INVALID_AGENT_REASON_CODE = 266 "CF_INVALID_AGENT_REASON_CODE";
        /// Link between the contact centre and the switch failed.
        ADJUNCT_SWITCH_COMM_ERROR = 267 "CF_ADJUNCT_SWITCH_COMM_ERROR";
        /// Agent not party on call.
        AGENT_NOT_PARTY_ON_CALL = 268 "CF_AGENT_NOT_PARTY_ON_CALL";
        /// Internal processing error.
        INTERNAL_PROCESSING_ERROR = 269 "CF_INTERNAL_PROCESSING_ERROR";
        /// Take call control rejection.
        TAKE_CALL_CONTROL_REJECTION = 270 "CF_TAKE_CALL_CONTROL_REJECTION";
        /// Take domain control rejection.
        TAKE_DOMAIN_CONTROL_REJECTION = 271 "CF_TAKE_DOMAIN_CONTROL_REJECTION";
        /// Requested service not registered.
        REQUESTED_SERVICE_NOT_REGISTERED = 272 "CF_REQUESTED_SERVICE_NOT_REGISTERED";
        /// Invalid consult type.
        INVALID_CONSULT_TYPE = 273 "CF_INVALID_CONSULT_TYPE";
        /// Ansmap or adparam field not valid.
        ANSMAP_OR_ADPARAM_FIELD_NOT_VALID = 274 "CF_ANSMAP_OR_ADPARAM_FIELD_NOT_VALID";
        /// Invalid call control table specified.
        INVALID_CALL_CONTROL_TABLE_SPECIFIED = 275 "CF_INVALID_CALL_CONTROL_TABLE_SPECIFIED";
        /// Invalid digits rnatimeout amsdelay or country.
        INVALID_DIGITS_RNATIMEOUT_AMSDELAY_OR_COUNTRY = 276 "CF_INVALID_DIGITS_RNATIMEOUT_AMSDELAY_OR_COUNTRY";
        /// Answer detect port unavailable.
        ANSWER_DETECT_PORT_UNAVAILABLE = 277 "CF_ANSWER_DETECT_PORT_UNAVAILABLE";
        /// Virtual agent unavailable.
        VIRTUAL_AGENT_UNAVAILABLE = 278 "CF_VIRTUAL_AGENT_UNAVAILABLE";
        /// Takeback n xfer route end.
        TAKEBACK_N_XFER_ROUTE_END = 279 "CF_TAKEBACK_N_XFER_ROUTE_END";
        /// Wrapup data required.
        WRAPUP_DATA_REQUIRED = 280 "CF_WRAPUP_DATA_REQUIRED";
        /// Reason code required.
        REASON_CODE_REQUIRED = 281 "CF_REASON_CODE_REQUIRED";
        /// Invalid trunk id specified.
        INVALID_TRUNK_ID_SPECIFIED = 282 "CF_INVALID_TRUNK_ID_SPECIFIED";
        /// Specified extension already in use.
        SPECIFIED_EXTENSION_ALREADY_IN_USE = 283 "CF_SPECIFIED_EXTENSION_ALREADY_IN_USE";
        /// Arbitrary conf or xfer not supported.
        ARBITRARY_CONF_OR_XFER_NOT_SUPPORTED = 284 "CF_ARBITRARY_CONF_OR_XFER_NOT_SUPPORTED";
        /// Network transfer or consult.
        NETWORK_TRANSFER_OR_CONSULT = 285 "CF_NETWORK_TRANSFER_OR_CONSULT";
        /// Network transfer or consult failed.
        NETWORK_TRANSFER_OR_CONSULT_FAILED = 286 "CF_NETWORK_TRANSFER_OR_CONSULT_FAILED";
        /// Device restricted.
        DEVICE_RESTRICTED = 287 "CF_DEVICE_RESTRICTED";
        /// Line restricted.
        LINE_RESTRICTED = 288 "CF_LINE_RESTRICTED";
        /// Agent account locked out.
        AGENT_ACCOUNT_LOCKED_OUT = 289 "CF_AGENT_ACCOUNT_LOCKED_OUT";
        /// Drop any party not enabled CTI.
        DROP_ANY_PARTY_NOT_ENABLED_CTI = 290 "CF_DROP_ANY_PARTY_NOT_ENABLED_CTI";
        /// Maximum line limit exceeded.
        MAXIMUM_LINE_LIMIT_EXCEEDED = 291 "CF_MAXIMUM_LINE_LIMIT_EXCEEDED";
        /// Shared lines not supported.
        SHARED_LINES_NOT_SUPPORTED = 292 "CF_SHARED_LINES_NOT_SUPPORTED";
        /// Extension not unique.
        EXTENSION_NOT_UNIQUE = 293 "CF_EXTENSION_NOT_UNIQUE";
        /// Unknown interface ctrlr id.
        UNKNOWN_INTERFACE_CTRLR_ID = 1001 "CF_UNKNOWN_INTERFACE_CTRLR_ID";
        /// Invalid interface ctrlr type.
        INVALID_INTERFACE_CTRLR_TYPE = 1002 "CF_INVALID_INTERFACE_CTRLR_TYPE";
        /// Software rev no supported.
        SOFTWARE_REV_NO_SUPPORTED = 1003 "CF_SOFTWARE_REV_NO_SUPPORTED";
        /// Unknown pid.
        UNKNOWN_PID = 1004 "CF_UNKNOWN_PID";
        /// Invalid table specified.
        INVALID_TABLE_SPECIFIED = 1005 "CF_INVALID_TABLE_SPECIFIED";
        /// Pd service inactive.
        PD_SERVICE_INACTIVE = 1006 "CF_PD_SERVICE_INACTIVE";
        /// Unknown routing client id.
        UNKNOWN_ROUTING_CLIENT_ID = 1007 "CF_UNKNOWN_ROUTING_CLIENT_ID";
        /// Rc service inactivate.
        RC_SERVICE_INACTIVATE = 1008 "CF_RC_SERVICE_INACTIVATE";
        /// Invalid dialed number.
        INVALID_DIALED_NUMBER = 1009 "CF_INVALID_DIALED_NUMBER";
        /// Invalid parameter.
        INVALID_PARAMETER = 1010 "CF_INVALID_PARAMETER";
        /// Unknown routing problem.
        UNKNOWN_ROUTING_PROBLEM = 1011 "CF_UNKNOWN_ROUTING_PROBLEM";
        /// Unsupported pd message revision.
        UNSUPPORTED_PD_MESSAGE_REVISION = 1012 "CF_UNSUPPORTED_PD_MESSAGE_REVISION";
        /// Unsupported rc message revision.
        UNSUPPORTED_RC_MESSAGE_REVISION = 1013 "CF_UNSUPPORTED_RC_MESSAGE_REVISION";
        /// Unsupported ic message revision.
        UNSUPPORTED_IC_MESSAGE_REVISION = 1014 "CF_UNSUPPORTED_IC_MESSAGE_REVISION";
        /// Rc service inactivate pim.
        RC_SERVICE_INACTIVATE_PIM = 1015 "CF_RC_SERVICE_INACTIVATE_PIM";
        /// Greeting control failed; detail in the peripheral error.
        AGENT_GREETING_CONTROL_OPERATION_FAILURE = 1016 "CF_AGENT_GREETING_CONTROL_OPERATION_FAILURE";
    }

    /// CCX: what went wrong in the engine. The guide lists more.
    CcxErrorCode "CCXErrorCode": u32 {
        /// Other.
        DEFAULT_ERROR_CODE = 0 "CCX_DEFAULT_ERROR_CODE";
        /// JTAPI or call manager trouble.
        JTAPI_CCM_PROBLEM = 0x157C1 "CCX_JTAPI_CCM_PROBLEM";
        /// Lookup failed.
        LOOKUP_FAILURE = 0x157C2 "CCX_LOOKUP_FAILURE";
        /// Agent has no dialled number.
        AGENT_DN_NOT_ASSIGNED = 0x157C3 "CCX_AGENT_DN_NOT_ASSIGNED";
        /// Agent device out of service or unregistered.
        AGENT_DEVICE_OFF = 0x157C4 "CCX_AGENT_DEVICE_OFF";
        /// Agent device busy.
        AGENT_DEVICE_BUSY = 0x157C5 "CCX_AGENT_DEVICE_BUSY";
        /// No contact object.
        RMCM_CONTACT_NULL = 0x157C6 "CCX_RMCM_CONTACT_NULL";
        /// Contact object not valid.
        RMCM_CONTACT_INVALID = 0x157C7 "CCX_RMCM_CONTACT_INVALID";
        /// No agent.
        AGENT_NULL = 0x157C8 "CCX_AGENT_NULL";
        /// Agent not valid.
        AGENT_INVALID = 0x157C9 "CCX_AGENT_INVALID";
        /// Bad argument.
        INVALID_ARGUMENT = 0x157CA "CCX_INVALID_ARGUMENT";
        /// No callback from the agent.
        NO_CALLBACK_FROM_AGENT = 0x157CB "CCX_NO_CALLBACK_FROM_AGENT";
        /// No call id.
        CALL_ID_NULL = 0x157CC "CCX_CALL_ID_NULL";
        /// No call object.
        CALL_OBJECT_NULL = 0x157CD "CCX_CALL_OBJECT_NULL";
        /// No JTAPI provider.
        JTAPI_PROVIDER_NULL = 0x157CE "CCX_JTAPI_PROVIDER_NULL";
        /// No dialled number.
        DIALED_NUMBER_NULL = 0x157CF "CCX_DIALED_NUMBER_NULL";
        /// No device id.
        DEVICE_ID_NULL = 0x157D0 "CCX_DEVICE_ID_NULL";
        /// No terminal connection.
        TERMINAL_CONNECTION_NULL = 0x157D1 "CCX_TERMINAL_CONNECTION_NULL";
    }
}
