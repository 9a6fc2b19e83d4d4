/// Where in a file of lines the table is and how its lines are divided, as far as a user has said so.
package struct TableLayout: Sendable, Equatable {
  /// The line that holds the headings; the file's first line is 1.
  package var header: Int?
  /// Lines at the top that are no part of the table.
  package var skip = 0
  /// Rows at the end that are no part of the table.
  package var footer = 0
  /// Lines that begin with this text are no part of the table.
  package var comment: String?
  package var delimiter: UInt8?
  /// The file's name says that tabs divide its lines.
  package var prefersTabs = false
  /// The rows are those of a sheet: each is a line, whatever its cells hold, and may end with its last filled cell.
  package var isSheet = false
  /// Texts of cells whose rows will be passed over, in lower case: such a cell is no reason to keep a column.
  package var passedOver: Set<String> = []

  package init() {}

  /// Lines before the headings that nobody needs to look at.
  var linesBefore: Int { header.map { $0 - 1 } ?? skip }
  /// The place of the headings is settled.
  var isSettled: Bool { header != nil || skip > 0 }
}

/// How much a row looks like headings, by what its cells say. The judge knows what columns mean; a table's finder only
/// compares.
package struct HeadingSigns: Sendable, Equatable {
  /// Cells that are known headings.
  package var known = 0
  /// Cells that could be headings and could be values too: a period, a product's name.
  package var possible = 0
  /// Cells that are figures, and neither of the above.
  package var figures = 0

  package init(known: Int = 0, possible: Int = 0, figures: Int = 0) {
    (self.known, self.possible, self.figures) = (known, possible, figures)
  }
}

/// Says of the cells of one row how much they look like headings.
package typealias HeadingJudge = ([String]) throws -> HeadingSigns
