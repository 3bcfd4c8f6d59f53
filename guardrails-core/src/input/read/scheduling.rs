use super::{each, edge, fields};
use crate::input::error::Read;
use crate::input::fields::{affinity, node_affinity, node_selector, requirement as r, term, toleration as t};
use crate::input::source::{Frame, Source};
use crate::view::{Pair, Requirement, Run, Term, Toleration, View};

/// Reads `nodeSelector`.
pub(super) fn read_node_selector<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    let mut frame = Frame::default();
    if source.enter_object(&mut frame)? {
        while let Some(key) = source.next_key(&mut frame)? {
            let value = source.string_or_empty()?;
            view.scheduling.selector.push(Pair { key, value });
        }
    }
    Ok(())
}

/// Reads of `affinity` what binds the pod to nodes.
pub(super) fn read_affinity<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    fields(source, &affinity::FIELDS, |source, field| match field {
        affinity::NODE_AFFINITY => {
            fields(source, &node_affinity::FIELDS, |source, field| match field {
                node_affinity::REQUIRED => read_required(source, view),
                _ => source.skip(),
            })?;
            Ok(())
        }
        _ => source.skip(),
    })?;
    Ok(())
}

fn read_required<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    let present = fields(source, &node_selector::FIELDS, |source, field| match field {
        node_selector::TERMS => each(source, |source| {
            let term = read_term(source, view)?;
            view.scheduling.terms.push(term);
            Ok(())
        }),
        _ => source.skip(),
    })?;
    view.scheduling.has_required |= present;
    Ok(())
}

fn read_term<S: Source>(source: &mut S, view: &mut View) -> Read<Term> {
    let mut it = Term::default();
    fields(source, &term::FIELDS, |source, field| {
        match field {
            term::MATCH_EXPRESSIONS => it.expressions = read_requirements(source, view)?,
            term::MATCH_FIELDS => it.fields = read_requirements(source, view)?,
            _ => source.skip()?,
        }
        Ok(())
    })?;
    Ok(it)
}

fn read_requirements<S: Source>(source: &mut S, view: &mut View) -> Read<Run> {
    let start = edge(&view.scheduling.requirements);
    each(source, |source| {
        let mut it = Requirement::default();
        fields(source, &r::FIELDS, |source, field| {
            match field {
                r::KEY => it.key = source.string_or_empty()?,
                r::OPERATOR => it.operator = source.string_or_empty()?,
                r::VALUES => {
                    let start = edge(&view.strings);
                    each(source, |source| {
                        view.strings.push(source.string_or_empty()?);
                        Ok(())
                    })?;
                    it.values = Run { start, end: edge(&view.strings) };
                }
                _ => source.skip()?,
            }
            Ok(())
        })?;
        view.scheduling.requirements.push(it);
        Ok(())
    })?;
    Ok(Run { start, end: edge(&view.scheduling.requirements) })
}

/// Reads `tolerations`.
pub(super) fn read_tolerations<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    each(source, |source| {
        let mut it = Toleration::default();
        fields(source, &t::FIELDS, |source, field| {
            match field {
                t::KEY => it.key = source.string_or_empty()?,
                t::OPERATOR => it.operator = source.string_or_empty()?,
                t::VALUE => it.value = source.string_or_empty()?,
                t::EFFECT => it.effect = source.string_or_empty()?,
                _ => source.skip()?,
            }
            Ok(())
        })?;
        view.scheduling.tolerations.push(it);
        Ok(())
    })
}
