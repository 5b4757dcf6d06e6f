//! Payloads that several protocols share.

mod delay;
mod disco;
mod forms;
mod rsm;
mod shim;

pub use delay::Delay;
pub use disco::{DiscoInfo, DiscoItem, DiscoItems, Identity};
pub use forms::{DataForm, Field, FieldType, FormOption, FormType};
pub use rsm::{Page, ResultPage};
pub use shim::{ShimHeader, ShimHeaders};
