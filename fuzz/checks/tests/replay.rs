//! Replays every committed corpus through its check: what a fuzzer once found stays found.

use std::fs;
use std::path::Path;

type Check = fn(&[u8]);

/// One row per fuzz target: the folder of its corpus, and the check.
const TARGETS: &[(&str, Check)] = &[
    ("cti_client", fuzz_checks::cti_sessions::cti_client),
    ("cti_failover", fuzz_checks::cti_failover::cti_failover),
    ("cti_frame", fuzz_checks::cti_codec::cti_frame),
    ("cti_message", fuzz_checks::cti_codec::cti_message),
    ("cti_server", fuzz_checks::cti_sessions::cti_server),
    ("bosh_body", fuzz_checks::bosh::bosh_body),
    ("bosh_manager", fuzz_checks::bosh::bosh_manager),
    ("bosh_client", fuzz_checks::bosh::bosh_client),
    ("xml_cursor", fuzz_checks::xml::xml_cursor),
    ("xml_framer", fuzz_checks::xml::xml_framer),
    ("xml_records", fuzz_checks::xml::xml_records),
    ("xmpp_pubsub", fuzz_checks::pubsub::xmpp_pubsub),
    ("axl_envelope", fuzz_checks::axl_soap::envelope),
    ("axl_fault_page", fuzz_checks::axl_soap::fault_page),
    ("axl_rows", fuzz_checks::axl_soap::rows),
    ("axl_sql", fuzz_checks::axl_sql::axl_sql),
    ("xmpp_jid", fuzz_checks::xmpp::xmpp_jid),
    ("xmpp_certificate", fuzz_checks::xmpp::xmpp_certificate),
    ("xmpp_scram", fuzz_checks::xmpp::xmpp_scram),
    ("xmpp_stanza", fuzz_checks::xmpp::xmpp_stanza),
    ("xmpp_client", fuzz_checks::xmpp::xmpp_client),
    ("xmpp_server", fuzz_checks::xmpp::xmpp_server),
    ("finesse_user", fuzz_checks::finesse::finesse_user),
    ("finesse_update", fuzz_checks::finesse::finesse_update),
    ("finesse_route", fuzz_checks::finesse::finesse_route),
    ("finesse_gadget", fuzz_checks::finesse::finesse_gadget),
    ("finesse_layout", fuzz_checks::finesse::finesse_layout),
    ("finesse_resource", fuzz_checks::finesse::finesse_resource),
    ("finesse_client", fuzz_checks::finesse::finesse_client),
];

#[test]
fn every_corpus_passes_its_check() {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus");
    for (target, check) in TARGETS {
        let folder = corpora.join(target);
        let files: Vec<_> =
            fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())).collect();
        assert!(!files.is_empty(), "{target} has no corpus");
        for file in files {
            let path = file.unwrap().path();
            println!("{}", path.display());
            check(&fs::read(&path).unwrap());
        }
    }
}

/// A corpus, a target file and a row of this table belong together.
#[test]
fn every_target_has_a_row() {
    let targets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz_targets");
    let Ok(files) = fs::read_dir(targets) else { return };
    for file in files {
        let name = file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned();
        assert!(TARGETS.iter().any(|(target, _)| *target == name), "{name} is not replayed");
    }
}
