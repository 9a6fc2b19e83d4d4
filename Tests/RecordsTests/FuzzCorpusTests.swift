import Foundation
import Testing

@testable import Records

@Suite struct FuzzCorpusTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fuzz/corpus")

  /// Everything that a reader makes of some bytes.
  private func read(_ bytes: [UInt8], asJSON: Bool, blockSize: Int) throws -> [String] {
    var seen: [String] = []
    do {
      let buffer = InputBuffer(try SpooledInput(name: "corpus", bytes: bytes), blockSize: blockSize)
      let reader: any RecordReader = asJSON ? try JSONReader(buffer) : try CSVReader(buffer)
      repeat {
        let record = reader.record
        seen.append("\(record.line) \(record.byte)")
        for index in 0..<record.count {
          seen.append("\(record[index].offset)+\(record[index].extent) \(record[index].bytes.text)")
        }
      } while try reader.next()
    } catch let error as UnreadableFile {
      seen.append("\(error.line) \(error.byte) \(error.message)")
    }
    return seen
  }

  @Test("what fuzzing found is read the same whatever the size of the blocks", arguments: ["csv", "json"])
  func corpus(target: String) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.appendingPathComponent(target).path)
    #expect(names.count > 100)
    for name in names {
      let bytes = [UInt8](try Data(contentsOf: Self.folder.appendingPathComponent("\(target)/\(name)"))).dropFirst()
      let whole = try read(Array(bytes), asJSON: target == "json", blockSize: 1 << 16)
      for size in [1, 2, 7] {
        #expect(try read(Array(bytes), asJSON: target == "json", blockSize: size) == whole, "\(name)")
      }
    }
  }
}
