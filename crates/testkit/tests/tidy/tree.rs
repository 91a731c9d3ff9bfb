//! The files of the tree, as git sees them: tracked ones, and new ones that are not ignored.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The workspace's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace's root exists")
}

/// A file whose content is text.
pub(crate) struct TextFile {
    /// From the root, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl TextFile {
    pub(crate) fn is(&self, extension: &str) -> bool {
        self.path.ends_with(&format!(".{extension}"))
    }

    /// The crate of ours that the file belongs to.
    pub(crate) fn owner(&self) -> Option<&str> {
        self.path.strip_prefix("crates/")?.split('/').next()
    }
}

/// Every text file of the tree.
pub(crate) fn files() -> Vec<TextFile> {
    let root = root();
    let paths = git_paths(&root).unwrap_or_else(|| walked_paths(&root));
    assert!(
        paths.len() > 20,
        "only {} files found below {}: the tidy test sees nothing",
        paths.len(),
        root.display()
    );
    paths
        .into_iter()
        .filter_map(|path| {
            // A file that git lists may have been deleted a moment ago; one that is no UTF-8 is a recording or an image.
            let text = String::from_utf8(std::fs::read(root.join(&path)).ok()?).ok()?;
            Some(TextFile { path, text })
        })
        .collect()
}

fn git_paths(root: &Path) -> Option<Vec<String>> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let mut paths: Vec<String> =
        String::from_utf8(listed.stdout).ok()?.split_terminator('\0').map(String::from).collect();
    paths.sort();
    paths.dedup();
    Some(paths)
}

/// Without git (an unpacked archive): everything but what is built or fetched.
fn walked_paths(root: &Path) -> Vec<String> {
    let mut paths = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the tree can be read").flatten() {
            let path = entry.path();
            let name = entry.file_name();
            if path.is_dir() {
                if ![".git", "target", "node_modules", "venv", "dist", "screenshots", "data"]
                    .iter()
                    .any(|skip| name == *skip)
                {
                    folders.push(path);
                }
            } else if let Ok(below) = path.strip_prefix(root) {
                paths.push(below.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    paths.sort();
    paths
}
