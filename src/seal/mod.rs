//! Each person's own drawer: from a passphrase to keys, and from keys to sealed records. Pure: what
//! is stored where, and when, is the vault's; the forms stand on its page, with vectors. The cipher
//! itself is a package of its own, `cipher/`, so that it can be compiled for speed.

mod passphrase;
mod record;
mod ring;
mod slot;
mod strength;

pub use passphrase::Passphrase;
pub use record::{HEAD, Inside, Opened, Room, Streams};
pub use ring::{Key, Keyring, Keys, PersonKeys};
pub use slot::{Cost, Door, Slot, Slots};
pub use strength::{Strength, strength};

/// Why a drawer stays shut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Shut {
    /// The passphrase is not the one. Nothing more is known, and nothing more is said.
    #[error("that did not open it")]
    Wrong,
    /// The passphrase is the one, and what it should open is damaged; or nothing is there.
    #[error("the lock is damaged")]
    Damaged,
    /// The machine has not enough free memory for the work.
    #[error("there is not enough free memory")]
    NoMemory,
    /// The machine has no source of chance.
    #[error("the machine gave no random numbers")]
    NoChance,
}

/// Random bytes.
fn random<const N: usize>() -> Result<[u8; N], Shut> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Shut::NoChance)?;
    Ok(bytes)
}
