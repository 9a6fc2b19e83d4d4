import MarketModel
import SQLite

extension SQL.StringInterpolation {
  /// The integer that the store keeps for a case: `"o.qualifier <> \(Qualifier.notDisclosed)"`.
  public mutating func appendInterpolation(_ code: some StoredCode) { appendInterpolation(SQL.number(code.rawValue)) }

  /// The integers of some cases with commas between: `"o.status IN (\(ObservationStatus.forwardLooking))"`.
  public mutating func appendInterpolation(_ codes: [some StoredCode]) {
    appendInterpolation(codes.map { SQL.number($0.rawValue) }.joined(separator: ", "))
  }
}

extension SQL {
  /// The word of a stored code: `CASE column WHEN 0 THEN 'eq' … END`.
  public static func word<Code: StoredCode>(of kind: Code.Type, _ column: SQL) -> SQL {
    let cases = kind.allCases.map { code -> SQL in "WHEN \(code) THEN '\(SQL(code.word))'" }
    return "CASE \(column) \(cases.joined(separator: " ")) END"
  }
}
