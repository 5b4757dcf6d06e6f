//! Voice streams, recording, greetings and tones.

use crate::macros::enums;

enums! {
    /// Rtp direction.
    RtpDirection "RTPDirection": u16 {
        /// Towards the phone.
        INPUT = 0 "INPUT";
        /// From the phone.
        OUTPUT = 1 "OUTPUT";
        /// Both.
        BIDIRECTIONAL = 2 "BIDIRECTIONAL";
    }

    /// Rtp type.
    RtpType "RTPType": u16 {
        /// Audio.
        AUDIO = 0 "AUDIO";
        /// Video.
        VIDEO = 1 "VIDEO";
        /// Data.
        DATA = 2 "DATA";
    }

    /// Recording type.
    RecordingType "RecordingType": u16 {
        /// None.
        NONE = 0 "NONE";
        /// Automatic.
        AUTOMATIC = 1 "AUTOMATIC";
        /// Application, silent.
        APPLICATION_SILENT = 2 "APPLICATION_SILENT";
        /// User, from the phone.
        USER_FROM_DEVICE = 3 "USER_FROM_DEVICE";
        /// User, from the application.
        USER_FROM_APPLICATION = 4 "USER_FROM_APPLICATION";
    }

    /// Recorder type.
    RecorderType "RecorderType": u16 {
        /// Not known.
        UNKNOWN = 0 "UNKNOWN";
        /// Optional recorder.
        OPTIONAL = 1 "OPTIONAL";
        /// Mandatory recorder.
        MANDATORY = 2 "MANDATORY";
    }

    /// Recorder status.
    RecorderStatus "RecorderStatus": u16 {
        /// Not known.
        UNKNOWN = 0 "UNKNOWN";
        /// Ok.
        SUCCESS = 1 "SUCCESS";
        /// Failed.
        FAILURE = 2 "FAILURE";
    }

    /// Greeting event code.
    GreetingEventCode "GreetingEventCode": u16 {
        /// Greeting started.
        STARTED = 0 "STARTED";
        /// Greeting ended well.
        ENDED = 1 "ENDED";
        /// Greeting failed.
        FAILED = 2 "FAILED";
    }

    /// Agent greeting action.
    AgentGreetingAction "AgentGreetingAction": u16 {
        /// Stop the running greeting.
        STOP = 0 "STOP";
        /// Off for this login.
        DISABLE = 1 "DISABLE";
        /// On for this login.
        ENABLE = 2 "ENABLE";
    }

    /// Play tone direction.
    PlayToneDirection "PlayToneDirection": u16 {
        /// Local side.
        LOCAL = 0 "LOCAL";
        /// Remote side.
        REMOTE = 1 "REMOTE";
        /// Both.
        BOTH = 2 "BOTH";
        /// No tone (default).
        NONE = 3 "NONE";
    }
}
