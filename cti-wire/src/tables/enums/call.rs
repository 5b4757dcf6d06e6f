//! Calls, their connections and the devices they are at.

use crate::macros::enums;

enums! {
    /// What kind of call it is.
    CallType "CallType": u16 {
        /// Inbound ACD call (CCX: every queued inbound call).
        ACD_IN = 1 "CALLTYPE_ACD_IN";
        /// Preroute ACD in.
        PREROUTE_ACD_IN = 2 "CALLTYPE_PREROUTE_ACD_IN";
        /// Preroute direct agent.
        PREROUTE_DIRECT_AGENT = 3 "CALLTYPE_PREROUTE_DIRECT_AGENT";
        /// Inbound by transfer.
        TRANSFER_IN = 4 "CALLTYPE_TRANSFER_IN";
        /// Overflow in.
        OVERFLOW_IN = 5 "CALLTYPE_OVERFLOW_IN";
        /// Inbound, not ACD.
        OTHER_IN = 6 "CALLTYPE_OTHER_IN";
        /// Auto out.
        AUTO_OUT = 7 "CALLTYPE_AUTO_OUT";
        /// Agent out.
        AGENT_OUT = 8 "CALLTYPE_AGENT_OUT";
        /// Outbound.
        OUT = 9 "CALLTYPE_OUT";
        /// Inside call started by an agent.
        AGENT_INSIDE = 10 "CALLTYPE_AGENT_INSIDE";
        /// Blind transferred.
        OFFERED = 11 "CALLTYPE_OFFERED";
        /// Consult call.
        CONSULT = 12 "CALLTYPE_CONSULT";
        /// Announced transfer.
        CONSULT_OFFERRED = 13 "CALLTYPE_CONSULT_OFFERRED";
        /// Consult conference.
        CONSULT_CONFERENCE = 14 "CALLTYPE_CONSULT_CONFERENCE";
        /// Conference.
        CONFERENCE = 15 "CALLTYPE_CONFERENCE";
        /// Unmonitored.
        UNMONITORED = 16 "CALLTYPE_UNMONITORED";
        /// Preview.
        PREVIEW = 17 "CALLTYPE_PREVIEW";
        /// Reservation.
        RESERVATION = 18 "CALLTYPE_RESERVATION";
        /// Help call to the supervisor.
        ASSIST = 19 "CALLTYPE_ASSIST";
        /// Emergency.
        EMERGENCY = 20 "CALLTYPE_EMERGENCY";
        /// Supervisor monitor.
        SUPERVISOR_MONITOR = 21 "CALLTYPE_SUPERVISOR_MONITOR";
        /// Supervisor whisper.
        SUPERVISOR_WHISPER = 22 "CALLTYPE_SUPERVISOR_WHISPER";
        /// Supervisor bargein.
        SUPERVISOR_BARGEIN = 23 "CALLTYPE_SUPERVISOR_BARGEIN";
        /// Supervisor intercept.
        SUPERVISOR_INTERCEPT = 24 "CALLTYPE_SUPERVISOR_INTERCEPT";
        /// Task routed by icm.
        TASK_ROUTED_BY_ICM = 25 "CALLTYPE_TASK_ROUTED_BY_ICM";
        /// Task routed by application.
        TASK_ROUTED_BY_APPLICATION = 26 "CALLTYPE_TASK_ROUTED_BY_APPLICATION";
        /// Reservation preview. 27 was CALLTYPE_NON_ACD at protocol 14; from protocol 19 values 27..37 are the outbound types.
        RESERVATION_PREVIEW = 27 "CALLTYPE_RESERVATION_PREVIEW";
        /// Reservation preview direct.
        RESERVATION_PREVIEW_DIRECT = 28 "CALLTYPE_RESERVATION_PREVIEW_DIRECT";
        /// Reservation predictive.
        RESERVATION_PREDICTIVE = 29 "CALLTYPE_RESERVATION_PREDICTIVE";
        /// Reservation callback.
        RESERVATION_CALLBACK = 30 "CALLTYPE_RESERVATION_CALLBACK";
        /// Reservation personal callback.
        RESERVATION_PERSONAL_CALLBACK = 31 "CALLTYPE_RESERVATION_PERSONAL_CALLBACK";
        /// Customer preview.
        CUSTOMER_PREVIEW = 32 "CALLTYPE_CUSTOMER_PREVIEW";
        /// Customer preview direct.
        CUSTOMER_PREVIEW_DIRECT = 33 "CALLTYPE_CUSTOMER_PREVIEW_DIRECT";
        /// Customer predictive.
        CUSTOMER_PREDICTIVE = 34 "CALLTYPE_CUSTOMER_PREDICTIVE";
        /// Customer callback.
        CUSTOMER_CALLBACK = 35 "CALLTYPE_CUSTOMER_CALLBACK";
        /// Customer personal.
        CUSTOMER_PERSONAL = 36 "CALLTYPE_CUSTOMER_PERSONAL";
        /// Customer ivr.
        CUSTOMER_IVR = 37 "CALLTYPE_CUSTOMER_IVR";
        /// Call outside the ACD. The same table also lists this name with value 27 (protocol 14).
        NON_ACD = 38 "CALLTYPE_NON_ACD";
        /// Play agent greeting.
        PLAY_AGENT_GREETING = 39 "CALLTYPE_PLAY_AGENT_GREETING";
        /// Record agent greeting.
        RECORD_AGENT_GREETING = 40 "CALLTYPE_RECORD_AGENT_GREETING";
        /// Voice call back.
        VOICE_CALL_BACK = 41 "CALLTYPE_VOICE_CALL_BACK";
    }

    /// State of the end of the call the event is about.
    LocalConnectionState "LocalConnectionState": u16 {
        /// Not applicable.
        NONE = 0xFFFF "LCS_NONE";
        /// No relation between call and device.
        NULL = 0 "LCS_NULL";
        /// Dialling.
        INITIATE = 1 "LCS_INITIATE";
        /// Ringing.
        ALERTING = 2 "LCS_ALERTING";
        /// Talking.
        CONNECT = 3 "LCS_CONNECT";
        /// On hold.
        HOLD = 4 "LCS_HOLD";
        /// Waiting to be connected.
        QUEUED = 5 "LCS_QUEUED";
        /// Attempt aborted.
        FAIL = 6 "LCS_FAIL";
    }

    /// What kind of name a device id is.
    DeviceIdType "DeviceIDType": u16 {
        /// No device id given.
        NONE = 0xFFFF "DEVID_NONE";
        /// Phone extension.
        DEVICE_IDENTIFIER = 0 "DEVID_DEVICE_IDENTIFIER";
        /// Trunk identifier.
        TRUNK_IDENTIFIER = 70 "DEVID_TRUNK_IDENTIFIER";
        /// Trunk group identifier.
        TRUNK_GROUP_IDENTIFIER = 71 "DEVID_TRUNK_GROUP_IDENTIFIER";
        /// Ip phone mac identifier.
        IP_PHONE_MAC_IDENTIFIER = 72 "DEVID_IP_PHONE_MAC_IDENTIFIER";
        /// CTI port.
        CTI_PORT = 73 "DEVID_CTI_PORT";
        /// Route point.
        ROUTE_POINT = 74 "DEVID_ROUTE_POINT";
        /// Caller number or other outside id.
        EXTERNAL = 75 "DEVID_EXTERNAL";
        /// Agent phone.
        AGENT_DEVICE = 76 "DEVID_AGENT_DEVICE";
        /// Queue.
        QUEUE = 77 "DEVID_QUEUE";
        /// Agent's secondary (non-ACD) line; CCX uses it for primary.actual ids.
        NON_ACD_DEVICE_IDENTIFIER = 78 "DEVID_NON_ACD_DEVICE_IDENTIFIER";
        /// Shared device identifier.
        SHARED_DEVICE_IDENTIFIER = 79 "DEVID_SHARED_DEVICE_IDENTIFIER";
    }

    /// Whether a connection device id stays the same between calls. Not DeviceIDType.
    ConnectionDeviceIdType "ConnectionDeviceIDType": u16 {
        /// No ConnectionDeviceID.
        NONE = 0xFFFF "CONNECTION_ID_NONE";
        /// Id stays the same between calls (the value CCX sends).
        STATIC = 0 "CONNECTION_ID_STATIC";
        /// Id may change between calls.
        DYNAMIC = 1 "CONNECTION_ID_DYNAMIC";
    }

    /// Line type.
    LineType "LineType": u16 {
        /// Inbound ACD.
        INBOUND_ACD = 0 "LINETYPE_INBOUND_ACD";
        /// Outbound ACD.
        OUTBOUND_ACD = 1 "LINETYPE_OUTBOUND_ACD";
        /// Inside.
        INSIDE = 2 "LINETYPE_INSIDE";
        /// Any purpose; CCX: business line.
        UNKNOWN = 3 "LINETYPE_UNKNOWN";
        /// Supervisor.
        SUPERVISOR = 4 "LINETYPE_SUPERVISOR";
        /// Message.
        MESSAGE = 5 "LINETYPE_MESSAGE";
        /// Help.
        HELP = 6 "LINETYPE_HELP";
        /// Outbound.
        OUTBOUND = 7 "LINETYPE_OUTBOUND";
        /// Direct inward dial.
        DID = 8 "LINETYPE_DID";
        /// Silent monitor.
        SILENT_MONITOR = 9 "LINETYPE_SILENT_MONITOR";
        /// Non-ACD inbound; CCX: any non-business line.
        NON_ACD_IN = 10 "LINETYPE_NON_ACD_IN";
        /// Non ACD out.
        NON_ACD_OUT = 11 "LINETYPE_NON_ACD_OUT";
    }

    /// Call direction.
    CallDirection "CallDirection": u32 {
        /// None.
        NONE = 0 "NONE";
        /// Inbound.
        IN = 1 "IN";
        /// Outbound.
        OUT = 2 "OUT";
        /// Other inbound.
        OTHER_IN = 3 "OTHER_IN";
        /// Other outbound.
        OTHER_OUT = 4 "OTHER_OUT";
        /// Outbound reservation.
        OUTBOUND_RESERVE = 5 "OUTBOUND_RESERVE";
        /// Outbound preview.
        OUTBOUND_PREVIEW = 6 "OUTBOUND_PREVIEW";
        /// Outbound predictive.
        OUTBOUND_PREDICTIVE = 7 "OUTBOUND_PREDICTIVE";
    }

    /// Allocation state.
    AllocationState "AllocationState": u16 {
        /// Call delivered.
        DELIVERED = 0 "ALLOC_CALL_DELIVERED";
        /// Call established.
        ESTABLISHED = 1 "ALLOC_CALL_ESTABLISHED";
    }

    /// Call placement type.
    CallPlacementType "CallPlacementType": u16 {
        /// Unspecified.
        UNSPECIFIED = 0 "CPT_UNSPECIFIED";
        /// Line call.
        LINE_CALL = 1 "CPT_LINE_CALL";
        /// Outbound.
        OUTBOUND = 2 "CPT_OUTBOUND";
        /// Outbound no access code.
        OUTBOUND_NO_ACCESS_CODE = 3 "CPT_OUTBOUND_NO_ACCESS_CODE";
        /// Direct position.
        DIRECT_POSITION = 4 "CPT_DIRECT_POSITION";
        /// Direct agent.
        DIRECT_AGENT = 5 "CPT_DIRECT_AGENT";
        /// Supervisor assist.
        SUPERVISOR_ASSIST = 6 "CPT_SUPERVISOR_ASSIST";
    }

    /// Call manner type.
    CallMannerType "CallMannerType": u16 {
        /// Unspecified.
        UNSPECIFIED = 0 "CMT_UNSPECIFIED";
        /// Polite.
        POLITE = 1 "CMT_POLITE";
        /// Belligerent.
        BELLIGERENT = 2 "CMT_BELLIGERENT";
        /// Semi polite.
        SEMI_POLITE = 3 "CMT_SEMI_POLITE";
        /// Reserved.
        RESERVED = 4 "CMT_RESERVED";
    }

    /// Call option.
    CallOption "CallOption": u16 {
        /// Unspecified.
        UNSPECIFIED = 0 "COPT_UNSPECIFIED";
        /// Calling agent online.
        CALLING_AGENT_ONLINE = 1 "COPT_CALLING_AGENT_ONLINE";
        /// Calling agent reserved.
        CALLING_AGENT_RESERVED = 2 "COPT_CALLING_AGENT_RESERVED";
        /// Calling agent not reserved.
        CALLING_AGENT_NOT_RESERVED = 3 "COPT_CALLING_AGENT_NOT_RESERVED";
        /// Calling agent buzz base.
        CALLING_AGENT_BUZZ_BASE = 4 "COPT_CALLING_AGENT_BUZZ_BASE";
        /// Calling agent beep hset.
        CALLING_AGENT_BEEP_HSET = 5 "COPT_CALLING_AGENT_BEEP_HSET";
        /// Service circuit on.
        SERVICE_CIRCUIT_ON = 6 "COPT_SERVICE_CIRCUIT_ON";
    }

    /// Consult type.
    ConsultType "ConsultType": u16 {
        /// Unspecified.
        UNSPECIFIED = 0 "CT_UNSPECIFIED";
        /// Transfer.
        TRANSFER = 1 "CT_TRANSFER";
        /// Conference.
        CONFERENCE = 2 "CT_CONFERENCE";
    }

    /// Facility type.
    FacilityType "FacilityType": u16 {
        /// Unspecified.
        UNSPECIFIED = 0 "FT_UNSPECIFIED";
        /// Trunk group.
        TRUNK_GROUP = 1 "FT_TRUNK_GROUP";
        /// Skill group.
        SKILL_GROUP = 2 "FT_SKILL_GROUP";
    }

    /// Answering machine.
    AnsweringMachine "AnsweringMachine": u16 {
        /// Unspecified.
        UNSPECIFIED = 0 "AM_UNSPECIFIED";
        /// Connect.
        CONNECT = 1 "AM_CONNECT";
        /// Disconnect.
        DISCONNECT = 2 "AM_DISCONNECT";
        /// None.
        NONE = 3 "AM_NONE";
        /// None no modem.
        NONE_NO_MODEM = 4 "AM_NONE_NO_MODEM";
        /// Connect no modem.
        CONNECT_NO_MODEM = 5 "AM_CONNECT_NO_MODEM";
    }

    /// Answer detect mode.
    AnswerDetectMode "AnswerDetectMode": u16 {
        /// Unspecified.
        UNSPECIFIED = 0 "ADM_UNSPECIFIED";
        /// Voice threshold.
        VOICE_THRESHOLD = 1 "ADM_VOICE_THRESHOLD";
        /// Voice end.
        VOICE_END = 2 "ADM_VOICE_END";
        /// Voice end delay.
        VOICE_END_DELAY = 3 "ADM_VOICE_END_DELAY";
        /// Voice and beep.
        VOICE_AND_BEEP = 4 "ADM_VOICE_AND_BEEP";
        /// Beep.
        BEEP = 5 "ADM_BEEP";
    }

    /// Destination country.
    DestinationCountry "DestinationCountry": u16 {
        /// Unspecified.
        UNSPECIFIED = 0 "DEST_UNSPECIFIED";
        /// Us and canada.
        US_AND_CANADA = 1 "DEST_US_AND_CANADA";
    }

    /// Forward type.
    ForwardType "ForwardType": u16 {
        /// Immediate.
        IMMEDIATE = 0 "FWT_IMMEDIATE";
        /// Busy.
        BUSY = 1 "FWT_BUSY";
        /// No ans.
        NO_ANS = 2 "FWT_NO_ANS";
        /// Busy int.
        BUSY_INT = 3 "FWT_BUSY_INT";
        /// Busy ext.
        BUSY_EXT = 4 "FWT_BUSY_EXT";
        /// No ans int.
        NO_ANS_INT = 5 "FWT_NO_ANS_INT";
        /// No ans ext.
        NO_ANS_EXT = 6 "FWT_NO_ANS_EXT";
    }

    /// Type of device.
    TypeOfDevice "TypeOfDevice": u16 {
        /// Station.
        STATION = 0 "DEVT_STATION";
        /// Line.
        LINE = 1 "DEVT_LINE";
        /// Button.
        BUTTON = 2 "DEVT_BUTTON";
        /// ACD.
        ACD = 3 "DEVT_ACD";
        /// Trunk.
        TRUNK = 4 "DEVT_TRUNK";
        /// Operator.
        OPERATOR = 5 "DEVT_OPERATOR";
        /// Station group.
        STATION_GROUP = 16 "DEVT_STATION_GROUP";
        /// Line group.
        LINE_GROUP = 17 "DEVT_LINE_GROUP";
        /// Button group.
        BUTTON_GROUP = 18 "DEVT_BUTTON_GROUP";
        /// ACD group.
        ACD_GROUP = 19 "DEVT_ACD_GROUP";
        /// Trunk group.
        TRUNK_GROUP = 20 "DEVT_TRUNK_GROUP";
        /// Operator group.
        OPERATOR_GROUP = 21 "DEVT_OPERATOR_GROUP";
        /// CTI port sccp.
        CTI_PORT_SCCP = 22 "DEVT_CTI_PORT_SCCP";
        /// CTI port sip.
        CTI_PORT_SIP = 23 "DEVT_CTI_PORT_SIP";
        /// Other.
        OTHER = 255 "DEVT_OTHER";
    }

    /// Class of device.
    ClassOfDevice "ClassOfDevice": u16 {
        /// Other. Printed as 10x; read as hexadecimal.
        OTHER = 16 "DEVC_OTHER";
        /// Image. Printed as 20x; read as hexadecimal.
        IMAGE = 32 "DEVC_IMAGE";
        /// Data. Printed as 40x; read as hexadecimal.
        DATA = 64 "DEVC_DATA";
        /// Voice. Printed as 80x; read as hexadecimal.
        VOICE = 128 "DEVC_VOICE";
    }

    /// Distribution.
    Distribution "Distribution": u16 {
        /// The client named by ClientID.
        CLIENT = 0 "DISTRIBUTE_TO_CLIENT";
        /// Supervisor of the team.
        SUPERVISOR = 1 "DISTRIBUTE_TO_SUPERVISOR";
        /// Clients of the same team.
        TEAM = 2 "DISTRIBUTE_TO_TEAM";
        /// Every client.
        ALL = 3 "DISTRIBUTE_TO_ALL";
    }
}
