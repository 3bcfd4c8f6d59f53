//! A position points to what makes the finding: what stands there is cut out, and the finding goes.

use guardrails_core::{Context, Level, Policy, Position, Scratch, Version};
use guardrails_tests::generate;
use serde_json::Value;

/// Rules that want something to be there: what they point to may be missing, so that its nearest parent goes first.
const WANTING: [&str; 8] = [
    "allowPrivilegeEscalation",
    "capabilities_restricted",
    "runAsNonRoot",
    "seccompProfile_restricted",
    "seccompProfile_baseline",
    "procMount_restricted",
    "appArmorProfile",
    "hostPorts",
];

/// The document and the item, the rule, the field, and where that is.
type Placed = ((u32, Option<u32>), &'static str, String, Position);

/// The position of the first field of each rule's first finding in a stream, by document and item.
fn positions(text: &str) -> Vec<Placed> {
    let policy = Policy::pod_security(Level::Restricted, Version::LATEST);
    let mut positions = Vec::new();
    policy
        .evaluate_all(text.as_bytes(), Context::default(), &mut Scratch::new(), |item, result| {
            let verdict = result.unwrap_or_else(|error| panic!("{text}\n{error}"));
            for finding in verdict.findings() {
                let field = finding.fields().next().unwrap();
                let position = item.locate(&field).unwrap();
                positions.push(((item.document, item.item), finding.rule().id, field, position));
            }
        })
        .unwrap();
    positions
}

/// Cuts what begins at a position out of JSON: a member with its key, an item with its comma.
fn cut_json(text: &str, position: Position) -> String {
    let (before, after) = text.split_at(usize::try_from(position.offset).unwrap());
    let mut values = serde_json::Deserializer::from_str(after).into_iter::<Value>();
    values.next().unwrap().unwrap();
    let after = after[values.byte_offset()..].trim_start();
    let before = before.trim_end();
    let before = before.strip_suffix(':').map_or(before, |key| &key[..key_start(key)]).trim_end();
    match (before.strip_suffix(','), after.strip_prefix(',')) {
        (Some(before), _) => format!("{before}{after}"),
        (None, Some(after)) => format!("{before}{after}"),
        (None, None) => format!("{before}{after}"),
    }
}

/// Where the key begins that a text ends with.
fn key_start(text: &str) -> usize {
    let quotes = text.trim_end().char_indices().rev().skip(1).filter(|(_, c)| *c == '"');
    let escaped = |at: usize| (text.len() - (text.len() - at)) - text[..at].trim_end_matches('\\').len();
    quotes.map(|(at, _)| at).find(|at| escaped(*at).is_multiple_of(2)).unwrap()
}

/// Cuts what begins at a position out of YAML in block style, as [`yaml`] writes it: a member with its key, an item
/// with its dash.
fn cut_yaml(text: &str, position: Position) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let first = position.line as usize - 1;
    let indent = |line: &str| line.chars().take_while(|c| *c == ' ').count();
    let before: String = lines[first].chars().take(position.column as usize - 1).collect();
    // A block begins on the line after its key.
    let first =
        if before.trim().is_empty() && first > 0 && !lines[first - 1].starts_with("---") { first - 1 } else { first };
    let line = lines[first];
    let is_item = before.trim_end().ends_with('-') && position.line as usize == first + 1;
    let keys_at = line.len() - line.trim_start_matches([' ', '-']).len();
    let column = if is_item { before.rfind('-').unwrap() } else { keys_at };
    let end = lines.iter().skip(first + 1).take_while(|line| indent(line) > column && !line.starts_with("---")).count();
    let after = &lines[first + 1 + end..];
    let mut kept: Vec<String> = lines[..first].iter().map(|line| (*line).to_owned()).collect();
    let mut after = after.iter().map(|line| (*line).to_owned()).peekable();
    let dash = line[..keys_at].trim_end();
    if !is_item && dash.ends_with('-') {
        // The item keeps its dash, before the next member or before nothing.
        let next = after.next_if(|next| indent(next) == keys_at && !next.trim_start().starts_with("- "));
        kept.push(next.map_or(format!("{dash} {{}}"), |next| format!("{}{}", &line[..keys_at], next.trim_start())));
    }
    kept.into_iter().chain(after).map(|line| line + "\n").collect()
}

/// Writes a value as YAML in block style.
fn yaml(value: &Value, indent: usize, out: &mut String) {
    let pad = " ".repeat(indent);
    let nested = |value: &Value, out: &mut String| match value {
        Value::Object(map) if !map.is_empty() => {
            out.push('\n');
            yaml(value, indent + 2, out);
        }
        Value::Array(list) if !list.is_empty() => {
            out.push('\n');
            yaml(value, indent + 2, out);
        }
        scalar => out.push_str(&format!(" {scalar}\n")),
    };
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                out.push_str(&format!("{pad}{}:", Value::from(key.as_str())));
                nested(value, out);
            }
        }
        Value::Array(list) => {
            for value in list {
                let mut item = String::new();
                match value {
                    Value::Object(map) if !map.is_empty() => yaml(value, indent + 2, &mut item),
                    scalar => item = format!("{pad}  {scalar}\n"),
                }
                out.push_str(&format!("{pad}- {}", item.trim_start_matches(' ')));
            }
        }
        scalar => out.push_str(&format!("{pad}{scalar}\n")),
    }
}

/// Cuts at the position of each finding and sees the finding go: at once where something is there that must not
/// be, and with its nearest parents where something is missing.
fn every_position_leads_to_its_finding(text: &str, cut: fn(&str, Position) -> String) -> usize {
    let found = positions(text);
    for (place, rule, field, position) in &found {
        let mut rest = cut(text, *position);
        let mut cuts = 1;
        loop {
            let next = positions_of_rest(&rest).into_iter().find(|(at, id, at_field, _)| {
                at == place && id == rule && (WANTING.contains(rule) || at_field == field)
            });
            let Some((_, _, next_field, position)) = next else { break };
            let may_stay = WANTING.contains(rule) || is_element(field);
            assert!(may_stay && cuts < 60, "{rule} at {field} stays ({next_field}):\n{text}\n=>\n{rest}");
            rest = cut(&rest, position);
            cuts += 1;
        }
    }
    found.len()
}

/// Whether the next element of a list takes the place of what is cut out.
fn is_element(field: &str) -> bool {
    field.contains('[')
}

/// The positions of what is left; nothing if no object is left.
fn positions_of_rest(text: &str) -> Vec<Placed> {
    if text.trim().is_empty() || text.trim() == "null" { Vec::new() } else { positions(text) }
}

/// Generated objects that are read without fault, as values.
fn objects(count: usize) -> Vec<Value> {
    let policy = Policy::pod_security(Level::Restricted, Version::LATEST);
    let values = (0..).filter_map(|seed| {
        let object = generate::object(seed);
        let mut scratch = Scratch::new();
        let value: Value = serde_json::from_slice(&object).ok()?;
        let text = value.to_string();
        let verdict = policy.evaluate(text.as_bytes(), Context::default(), &mut scratch);
        // What YAML wants escaped inside quotes is another test's matter.
        let odd = |c: char| c.is_control() || ['\u{2028}', '\u{2029}', '\u{feff}'].contains(&c);
        (verdict.is_ok_and(|it| !it.is_allowed()) && !text.contains(odd)).then_some(value)
    });
    values.take(count).collect()
}

#[test]
fn positions_in_json_lead_to_what_was_found() {
    let mut cuts = 0;
    for (n, object) in objects(200).iter().enumerate() {
        let text = if n % 2 == 0 { object.to_string() } else { serde_json::to_string_pretty(object).unwrap() };
        cuts += every_position_leads_to_its_finding(&text, cut_json);
    }
    assert!(cuts > 400, "{cuts}");
}

#[test]
fn positions_in_yaml_lead_to_what_was_found() {
    let mut cuts = 0;
    for object in objects(200) {
        let mut text = String::new();
        yaml(&object, 0, &mut text);
        cuts += every_position_leads_to_its_finding(&text, cut_yaml);
    }
    assert!(cuts > 400, "{cuts}");
}

#[test]
fn positions_in_lists_and_among_documents_lead_to_what_was_found() {
    let mut cuts = 0;
    for objects in objects(60).chunks(3) {
        let list = serde_json::json!({"apiVersion": "v1", "kind": "List", "items": objects});
        let mut text = String::new();
        yaml(&list, 0, &mut text);
        cuts += every_position_in_a_stream_is_right(&text, objects);
        cuts += every_position_in_a_stream_is_right(&serde_json::to_string_pretty(&list).unwrap(), objects);
        let documents: Vec<String> = objects
            .iter()
            .map(|object| {
                let mut text = String::new();
                yaml(object, 0, &mut text);
                text
            })
            .collect();
        cuts += every_position_in_a_stream_is_right(&documents.join("---\n"), objects);
        let lines: Vec<String> = objects.iter().map(Value::to_string).collect();
        cuts += every_position_in_a_stream_is_right(&lines.join("\n"), objects);
    }
    assert!(cuts > 400, "{cuts}");
}

/// Looks whether the value at each position is the one that the field leads to in its object.
fn every_position_in_a_stream_is_right(text: &str, objects: &[Value]) -> usize {
    let found = positions(text);
    let is_list = found.iter().any(|((_, item), ..)| item.is_some());
    for ((document, item), rule, field, position) in &found {
        let number = if is_list { item.unwrap() } else { document - 1 };
        let value = nearest(&objects[number as usize], field);
        let offset = usize::try_from(position.offset).unwrap();
        let (line, column) = (position.line as usize, position.column as usize);
        let at_line: usize = text.lines().take(line - 1).map(|line| line.len() + 1).sum();
        let in_line = text.lines().nth(line - 1).unwrap().chars().take(column - 1).map(char::len_utf8).sum::<usize>();
        assert_eq!(at_line + in_line, offset, "{rule} at {field}");
        let begins = match value {
            Value::Object(map) if !map.is_empty() => serde_json::to_string(map.keys().next().unwrap()).unwrap(),
            Value::Array(list) if !list.is_empty() => String::new(),
            scalar => scalar.to_string(),
        };
        let rest = text[offset..].trim_start_matches(['{', '[', ' ', '\n', '-']);
        let begins = begins.trim_start_matches(['{', '[', '-']);
        assert!(rest.starts_with(begins), "{rule} at {field}: {begins} is not in {}", rest.lines().next().unwrap());
    }
    found.len()
}

/// The value a path leads to, or its nearest parent.
fn nearest<'v>(object: &'v Value, path: &str) -> &'v Value {
    let mut here = object;
    let mut rest = path;
    while !rest.is_empty() {
        let (step, after) = match rest.strip_prefix('[') {
            Some(inside) => inside.split_once(']').unwrap(),
            None => rest.split_at(rest.find(['.', '[']).unwrap_or(rest.len())),
        };
        rest = after.strip_prefix('.').unwrap_or(after);
        let next = step.parse().ok().and_then(|n: usize| here.get(n)).or_else(|| here.get(step));
        match next {
            Some(next) => here = next,
            None => break,
        }
    }
    here
}

#[test]
fn merged_and_aliased_values_are_found_where_they_are_written() {
    let text = "defaults: &defaults\n  securityContext: &context\n    privileged: true\napiVersion: v1\nkind: Pod\nspec:\n  \
                containers:\n  - <<: *defaults\n    name: a\n    image: i\n  - name: b\n    image: i\n    securityContext: *context\n";
    let found = positions(text);
    let (_, _, field, position) = found.iter().find(|(_, rule, ..)| *rule == "privileged").unwrap();
    assert_eq!(
        (field.as_str(), position.line, position.column),
        ("spec.containers[0].securityContext.privileged", 3, 17)
    );
    let cut = cut_yaml(text, *position);
    assert!(positions(&cut).iter().all(|(_, rule, ..)| *rule != "privileged"), "one cut is for both");
}

#[test]
fn what_a_default_fills_in_is_found_at_its_nearest_parent() {
    let text = "apiVersion: v1\nkind: Pod\nspec:\n  hostNetwork: true\n  containers:\n  - name: a\n    image: i\n    ports:\n    \
                - containerPort: 80\n";
    let found = positions(text);
    let (_, _, field, position) = found.iter().find(|(_, rule, ..)| *rule == "hostPorts").unwrap();
    assert_eq!(field, "spec.containers[0].ports[0].hostPort");
    assert_eq!((position.line, position.column), (9, 7));
    let cut = cut_yaml(text, *position);
    assert!(positions(&cut).iter().all(|(_, rule, ..)| *rule != "hostPorts"), "{cut}");
}
