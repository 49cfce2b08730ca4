//! A catalogue file of any format, compressed or in an archive: read or refused, and what was read becomes an index.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrine_catalog::Index;
use vitrine_catalog::build::Builder;
use vitrine_catalog::import::{BadFile, BadRow, Reader, Sink, open};
use vitrine_catalog::merge::merged;
use vitrine_catalog::set::CatalogSet;

#[derive(Default)]
struct Out(Vec<CatalogSet>);

impl Sink for Out {
    fn set(&mut self, set: CatalogSet) -> Result<(), BadFile> {
        self.0.push(set);
        Ok(())
    }

    fn bad(&mut self, _: BadRow) {}
}

fuzz_target!(|bytes: &[u8]| {
    let (mut reader, mut out) = (Reader::default(), Out::default());
    let _ = open(&mut reader, "game/file.json", &mut &*bytes, &mut out);
    let _ = reader.finish(&mut out);
    let mut builder = Builder::new("game");
    for set in out.0 {
        let id = set.id.clone();
        builder.add(&merged(&id, vec![set]));
    }
    Index::open(&builder.finish()).expect("what was built can be opened").search("char 4/102", 5);
});
