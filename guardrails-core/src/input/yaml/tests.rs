//! The notation as a whole: from text to values, and what is refused.

use super::{Tape, Yaml};
use crate::input::error::{ErrorKind, Read};
use crate::input::fields::object;
use crate::input::source::{Frame, Keys, OTHER, Shape, Source};

/// Loads a document and reads all of it, as JSON without quotes.
fn read(text: &str) -> Result<String, ErrorKind> {
    let mut tape = Tape::default();
    let loaded = tape.load(text.as_bytes(), usize::MAX).map_err(|fault| fault.kind)?;
    let mut keys = Keys::default();
    let mut shown = String::new();
    let read = show(&mut Yaml::new(&tape, &mut keys), &mut shown);
    read.map_err(|fault| fault.kind).map(|()| if loaded { shown } else { "nothing".into() })
}

fn show(yaml: &mut Yaml<'_, '_>, to: &mut String) -> Read<()> {
    let mut frame = Frame::default();
    match yaml.shape() {
        Shape::Object => {
            let mut separator = "{";
            yaml.enter_object(&mut frame)?;
            while let Some(key) = yaml.next_key(&mut frame)? {
                *to += &format!("{separator}{}:", yaml.text().show(key));
                show(yaml, to)?;
                separator = ",";
            }
            *to += if separator == "{" { "{}" } else { "}" };
        }
        Shape::List => {
            let mut separator = "[";
            yaml.enter_list(&mut frame)?;
            while yaml.next_element(&mut frame)? {
                *to += separator;
                show(yaml, to)?;
                separator = ",";
            }
            *to += if separator == "[" { "[]" } else { "]" };
        }
        Shape::Boolean => *to += &format!("{:?}", yaml.boolean()?.unwrap()),
        Shape::Number => *to += &format!("{}", yaml.integer(64)?.unwrap()),
        Shape::String => {
            let string = yaml.string()?.unwrap();
            *to += &format!("'{}'", yaml.text().show(string));
        }
        Shape::Null | Shape::Nothing | Shape::Foreign => *to += "null",
    }
    Ok(())
}

#[test]
fn documents_are_read_as_kubernetes_reads_them() {
    for (text, value) in [
        ("a: 1\nb:\n- x\n- w: z\n", "{a:1,b:['x',{w:'z'}]}"),
        ("a: yes\nb: 'yes'\nc: ~\nd:\ne: 0x1f", "{a:true,b:'yes',c:null,d:null,e:31}"),
        ("a: 1e3\nb: 2001-01-01\nc: 1:30", "{a:1000,b:'2001-01-01',c:'1:30'}"),
        ("{a: [b, c: d, ], e, 'f': g}", "{a:['b',{c:'d'}],e:null,f:'g'}"),
        ("a: b\n  c\n\n  e#f # d\n", "{a:'b c\ne#f'}"),
        ("a: |\n  b\n   c\n\nd: >-\n  e\n  f\n\n  g", "{a:'b\n c\n',d:'e f\ng'}"),
        ("a: |", "{a:''}"),
        ("a: |+\n  b", "{a:'b\n'}"),
        ("a: \"b\\\n   c\\x41\n\n  d  \"", "{a:'bcA\nd  '}"),
        ("a: 'b''c\n  d'", "{a:'b'c d'}"),
        ("a: \"b\u{2028} c\u{85}d\"", "{a:'b\u{2028}c d'}"),
        ("? a\n: b\n? c", "{a:'b',c:null}"),
        ("a: !!str 1\nb: !!int \"2\"\nc: !!bool y\nd: !!null\n!!str 3: 4", "{a:'1',b:2,c:true,d:null,3:4}"),
        ("a:\tb\r\nc: d\r\n", "{a:'b',c:'d'}"),
        ("\u{feff}a: é", "{a:'é'}"),
        ("--- # x\na: b\n...\n# y\n...\n", "{a:'b'}"),
        ("# only a comment\n", "nothing"),
        ("a: \"x !y, z\" # !q, r\nb: !!str z", "{a:'x !y, z',b:'z'}"),
        ("---\n", "nothing"),
        ("NULL", "nothing"),
    ] {
        assert_eq!(read(text).as_deref(), Ok(value), "{text}");
    }
}

#[test]
fn aliases_stand_for_what_they_name() {
    assert_eq!(read("a: &x [1]\nb: *x\nc: &x 2\nd: *x\n").as_deref(), Ok("{a:[1],b:[1],c:2,d:2}"));
    assert_eq!(read("a: &k b\n*k : c").as_deref(), Ok("{a:'b',b:'c'}"));
    assert_eq!(read("a: *x\nb: &x 1"), Err(ErrorKind::Alias));
    assert_eq!(read("a: &x [*x]"), Err(ErrorKind::Alias));
}

#[test]
fn merge_keys_apply_at_their_position() {
    let base = "x: &x {a: 1, b: 1}\nw: &w {a: 2, c: 2}\nz: ";
    for (merging, value) in [
        ("{a: 0, <<: *x}", "{a:1,b:1}"),
        ("{<<: *x, a: 0}", "{a:0,b:1}"),
        ("{<<: [*x, *w]}", "{a:1,b:1,c:2}"),
        ("{<<: *x, <<: *w}", "{a:2,b:1,c:2}"),
        ("{<<: {<<: *x, b: 3}}", "{a:1,b:3}"),
        ("{<<: [], '<<': 1}", "{<<:1}"),
    ] {
        let value = format!("{{x:{{a:1,b:1}},w:{{a:2,c:2}},z:{value}}}");
        assert_eq!(read(&format!("{base}{merging}")), Ok(value), "{merging}");
    }
    assert_eq!(read("<<: 1"), Err(ErrorKind::Value));
    assert_eq!(read("<<: [[]]"), Err(ErrorKind::Value));
    assert_eq!(read("x: &x [{}]\n<<: *x"), Err(ErrorKind::Value));
    assert_eq!(read("a: 1\n<<: {b: 1}\na: 2"), Err(ErrorKind::DuplicateKey));
}

#[test]
fn what_readers_disagree_on_is_refused() {
    for (text, kind) in [
        ("a: 1\na: 2", ErrorKind::DuplicateKey),
        ("1: a", ErrorKind::Unsupported),
        ("yes: a", ErrorKind::Unsupported),
        ("a: {~: b}", ErrorKind::Unsupported),
        ("{a: b}: c", ErrorKind::Unsupported),
        ("a: {{ .Values.x }}", ErrorKind::Unsupported),
        ("a: !x b", ErrorKind::Unsupported),
        ("a: ! b", ErrorKind::Unsupported),
        ("a: [!!null, b]", ErrorKind::Unsupported),
        ("[!,", ErrorKind::Unsupported),
        ("{a: b, !, c: [d}", ErrorKind::Unsupported),
        ("a: !!map {}", ErrorKind::Unsupported),
        ("a: !!bool 1", ErrorKind::Value),
        ("a: .inf", ErrorKind::Value),
        ("a: b # c\u{2028}d: e", ErrorKind::Unsupported),
        ("a: b\rc: d", ErrorKind::Unsupported),
        ("{a: b} {c: d}", ErrorKind::Syntax),
        ("a: \u{feff}b", ErrorKind::Unsupported),
        ("a: \"\\/\"", ErrorKind::Syntax),
        ("a: [b?c]", ErrorKind::Syntax),
        ("a: b: c", ErrorKind::Syntax),
        ("a:\n\tb: c", ErrorKind::Syntax),
        ("a: [b", ErrorKind::Syntax),
        ("a: \"b", ErrorKind::Syntax),
        ("a: \"\\", ErrorKind::Syntax),
        ("a:\n  b\n c: d", ErrorKind::Syntax),
    ] {
        assert_eq!(read(text), Err(kind), "{text}");
    }
}

#[test]
fn hostile_documents_end_early() {
    for open in ["[", "{a: ", "- ", "? "] {
        let fault = read(&open.repeat(1_000_000));
        assert!(matches!(fault, Err(ErrorKind::Depth | ErrorKind::Unsupported)), "{open}: {fault:?}");
    }
    let mut laughs = String::from("a0: &a0 [x]\n");
    let mut chain = laughs.clone();
    for n in 1..300 {
        let before = n - 1;
        laughs += &format!("a{n}: &a{n} [*a{before}, *a{before}, *a{before}]\n");
        chain += &format!("a{n}: &a{n} [*a{before}]\n");
    }
    assert_eq!(read(&laughs), Err(ErrorKind::Alias));
    assert_eq!(read(&chain), Err(ErrorKind::Depth));
    assert!(read(&format!("a: &a [x]\nb: [{}]", "*a, ".repeat(3_000))).is_ok());
}

#[test]
fn types_are_strict_and_nulls_absent() {
    let mut tape = Tape::default();
    let text = "[yes, 'yes', 1, 1.5, 4294967296, ~, 1e400, {}]";
    assert_eq!(tape.load(text.as_bytes(), usize::MAX), Ok(true));
    let mut keys = Keys::default();
    let mut taken = |n: usize, take: &dyn Fn(&mut Yaml<'_, '_>) -> Read<String>| {
        let mut yaml = Yaml::new(&tape, &mut keys);
        yaml.seek(n + 1);
        take(&mut yaml).map_err(|fault| (fault.kind, fault.message))
    };
    let boolean = |yaml: &mut Yaml<'_, '_>| yaml.boolean().map(|value| format!("{value:?}"));
    let integer = |yaml: &mut Yaml<'_, '_>| yaml.integer(32).map(|value| format!("{value:?}"));
    let string = |yaml: &mut Yaml<'_, '_>| yaml.string().map(|value| format!("{:?}", value.is_some()));
    let wrong = |message: &str| Err((ErrorKind::Type, message.to_owned()));
    assert_eq!(taken(0, &boolean), Ok("Some(true)".into()));
    assert_eq!(taken(1, &boolean), wrong("expected a boolean, found a string"));
    assert_eq!(taken(5, &boolean), Ok("None".into()));
    assert_eq!(taken(2, &integer), Ok("Some(1)".into()));
    assert_eq!(taken(3, &integer), wrong("expected an integer of 32 bits, found `1.5`"));
    assert_eq!(taken(4, &integer), wrong("expected an integer of 32 bits, found `4294967296`"));
    assert_eq!(taken(6, &integer), wrong("expected an integer, found a string"));
    assert_eq!(taken(0, &string), wrong("expected a string, found a boolean, `yes`; quote it to make it a string"));
    assert_eq!(taken(7, &string), wrong("expected a string, found an object"));
}

#[test]
fn keys_that_only_some_readers_take_for_the_kind_are_refused() {
    let mut tape = Tape::default();
    assert_eq!(tape.load(b"kind: Pod\nx: {Kind: Pod}\nKind: Pod", usize::MAX), Ok(true));
    let mut keys = Keys::default();
    let mut yaml = Yaml::new(&tape, &mut keys);
    let mut frame = Frame::root();
    assert_eq!(yaml.enter_object(&mut frame), Ok(true));
    assert_eq!(yaml.next_field(&mut frame, &object::FIELDS), Ok(Some(object::KIND)));
    assert_eq!(yaml.next_field(&mut frame, &object::FIELDS), Ok(Some(OTHER)));
    let fault = yaml.next_field(&mut frame, &object::FIELDS).unwrap_err();
    assert_eq!((fault.kind, tape.offset(fault.at)), (ErrorKind::Unsupported, 25));
}

#[test]
fn what_is_only_passed_over_may_repeat_keys() {
    let mut tape = Tape::default();
    assert_eq!(tape.load(b"x: {a: 1, a: 2, 3: 4}\nw: 5", usize::MAX), Ok(true));
    let mut keys = Keys::default();
    let mut yaml = Yaml::new(&tape, &mut keys);
    let mut frame = Frame::default();
    assert_eq!(yaml.enter_object(&mut frame), Ok(true));
    assert!(yaml.next_key(&mut frame).is_ok_and(|key| key.is_some()));
    assert_eq!(yaml.skip(), Ok(()));
    assert!(yaml.next_key(&mut frame).is_ok_and(|key| key.is_some()));
    assert_eq!(yaml.integer(64), Ok(Some(5)));
    assert_eq!(yaml.next_key(&mut frame), Ok(None));
}

#[test]
fn what_precedes_a_fault_can_be_read() {
    let mut tape = Tape::default();
    let fault = tape.load(b"kind: Pod\nspec:\n  a: [b, *c]\n", usize::MAX).unwrap_err();
    assert_eq!((fault.kind, fault.at, tape.path_at(fault.at)), (ErrorKind::Alias, 25, "spec.a[0]".into()));
    let mut keys = Keys::default();
    let mut shown = String::new();
    assert_eq!(show(&mut Yaml::new(&tape, &mut keys), &mut shown), Ok(()));
    assert_eq!(shown, "{kind:'Pod',spec:{a:['b']}}");
}

#[test]
fn many_repeated_keys_are_found_where_they_repeat() {
    let mut text: String = (0..40).map(|n| format!("k{n}: {n}\n")).collect();
    let at = text.len();
    text += "k7: x\n";
    let mut tape = Tape::default();
    assert_eq!(tape.load(text.as_bytes(), usize::MAX), Ok(true));
    let mut keys = Keys::default();
    let fault = show(&mut Yaml::new(&tape, &mut keys), &mut String::new()).unwrap_err();
    assert_eq!((fault.kind, tape.offset(fault.at)), (ErrorKind::DuplicateKey, at));
    assert_eq!(tape.load(text.as_bytes(), text.len() - 1).map_err(|fault| fault.kind), Err(ErrorKind::Size));
}

#[test]
fn a_tag_before_a_comma_never_reaches_the_parser() {
    let long = format!("[!{},a]", "x".repeat(3000));
    for text in
        ["[!!null, b]", "{!!binary !,1e: 2}", "[!!str &a !x,b]", "[&a !x,]", "- [!<a>,b]", "[!!str # c\n !x,b]", &long]
    {
        let refused = read(text).unwrap_err();
        assert!(matches!(refused, ErrorKind::Unsupported | ErrorKind::Syntax), "{text}: {refused:?}");
    }
    for (text, value) in [("a: hello !b,c", "{a:'hello !b,c'}"), ("['!x,y', \"!z,\"] # !a,", "['!x,y','!z,']")] {
        assert_eq!(read(text).as_deref(), Ok(value), "{text}");
    }
}
