import SQLite
import TestSupport
import Testing

@testable import MarketStore

@Suite struct CatalogueFieldTests {
  /// What the schema keeps of a thing for its own purposes.
  private static let internalColumns: Set<String> = ["id", "merged_into"]

  @Test(arguments: CatalogueKind.allCases)
  func `Every column of the schema is a field, and every field a column`(kind: CatalogueKind) throws {
    try Market.open { market throws in
      let table = try market.store.connection.query("SELECT name FROM pragma_table_info(\(kind.table.text))") {
        $0.text(0)
      }
      let fields = CatalogueField.all(of: kind).map(\.column.text)
      #expect(Set(table).subtracting(Self.internalColumns) == Set(fields + [kind.nameColumn.text]))
      #expect(Set(fields).count == fields.count)
    }
  }

  @Test func `A row that says nothing of a field leaves it as it is, and gives a new thing its own`() throws {
    try Market.open { market throws in
      _ = try market.take("metric,unit,aggregation,additive\nclips,count,sum,yes\nbare,ratio,,\n")
      _ = try market.take("metric,unit,definition\nclips,count,Clips made\n")
      #expect(
        try market.query(
          "SELECT code, aggregation, additive, period_type, definition FROM metrics WHERE code IN ('clips', 'bare') ORDER BY 1"
        )
          == ["bare|none|0|duration|bare", "clips|sum|1|duration|Clips made"])
    }
  }
}
