import MarketModel

/// Series, period, publication and origin as two numbers.
struct ObservationKey: Equatable {
  var high: UInt64
  var low: UInt64

  @inline(__always) static func < (a: ObservationKey, b: ObservationKey) -> Bool {
    a.high < b.high || a.high == b.high && a.low < b.low
  }
}

/// An observation that was read, checked and resolved and waits to be written. Plain memory: it is sorted, spilled and
/// merged.
struct PendingObservation {
  var series: Int32
  var period: Int32
  var publication: Int64
  var origin: Int32
  /// 1-based line in its file; 0 for a row of no file.
  var line: UInt32
  /// Offset of its record in the file, and the record's length.
  var byte: Int64
  var length: UInt32
  /// The bits of its `QuantityForm` that its file has to settle, and the number of its metric's `RatioEvidence`.
  var form: UInt16
  var ratio: UInt16
  /// NaN stands for nil in these three.
  var value: Double
  var low: Double
  var high: Double
  /// 0: none.
  var cohortSize: Int64
  /// Where its texts begin in the arena, and their lengths: the printed value, then the note.
  var text: UInt32
  var noteLength: UInt32
  var valueTextLength: UInt16
  /// Which file of the import, and which cell of its record.
  var file: UInt16
  var cell: UInt16
  var qualifier: UInt8
  var status: UInt8
  /// Set by the writer.
  var action: Action
  var mayExist: Bool

  enum Action: UInt8 { case insert, unchanged, revise, refuse, drop }

  /// Sorts as the table's key does. Publications lie within ±2^33 (years 1800 to 2200), sources below 2^30.
  @inline(__always) var key: ObservationKey {
    ObservationKey(
      high: UInt64(UInt32(bitPattern: series)) << 32 | UInt64(UInt32(bitPattern: period)),
      low: UInt64(bitPattern: publication &+ (1 << 33)) << 30 | UInt64(UInt32(bitPattern: origin)))
  }

  /// "Same value" of the contract: value, interval, qualifier and status; a cohort's size belongs to the claim too.
  @inline(__always) func claimsSame(_ other: PendingObservation) -> Bool {
    qualifier == other.qualifier && status == other.status && cohortSize == other.cohortSize && same(value, other.value)
      && same(low, other.low) && same(high, other.high)
  }
}

@inline(__always) func same(_ a: Double, _ b: Double) -> Bool { a == b || a.isNaN && b.isNaN }
