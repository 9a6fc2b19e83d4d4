import MarketReports
import Testing

@testable import ReportRendering

@Suite struct FileNameTests {
  @Test("names with one slug each get a file of their own, and each is tried a few times only")
  func oneSlug() {
    let topics = (0..<500).map { SiteTopic(.product, "Alpha" + String(repeating: "!", count: $0)) }
    let renderer = SiteRenderer(topics + [SiteTopic(.product, "Alpha 3")])
    #expect(Set(topics.map(renderer.fileName)).count == 500)
    #expect(renderer.fileName(of: topics[1]) == "product-alpha-2.html")
    #expect(renderer.fileName(of: SiteTopic(.product, "Alpha 3")) == "product-alpha-3-2.html")
    #expect(renderer.collisions <= 2 * topics.count)
  }

  @Test("a long word is broken where it must, whatever its letters join to")
  func longWord() {
    let flags = String(repeating: "\u{1F1E9}", count: 4001)
    let lines = wrapped(flags, to: 40)
    #expect(lines.count == 101 && lines.joined() == flags)
    #expect(lines.dropLast().allSatisfy { displayWidth($0) == 40 })
  }
}
