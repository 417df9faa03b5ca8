//! CPU time of the batch kernels in memory, one thread: rows of CSV → rows of CSV, and record batches → record batches.
//!
//! ```text
//! cargo run --release --example kernel -- PEOPLE.parquet [ROWS A BATCH [csv|plain|dictionary]]
//! ```
//!
//! Prints microseconds a profile, of record batches with ids as strings and as dictionaries: the least of five runs in turn, and the median of
//! what the strings cost over CSV in the same turn; `python/bench/boundary.py` puts the way through Python beside them. With one of the ways
//! named, only that is run: for those who count instructions or page faults.

#[path = "../benches/support/clock.rs"]
mod clock;

use std::fs::File;
use std::io::Read;

use arrow_array::RecordBatch;
use clock::cpu;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use skillgap::batch::arrow::{Encoding, Names, run};
use skillgap::batch::chunk::{Chunk, Chunker};
use skillgap::batch::{OutputFormat, RejectsTo, Scored, Scorer, Settings, Shared};
use skillgap::ingest::columnar::Rows;
use skillgap::matching::Matcher;
use skillgap::model::Model;

fn timed(work: impl FnOnce()) -> f64 {
    let began = cpu();
    work();
    cpu() - began
}

const RUNS: usize = 5;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("name a Parquet file of people")?;
    let rows_a_batch: usize = args.next().map_or(Ok(100_000), |a| a.parse())?;
    let only = args.next();
    let wanted = |way: &str| only.as_ref().is_none_or(|o| o == way);
    let model = Model::shipped()?;
    let (matcher, names) = (Matcher::new(&model), Names::new(&model));
    let mut settings = Settings::new(jiff::civil::date(2026, 11, 1), OutputFormat::Csv);
    settings.threads = 1;
    settings.rejects = RejectsTo::Caller;

    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(&path)?)?;
    let schema = reader.schema().clone();
    let batches: Vec<RecordBatch> =
        reader.with_batch_size(rows_a_batch).build()?.collect::<Result<_, _>>()?;
    let people: usize = batches.iter().map(RecordBatch::num_rows).sum();

    let mut text = Vec::new();
    Rows::open(&path, File::open(&path)?)?.read_to_end(&mut text)?;
    let mut chunker = Chunker::new("people", text.as_slice(), settings.chunk, settings.longest_record)?;
    let (mut chunks, mut chunk) = (Vec::new(), Chunk::default());
    while chunker.next(&mut chunk)? {
        chunks.push(chunk.clone());
    }
    let shared = Shared::new(&matcher);
    let mut scorer = Scorer::new(&shared, chunker.shape(), &settings);
    let mut scored = Scored::default();

    let (mut csv, mut written, mut rows) = (f64::INFINITY, 0, 0);
    let mut arrow = [f64::INFINITY; 2];
    let mut over = Vec::new();
    for _ in 0..RUNS {
        let mut turn = [f64::INFINITY; 3];
        if wanted("csv") {
            written = 0;
            turn[0] = timed(|| {
                for chunk in &chunks {
                    scorer.chunk(chunk, &mut scored);
                    written += std::hint::black_box(scored.out.as_slice()).len();
                }
            });
        }
        for (at, (way, encoding)) in
            [("plain", Encoding::Plain), ("dictionary", Encoding::Dictionary)].into_iter().enumerate()
        {
            if !wanted(way) {
                continue;
            }
            rows = 0;
            let mut failed = None;
            turn[at + 1] = timed(|| {
                let input = batches.iter().cloned().map(Ok);
                let mut count = |batch: RecordBatch| {
                    rows += std::hint::black_box(&batch).num_rows();
                    true
                };
                failed =
                    run(&matcher, &names, "people", &schema, input, &settings, encoding, &mut count).err();
            });
            if let Some(error) = failed {
                return Err(error.into());
            }
        }
        csv = csv.min(turn[0]);
        arrow = [arrow[0].min(turn[1]), arrow[1].min(turn[2])];
        over.push(turn[1] / turn[0] - 1.0);
    }
    over.sort_by(f64::total_cmp);
    #[allow(clippy::cast_precision_loss)]
    let each = |seconds: f64| seconds * 1e6 / people as f64;
    println!("{people} people, {rows} rows of results, {written} bytes of CSV");
    println!("csv_us {:.3}", each(csv));
    println!("plain_us {:.3}", each(arrow[0]));
    println!("dictionary_us {:.3}", each(arrow[1]));
    println!("plain_over_csv {:.3}", over[RUNS / 2]);
    Ok(())
}
