//! An object of a stream: where it stands, and a second look at its text.

use crate::input::error::Position;
use crate::input::locate;

/// Where an object of a stream stands.
#[derive(Debug)]
pub struct Item<'i> {
    /// The document, from 1: a YAML document or a JSON value.
    pub document: u32,
    /// The item of the document's List, from 0.
    pub item: Option<u32>,
    /// The line on which the object begins, from 1.
    pub line: u32,
    /// Whether it is a Kubernetes object at all: false for a document that has neither apiVersion nor kind.
    pub is_manifest: bool,
    pub(crate) source: ItemSource<'i>,
}

/// What a position is looked up in.
#[derive(Debug)]
pub(crate) enum ItemSource<'i> {
    /// The object's own text and where it begins.
    Json(&'i str, Position),
    #[cfg(feature = "yaml")]
    Yaml(crate::input::yaml_document::YamlItem<'i>),
    /// What could not be read far enough.
    Nothing,
}

impl Item<'_> {
    /// Where a field stands in the whole input, or its nearest parent that exists.
    pub fn locate(&self, field: &str) -> Option<Position> {
        match &self.source {
            ItemSource::Json(text, origin) => {
                let offset = locate::offset_of(text, field);
                Some(Position::of(text.as_bytes(), offset).after(*origin))
            }
            #[cfg(feature = "yaml")]
            ItemSource::Yaml(item) => Some(item.locate(field)),
            ItemSource::Nothing => None,
        }
    }

    /// The scalar in a field of the object, if there is one: a string, or a number or a boolean as it is written.
    pub fn scalar(&self, field: &str) -> Option<String> {
        match &self.source {
            ItemSource::Json(text, _) => locate::scalar_at(text, field),
            #[cfg(feature = "yaml")]
            ItemSource::Yaml(item) => item.scalar(field).map(str::to_owned),
            ItemSource::Nothing => None,
        }
    }

    /// The file that the object was made from, where a tool has left word of it: Helm in a comment
    /// (`# Source: chart/templates/web.yaml`), kustomize in an annotation (`config.kubernetes.io/origin`).
    pub fn origin(&self) -> Option<String> {
        #[cfg(feature = "yaml")]
        if let ItemSource::Yaml(item) = &self.source
            && let Some(path) = item.source_comment()
        {
            return Some(path.to_owned());
        }
        let origin = self.scalar("metadata.annotations[config.kubernetes.io/origin]")?;
        let entry = |key: &str| {
            let values = origin.lines().filter_map(|line| line.trim().split_once(": "));
            values.filter(|(name, _)| *name == key).map(|(_, value)| value.trim()).find(|value| !value.is_empty())
        };
        // What a generator has made names the file that configures it.
        let path = entry("path").or_else(|| entry("configuredIn"))?;
        Some(match entry("repo") {
            Some(repo) => format!("{}/{path}", repo.trim_end_matches('/')),
            None => path.to_owned(),
        })
    }
}
