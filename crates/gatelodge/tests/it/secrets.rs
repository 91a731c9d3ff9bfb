//! A folder with a configuration and the files that it names.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

pub(crate) struct Site(TempDir);

impl Site {
    /// Certificate, key, API key, client secret and the cluster's token, each for its owner's eyes.
    pub(crate) fn new() -> Self {
        let site = Self(TempDir::new().unwrap());
        let secrets = site.folder().join("secrets");
        std::fs::create_dir(&secrets).unwrap();
        let files: [(&str, &[u8]); 8] = [
            ("client.pem", include_bytes!("../secrets/client.pem")),
            ("first-version.pem", include_bytes!("../secrets/first-version.pem")),
            ("client.key", include_bytes!("../secrets/client.key")),
            ("other.key", include_bytes!("../secrets/other.key")),
            ("api-key", b"moorland\n"),
            ("client-secret", b"open-sesame\n"),
            ("cluster-token", b"a-token\n"),
            ("empty", b"\n"),
        ];
        for (name, bytes) in files {
            site.write(&format!("secrets/{name}"), bytes);
        }
        site
    }

    pub(crate) fn folder(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file that only its owner may read.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.folder().join(name);
        std::fs::write(&path, bytes).unwrap();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }

    /// An example, with the cluster's token in this folder.
    pub(crate) fn own(&self, example: &str) -> String {
        example.replace("/var/run/secrets/eks.amazonaws.com/serviceaccount/token", "secrets/cluster-token")
    }

    /// What `config check` says of a text.
    pub(crate) fn check(&self, text: &str) -> String {
        self.write("gatelodge.toml", text.as_bytes());
        self.checked("gatelodge.toml")
    }

    /// What it says of a file.
    pub(crate) fn checked(&self, name: &str) -> String {
        self.says(&["config", "check", self.folder().join(name).to_str().unwrap()]).0
    }

    /// What a command says, with this folder as FOLDER, and how it ended.
    pub(crate) fn says(&self, command: &[&str]) -> (String, Option<i32>) {
        let output = Command::new(env!("CARGO_BIN_EXE_gatelodge")).args(command).output().unwrap();
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        (text.replace(self.folder().to_str().unwrap(), "FOLDER"), output.status.code())
    }
}
