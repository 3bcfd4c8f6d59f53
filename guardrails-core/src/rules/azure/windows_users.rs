//! As whom Windows containers run.

use crate::rules::Subject;
use crate::view::{Container, Str};

/// What a Windows container without a user of its own runs as, unless it is made from Nano Server.
pub(super) const ADMINISTRATOR: &str = "ContainerAdministrator";

/// What a container made from Nano Server runs as.
pub(super) const USER: &str = "ContainerUser";

/// The beginning of Nano Server's images. The templates use it as a pattern, so its dots stand for any character.
const NANO_SERVER: &[u8] = b"mcr.microsoft.com/windows/nanoserver";

impl Subject<'_> {
    /// The `runAsUserName` that counts for a container: its own, or else the pod's.
    pub(super) fn windows_user(self, container: &Container) -> Option<Str> {
        container.security.more.user_name.or(self.view.pod.security.more.user_name)
    }
}

/// Whether Nano Server's name stands anywhere in the name of an image.
pub(super) fn is_nano_server(image: &str) -> bool {
    let begins = |rest: &str| {
        let mut chars = rest.chars();
        NANO_SERVER.iter().all(|wanted| {
            let found = chars.next();
            if *wanted == b'.' { found.is_some_and(|c| c != '\n') } else { found == Some(char::from(*wanted)) }
        })
    };
    image.char_indices().any(|(at, c)| c == 'm' && image.get(at..).is_some_and(begins))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dots_stand_for_any_character() {
        for image in [
            "mcr.microsoft.com/windows/nanoserver:1809",
            "x/mcr-microsoft/com/windows/nanoserverx",
            "mmcr.microsofté.com",
        ] {
            let expected = !image.ends_with("é.com");
            assert_eq!(is_nano_server(image), expected, "{image}");
        }
        assert!(is_nano_server("mcrémicrosoft.com/windows/nanoserver"));
        assert!(!is_nano_server("mcr.microsoft.com/windows/servercore"));
        assert!(!is_nano_server("mcr\nmicrosoft.com/windows/nanoserver"));
    }
}
