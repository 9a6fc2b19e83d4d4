/// The publishers whose files are known, in the order in which a header is held against them.
extension PublisherProfile {
  /// All shipped profiles.
  public static let all: [PublisherProfile] = [
    PublisherProfile(
      name: "world-bank", publisher: "the World Bank", settings: ["source": "World Bank"],
      forms: [
        Form(
          signs: ["Country Name"],
          mapping: [
            ("Country Name", "product"), ("Country Code", ""), ("Indicator Name", ""), ("Indicator Code", ""),
            ("Series Name", ""), ("Series Code", ""), ("Time", "period"), ("Time Code", ""),
          ]),
        Form(
          signs: ["country.value", "date", "value"], isJSON: true,
          mapping: [
            ("country.value", "product"), ("country.id", ""), ("countryiso3code", ""), ("indicator.id", ""),
            ("indicator.value", ""), ("unit", ""), ("decimal", ""),
          ]),
      ]),
    PublisherProfile(
      name: "eurostat", publisher: "Eurostat", settings: ["source": "Eurostat"],
      forms: [
        Form(signs: ["*\\TIME_PERIOD"], mapping: [("*\\TIME_PERIOD", "product")], leavesOthersOut: true),
        Form(signs: ["*\\time"], mapping: [("*\\time", "product")], leavesOthersOut: true),
        Form(
          signs: ["LAST UPDATE", "geo", "TIME_PERIOD", "OBS_VALUE"],
          mapping: [("geo", "product"), ("unit", ""), ("indicator", "")], leavesOthersOut: true),
      ]),
    PublisherProfile(
      name: "sdmx-csv", publisher: "an SDMX service", settings: [:],
      forms: [
        Form(
          signs: ["REF_AREA", "TIME_PERIOD", "OBS_VALUE"],
          mapping: [("REF_AREA", "product")] + sdmxLabels, leavesOthersOut: true),
        Form(signs: ["DATAFLOW", "TIME_PERIOD", "OBS_VALUE"], mapping: sdmxLabels, leavesOthersOut: true),
        Form(signs: ["STRUCTURE_ID", "TIME_PERIOD", "OBS_VALUE"], mapping: sdmxLabels, leavesOthersOut: true),
        Form(signs: ["KEY", "TIME_PERIOD", "OBS_VALUE"], mapping: sdmxLabels, leavesOthersOut: true),
      ]),
    PublisherProfile(
      name: "ga4", publisher: "Google Analytics",
      settings: ["source": "Google Analytics", "comment": "#", "skip_rows": "Grand total"],
      forms: [
        Form(
          signs: ["Date", "Active users"],
          mapping: [("Active users", "dau"), ("Country", "region"), ("", "")], leavesOthersOut: true),
        Form(
          signs: ["Year month", "Active users"],
          mapping: [("Year month", "period"), ("Active users", "mau"), ("Country", "region"), ("", "")],
          leavesOthersOut: true),
      ]),
    PublisherProfile(
      name: "google-trends", publisher: "Google Trends", settings: ["source": "Google Trends"],
      forms: [
        Form(
          signs: ["*: (*)"],
          mapping: [
            ("*: (*)", "*"), ("Month", "period"), ("Week", "period"), ("Day", "period"), ("Time", "period"),
            ("isPartial", ""),
          ])
      ]),
    PublisherProfile(
      name: "statcounter", publisher: "StatCounter",
      settings: ["source": "StatCounter", "metric": "market_share", "unit": "percent"],
      forms: ["Chrome", "Windows", "Android", "Google", "Facebook", "Mobile"].map {
        Form(signs: ["Date", $0], mapping: [("Other", ""), ("Unknown", "")])
      }),
    PublisherProfile(
      name: "fred", publisher: "FRED", settings: ["source": "FRED"],
      forms: [Form(signs: ["observation_date"], mapping: [("observation_date", "period")])]),
    PublisherProfile(
      name: "sensor-tower", publisher: "Sensor Tower", settings: ["source": "Sensor Tower", "currency": "USD"],
      forms: [
        Form(
          signs: ["Unified Name", "Date"],
          mapping: [
            ("Unified Name", "product"), ("Downloads (Absolute)", "downloads"),
            ("Revenue (Absolute, $)", "net_in_app_revenue"), ("Revenue ($)", "net_in_app_revenue"),
            ("Revenue", "net_in_app_revenue"), ("DAU (Absolute)", "dau"), ("WAU (Absolute)", "wau"),
            ("MAU (Absolute)", "mau"), ("Country", "region"), ("Country / Region", "region"),
          ], leavesOthersOut: true)
      ]),
    PublisherProfile(
      name: "similarweb", publisher: "Similarweb", settings: ["source": "Similarweb"],
      forms: [
        Form(
          signs: ["domain", "all_traffic_visits"],
          mapping: [("domain", "product"), ("all_traffic_visits", "visits"), ("country", "region")],
          leavesOthersOut: true),
        Form(
          signs: ["Domain", "Monthly Visits"],
          mapping: [("Domain", "product"), ("Monthly Visits", "visits"), ("Country", "region")],
          leavesOthersOut: true),
        Form(
          signs: ["Domain", "Visits"], mapping: [("Domain", "product"), ("Country", "region")], leavesOthersOut: true),
      ]),
    PublisherProfile(
      name: "posthog-retention", publisher: "PostHog", settings: ["source": "PostHog", "metric": "retention"],
      forms: ["Day 0", "Week 0", "Month 0"].map { Form(signs: ["cohort size", $0], mapping: []) }),
    PublisherProfile(
      name: "play-console", publisher: "the Google Play Console",
      settings: ["source": "Google Play Console", "platform": "android"],
      forms: [
        Form(
          signs: ["Package name", "Daily User Installs"],
          mapping: [("Package name", "product"), ("Daily User Installs", "downloads"), ("Country", "region")],
          leavesOthersOut: true, whereEmpty: ["region": "unknown"])
      ]),
    PublisherProfile(
      name: "app-store", publisher: "App Store Connect",
      settings: ["source": "App Store Connect", "date_order": "mdy"],
      forms: ["First-Time Downloads", "App Units"].map { downloads in
        Form(
          signs: ["Date", downloads],
          mapping: [
            (downloads, "downloads"), ("Territory", "region"), ("Storefront", "region"), ("Country", "region"),
          ],
          leavesOthersOut: true, whereEmpty: ["region": "unknown"])
      }),
    PublisherProfile(
      name: "steam-charts", publisher: "Steam Charts or SteamDB", settings: ["skip_rows": "Last 30 Days"],
      forms: [
        Form(
          signs: ["Month", "Avg. Players"],
          mapping: [("Peak Players", "peak_users"), ("Avg. Players", ""), ("Gain", ""), ("% Gain", "")]),
        Form(
          signs: ["DateTime", "Players"],
          mapping: [
            ("DateTime", "period"), ("Players", "peak_users"), ("Average Players", ""), ("Twitch Viewers", ""),
          ]),
      ]),
    PublisherProfile(
      name: "npm-downloads", publisher: "npm's download counts", settings: ["source": "npm", "metric": "downloads"],
      forms: [
        Form(signs: ["downloads", "day"], isJSON: true, mapping: [("downloads", "value"), ("day", "period")])
      ]),
  ]

  /// The columns that repeat others as labels, and those that would be taken for ours.
  private static let sdmxLabels: [(theirs: String, ours: String)] = [
    ("TIME_PERIOD", "period"), ("Time period", ""), ("OBS_STATUS", "status"), ("Observation status", ""),
    ("OBS_VALUE", "value"), ("Observation value", ""), ("UNIT_MULT", "unit_mult"), ("Unit multiplier", ""),
    ("INDICATOR", ""), ("Indicator", ""), ("TITLE", ""), ("Reference area", ""),
  ]
}
