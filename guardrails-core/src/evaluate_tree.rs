//! The ways in for objects that lie in another program's memory.

use crate::context::Context;
use crate::evaluate::one_object;
use crate::input::document::{Reading, identity, no_object};
use crate::input::error::{Fault, ManifestError};
use crate::input::kinds::Class;
use crate::input::read::{self, Inherited, Root};
use crate::input::source::{Frame, Shape, Source};
use crate::input::tree::{Tree, TreeReader};
use crate::inventory::Inventory;
use crate::policy::Policy;
use crate::scratch::Scratch;
use crate::stream_text::{InheritedNames, nested_list};
use crate::verdict::{Backing, Verdict};
use crate::view::View;

impl Policy {
    /// Judges one object that a program holds in memory, as [`evaluate`](Self::evaluate) judges its JSON: what
    /// bindings call for a dict. Errors name fields; they have no position.
    ///
    /// # Errors
    /// As `evaluate`; and a value that JSON does not have, where it would be read.
    pub fn evaluate_tree<'v, T: Tree>(
        &'v self,
        object: T,
        context: Context<'v>,
        scratch: &'v mut Scratch,
    ) -> Result<Verdict<'v>, ManifestError> {
        let Scratch { reader, outcome, strings, .. } = scratch;
        self.prepare(reader, Reading::Manifest);
        let view = &mut reader.view;
        view.clear();
        let mut tree = TreeReader::new(object, strings);
        if tree.shape() == Shape::Null {
            return Err(no_object());
        }
        let read = read::read_root(&mut tree, view, Inherited::default());
        let root = read.map_err(|fault| error(&tree, *fault, view, ROOT))?;
        one_object(root.class)?;
        self.judge_view(Backing::Buffer(strings), view, outcome, context, Reading::Manifest)
    }

    /// Judges the items of a List that a program holds in memory, in order, or the one object if it is no List.
    pub fn evaluate_tree_all<T: Tree>(
        &self,
        object: T,
        context: Context<'_>,
        scratch: &mut Scratch,
        mut each: impl FnMut(Result<Verdict<'_>, ManifestError>),
    ) {
        let Scratch { reader, outcome, strings, .. } = scratch;
        self.prepare(reader, Reading::Manifest);
        let view = &mut reader.view;
        view.clear();
        let mut tree = TreeReader::new(object, strings);
        if tree.shape() == Shape::Null {
            return each(Err(no_object()));
        }
        let (mut run, how) = (Inventory::default(), (context, Reading::Manifest));
        let items = match read::read_root(&mut tree, view, Inherited::default()) {
            Ok(Root { class: Class::List, items: Some(items) }) => items,
            Ok(_) => return run.judge(self, Backing::Buffer(tree.strings()), view, outcome, how, each),
            Err(fault) => return each(Err(error(&tree, *fault, view, ROOT))),
        };
        let inherited = InheritedNames::of(view, tree.strings());
        tree.seek(items);
        let mut frame = Frame::default();
        // The list has been seen to be one.
        let _ = tree.enter_list(&mut frame);
        let above = tree.level();
        while tree.next_item(above, &mut frame) {
            view.clear();
            let item = tree.mark();
            match read::read_root(&mut tree, view, inherited.borrowed()) {
                Ok(Root { class: Class::List, items: Some(_) }) => each(Err(nested_list())),
                Ok(_) => run.judge(self, Backing::Buffer(tree.strings()), view, outcome, how, &mut each),
                Err(fault) => each(Err(error(&tree, *fault, view, item))),
            }
        }
    }
}

/// The place of the whole.
const ROOT: usize = 0;

/// The error of a fault in the object that begins at the place `from`.
fn error<T: Tree>(tree: &TreeReader<'_, T>, fault: Fault, view: &View, from: usize) -> ManifestError {
    tree.error(fault, from).of(identity(view, tree.text()))
}
