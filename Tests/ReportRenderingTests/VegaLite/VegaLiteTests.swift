import Foundation
import MarketReports
import Testing

@testable import ReportRendering

@Suite struct VegaLiteTests {
  @Test("the data hold every claim once, runs part at gaps, and bounds have no value")
  func data() throws {
    let chart = Samples.trendChart
    let text = try render([Samples.document("trend", "T", [.trend(chart)])], as: .vegaLite, options: RenderingOptions())
    let spec = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(spec["$schema"] as? String == "https://vega.github.io/schema/vega-lite/v5.json")
    let values = try #require((spec["data"] as? [String: Any])?["values"] as? [[String: Any]])
    let known = chart.lines.flatMap(\.points).filter { $0.form != .gap }
    #expect(values.count == known.count)
    for row in values where row["kind"] as? String != "value" {
      #expect(row["value"] is NSNull)
      #expect(row["run"] as? Int == -1)
    }
    let osprey = values.filter { $0["series"] as? String == "Osprey" && $0["kind"] as? String == "value" }
    #expect(osprey.compactMap { $0["run"] as? Int } == [0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
    #expect(values.first?["date"] as? String == "2025-02-14")
    #expect(text.components(separatedBy: "://").count == 2)
  }

  @Test("a forecast is a part of the data by itself, dashed from the last figure observed")
  func forecast() throws {
    let document = Samples.document("forecast", "T", [.trend(Samples.forecastChart)])
    let text = try render([document], as: .vegaLite, options: RenderingOptions())
    let spec = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let values = try #require((spec["data"] as? [String: Any])?["values"] as? [[String: Any]])
    func dates(_ part: String) -> [String] {
      values.filter { $0["part"] as? String == part }.compactMap { $0["position"] as? String }
    }
    #expect(dates("observed").count == 11 && dates("observed").last == "2025-12")
    #expect(dates("join") == ["2025-12"])
    #expect(dates("forecast") == ["2026-01", "2026-02", "2026-03"])
    #expect(text.contains("datum.part !== 'observed'") && text.contains("strokeDash"))
  }

  @Test("several charts stand below each other")
  func several() throws {
    let text = try render([Samples.trend, Samples.kuaishouShare], as: .vegaLite, options: RenderingOptions())
    let spec = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect((spec["vconcat"] as? [Any])?.count == 2)
  }

  @Test(
    "vl-convert draws every kind of chart without a warning",
    .enabled(if: Tools.hasVegaConverter, "vl-convert-python is not installed (pip install vl-convert-python)"))
  func converter() throws {
    for document in Samples.gallery {
      let outcome = try Tools.python(
        """
        import sys, vl_convert, xml.dom.minidom
        svg = vl_convert.vegalite_to_svg(open(sys.argv[1], encoding='utf-8').read(), vl_version='5.21')
        png = vl_convert.vegalite_to_png(open(sys.argv[1], encoding='utf-8').read(), vl_version='5.21')
        xml.dom.minidom.parseString(svg)
        print(len(png) > 4000, svg.count('<path') > 5)
        """, try render([document], as: .vegaLite, options: RenderingOptions()))
      #expect(outcome.output == "True True\n", "\(document.title) \(outcome.errors.suffix(500))")
      #expect(!outcome.errors.contains("WARN"), "\(outcome.errors.suffix(500))")
    }
  }
}
