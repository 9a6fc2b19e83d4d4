import MarketStore
import SQLite

/// The tables and views of the store, each with its columns and a line about it: what one needs to write SQL.
public func schemaListing(in store: Store) throws -> ReportDocument {
  var document = try store.listing(
    "schema", title: "Tables and views",
    """
    SELECT t.type AS kind, t.name,
      (SELECT group_concat(name, ', ') FROM (SELECT c.name FROM pragma_table_info(t.name) c ORDER BY c.cid)) AS columns
    FROM sqlite_schema t WHERE t.type IN ('table', 'view') AND t.name NOT LIKE 'sqlite~_%' ESCAPE '~'
    ORDER BY t.type DESC, t.name
    """, showing: [], command: ["tidemark", "schema"])
  document.columns.append(Column("about"))
  document.rows = document.rows.map { row in
    row + [row[1].string.flatMap { meanings[$0] }.map(Cell.text) ?? .null]
  }
  document.display = [
    DisplayColumn("kind", .text(0)), DisplayColumn("name", .text(1)), DisplayColumn("about", .text(3)),
  ]
  // Too long for a column of a table that has to fit a terminal.
  document.summaryLines = document.rows.map { "\(plainText($0[1])): \(plainText($0[2]))" }
  return document
}

/// Why a table or view is there; the views first, since most questions are asked of them.
private let meanings = [
  "snapshots": "every live claim about a figure, in words: what most questions are asked of",
  "current_snapshots": "the believed claim of each series and period; targets and projections apart",
  "snapshot_history": "every claim that was ever recorded, retracted ones too, with when it came and went",
  "mau": "believed monthly users, with the change against the month before",
  "mau_share": "shares of a segment's summed monthly users: users overlap, so not shares of people",
  "snapshot_conflicts": "pairs of live claims about one series and period that cannot both be true",
  "event_log": "every live event, in words",
  "integrity_problems": "what is wrong with the record: must be empty",
  "aliases": "other names of companies, products, segments, metrics and sources",
  "catalogue_changes": "edits and merges, so that they can be undone",
  "companies": "who makes products",
  "event_parties": "whom an event is about, and its partners",
  "event_revivals": "events that an undo brought back",
  "events": "launches, shutdowns, prices, funding: what happened, or was said to be going to",
  "fx_rates": "rates of exchange: units of the quote currency for one of the base",
  "import_files": "the files of each import, known again by their bytes",
  "imports": "one row for each import, edit and undo, in order of time",
  "mapping_profiles": "saved ways to read a publisher's files",
  "metrics": "the dictionary: what a figure of each metric means, its unit and its bounds",
  "observations": "the claims themselves: series, period, publication and origin, value and interval",
  "periods": "days, weeks, months, quarters, halves, years and spans that anything is about",
  "products": "what competes",
  "publications": "a source on a day: the vintage of a claim",
  "rate_revivals": "rates that an undo brought back",
  "refused_rows": "rows that an import with --keep-going left out",
  "report_runs": "what saved reports said when they ran",
  "revivals": "observations that an undo brought back",
  "saved_reports": "reports kept by name",
  "schema_migrations": "the versions of this schema that the store went through",
  "segment_members": "which products belong to which segment, from when to when",
  "segments": "markets: groups of products that compete",
  "series": "one metric of one product or company, by currency, plan, region, platform and age",
  "sources": "who publishes and who measures, with how reliable they are",
]
