use super::{Run, Str, Text};

/// `securityContext` of a pod or of a container; each field belongs to one of them or to both.
/// `None` is absent or null.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SecurityContext {
    pub(crate) privileged: Option<bool>,
    pub(crate) allow_privilege_escalation: Option<bool>,
    pub(crate) run_as_non_root: Option<bool>,
    pub(crate) host_process: Option<bool>,
    pub(crate) run_as_user: Option<i64>,
    pub(crate) capabilities: Option<Capabilities>,
    pub(crate) proc_mount: Option<Str>,
    /// `seccompProfile.type`, empty where the profile is there and its type is not.
    pub(crate) seccomp: Option<Str>,
    /// `appArmorProfile.type`, likewise.
    pub(crate) app_armor: Option<AppArmor>,
    pub(crate) se_linux: Option<SeLinux>,
    /// The names in `sysctls` (pod only), in the list of strings.
    pub(crate) sysctls: Run,
    pub(crate) more: MoreSecurity,
}

/// The fields of a security context that Pod Security does not look at.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct MoreSecurity {
    pub(crate) run_as_group: Option<i64>,
    /// Pod only.
    pub(crate) fs_group: Option<i64>,
    /// Pod only: in the list of groups; an empty list is absent.
    pub(crate) supplemental_groups: Run,
    pub(crate) read_only_root: Option<bool>,
    /// `seccompProfile.localhostProfile`
    pub(crate) seccomp_file: Option<Str>,
    /// `seLinuxOptions.level`
    pub(crate) se_linux_level: Str,
    /// `windowsOptions.runAsUserName`
    pub(crate) user_name: Option<Str>,
}

/// `capabilities`: runs in the list of strings.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Capabilities {
    pub(crate) add: Run,
    pub(crate) drop: Run,
}

/// `seLinuxOptions`; an absent field is the empty string.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SeLinux {
    pub(crate) kind: Str,
    pub(crate) user: Str,
    pub(crate) role: Str,
}

/// The type of an AppArmor profile.
#[derive(Clone, Copy, Debug)]
pub(crate) enum AppArmor {
    /// As the object says.
    Written(Str),
    /// As the API server fills it in from an annotation.
    Defaulted(&'static str),
}

impl AppArmor {
    pub(crate) fn is(self, text: Text<'_>, kind: &str) -> bool {
        match self {
            Self::Written(written) => text.is(written, kind),
            Self::Defaulted(defaulted) => defaulted == kind,
        }
    }
}
