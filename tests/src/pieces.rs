//! Streams that come as they come.

use std::io::{self, Read};

/// Gives a stream in small pieces.
pub struct Pieces<'t>(pub &'t [u8]);

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.0.len().min(buffer.len()).min(7_919);
        buffer[..size].copy_from_slice(&self.0[..size]);
        self.0 = &self.0[size..];
        Ok(size)
    }
}
