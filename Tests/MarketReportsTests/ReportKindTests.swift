import Testing

@testable import MarketReports

@Suite struct ReportKindTests {
  @Test("a report's columns are named once each, and its keys are among them", arguments: ReportKind.allCases)
  func columns(_ kind: ReportKind) {
    let names = kind.columns.map(\.name)
    #expect(Set(names).count == names.count && !names.isEmpty)
    #expect(!kind.keyColumns.isEmpty && kind.keyColumns.allSatisfy(names.contains))
  }

  @Test("a column's name is its case's, in the spelling of the data formats")
  func names() {
    #expect(TrendColumn.columns.map(\.name).suffix(4) == ["moving_average", "origin", "source", "published_on"])
    #expect(RevisionColumn.class.name == "class" && RevisionColumn.class.rawValue == 0)
    #expect(RevisionColumn.columns.last?.name == "source", "what stands behind the columns is not one of them")
    #expect(ConflictColumn.columns.last?.name == "other_source")
  }

  @Test("columns of text and of numbers differ") func kinds() {
    #expect(
      CoverageColumn.columns.filter { $0.kind == .number }.map(\.name) == [
        "observed", "missing", "age_days", "quoted_share",
      ])
    #expect(
      RetentionColumn.columns.filter { $0.kind == .text }.map(\.name) == [
        "product", "plan", "cohort", "qualifier",
      ])
  }
}
