//! The documentation as a site: mdBook builds it, and every link in what it has built leads somewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::arguments::Arguments;
use crate::workspace;

/// Builds the site and looks at its links; a warning is an error.
pub fn run(arguments: Arguments) -> Result<()> {
    arguments.finish()?;
    let book = workspace::target().join("book");
    let mut mdbook = Command::new("mdbook");
    mdbook.arg("build").arg(workspace::root().join("docs")).arg("--dest-dir").arg(&book);
    let built = mdbook.env("RUST_LOG", "info").output().context("mdbook: cargo install --locked mdbook")?;
    let said = [built.stdout, built.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    let fine = built.status.success() && !said.contains("WARN") && !said.contains("ERROR");
    ensure!(fine, "mdbook complains:\n{said}");
    let mut pages = BTreeMap::new();
    read(&book.canonicalize()?, &mut pages)?;
    let broken: Vec<String> = pages.iter().flat_map(|(path, page)| page.broken(path, &pages)).collect();
    ensure!(broken.is_empty(), "links that lead nowhere:\n{}", broken.join("\n"));
    let links: usize = pages.values().map(|page| page.links.len()).sum();
    ensure!(pages.len() > 100 && links > 1_000, "{} pages with {links} links: that can't be all", pages.len());
    println!("{} pages, {links} links, none of them broken: {}", pages.len(), book.display());
    Ok(())
}

/// A page of the site: what can be linked to in it, and what it links to.
struct Page {
    ids: BTreeSet<String>,
    links: BTreeSet<String>,
}

/// Reads the pages in a folder and beneath it.
fn read(folder: &Path, pages: &mut BTreeMap<PathBuf, Page>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        // The page for what is not there has the links of whatever place it is shown at.
        let is_page = path.extension().is_some_and(|ending| ending == "html") && !path.ends_with("404.html");
        if path.is_dir() {
            read(&path, pages)?;
        } else if is_page {
            let text = workspace::read(&path)?;
            let ids = attributes(&text, "id").collect();
            let links = attributes(&text, "href").chain(attributes(&text, "src")).collect();
            pages.insert(path, Page { ids, links });
        }
    }
    Ok(())
}

/// The values of an attribute, as mdBook writes them: in double quotes.
fn attributes<'t>(text: &'t str, name: &str) -> impl Iterator<Item = String> + use<'t> {
    let values = text.split(&format!(" {name}=\"")).skip(1).collect::<Vec<_>>().into_iter();
    values.filter_map(|rest| rest.split_once('"')).map(|(value, _)| value.replace("&amp;", "&"))
}

impl Page {
    fn broken(&self, path: &Path, pages: &BTreeMap<PathBuf, Page>) -> Vec<String> {
        let elsewhere = |link: &str| ["://", "mailto:", "data:", "javascript:"].iter().any(|it| link.contains(it));
        let own = self.links.iter().filter(|link| !elsewhere(link));
        let broken = own.filter(|link| !self.leads_somewhere(path, link, pages));
        broken.map(|link| format!("{}: {link}", path.display())).collect()
    }

    fn leads_somewhere(&self, path: &Path, link: &str, pages: &BTreeMap<PathBuf, Page>) -> bool {
        let (file, id) = link.split_once('#').unwrap_or((link, ""));
        if file.is_empty() {
            return id.is_empty() || self.ids.contains(id);
        }
        let file = file.split('?').next().unwrap_or_default();
        let Ok(mut target) = path.parent().unwrap_or(path).join(file).canonicalize() else { return false };
        if target.is_dir() {
            target.push("index.html");
        }
        match pages.get(&target) {
            Some(page) => id.is_empty() || page.ids.contains(id),
            None => target.exists(),
        }
    }
}
