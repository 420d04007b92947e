//! Cover lines: noise that looks like somebody's sealed records, so that a log tells nobody whether,
//! or how much, anybody wrote.

use super::{Failure, Vault, line};

/// How many sealed lines every session adds at least.
const LEAST: u64 = 3;
/// The letters of the smallest sealed inside: 24 bytes of nonce, 1,024 of text, 16 of seal.
const LETTERS: usize = (24 + 1024 + 16) * 4 / 3 + 1;

impl Vault {
    /// Adds what is missing. It is a courtesy: a failure is none.
    pub(super) fn cover(&mut self) {
        if self.home.has_locks() && self.sealed < LEAST {
            drop(self.add_noise(LEAST - self.sealed));
        }
    }

    fn add_noise(&mut self, lines: u64) -> Result<(), Failure> {
        let mut bytes = Vec::new();
        for n in self.log.next_n()..self.log.next_n() + lines {
            bytes.extend_from_slice(&line::noise_line(&self.device.id, n, LETTERS)?);
            bytes.push(b'\n');
        }
        self.log.write(&*self.disk, &bytes, lines)?;
        self.kept = self.log.next_n() - 1;
        self.sealed += lines;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{
        LETTERS,
        line::{noise_line, sealed_line},
    };
    use crate::{
        journey::{Reach, Seat},
        seal::{Keyring, Keys, PersonKeys},
    };

    #[test]
    fn noise_is_as_long_as_a_record() {
        let ring = Keyring::of("home", Keys::new());
        let ring = ring.with(PersonKeys::new(Seat::First).unwrap(), Keys::new());
        let x = ring.streams("d").seal(Seat::First, Reach::OnlyYou, 7, b"{}").unwrap().unwrap();
        assert_eq!(noise_line("d", 7, LETTERS).unwrap().len(), sealed_line("d", 7, &x).len());
    }
}
