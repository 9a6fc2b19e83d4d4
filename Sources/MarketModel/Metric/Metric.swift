/// A metric as the store's dictionary defines it: what a number under this code means, and what may be done with it.
public struct Metric: Sendable, Equatable {
  /// May a value cover an interval (a duration: revenue) or is it a reading at its end (an instant: price)? XBRL's
  /// periodType.
  public enum PeriodType: String, Sendable { case instant, duration }
  /// The legal roll-up to a coarser granularity.
  public enum Aggregation: String, Sendable { case sum, mean, last, max, none }

  /// The row's id in the store.
  public var id: Int64
  /// The short name that files, options and data formats use: "mau".
  public var code: String
  /// The name for people, as titles print it.
  public var name: String
  /// In a sentence or two, what a number counts and what it leaves out.
  public var definition: String
  /// What the numbers count. It decides how they are read and printed.
  public var unit: MetricUnit
  /// Whether a value covers its period or is read at its end.
  public var periodType: PeriodType
  /// How values of short periods make up one of a longer period; `none` where nothing does.
  public var aggregation: Aggregation
  /// Whether values of several products may be summed: only then is there a share.
  public var isAdditive: Bool
  /// The least value a figure may have, itself allowed, in the metric's unit; nil: no bound.
  public var minimum: Double?
  /// The greatest value a figure may have, itself allowed, in the metric's unit; nil: no bound.
  public var maximum: Double?
  /// One series per age in days: retention.
  public var isByDayOffset: Bool
  /// Metrics that look comparable but are defined differently share a family.
  public var family: String?

  /// Takes the parts as the store's dictionary has them: nothing is checked.
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
