//! XChaCha20-Poly1305 in place, over bytes. What is sealed, and with which key, is left to whoever
//! calls.
//!
//! It is a package by itself because Cargo optimises by package: amends is compiled to be small, and
//! a cipher that is compiled so takes three times as long. So nothing here is generic or inlined,
//! and would then be compiled with its caller.

use chacha20::{
    XChaCha20,
    cipher::{KeyIvInit as _, StreamCipher as _, StreamCipherSeek as _},
};
use chacha20poly1305::{AeadInOut as _, KeyInit as _, XChaCha20Poly1305};

/// The length of a nonce, in bytes. As long as this it may be random.
pub const NONCE: usize = 24;
/// The length of the tag that tells whether a text is what was sealed, in bytes.
pub const TAG: usize = 16;
/// So much of the stream is made at once, in bytes, whether it is needed or not.
pub const AT_ONCE: usize = 256;
/// The stream's first block makes the key of the tag; the text begins with the second.
const FIRST_BLOCK: u64 = 64;

/// Seals a text, bound to `aad`; the tag, or none for a text of more than 256 GiB.
#[inline(never)]
pub fn seal(key: &[u8; 32], nonce: &[u8; NONCE], aad: &[u8], text: &mut [u8]) -> Option<[u8; TAG]> {
    let cipher = XChaCha20Poly1305::new(key.into());
    cipher.encrypt_inout_detached(nonce.into(), aad, text.into()).ok().map(Into::into)
}

/// Opens a text; none, and the text as it was, if the key, `aad`, the tag or a bit is another.
#[inline(never)]
pub fn open(
    key: &[u8; 32],
    nonce: &[u8; NONCE],
    aad: &[u8],
    text: &mut [u8],
    tag: &[u8; TAG],
) -> Option<()> {
    let cipher = XChaCha20Poly1305::new(key.into());
    cipher.decrypt_inout_detached(nonce.into(), aad, text.into(), tag.into()).ok()
}

/// Puts the stream over a text, or over its beginning, and checks nothing.
#[inline(never)]
pub fn stream(key: &[u8; 32], nonce: &[u8; NONCE], text: &mut [u8]) {
    let mut cipher = XChaCha20::new(key.into(), nonce.into());
    // neither fails before 256 GiB
    let _ = cipher.try_seek(FIRST_BLOCK);
    let _ = cipher.try_apply_keystream(text);
}
