/// One thing that `check` found.
public struct CheckFinding: Sendable, Equatable {
  /// Whether the store or only its data is in question.
  public enum Severity: String, Sendable {
    /// The store is not as this program wrote it.
    case failure
    /// The store is sound; the data deserves a look.
    case warning
  }

  /// Which check found it.
  public enum Kind: String, Sendable, CaseIterable {
    /// SQLite's own `integrity_check` or `quick_check`.
    case integrity
    case foreignKey = "foreign_key"
    /// A rule of the store that holds between its rows.
    case invariant
    /// The schema is not the one that its migrations make.
    case schema
    /// A series that should have been published again by now.
    case stale
    /// Two claims about the same series and period that cannot both be true.
    case conflict
    /// A figure a thousand times above or below both neighbours of its series.
    case far
    /// Shares of one period and source that sum to more than a whole.
    case shares
  }

  /// A failure makes the check fail, a warning does not.
  public var severity: Severity
  /// Which check found it.
  public var kind: Kind
  /// The table, trigger or view; for warnings the product or company.
  public var subject: String
  /// The metric, for warnings.
  public var metric: String?
  /// The period, for conflicts; the last one known, for stale series.
  public var period: String?
  /// What is wrong, for people; the subject stands beside it.
  public var message: String

  /// `subject`, `metric` and `period` say what the finding is about; nil where that is nothing of the kind.
  public init(
    _ severity: Severity, _ kind: Kind, subject: String, metric: String? = nil, period: String? = nil, message: String
  ) {
    self.severity = severity
    self.kind = kind
    self.subject = subject
    self.metric = metric
    self.period = period
    self.message = message
  }
}

/// What `check` looked at and found.
public struct CheckResult: Sendable, Equatable {
  /// Failures first, then warnings; at most `Store.mostFindings` of each kind.
  public var findings: [CheckFinding] = []
  /// Findings beyond that, by kind.
  public var leftOut: [CheckFinding.Kind: Int] = [:]
  /// What was looked at, in order: "integrity_check", "schema" …
  public var checked: [String] = []
  /// Checks that could not be made because an earlier one failed.
  public var notChecked: [String] = []
  /// How many observations the store holds, retracted ones included.
  public var observations: Int64 = 0

  /// What is wrong with the store itself; findings that were left out are not among them.
  public var failures: [CheckFinding] { findings.filter { $0.severity == .failure } }
  /// What deserves a look in the data; findings that were left out are not among them.
  public var warnings: [CheckFinding] { findings.filter { $0.severity == .warning } }
  /// No failure. Warnings are about the data, not about the store.
  public var isSound: Bool { failures.isEmpty && notChecked.isEmpty }

  mutating func add(_ finding: CheckFinding) {
    if findings.lazy.filter({ $0.kind == finding.kind }).count < Store.mostFindings {
      findings.append(finding)
    } else {
      leftOut[finding.kind, default: 0] += 1
    }
  }
}
