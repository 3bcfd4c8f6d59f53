//! What becomes of each guardrail on each class of nodes.

use super::rule::{Concern, Rule, Scope};
use crate::placement::NodeClass;

/// What becomes on a node of what a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holds {
    /// The node does what the pod says.
    Enforced,
    /// The node does not run a pod that says it.
    Refused,
    /// The node runs the pod and does nothing of it.
    Void,
    /// Nobody has measured or documented it.
    Unknown,
}

impl Holds {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Enforced => "enforced",
            Self::Refused => "refused",
            Self::Void => "void",
            Self::Unknown => "unknown",
        }
    }
}

/// What holds, and where that is known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What becomes of it.
    pub holds: Holds,
    /// Where it is known from.
    pub source: &'static str,
}

const KUBELET: &str = "the kubelet and the container runtime";
const WINDOWS: &str = "Kubernetes documentation, Windows containers, compatibility of pod fields";
const MEASURED: &str = "azure-aci 1.6.4, measured";
const V2: &str = "microsoft/virtualnodesOnAzureContainerInstances, README and Docs";
const V2_CLOSED: &str = "its images are closed, and its documentation does not say";

/// Pod Security checks over fields that a Windows node has no use for.
const LINUX_ALONE: [&str; 13] = [
    "allowPrivilegeEscalation",
    "appArmorProfile",
    "capabilities_baseline",
    "capabilities_restricted",
    "hostNamespaces",
    "privileged",
    "procMount",
    "procMount_restricted",
    "runAsUser",
    "seLinuxOptions",
    "seccompProfile_baseline",
    "seccompProfile_restricted",
    "sysctls",
];

/// Rules of the add-on's node whose subject virtual nodes v2 are documented to support.
const SUPPORTED_BY_V2: [&str; 12] = [
    "virtualNodeArgsWithoutCommand",
    "virtualNodeLifecycleHooks",
    "virtualNodeStartupProbe",
    "virtualNodeProbes",
    "virtualNodeInitContainerResources",
    "virtualNodeAzureFile",
    "virtualNodeFieldRefs",
    "virtualNodeHostNamesVoid",
    "virtualNodeTerminationVoid",
    "virtualNodeSidecarsBlock",
    "virtualNodeTokenVoid",
    "virtualNodeSecretsInPlainEnv",
];

impl Rule {
    /// What becomes on a class of nodes of what the rule is about.
    pub fn on(&self, class: NodeClass) -> Standing {
        let (holds, source) = match self.scope {
            Scope::Level(_) => self.pod_security_on(class),
            Scope::Nodes(classes, concern) if classes.contains(&class) => {
                let holds = match concern {
                    Concern::Refused => Holds::Refused,
                    Concern::Void => Holds::Void,
                    Concern::Uncertain => Holds::Unknown,
                };
                (holds, self.upstream)
            }
            Scope::Constraint(_) => (Holds::Enforced, "Gatekeeper's admission webhook, whatever node the pod is for"),
            Scope::Manifest => (Holds::Void, ""),
            Scope::Nodes(..) => match class {
                NodeClass::Linux => (Holds::Enforced, KUBELET),
                NodeClass::VirtualNodeV2 if SUPPORTED_BY_V2.contains(&self.id) => (Holds::Enforced, V2),
                NodeClass::VirtualNodeV2 => (Holds::Unknown, V2_CLOSED),
                NodeClass::Windows | NodeClass::VirtualNode => (Holds::Unknown, "not looked into"),
            },
        };
        Standing { holds, source }
    }

    fn pod_security_on(&self, class: NodeClass) -> (Holds, &'static str) {
        let volumes = self.id == "hostPathVolumes" || self.id == "restrictedVolumes";
        match class {
            NodeClass::Linux if self.id == "windowsHostProcess" => (Holds::Void, WINDOWS),
            NodeClass::Linux => (Holds::Enforced, KUBELET),
            NodeClass::Windows if LINUX_ALONE.contains(&self.id) => (Holds::Void, WINDOWS),
            NodeClass::Windows => (Holds::Enforced, WINDOWS),
            NodeClass::VirtualNode if volumes => (Holds::Refused, MEASURED),
            NodeClass::VirtualNode => (Holds::Void, MEASURED),
            NodeClass::VirtualNodeV2 if self.id == "hostPathVolumes" => (Holds::Void, V2),
            NodeClass::VirtualNodeV2 => (Holds::Unknown, V2_CLOSED),
        }
    }
}
