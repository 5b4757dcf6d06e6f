//! The message of the CCX guide's example traces ("Example Trace Log-File Excerpts"), from its bytes.
//!
//! The guide shows one BEGIN_CALL_EVENT as text and as bytes. The text says that no number was dialled; the bytes
//! carry it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use cti_wire::*;

const CCX: Profile = Profile::ccx(17);

/// Header and body: ANI 2006, DialedNumber 7000, ConnectionDeviceID 9026, DNIS 7000.
const TRACED: [u8; 62] = [
    0x00, 0x00, 0x00, 0x36, 0x00, 0x00, 0x00, 0x17, // 54 bytes, type 23
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00,
    0x15, // MonitorID 0, PeripheralID 1, PeripheralType 21
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00,
    0x00, // no clients, variables, arrays; type 1, device 0
    0x01, 0x00, 0x01, 0x10, 0x00, 0x00, // call 16777488, disposition 0
    0x08, 0x05, b'2', b'0', b'0', b'6', 0, // ANI
    0x0B, 0x05, b'7', b'0', b'0', b'0', 0, // DialedNumber
    0x19, 0x05, b'9', b'0', b'2', b'6', 0, // ConnectionDeviceID
    0x0A, 0x05, b'7', b'0', b'0', b'0', 0, // DNIS
];

#[test]
fn the_bytes_say_what_the_text_hides() {
    let frame = frames(&TRACED).next().unwrap().unwrap();
    assert_eq!((frame.message_type, frame.body.len()), (MessageType::BEGIN_CALL_EVENT, 54));
    let m: BeginCallEvent<'_> = frame.decode(&CCX).unwrap();

    assert_eq!((m.monitor_id, m.peripheral_id, m.peripheral_type.0), (MonitorId(0), PeripheralId(1), 21));
    assert_eq!((m.num_cti_clients, m.num_named_variables, m.num_named_arrays), (0, 0, 0));
    assert_eq!((m.call_type, m.called_party_disposition.0), (CallType::ACD_IN, 0));
    let call = m.call().unwrap();
    assert_eq!((call.call_id, call.device_id_type), (CallId(16_777_488), ConnectionDeviceIdType::STATIC));
    assert_eq!(call.device_id, "9026");
    assert_eq!(m.get::<field::Ani>().unwrap().unwrap(), "2006");
    assert_eq!(m.get::<field::Dnis>().unwrap().unwrap(), "7000");
    assert_eq!(m.get::<field::DialedNumber>().unwrap().unwrap(), "7000");
    assert_eq!(m.get::<field::CallerEnteredDigits>().unwrap(), None);
    frame.check(&CCX).unwrap();
}

#[test]
fn a_builder_writes_the_same_bytes() {
    let frame = BeginCallEvent {
        call_type: CallType::ACD_IN,
        connection_device_id_type: ConnectionDeviceIdType::STATIC,
        connection_call_id: CallId(16_777_488),
        ..BeginCallEvent::default()
    }
    .build(&CCX)
    .with(field::Ani, "2006")
    .with(field::DialedNumber, "7000")
    .with(field::ConnectionDeviceId, "9026")
    .with(field::Dnis, "7000")
    .finish()
    .unwrap();
    assert_eq!(&frame.to_bytes()[..], TRACED);
}

#[test]
fn the_printer_names_every_field() {
    let frame = frames(&TRACED).next().unwrap().unwrap();
    assert_eq!(
        frame.describe(&CCX).to_string(),
        "BEGIN_CALL_EVENT MonitorID=0 PeripheralID=1 PeripheralType=PT_ACMI_CRS NumCTIClients=0 \
         NumNamedVariables=0 NumNamedArrays=0 CallType=CALLTYPE_ACD_IN \
         ConnectionDeviceIDType=CONNECTION_ID_STATIC ConnectionCallID=16777488 CalledPartyDisposition=0 \
         ANI=\"2006\" DialedNumber=\"7000\" ConnectionDeviceID=\"9026\" DNIS=\"7000\""
    );
}
