//! Lays every page in every state out as files, with the assets beside them, to be looked at without a store:
//! `cargo run -p web --example samples -- FOLDER`, then serve that folder from any static server.

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("usage: samples FOLDER");
        return ExitCode::from(64);
    };
    match lay_out(Path::new(&folder)) {
        Ok(count) => {
            println!("{count} pages in {folder}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{folder}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn lay_out(folder: &Path) -> std::io::Result<usize> {
    let mut pages = Vec::new();
    web::sample::all(&mut |shown| pages.push(shown));
    for page in &pages {
        let file = folder.join(format!("{}.html", page.name));
        if let Some(parent) = file.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(file, &page.html)?;
    }
    for (name, bytes) in web::assets::all() {
        let file = folder.join("assets").join(&name);
        if let Some(parent) = file.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(file, bytes)?;
    }
    Ok(pages.len())
}
