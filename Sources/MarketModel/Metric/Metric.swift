/// A metric as the store's dictionary defines it: what a number under this code means, and what may be done with it.
public struct Metric: Sendable, Equatable {
  /// May a value cover an interval (a duration: revenue) or is it a reading at its end (an instant: price)? XBRL's
  /// periodType.
  public enum PeriodType: String, Sendable { case instant, duration }
  /// The legal roll-up to a coarser granularity.
  public enum Aggregation: String, Sendable { case sum, mean, last, max, none }

  public var id: Int64
  public var code: String
  public var name: String
  public var definition: String
  public var unit: MetricUnit
  public var periodType: PeriodType
  public var aggregation: Aggregation
  /// Whether values of several products may be summed: only then is there a share.
  public var isAdditive: Bool
  public var minimum: Double?
  public var maximum: Double?
  /// One series per age in days: retention.
  public var isByDayOffset: Bool
  /// Metrics that look comparable but are defined differently share a family.
  public var family: String?

  public init(
    id: Int64, code: String, name: String, definition: String, unit: MetricUnit, periodType: PeriodType,
    aggregation: Aggregation,
    isAdditive: Bool, minimum: Double?, maximum: Double?, isByDayOffset: Bool, family: String?
  ) {
    self.id = id
    self.code = code
    self.name = name
    self.definition = definition
    self.unit = unit
    self.periodType = periodType
    self.aggregation = aggregation
    self.isAdditive = isAdditive
    self.minimum = minimum
    self.maximum = maximum
    self.isByDayOffset = isByDayOffset
    self.family = family
  }
}
