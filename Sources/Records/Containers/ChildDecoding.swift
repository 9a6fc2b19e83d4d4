import CContainers
import System

extension SpooledInput {
  /// What a container holds, decoded by a child process that has little memory and time, and laid down in a temporary
  /// file.
  ///
  /// - Parameter program: The path of a program that does `ContainerDecoder.runAsChild` with the words it is given
  ///   after `ContainerDecoder.verb`.
  /// - Throws: `FileError`, `PipedChild.Cancelled`. What is wrong with the container is in the report.
  package func unpacked(_ request: DecodingRequest, by program: String, isCancelled: () -> Bool = { false }) throws
    -> (content: SpooledInput, report: DecodingReport)
  {
    let target = try TemporaryFile.open()
    var total: Int64 = 0
    let run: (ending: PipedChild.Ending, messages: [UInt8])
    do {
      run = try PipedChild.run(
        program, [ContainerDecoder.verb] + request.words, input: descriptor, isCancelled: isCancelled
      ) { bytes in
        try TemporaryFile.write(target, bytes)
        total += Int64(bytes.count)
      }
    } catch {
      close(target)
      throw error
    }
    var report = DecodingReport(lines: String(decoding: run.messages, as: UTF8.self))
    if run.ending != .exited(0), report.failure == nil {
      report.failure = DecodingFailure(
        run.ending == .killed(signal: SIGXCPU) || run.ending == .killed(signal: SIGKILL)
          ? "decoding it takes more than \(request.seconds(size: size)) seconds"
          : "decoding it takes more than \(request.memory >> 20) MiB of memory",
        remedy: .advice("open it in the program that made it, and save the table as CSV"))
    }
    return (SpooledInput(name: name, descriptor: target, size: total), report)
  }
}

extension ContainerDecoder {
  /// The word by which the program knows that it is such a child.
  package static let verb = "decode-container"

  /// Decodes standard input to standard output and reports on standard error, within the limits of the request.
  ///
  /// - Returns: The process's exit code.
  package static func runAsChild(_ words: [String]) -> Int32 {
    guard let request = DecodingRequest(words: words) else { return 2 }
    // The libraries are trusted, the file is not.
    do { try ContainerLibraries.load() } catch {}
    let size = max(0, Int64(lseek(STDIN_FILENO, 0, SEEK_END)))
    guard ccontainers_limit(UInt(request.memory), UInt(request.seconds(size: size))) == 0 else { return 2 }
    do {
      let report = try ContainerDecoder(STDIN_FILENO, request).decode { bytes in
        if let code = writeAll(bytes, to: STDOUT_FILENO) { throw FileError("the pipe", .unwritable(code)) }
      }
      close(STDOUT_FILENO)
      return writeAll(report.lines, to: STDERR_FILENO) == nil ? 0 : 2
    } catch {
      return 2
    }
  }
}
