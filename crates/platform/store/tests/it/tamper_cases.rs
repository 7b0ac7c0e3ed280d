//! The list of attempts.

use store::{Sql, sql};

use crate::tamper_restores::{Forged, restores};

/// What a finder must hold beside the database.
#[derive(Clone, Copy)]
pub(crate) enum Needs {
    Nothing,
    Copy,
    Key,
}

/// What is done.
pub(crate) enum How {
    /// Statements, each of which touches something.
    Sql(Vec<&'static Sql>),
    /// The history is written anew, with hashes that fit.
    Rewritten,
    /// The same, and sealed anew with the key of this seed.
    Resealed(u8),
    /// Everything after the first seal is cut off, and a row says that this was a restore.
    Restored(Forged),
    /// The first of these texts becomes the second in an export. Empty: it is made anew with another key.
    Export(&'static str, &'static str),
}

/// One attempt.
pub(crate) struct Case {
    pub(crate) what: &'static str,
    /// What is found; empty when it is not.
    pub(crate) answer: &'static str,
    pub(crate) needs: Needs,
    pub(crate) how: How,
}

fn found(what: &'static str, answer: &'static str, stmts: Vec<&'static Sql>) -> Case {
    Case { what, answer, needs: Needs::Nothing, how: How::Sql(stmts) }
}

fn copied(what: &'static str, answer: &'static str, stmts: Vec<&'static Sql>) -> Case {
    Case { what, answer, needs: Needs::Copy, how: How::Sql(stmts) }
}

fn export(what: &'static str, answer: &'static str, from: &'static str, to: &'static str) -> Case {
    Case { what, answer, needs: Needs::Nothing, how: How::Export(from, to) }
}

/// All attempts, in the order of the page.
pub(crate) fn cases() -> Vec<Case> {
    [rows(), events(), seals(), histories(), exports(), restores()].into_iter().flatten().collect()
}

/// Rows of the audit log.
fn rows() -> Vec<Case> {
    vec![
        found(
            "audit row moved to another chain",
            "rows 3 to 3 are missing",
            vec![sql!("UPDATE audit SET chain_id = entity_id WHERE seq = 3")],
        ),
        found(
            "audit row given another number",
            "rows 18 to 29 are missing",
            vec![sql!("UPDATE audit SET seq = 30 WHERE seq = 18")],
        ),
        found(
            "audit row: home changed",
            "row 3: its content does not match its hash",
            vec![sql!("UPDATE audit SET home_id = command_id WHERE seq = 3")],
        ),
        found(
            "audit row: instant changed",
            "row 3: its content does not match its hash",
            vec![sql!("UPDATE audit SET at = at + 1 WHERE seq = 3")],
        ),
        found(
            "audit row: actor changed",
            "row 3: its content does not match its hash",
            vec![sql!("UPDATE audit SET actor_id = command_id WHERE seq = 3")],
        ),
        found(
            "audit row: unit changed",
            "row 3: its content does not match its hash",
            vec![sql!("UPDATE audit SET unit_id = command_id WHERE seq = 3")],
        ),
        found(
            "audit row: action changed",
            "row 3: its content does not match its hash",
            vec![sql!("UPDATE audit SET action = 'it.read' WHERE seq = 3")],
        ),
        found(
            "audit row: kind of thing changed",
            "row 3: its content does not match its hash",
            vec![sql!("UPDATE audit SET entity = 'thing' WHERE seq = 3")],
        ),
        found(
            "audit row: thing changed",
            "row 3: its content does not match its hash",
            vec![sql!("UPDATE audit SET entity_id = home_id WHERE seq = 3")],
        ),
        found(
            "audit row: command changed",
            "row 3: its content does not match its hash",
            vec![sql!("UPDATE audit SET command_id = home_id WHERE seq = 3")],
        ),
        found(
            "audit row: payload changed",
            "row 3: its content does not match its hash",
            vec![sql!("UPDATE audit SET payload = '[]' WHERE seq = 3")],
        ),
        found(
            "audit row: hash over its events changed",
            "row 3: its content does not match its hash",
            vec![sql!("UPDATE audit SET events_hash = NULL WHERE seq = 3")],
        ),
        found(
            "audit row: own hash changed",
            "row 3: its content does not match its hash",
            vec![sql!("UPDATE audit SET hash = events_hash WHERE seq = 3")],
        ),
        found(
            "two audit rows swapped",
            "row 4: its content does not match its hash",
            vec![
                sql!("UPDATE audit SET seq = -1 WHERE seq = 4"),
                sql!("UPDATE audit SET seq = 4 WHERE seq = 5"),
                sql!("UPDATE audit SET seq = 5 WHERE seq = -1"),
            ],
        ),
        found("first audit row removed", "rows 1 to 1 are missing", vec![sql!("DELETE FROM audit WHERE seq = 1")]),
        found(
            "audit row removed from the middle",
            "rows 7 to 7 are missing",
            vec![sql!("DELETE FROM audit WHERE seq = 7")],
        ),
        found(
            "audit rows removed from the middle with their events",
            "rows 6 to 9 are missing",
            vec![
                sql!("DELETE FROM audit WHERE seq BETWEEN 6 AND 9"),
                sql!("DELETE FROM event WHERE seq BETWEEN 6 AND 9"),
            ],
        ),
        found(
            "sealed tail cut off",
            "it ends at row 12, before the last sealed row",
            vec![sql!("DELETE FROM audit WHERE seq > 12"), sql!("DELETE FROM event WHERE seq > 12")],
        ),
        found(
            "tail cut off that no seal covered yet",
            "",
            vec![sql!("DELETE FROM audit WHERE seq > 17"), sql!("DELETE FROM event WHERE seq > 17")],
        ),
        found(
            "chain removed whole",
            "is gone although it was sealed",
            vec![sql!("DELETE FROM audit"), sql!("DELETE FROM event")],
        ),
        found(
            "audit row added behind the last",
            "row 19: its content does not match its hash",
            vec![sql!(
                "INSERT INTO audit SELECT chain_id, 19, home_id, at, actor_id, unit_id, action, entity,
                     entity_id, command_id, payload, NULL, hash FROM audit WHERE seq = 18"
            )],
        ),
        found(
            "audit row added before the first",
            "it stands before the first row",
            vec![sql!(
                "INSERT INTO audit SELECT chain_id, 0, home_id, at, actor_id, unit_id, action, entity,
                     entity_id, command_id, payload, NULL, hash FROM audit WHERE seq = 1"
            )],
        ),
        found(
            "audit row added in a chain of its own",
            "row 1: its content does not match its hash",
            vec![sql!(
                "INSERT INTO audit SELECT home_id, 1, home_id, at, actor_id, unit_id, action, entity, entity_id,
                     command_id, payload, NULL, hash FROM audit WHERE seq = 2"
            )],
        ),
    ]
}

/// Events.
fn events() -> Vec<Case> {
    vec![
        found(
            "event moved to another chain",
            "row 5: its events do not match their hash",
            vec![sql!("UPDATE event SET chain_id = entity_id WHERE seq = 5")],
        ),
        found(
            "event moved to another row",
            "row 5: its events do not match their hash",
            vec![sql!("UPDATE event SET seq = 40 WHERE seq = 5")],
        ),
        found(
            "event: order changed",
            "row 5: its events stand at another place or instant",
            vec![sql!("UPDATE event SET ord = 3 WHERE seq = 5")],
        ),
        found(
            "event: home changed",
            "row 5: its events stand at another place or instant",
            vec![sql!("UPDATE event SET home_id = entity_id WHERE seq = 5")],
        ),
        found(
            "event: instant changed",
            "row 5: its events stand at another place or instant",
            vec![sql!("UPDATE event SET at = at + 1 WHERE seq = 5")],
        ),
        found(
            "event: kind changed",
            "row 5: its events do not match their hash",
            vec![sql!("UPDATE event SET kind = 'it.lost.v1' WHERE seq = 5")],
        ),
        found(
            "event: thing changed",
            "row 5: its events do not match their hash",
            vec![sql!("UPDATE event SET entity_id = home_id WHERE seq = 5")],
        ),
        found(
            "event: version changed",
            "row 5: its events do not match their hash",
            vec![sql!("UPDATE event SET entity_version = 2 WHERE seq = 5")],
        ),
        found(
            "event: payload changed",
            "row 5: its events do not match their hash",
            vec![sql!("UPDATE event SET payload = '{}' WHERE seq = 5")],
        ),
        found(
            "event removed",
            "row 5: its events do not match their hash",
            vec![sql!("DELETE FROM event WHERE seq = 5")],
        ),
        found(
            "event added to a row",
            "row 5: its events do not match their hash",
            vec![sql!(
                "INSERT INTO event SELECT chain_id, seq, 1, home_id, at, kind, entity_id, entity_version,
                     payload FROM event WHERE seq = 5"
            )],
        ),
        found(
            "event added behind the last row",
            "row 50: 1 events without an audit row",
            vec![sql!(
                "INSERT INTO event SELECT chain_id, 50, 0, home_id, at, kind, entity_id, entity_version, payload
                     FROM event WHERE seq = 5"
            )],
        ),
    ]
}

/// Seals.
fn seals() -> Vec<Case> {
    vec![
        found(
            "seal: number changed",
            "seal 7: it does not follow from the seal before it",
            vec![sql!("UPDATE audit_seal SET no = 7 WHERE no = 2")],
        ),
        found(
            "seal: kind set back to the unsigned one",
            "seal 2: it carries no signature",
            vec![sql!("UPDATE audit_seal SET kind = 1 WHERE no = 2")],
        ),
        found(
            "seal: seal before changed",
            "seal 2: it does not follow from the seal before it",
            vec![sql!("UPDATE audit_seal SET prev = root WHERE no = 2")],
        ),
        found(
            "seal: heads changed",
            "seal 2: it does not follow from the seal before it",
            vec![sql!("UPDATE audit_seal SET heads = '' WHERE no = 2")],
        ),
        found(
            "seal: count of rows changed",
            "seal 2: it says",
            vec![sql!("UPDATE audit_seal SET rows = rows - 1 WHERE no = 2")],
        ),
        found(
            "seal: instant changed",
            "seal 2: it does not follow from the seal before it",
            vec![sql!("UPDATE audit_seal SET at = at - 1 WHERE no = 2")],
        ),
        found(
            "seal: root changed",
            "seal 2: its root is not that",
            vec![sql!("UPDATE audit_seal SET root = prev WHERE no = 2")],
        ),
        found(
            "seal: public key changed",
            "seal 2: its signature does not fit",
            vec![sql!("UPDATE audit_seal SET public_key = root WHERE no = 2")],
        ),
        found(
            "seal: signature removed",
            "seal 2: its signature does not fit",
            vec![sql!("UPDATE audit_seal SET signature = NULL WHERE no = 2")],
        ),
        found(
            "seal: signature of another seal",
            "seal 2: its signature does not fit",
            vec![sql!(
                "UPDATE audit_seal SET signature = (SELECT signature FROM audit_seal WHERE no = 1) WHERE no = 2"
            )],
        ),
        found(
            "seal: hash changed",
            "seal 2: it does not follow from the seal before it",
            vec![sql!("UPDATE audit_seal SET hash = root WHERE no = 2")],
        ),
        found(
            "first seal removed",
            "seal 2: it does not follow from the seal before it",
            vec![sql!("DELETE FROM audit_seal WHERE no = 1")],
        ),
    ]
}

/// Whole histories.
fn histories() -> Vec<Case> {
    vec![
        copied(
            "newest seal removed",
            "seals up to 2 were copied outside, the database ends at 1",
            vec![sql!("DELETE FROM audit_seal WHERE no = 2")],
        ),
        copied(
            "all seals removed",
            "seals up to 2 were copied outside, the database ends at 0",
            vec![sql!("DELETE FROM audit_seal")],
        ),
        copied(
            "whole database rolled back to an older state",
            "seals up to 2 were copied outside, the database ends at 1",
            vec![
                sql!("DELETE FROM audit WHERE seq > 10"),
                sql!("DELETE FROM event WHERE seq > 10"),
                sql!("DELETE FROM audit_seal WHERE no = 2"),
            ],
        ),
        copied(
            "everything removed",
            "seals up to 2 were copied outside, the database ends at 0",
            vec![sql!("DELETE FROM audit"), sql!("DELETE FROM event"), sql!("DELETE FROM audit_seal")],
        ),
        Case {
            what: "history written anew with all hashes",
            answer: "it differs from what was sealed",
            needs: Needs::Nothing,
            how: How::Rewritten,
        },
        Case {
            what: "history written anew and sealed anew with the stolen key",
            answer: "seal 1: it is not the one that was copied outside",
            needs: Needs::Copy,
            how: How::Resealed(7),
        },
        Case {
            what: "history written anew and sealed anew with another key",
            answer: "seal 1: it was signed with another key",
            needs: Needs::Key,
            how: How::Resealed(8),
        },
    ]
}

/// Exports of the inspector.
fn exports() -> Vec<Case> {
    vec![
        export(
            "export: action of a row edited",
            "its content does not match its hash",
            r#""action":"it.wrote""#,
            r#""action":"it.read""#,
        ),
        export("export: event edited", "its events do not match their hash", "it.made.v1", "it.lost.v1"),
        export(
            "export: link to the row before edited",
            "its content does not match its hash",
            r#""prev":""#,
            r#""prev":"00"#,
        ),
        export(
            "export: number of the seal edited",
            "is not in the export or does not know it",
            r#""seal":2"#,
            r#""seal":9"#,
        ),
        export("export: way to the seal edited", "it is not among the rows of seal", r#""path":[""#, r#""path":["L"#),
        export(
            "export: heads of a seal edited",
            "hash or signature do not match what it says",
            r#""heads":""#,
            r#""heads":"x"#,
        ),
        export(
            "export: number of rows edited",
            "its last line says otherwise",
            r#""rows":18,"sign"#,
            r#""rows":17,"sign"#,
        ),
        export(
            "export: time of making edited",
            "the signature over the export does not fit",
            r#""made_at":"#,
            r#""made_at":1"#,
        ),
        export(
            "export: signature edited",
            "the signature over the export does not fit",
            r#""signature":""#,
            r#""signature":"00"#,
        ),
        export("export: format edited", "the first line does not say", "audit-bundle.1", "audit-bundle.9"),
        Case {
            what: "export: made anew with another key",
            answer: "the export was signed with another key",
            needs: Needs::Key,
            how: How::Export("", ""),
        },
    ]
}
