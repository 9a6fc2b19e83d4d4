import System

/// What a finished child took.
struct Usage {
  /// Seconds from start to end.
  var wall: Double
  /// Seconds of user and system time together.
  var cpu: Double
  /// Largest resident set, bytes.
  var memory: Int
}

/// A command that is measured: what it is run with and what it may print.
struct Command {
  var words: [String]
  /// Given to its standard input.
  var input: String?
  /// Appended to the environment.
  var environment: [String] = []
}

enum ChildProcess {
  /// Runs a command to its end. Its output goes to `output`, or nowhere; its complaints are kept for the error.
  ///
  /// - Throws: `BenchError` when it cannot be started or ends with another code than those `accepted`.
  @discardableResult
  static func run(_ command: Command, output: String = "/dev/null", scratch: String, accepted: Set<Int32> = [0]) throws
    -> Usage
  {
    let complaints = scratch + "/stderr.txt"
    var source = "/dev/null"
    if let input = command.input {
      source = scratch + "/stdin.txt"
      var text = try CSVText(path: source)
      text.append(input)
      try text.flush()
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, source, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    posix_spawn_file_actions_addopen(&actions, 2, complaints, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    var arguments = command.words.map { strdup($0) } + [nil]
    var variables = command.environment.map { strdup($0) }
    defer { for word in arguments + variables { free(word) } }
    var inherited = environ
    while let variable = inherited.pointee {
      variables.append(strdup(variable))
      inherited += 1
    }
    variables.append(nil)
    var process: pid_t = 0
    var before = timespec()
    clock_gettime(CLOCK_MONOTONIC, &before)
    let code = posix_spawnp(&process, command.words[0], &actions, nil, &arguments, &variables)
    guard code == 0 else {
      throw BenchError("\(command.words[0]) could not be started: \(String(cString: strerror(code)))")
    }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(process, &status, 0, &usage) < 0 {
      guard errno == EINTR else {
        throw BenchError("\(command.words[0]) was lost: \(String(cString: strerror(errno)))")
      }
    }
    var after = timespec()
    clock_gettime(CLOCK_MONOTONIC, &after)
    let exit = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    guard accepted.contains(exit) else {
      let name = command.words[0].split(separator: "/").last ?? ""
      throw BenchError(
        "\(name) \(command.words.dropFirst().first ?? "") ended with \(exit): \(lastLine(of: complaints))")
    }
    return Usage(
      wall: Double(after.tv_sec - before.tv_sec) + Double(after.tv_nsec - before.tv_nsec) / 1e9,
      cpu: Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + Double(
        usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6,
      memory: usage.ru_maxrss * 1024)
  }

  /// What a command prints, without the last line end; nil when it cannot be run.
  static func output(of words: [String], scratch: String) -> String? {
    let path = scratch + "/stdout.txt"
    guard (try? run(Command(words: words), output: path, scratch: scratch)) != nil else { return nil }
    var text = contents(of: path)
    while text.last == "\n" { text.removeLast() }
    return text
  }

  static func contents(of path: String) -> String {
    let file = open(path, O_RDONLY)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let got = read(file, &block, block.count)
      if got <= 0 { break }
      bytes += block[..<got]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func lastLine(of path: String) -> String {
    let lines = contents(of: path).split(separator: "\n")
    return String((lines.last { $0.contains("rror") } ?? lines.first ?? "it said nothing").prefix(150))
  }
}
