//! `docs/what-holds-where.md` is what the rules say today. `GUARDRAILS_WRITE=1` writes it anew.

use std::path::Path;

use guardrails_core::{Holds, NodeClass, Source, rule, rules, write_what_holds_where};

#[test]
fn the_page_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/what-holds-where.md");
    let mut page = String::new();
    write_what_holds_where(&mut page).unwrap();
    if std::env::var_os("GUARDRAILS_WRITE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap();
    assert_eq!(written, page, "run this test with GUARDRAILS_WRITE=1");
}

#[test]
fn every_cell_is_filled() {
    // What the API server checks, it checks before any node is chosen.
    for rule in rules().iter().filter(|rule| rule.source != Source::ApiServer) {
        for class in NodeClass::ALL {
            assert!(!rule.on(class).source.is_empty(), "{} on {class}", rule.id);
        }
    }
    let holds = |id: &str, class| rule(id).unwrap().on(class).holds;
    assert_eq!(holds("capabilities_restricted", NodeClass::VirtualNode), Holds::Void);
    assert_eq!(holds("hostPathVolumes", NodeClass::VirtualNode), Holds::Refused);
    assert_eq!(holds("runAsNonRoot", NodeClass::VirtualNodeV2), Holds::Unknown);
    assert_eq!(holds("virtualNodeStartupProbe", NodeClass::VirtualNode), Holds::Refused);
    assert_eq!(holds("seccompProfile_restricted", NodeClass::Windows), Holds::Void);
}
