import System

/// How the rows of a share report come about. The statement is the definition; Swift computes the same rows faster.
///
/// TIDEMARK_STATEMENTS=1 in the environment runs the statement, so that tests and drills can hold the two against each
/// other through the program itself.
enum ShareMethod {
  case swift
  case statement

  static var chosen: ShareMethod { environment("TIDEMARK_STATEMENTS") == "1" ? .statement : .swift }
}
