/// Retention observed at one age of a cohort.
public struct RetentionPoint: Sendable, Equatable {
  /// Days since the start; whole days as a rule.
  public var age: Double
  /// The share still there, above 0 and at most 1. Not read when `isBound`.
  public var survival: Double
  /// The interval that the printed figure claims, as fractions: "62.4%" claims 0.6235 to 0.6245.
  public var low: Double
  /// The upper end of that interval.
  public var high: Double
  /// True for "<8%" and the like, which say where the value lies but not what it is.
  public var isBound: Bool

  /// `age` in days, the others as fractions.
  public init(age: Double, survival: Double, low: Double, high: Double, isBound: Bool = false) {
    self.age = age
    self.survival = survival
    self.low = low
    self.high = high
    self.isBound = isBound
  }
}

/// One retention curve: one product, plan, cohort (or pool of cohorts) and definition. Not mixing these is the caller's
/// part.
public struct RetentionData: Sendable, Equatable {
  /// In any order, each age once. S = 1 at age 0 is implied.
  public var points: [RetentionPoint]
  /// How many people started, nil when unknown.
  ///
  /// The parameters do not depend on it. The log-likelihood and the AIC do, and so does the order of models with unlike
  /// numbers of parameters: without a size they are those of `assumedSize` people, and a note says so.
  public var cohortSize: Double?

  /// The size that stands in for an unknown one: that of Fader and Hardie's published examples.
  public static let assumedSize = 1000.0

  /// `cohortSize` in people; nil: unknown.
  public init(points: [RetentionPoint], cohortSize: Double? = nil) {
    self.points = points
    self.cohortSize = cohortSize
  }
}

/// Why no model at all can be fitted to some data, in a sentence.
public struct RetentionRefusal: Error, Sendable, Equatable {
  /// One sentence for people, without a full stop.
  public var reason: String

  /// `reason` is shown as it is.
  public init(reason: String) {
    self.reason = reason
  }
}
