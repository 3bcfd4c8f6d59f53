//! The kinds without a pod that rules look at, read by a second look at the object: only where a constraint asks.

use super::{details, each, edge, fields};
use crate::input::error::Read;
use crate::input::fields::{
    Fields, budget, ingress, ingress_rule, node, object, policy_rule, rbac, role_ref, secret, service, service_port,
    storage_class, taint,
};
use crate::input::source::{Shape, Source};
use crate::view::{Amount, Needs, PolicyRule, Run, Taint, View};

/// Reads an object of a kind without a pod, from its root.
pub(super) fn read<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    let text = source.text();
    let is = |group: &str, kind: &str| view.kind_is(text, kind) && view.group_is(text, group);
    if is("", "Service") {
        read_service(source, view)
    } else if is("networking.k8s.io", "Ingress") {
        read_ingress(source, view)
    } else if is("", "Node") {
        read_node(source, view)
    } else if is("", "Secret") {
        read_secret(source, view)
    } else if is("storage.k8s.io", "StorageClass") {
        read_storage_class(source, view)
    } else if is("policy", "PodDisruptionBudget") {
        read_budget(source, view)
    } else if view.group_is(text, "rbac.authorization.k8s.io") {
        read_rbac(source, view)
    } else {
        Ok(())
    }
}

/// Reads `spec`, each field by `field`, which must take the value or pass over it.
fn read_spec<S: Source>(
    source: &mut S,
    table: &'static Fields,
    mut field: impl FnMut(&mut S, u8) -> Read<()>,
) -> Read<()> {
    fields(source, &object::FIELDS, |source, name| match name {
        object::SPEC => fields(source, table, &mut field).map(|_| ()),
        _ => source.skip(),
    })?;
    Ok(())
}

fn read_service<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    let wanted = S::wants(view).azure.has(Needs::INVENTORY);
    let (it, selector) = (&mut view.details.other.service, &mut view.details.selector);
    read_spec(source, &service::FIELDS, |source, field| {
        match field {
            service::TYPE => it.kind = source.string_or_empty()?,
            service::EXTERNAL_IPS => each(source, |source| {
                it.external_ips.push(source.string_or_empty()?);
                Ok(())
            })?,
            service::PORTS => each(source, |source| {
                let mut port = 0;
                fields(source, &service_port::FIELDS, |source, field| {
                    match field {
                        service_port::PORT => port = source.int32()?,
                        _ => source.skip()?,
                    }
                    Ok(())
                })?;
                it.ports.push(port);
                Ok(())
            })?,
            service::SELECTOR if wanted => details::read_selected(source, selector)?,
            _ => source.skip()?,
        }
        Ok(())
    })
}

fn read_ingress<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    let it = &mut view.details.other.ingress;
    read_spec(source, &ingress::FIELDS, |source, field| {
        match field {
            ingress::CLASS_NAME => it.class = source.string()?,
            ingress::TLS => each(source, |source| {
                it.tls = true;
                source.presence().map(|_| ())
            })?,
            ingress::RULES => each(source, |source| {
                let mut host = false;
                fields(source, &ingress_rule::FIELDS, |source, field| {
                    match field {
                        ingress_rule::HOST => host = !source.string_or_empty()?.is_empty(),
                        ingress_rule::HTTP => {
                            source.presence()?;
                        }
                        _ => source.skip()?,
                    }
                    Ok(())
                })?;
                if !host && it.without_host.is_none() {
                    it.without_host = Some(it.rules);
                }
                it.rules = it.rules.saturating_add(1);
                Ok(())
            })?,
            _ => source.skip()?,
        }
        Ok(())
    })
}

fn read_node<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    let it = &mut view.details.other.taints;
    read_spec(source, &node::FIELDS, |source, field| {
        match field {
            node::TAINTS => each(source, |source| {
                it.push(read_taint(source)?);
                Ok(())
            })?,
            node::UNSCHEDULABLE => {
                source.boolean()?;
            }
            _ => source.skip()?,
        }
        Ok(())
    })
}

fn read_taint<S: Source>(source: &mut S) -> Read<Taint> {
    let mut it = Taint::default();
    fields(source, &taint::FIELDS, |source, field| {
        match field {
            taint::KEY => it.key = source.string_or_empty()?,
            taint::VALUE => it.value = source.string_or_empty()?,
            taint::EFFECT => it.effect = source.string_or_empty()?,
            taint::TIME_ADDED => it.time_added = source.string_or_empty()?,
            _ => source.skip()?,
        }
        Ok(())
    })?;
    Ok(it)
}

fn read_secret<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    fields(source, &secret::FIELDS, |source, field| {
        match field {
            secret::TYPE => view.details.other.secret_type = source.string_or_empty()?,
            _ => source.skip()?,
        }
        Ok(())
    })?;
    Ok(())
}

fn read_storage_class<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    fields(source, &storage_class::FIELDS, |source, field| {
        match field {
            storage_class::PROVISIONER => view.details.other.provisioner = source.string_or_empty()?,
            _ => source.skip()?,
        }
        Ok(())
    })?;
    Ok(())
}

fn read_budget<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    read_spec(source, &budget::FIELDS, |source, field| {
        let it = &mut view.details.other.budget;
        match field {
            budget::MAX_UNAVAILABLE => it.max_unavailable = read_amount(source)?,
            budget::MIN_AVAILABLE => it.min_available = read_amount(source)?,
            budget::SELECTOR if S::wants(view).azure.has(Needs::INVENTORY) => details::read_selector(source, view)?,
            _ => source.skip()?,
        }
        Ok(())
    })
}

/// Reads a number or a percentage.
fn read_amount<S: Source>(source: &mut S) -> Read<Option<Amount>> {
    Ok(match source.shape() {
        Shape::Number => source.integer(32)?.map(Amount::Number),
        _ => source.string()?.map(|_| Amount::Percentage),
    })
}

fn read_rbac<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    fields(source, &rbac::FIELDS, |source, field| {
        match field {
            rbac::RULES => each(source, |source| read_policy_rule(source, view))?,
            rbac::ROLE_REF => {
                let it = &mut view.details.other.role;
                fields(source, &role_ref::FIELDS, |source, field| {
                    match field {
                        role_ref::KIND => it.kind = source.string_or_empty()?,
                        role_ref::NAME => it.name = source.string_or_empty()?,
                        _ => source.skip()?,
                    }
                    Ok(())
                })?;
            }
            _ => source.skip()?,
        }
        Ok(())
    })?;
    Ok(())
}

fn read_policy_rule<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    let mut it = PolicyRule::default();
    fields(source, &policy_rule::FIELDS, |source, field| {
        let run = match field {
            policy_rule::API_GROUPS => &mut it.api_groups,
            policy_rule::RESOURCES => &mut it.resources,
            policy_rule::VERBS => &mut it.verbs,
            _ => return source.skip(),
        };
        let start = edge(&view.strings);
        each(source, |source| {
            view.strings.push(source.string_or_empty()?);
            Ok(())
        })?;
        *run = Run { start, end: edge(&view.strings) };
        Ok(())
    })?;
    view.details.other.rules.push(it);
    Ok(())
}
