//! What README.md and the documents tell a person to type does what they say: every command line is in
//! `docs/commands.txt`, which says who runs it, and those that are for a terminal beside Vitrine are run here, one after
//! another, as a person would who reads from top to bottom.

mod place;
mod text;

use std::collections::BTreeSet;

use place::Place;

#[test]
fn every_documented_command_is_run_by_something() {
    let documents = text::documents();
    let written = text::commands(&documents);
    let listed = text::listed();
    let known: BTreeSet<&String> = listed.iter().map(|(_, command)| command).collect();
    assert_eq!(known.len(), listed.len(), "a command stands twice in docs/commands.txt");
    for (command, document) in &written {
        assert!(known.contains(command), "{document} has `{command}`: say in docs/commands.txt what runs it");
    }
    for (how, command) in &listed {
        assert!(written.contains_key(command), "`{command}` is in docs/commands.txt and in no document");
        if let Some(file) = how.strip_prefix("in ") {
            // Without what stands for a value.
            let words: Vec<&str> =
                command.split(' ').filter(|word| !["FILE", "cargo", "xtask"].contains(word)).collect();
            let text =
                std::fs::read_to_string(text::root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
            assert!(words.iter().all(|word| text.contains(word)), "{file} does not run `{command}`");
        } else {
            let by_hand = how.strip_prefix("by hand: ").is_some_and(|reason| !reason.is_empty());
            assert!(by_hand || ["here", "named", "xtask", "nightly"].contains(&how.as_str()), "{how} | {command}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_documented_commands_do_what_is_written() {
    let mut place = Place::make().await;
    for (how, command) in text::listed() {
        match how.as_str() {
            "here" => place.run(&command).await,
            "named" => {
                place.say(&format!("{command} --help")).await;
            }
            _ => {}
        }
    }
    place.stop().await;
}

/// A setting that was renamed stays in no document.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_documented_setting_is_one() {
    let place = Place::make().await;
    let xtask = std::fs::read_dir(text::root().join("xtask/src")).unwrap();
    let mut known: String = xtask.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    for command in [
        "",
        "serve",
        "catalog import",
        "prices import",
        "collect",
        "member add",
        "member list",
        "restored",
        "export",
        "user list",
        "user reset-password",
    ] {
        known += &place.say(&format!("vitrine {command} --help")).await;
    }
    let known: BTreeSet<&str> = known.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').collect();
    for (setting, document) in text::settings(&text::documents()) {
        assert!(known.contains(setting.as_str()), "{document} names {setting}, which no command takes");
    }
}
