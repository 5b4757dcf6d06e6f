//! An entity as hyper sends it.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

use crate::entity::Entity;

/// An [`Entity`] as the body of an HTTP message: its length is known, its chunks are written together with the head.
#[derive(Debug)]
pub struct EntityBody {
    entity: Entity,
    next: usize,
    left: u64,
}

impl EntityBody {
    /// The entity in one piece, for servers that want whole bodies; copies if it has more than one chunk.
    #[must_use]
    pub fn to_bytes(&self) -> Bytes {
        self.entity.to_bytes()
    }

    pub(super) fn into_entity(self) -> Entity {
        self.entity
    }
}

impl From<Entity> for EntityBody {
    fn from(entity: Entity) -> Self {
        let left = entity.len() as u64;
        Self { entity, next: 0, left }
    }
}

impl Body for EntityBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = self.get_mut();
        let chunk = this.entity.chunks().nth(this.next).filter(|_| this.left > 0).cloned();
        Poll::Ready(chunk.map(|chunk| {
            this.next += 1;
            this.left = this.left.saturating_sub(chunk.len() as u64);
            Ok(Frame::data(chunk))
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
