//! What older releases and the other product do not write (facts: the marks `since` and `deployments` of the resource trees).
//!
//! A server fills in what it knows; [`ForRelease`] then takes out what the release or product it plays would not have. The order of elements
//! and their spelling are the same in all releases that were seen.

use crate::agent::Product;
use crate::error::{ApiError, ApiErrors};
use crate::operation::Release;
use crate::payload::Answer;
use crate::resource::{
    Dialog, Dialogs, LayoutColumn, Media, MediaList, MediaPropertiesLayout, MediaPropertiesLayouts, NodeInfo,
    Queue, Queues, ReasonCode, ReasonCodes, SystemConfig, SystemInfo, Team, User, Users, Workflow, Workflows,
};
use crate::update::{Data, NotificationNs, Update};

/// Leaves out what a release or product does not have.
pub trait ForRelease {
    /// Takes out the elements that came later, or that the other product has.
    fn for_release(&mut self, release: Release, product: Product);
}

const V11_5: Release = Release { major: 11, minor: 5 };
const V11_6: Release = Release::V11_6;
const V12_0: Release = Release { major: 12, minor: 0 };
const V12_5: Release = Release::V12_5;
const V12_6: Release = Release::V12_6;

/// Rows: a field, the release it came with, and the product that has it if only one does.
macro_rules! rows {
    ($self:ident $release:ident $product:ident; $( $($field:ident).+ $since:ident $($only:ident)?; )*) => {
        let _ = $product;
        $( if $release < $since $( || $product != Product::$only )? {
            $self.$($field).+ = None;
        } )*
    };
}

impl ForRelease for User<'_> {
    fn for_release(&mut self, release: Release, product: Product) {
        rows! { self release product;
            active_device_id V12_6;
            devices V12_6;
            media_state V12_6;
            mobile_agent V11_5 Cce;
            skill_target_id V12_5 Cce;
            wrap_up_timer V12_0;
        }
        if let Some(settings) = &mut self.settings {
            rows! { settings release product;
                device_selection V12_6;
                wrap_up_on_outgoing V12_0;
            }
        }
    }
}

impl ForRelease for ReasonCode<'_> {
    fn for_release(&mut self, release: Release, product: Product) {
        rows! { self release product;
            id V12_0;
            system_code V11_6;
        }
    }
}

impl ForRelease for Dialog<'_> {
    fn for_release(&mut self, release: Release, product: Product) {
        rows! { self release product;
            callback_number V12_6 Cce;
            secondary_id V11_6;
            media_properties.call_key_call_id V12_0 Cce;
            media_properties.call_key_prefix V12_0 Cce;
            media_properties.call_key_sequence_num V12_5 Cce;
            media_properties.wrap_up_items V12_5 Ccx;
        }
    }
}

impl ForRelease for SystemInfo<'_> {
    fn for_release(&mut self, release: Release, product: Product) {
        rows! { self release product;
            cti_heartbeat_interval V12_0;
            cti_maintenance_mode V12_6 Cce;
            cti_servers V12_6;
            cti_time_in_maintenance_mode V12_6 Cce;
            cti_version V12_0;
            finesse_maintenance_mode V12_6;
            finesse_time_in_maintenance_mode V12_6;
            system_auth_mode V11_5;
        }
        // CCE has the element, and leaves it empty.
        if product == Product::Cce && self.license.is_some() {
            self.license = Some("".into());
        }
        self.primary_node.for_release(release, product);
        if let Some(node) = &mut self.secondary_node {
            node.for_release(release, product);
        }
    }
}

impl ForRelease for NodeInfo<'_> {
    fn for_release(&mut self, release: Release, product: Product) {
        rows! { self release product;
            https_port V12_6;
            xmpp_port V12_6;
            xmpp_secure_port V12_6;
        }
    }
}

impl ForRelease for Queue<'_> {
    fn for_release(&mut self, release: Release, product: Product) {
        if let Some(statistics) = &mut self.statistics {
            rows! { statistics release product;
                agents_busy_other V12_0;
                agents_logged_on V12_0;
            }
        }
    }
}

impl ForRelease for Media<'_> {
    fn for_release(&mut self, release: Release, product: Product) {
        rows! { self release product;
            media_connected V12_5;
        }
    }
}

impl ForRelease for LayoutColumn<'_> {
    fn for_release(&mut self, release: Release, product: Product) {
        for entry in &mut self.entries {
            rows! { entry release product;
                show_in_pop_over V12_5;
                ui_editable V12_5;
            }
        }
    }
}

impl ForRelease for MediaPropertiesLayout<'_> {
    fn for_release(&mut self, release: Release, product: Product) {
        let columns = self.columns.iter_mut().chain(&mut self.header);
        columns.for_each(|column| column.for_release(release, product));
    }
}

impl ForRelease for Workflow<'_> {
    fn for_release(&mut self, release: Release, product: Product) {
        rows! { self release product;
            media V12_0;
        }
        if let Some(set) = &mut self.trigger_set {
            rows! { set release product;
                allow_overlapping V12_0;
            }
        }
    }
}

impl ForRelease for SystemConfig<'_> {
    fn for_release(&mut self, release: Release, product: Product) {
        if let Some(cti) = &mut self.cti {
            rows! { cti release product;
                secure V12_5;
            }
        }
    }
}

impl ForRelease for ApiErrors {
    fn for_release(&mut self, release: Release, product: Product) {
        for error in &mut self.0 {
            let error: &mut ApiError = error;
            rows! { error release product;
                peripheral V12_5;
            }
        }
    }
}

impl ForRelease for Team<'_> {
    fn for_release(&mut self, release: Release, product: Product) {
        for user in self.users.iter_mut().flatten() {
            // In teams CCX has had it all along, and CCE has not.
            let media_state = user.media_state.take().filter(|_| product == Product::Ccx);
            user.for_release(release, product);
            user.media_state = media_state;
        }
    }
}

macro_rules! lists {
    ($( $list:ident $field:ident; )*) => { $(
        impl ForRelease for $list<'_> {
            fn for_release(&mut self, release: Release, product: Product) {
                self.$field.iter_mut().for_each(|one| one.for_release(release, product));
            }
        }
    )* };
}

lists! {
    Users users;
    Dialogs dialogs;
    ReasonCodes codes;
    Queues queues;
    MediaList media;
    MediaPropertiesLayouts layouts;
    Workflows workflows;
}

macro_rules! variants {
    ($value:ident $release:ident $product:ident $name:ident { $($variant:ident)* }) => {
        match $value {
            $( $name::$variant(inner) => inner.for_release($release, $product), )*
            _ => {}
        }
    };
}

impl ForRelease for Answer<'_> {
    fn for_release(&mut self, release: Release, product: Product) {
        variants! { self release product Answer {
            User Users Dialog Dialogs SystemInfo ReasonCode ReasonCodes Queue Queues Media MediaList MediaPropertiesLayout
            MediaPropertiesLayouts Workflow Workflows SystemConfig Team
        } }
    }
}

impl ForRelease for Update<'_> {
    fn for_release(&mut self, release: Release, product: Product) {
        let data = &mut self.data;
        variants! { data release product Data {
            User Team Dialog Dialogs Queue Queues Media SystemInfo Errors
        } }
    }
}

impl NotificationNs {
    /// The namespace that a release was seen with: 11.x has the one, 12.5 the other. 12.0 was not seen, and is taken for 11.x.
    #[must_use]
    pub fn of(release: Release) -> Self {
        if release < V12_5 { Self::Pubsub } else { Self::Push }
    }
}
