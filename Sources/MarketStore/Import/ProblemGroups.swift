import MarketModel

/// Refusals of one file for one reason, to be said once.
public struct ProblemGroup: Sendable, Equatable {
  /// The one that stands first in its file.
  public var first: ImportProblem
  /// How many rows were refused for it.
  public var count: Int
}

extension ImportResult {
  /// The problems, equal ones together, in the order of their first places.
  public var problemGroups: [ProblemGroup] {
    struct Reason: Hashable {
      var file: String
      var kind: String
      var message: String
      var remedy: Remedy?
    }
    var numbers: [Reason: Int] = [:]
    var groups: [ProblemGroup] = []
    for problem in problems {
      let reason = Reason(file: problem.file, kind: problem.kind, message: problem.message, remedy: problem.remedy)
      if let number = numbers[reason] {
        groups[number].count += 1
        if problem.byte < groups[number].first.byte { groups[number].first = problem }
      } else {
        numbers[reason] = groups.count
        groups.append(ProblemGroup(first: problem, count: 1))
      }
    }
    return groups
  }
}
