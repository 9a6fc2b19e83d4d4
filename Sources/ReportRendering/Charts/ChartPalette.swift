/// Colours for light and dark pages. The eight hues follow Okabe and Ito's order of distinctness, shifted until text in
/// them has a contrast of at least 4.5:1 on the page; dashes and marker shapes say the same again.
enum ChartPalette {
  static let series: [(light: String, dark: String)] = [
    ("#0067a5", "#62b5f5"), ("#bf4a00", "#ff9a5c"), ("#007a5a", "#35c7a2"), ("#a2457f", "#e79ac8"),
    ("#856000", "#e9b949"),
    ("#4b4fb5", "#acb0ff"), ("#59626d", "#b6bec7"), ("#5c6900", "#c2cf52"),
  ]
  /// Nine steps from little to much.
  static let heat: [(light: String, dark: String)] = [
    ("#eef5fb", "#101c2a"), ("#d9e9f6", "#12283f"), ("#bddaf0", "#143553"), ("#9ac7e7", "#164468"),
    ("#6fafdb", "#18547f"),
    ("#3f90c8", "#2470a3"), ("#1f70ad", "#4a97cc"), ("#12558b", "#7fbde6"), ("#0b3a63", "#b9def5"),
  ]
  static let heatText: [(light: String, dark: String)] = [
    ("#12263a", "#dfeaf5"), ("#12263a", "#dfeaf5"), ("#12263a", "#e6eff8"), ("#12263a", "#eef5fb"),
    ("#0c1c2c", "#f6fafd"),
    ("#07131f", "#ffffff"), ("#ffffff", "#06121e"), ("#ffffff", "#06121e"), ("#ffffff", "#06121e"),
  ]
  static let background = (light: "#ffffff", dark: "#14181d")
  static let ink = (light: "#1a1e23", dark: "#eceff2")
  static let muted = (light: "#59626d", dark: "#a8b1bb")
  static let grid = (light: "#e2e6ea", dark: "#2c333b")
  static let axis = (light: "#8b949e", dark: "#78828d")
  static let ahead = (light: "#f5f6f8", dark: "#1a2027")

  /// Dash patterns of lines, by series; the first is solid.
  static let dashes: [String?] = [nil, "7 3", "2 3", "9 3 2 3", "4 2", "12 3", "1 3", "6 2 1 2"]

  private static let named: [(String, (light: String, dark: String))] = [
    ("bg", background), ("ink", ink), ("muted", muted), ("grid", grid), ("axis", axis), ("ahead", ahead),
  ]

  private static func properties(dark: Bool) -> String {
    var text = ""
    for (name, color) in named { text += "--\(name):\(dark ? color.dark : color.light);" }
    for (index, color) in series.enumerated() { text += "--c\(index):\(dark ? color.dark : color.light);" }
    for (index, color) in heat.enumerated() { text += "--h\(index):\(dark ? color.dark : color.light);" }
    for (index, color) in heatText.enumerated() { text += "--t\(index):\(dark ? color.dark : color.light);" }
    return text
  }

  /// The rules that a drawing needs, on a page of its own or inside a page.
  static let styleSheet: String = {
    var css = ":root{color-scheme:light dark;\(properties(dark: false))}\n"
    css += "@media screen and (prefers-color-scheme:dark){:root{\(properties(dark: true))}}\n"
    css += ".tm text{font-variant-numeric:tabular-nums;unicode-bidi:isolate}\n"
    for (name, _) in named { css += ".tm .f-\(name){fill:var(--\(name))}.tm .s-\(name){stroke:var(--\(name))}\n" }
    for index in series.indices {
      css += ".tm .f-c\(index){fill:var(--c\(index))}.tm .s-c\(index){stroke:var(--c\(index))}\n"
    }
    for index in heat.indices {
      css += ".tm .f-h\(index){fill:var(--h\(index))}.tm .f-t\(index){fill:var(--t\(index))}\n"
    }
    css += ".tm .halo{paint-order:stroke;stroke:var(--bg);stroke-width:3px;stroke-linejoin:round}\n"
    return css
  }()
}

/// A colour by name: the class follows the page's light or dark side, the attribute serves viewers that know no custom
/// properties.
struct ChartColor: Sendable {
  var name: String
  var light: String

  static let background = ChartColor(name: "bg", light: ChartPalette.background.light)
  static let ink = ChartColor(name: "ink", light: ChartPalette.ink.light)
  static let muted = ChartColor(name: "muted", light: ChartPalette.muted.light)
  static let grid = ChartColor(name: "grid", light: ChartPalette.grid.light)
  static let axis = ChartColor(name: "axis", light: ChartPalette.axis.light)
  static let ahead = ChartColor(name: "ahead", light: ChartPalette.ahead.light)
  static func series(_ index: Int) -> ChartColor {
    let slot = index % ChartPalette.series.count
    return ChartColor(name: "c\(slot)", light: ChartPalette.series[slot].light)
  }
  static func heat(_ step: Int) -> ChartColor { ChartColor(name: "h\(step)", light: ChartPalette.heat[step].light) }
  static func heatText(_ step: Int) -> ChartColor {
    ChartColor(name: "t\(step)", light: ChartPalette.heatText[step].light)
  }
}
