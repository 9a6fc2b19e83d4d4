-- The store, version 1.
--
-- An observation is one claim: series × period × publication × origin -> quantity. Valid time is the period, the vintage is
-- the publication's date, transaction time is import_id .. retracted_by. Names follow SDMX (observation, status, series) and
-- XBRL (period type); a vintage is ALFRED's.
--
-- Two ids are numbers that sort as what they name, so that no report needs a date function:
--   periods.id       granularity code * 10^7 + ordinal: the period before is id - 1, the month a year before is id - 12.
--   publications.id  days since 2000-01-01 * 10^5 + n: a later publication has a larger id.
-- JDN below is the Julian day number, CAST(julianday(d) + 0.5 AS INTEGER); day 0 of it was a Monday.

CREATE TABLE schema_migrations (
  version    INTEGER PRIMARY KEY,
  name       TEXT NOT NULL,
  applied_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', applied_at, '+0 days') IS applied_at),
  sql        TEXT NOT NULL                       -- the text that ran, whole
) STRICT;

-- Catalogue ------------------------------------------------------------------------------------------------------------

CREATE TABLE companies (
  id        INTEGER PRIMARY KEY,
  name      TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (name = trim(name) AND name <> ''),
  country   TEXT CHECK (country GLOB '[A-Z][A-Z]'),                      -- ISO 3166-1 alpha-2
  parent_id INTEGER REFERENCES companies(id) CHECK (parent_id <> id),
  note      TEXT
) STRICT;

CREATE TABLE products (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (name = trim(name) AND name <> ''),
  company_id  INTEGER REFERENCES companies(id),                          -- NULL: maker not known
  parent_id   INTEGER REFERENCES products(id) CHECK (parent_id <> id),   -- Sora app and Sora API belong to Sora
  kind        TEXT NOT NULL DEFAULT 'product'
              CHECK (kind = 'product' OR kind = 'app' OR kind = 'api' OR kind = 'model' OR kind = 'feature'),
  merged_into INTEGER REFERENCES products(id) CHECK (merged_into <> id), -- two products turned out to be one
  note        TEXT
) STRICT;
CREATE INDEX products_company ON products(company_id);

CREATE TABLE segments (
  id         INTEGER PRIMARY KEY,
  name       TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (name = trim(name) AND name <> ''),
  definition TEXT
) STRICT;

CREATE TABLE segment_members (
  segment_id INTEGER NOT NULL REFERENCES segments(id),
  product_id INTEGER NOT NULL REFERENCES products(id),
  valid_from TEXT CHECK (date(valid_from, '+0 days') IS valid_from),
  valid_to   TEXT CHECK (date(valid_to, '+0 days') IS valid_to AND (valid_from IS NULL OR valid_to IS NULL OR valid_to >= valid_from)),
  PRIMARY KEY (segment_id, product_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX segment_members_product ON segment_members(product_id);

CREATE TABLE metrics (
  id            INTEGER PRIMARY KEY,
  code          TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (code GLOB '[a-z]*' AND code NOT GLOB '*[^a-z0-9_]*'),
  name          TEXT NOT NULL,
  definition    TEXT NOT NULL,
  unit          TEXT NOT NULL CHECK (unit = 'persons' OR unit = 'devices' OR unit = 'ratio' OR unit = 'multiple' OR unit = 'currency'
                OR unit = 'currency_per_day' OR unit = 'months' OR unit = 'rank' OR unit = 'count' OR unit = 'score'),
  period_type   TEXT NOT NULL CHECK (period_type = 'instant' OR period_type = 'duration'),                      -- XBRL periodType
  aggregation   TEXT NOT NULL CHECK (aggregation = 'sum' OR aggregation = 'mean' OR aggregation = 'last' OR aggregation = 'max'
                OR aggregation = 'none'),                                -- the legal roll-up over time
  additive      INTEGER NOT NULL CHECK (additive = 0 OR additive = 1),   -- may be summed over products: a share's denominator
  direction     TEXT NOT NULL DEFAULT 'neutral'
                CHECK (direction = 'higher_better' OR direction = 'lower_better' OR direction = 'neutral'),
  min_value     REAL,
  max_value     REAL CHECK (max_value >= min_value),
  by_day_offset INTEGER NOT NULL DEFAULT 0 CHECK (by_day_offset = 0 OR by_day_offset = 1),  -- retention: one series per age in days
  family        TEXT,                            -- look comparable, are defined differently: mau, active_users, peak_users
  part_of       INTEGER REFERENCES metrics(id)   -- inference cost is a part of operating cost
) STRICT;

CREATE TABLE sources (                           -- who publishes and who measures: providers, companies, documents, the house
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (name = trim(name) AND name <> ''),
  kind        TEXT NOT NULL CHECK (kind = 'provider' OR kind = 'company' OR kind = 'document' OR kind = 'dataset' OR kind = 'house'),
  reliability INTEGER NOT NULL DEFAULT 5 CHECK (reliability BETWEEN 0 AND 9),   -- 0 the analyst's own override, 1 best, 9 worst
  publisher   TEXT,
  author      TEXT,
  url         TEXT,
  note        TEXT
) STRICT;

CREATE TABLE publications (                      -- a source said something on a date: the vintage
  id           INTEGER PRIMARY KEY,
  source_id    INTEGER NOT NULL REFERENCES sources(id),
  published_on TEXT NOT NULL CHECK (date(published_on, '+0 days') IS published_on),
  title        TEXT,
  UNIQUE (source_id, published_on),
  CHECK (id - (CAST(julianday(published_on) + 0.5 AS INTEGER) - 2451545) * 100000 BETWEEN 0 AND 99999)
) STRICT;

CREATE TABLE periods (                           -- one row per period that anything is about; inside a granularity without holes
  id          INTEGER PRIMARY KEY,
  granularity TEXT NOT NULL,
  label       TEXT NOT NULL UNIQUE,
  start_on    TEXT CHECK (date(start_on, '+0 days') IS start_on),        -- NULL: start unknown ("since launch"), spans only
  end_on      TEXT NOT NULL CHECK (date(end_on, '+0 days') IS end_on),   -- inclusive
  CHECK (start_on <= end_on),
  CHECK (end_on BETWEEN '1800-01-01' AND '2200-12-31' AND (start_on IS NULL OR start_on >= '1799-12-01')),
  CHECK ((CASE granularity
    WHEN 'day'     THEN id = 10000000 + CAST(julianday(start_on) + 0.5 AS INTEGER) AND end_on = start_on AND label = start_on
    WHEN 'week'    THEN id = 20000000 + CAST(julianday(start_on) + 0.5 AS INTEGER) / 7 AND strftime('%w', start_on) = '1'
                    AND end_on = date(start_on, '+6 days') AND label = strftime('%Y', start_on, '+3 days') || '-W'
                        || printf('%02d', (strftime('%j', start_on, '+3 days') + 6) / 7)
    WHEN 'month'   THEN id = 30000000 + substr(start_on, 1, 4) * 12 + substr(start_on, 6, 2) - 1 AND substr(start_on, 9) = '01'
                    AND end_on = date(start_on, '+1 month', '-1 day') AND label = substr(start_on, 1, 7)
    WHEN 'quarter' THEN id = 40000000 + substr(start_on, 1, 4) * 4 + (substr(start_on, 6, 2) - 1) / 3
                    AND (substr(start_on, 6) = '01-01' OR substr(start_on, 6) = '04-01' OR substr(start_on, 6) = '07-01' OR substr(start_on, 6) = '10-01')
                    AND end_on = date(start_on, '+3 months', '-1 day') AND label = substr(start_on, 1, 4) || '-Q' || ((substr(start_on, 6, 2) + 2) / 3)
    WHEN 'half'    THEN id = 50000000 + substr(start_on, 1, 4) * 2 + (substr(start_on, 6, 2) - 1) / 6
                    AND (substr(start_on, 6) = '01-01' OR substr(start_on, 6) = '07-01')
                    AND end_on = date(start_on, '+6 months', '-1 day') AND label = substr(start_on, 1, 4) || '-H' || ((substr(start_on, 6, 2) + 5) / 6)
    WHEN 'year'    THEN id = 60000000 + substr(start_on, 1, 4) AND substr(start_on, 6) = '01-01'
                    AND end_on = date(start_on, '+1 year', '-1 day') AND label = substr(start_on, 1, 4)
    WHEN 'span'    THEN id BETWEEN 90000000 AND 99999999 AND label = ifnull(start_on, '..') || '/' || end_on
    END) IS 1)
) STRICT;

CREATE TABLE aliases (
  kind      TEXT NOT NULL CHECK (kind = 'company' OR kind = 'product' OR kind = 'segment' OR kind = 'metric' OR kind = 'source'),
  alias     TEXT NOT NULL COLLATE NOCASE CHECK (alias = trim(alias) AND alias <> ''),
  target_id INTEGER NOT NULL,
  PRIMARY KEY (kind, alias)
) STRICT, WITHOUT ROWID;

-- Imports: transaction time --------------------------------------------------------------------------------------------

CREATE TABLE imports (                           -- one row per transaction that adds to the record, in order of time
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  kind           TEXT NOT NULL CHECK (kind = 'import' OR kind = 'manual' OR kind = 'undo'),
  recorded_at    TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                 CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', recorded_at, '+0 days') IS recorded_at),
  closed_at      TEXT,                           -- NULL while open; the guards refuse rows of a closed import
  name           TEXT,                           -- the file, or the command that wrote it
  sha256         TEXT CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
  shape          TEXT,
  undoes         INTEGER UNIQUE REFERENCES imports(id),
  rows_read      INTEGER NOT NULL DEFAULT 0,
  rows_inserted  INTEGER NOT NULL DEFAULT 0,
  rows_unchanged INTEGER NOT NULL DEFAULT 0,
  rows_revised   INTEGER NOT NULL DEFAULT 0,
  rows_refused   INTEGER NOT NULL DEFAULT 0,
  note           TEXT,
  CHECK ((kind = 'undo') = (undoes IS NOT NULL)),
  CHECK (kind <> 'import' OR sha256 IS NOT NULL)
) STRICT;
CREATE INDEX imports_sha256 ON imports(sha256) WHERE sha256 IS NOT NULL;

CREATE TABLE refused_rows (                      -- what --keep-going left out: mend it and import it again
  import_id INTEGER NOT NULL REFERENCES imports(id),
  n         INTEGER NOT NULL,
  line      INTEGER NOT NULL,                    -- the header is line 1
  "column"  INTEGER NOT NULL,                    -- 1-based character of the field's first character
  byte      INTEGER NOT NULL,                    -- 0-based offset of the row in the file
  kind      TEXT NOT NULL,
  message   TEXT NOT NULL,
  raw       TEXT NOT NULL,
  PRIMARY KEY (import_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE catalogue_changes (                 -- edits and merges, so that they can be undone
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  import_id INTEGER NOT NULL REFERENCES imports(id),
  kind      TEXT NOT NULL CHECK (kind = 'company' OR kind = 'product' OR kind = 'segment' OR kind = 'metric' OR kind = 'source'
            OR kind = 'alias' OR kind = 'segment_member'),
  target_id INTEGER NOT NULL,
  field     TEXT NOT NULL,
  old_value TEXT,
  new_value TEXT
) STRICT;
CREATE INDEX catalogue_changes_import ON catalogue_changes(import_id);

-- The record: append-only ----------------------------------------------------------------------------------------------

CREATE TABLE series (
  id         INTEGER PRIMARY KEY,
  product_id INTEGER REFERENCES products(id),
  company_id INTEGER REFERENCES companies(id),
  metric_id  INTEGER NOT NULL REFERENCES metrics(id),
  currency   TEXT NOT NULL DEFAULT '' CHECK (currency = '' OR currency GLOB '[A-Z][A-Z][A-Z]'),        -- ISO 4217
  plan       TEXT NOT NULL DEFAULT 'all' CHECK (plan = trim(plan) AND plan = lower(plan) AND plan <> ''),
  region     TEXT NOT NULL DEFAULT 'all' CHECK (region = trim(region) AND region = lower(region) AND region <> ''),
  platform   TEXT NOT NULL DEFAULT 'all' CHECK (platform = trim(platform) AND platform = lower(platform) AND platform <> ''),
  day_offset INTEGER CHECK (day_offset BETWEEN 0 AND 36525),
  CHECK ((product_id IS NULL) <> (company_id IS NULL))
) STRICT;
CREATE UNIQUE INDEX series_product ON series(product_id, metric_id, currency, plan, region, platform, ifnull(day_offset, -1)) WHERE product_id IS NOT NULL;
CREATE UNIQUE INDEX series_company ON series(company_id, metric_id, currency, plan, region, platform, ifnull(day_offset, -1)) WHERE company_id IS NOT NULL;
CREATE INDEX series_metric ON series(metric_id);

CREATE TABLE observations (
  series_id      INTEGER NOT NULL REFERENCES series(id),
  period_id      INTEGER NOT NULL REFERENCES periods(id),       -- for retention: the cohort
  publication_id INTEGER NOT NULL REFERENCES publications(id),  -- where we read it
  origin_id      INTEGER NOT NULL REFERENCES sources(id),       -- who measured or said it
  import_id      INTEGER NOT NULL REFERENCES imports(id),
  qualifier      INTEGER NOT NULL CHECK (qualifier BETWEEN 0 AND 7),  -- 0 eq 1 approx 2 lt 3 le 4 gt 5 ge 6 range 7 nd (not disclosed)
  status         INTEGER NOT NULL CHECK (status BETWEEN 0 AND 6),     -- 0 reported 1 provisional 2 estimated 3 derived 4 projected 5 target 6 not_disclosed
  value          REAL CHECK (value BETWEEN -1e18 AND 1e18),     -- base units; NULL unless a point: a bound is never averaged
  low            REAL,                                          -- [low, high]: what the printed figure claims, clipped to the metric's bounds
  high           REAL,
  retracted_by   INTEGER REFERENCES imports(id) CHECK (retracted_by >= import_id),  -- NULL: live; the only column that may change
  cohort_size    INTEGER CHECK (cohort_size > 0),               -- retention: persons in the cohort
  value_text     TEXT,                                          -- as printed, where the plain number is not: "~1M"
  note           TEXT,
  PRIMARY KEY (series_id, period_id, publication_id, origin_id, import_id),
  CHECK (CASE WHEN qualifier <= 1 THEN value IS NOT NULL AND low IS NOT NULL AND high IS NOT NULL AND low <= value AND value <= high
              WHEN qualifier <= 3 THEN value IS NULL AND high IS NOT NULL AND (low IS NULL OR low <= high)
              WHEN qualifier <= 5 THEN value IS NULL AND low IS NOT NULL AND (high IS NULL OR low <= high)
              WHEN qualifier = 6  THEN value IS NULL AND low IS NOT NULL AND high IS NOT NULL AND low <= high
              ELSE value IS NULL AND low IS NULL AND high IS NULL END),
  CHECK ((qualifier = 7) = (status = 6))
) STRICT, WITHOUT ROWID;

CREATE TABLE revivals (                          -- undo brought a retracted row back: keeps transaction time exact
  series_id INTEGER NOT NULL, period_id INTEGER NOT NULL, publication_id INTEGER NOT NULL, origin_id INTEGER NOT NULL, import_id INTEGER NOT NULL,
  retracted_by INTEGER NOT NULL REFERENCES imports(id),
  revived_by   INTEGER NOT NULL REFERENCES imports(id),
  PRIMARY KEY (series_id, period_id, publication_id, origin_id, import_id, revived_by)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  event_type     TEXT NOT NULL CHECK (event_type = 'announcement' OR event_type = 'launch' OR event_type = 'release' OR event_type = 'shutdown'
                 OR event_type = 'funding' OR event_type = 'partnership' OR event_type = 'partnership_end' OR event_type = 'acquisition'
                 OR event_type = 'strategy' OR event_type = 'financial' OR event_type = 'pricing' OR event_type = 'feature'
                 OR event_type = 'ownership' OR event_type = 'competition' OR event_type = 'claim' OR event_type = 'forecast'
                 OR event_type = 'watch' OR event_type = 'other'),
  title          TEXT NOT NULL CHECK (title = trim(title) AND title <> ''),
  status         TEXT NOT NULL CHECK (status = 'rumoured' OR status = 'planned' OR status = 'occurred' OR status = 'cancelled'
                 OR status = 'expected' OR status = 'asserted'),
  announced_on   TEXT CHECK (date(announced_on, '+0 days') IS announced_on),
  effective_on   TEXT CHECK (date(effective_on, '+0 days') IS effective_on),
  effective_to   TEXT CHECK (date(effective_to, '+0 days') IS effective_to AND effective_to >= effective_on),
  precision      TEXT NOT NULL CHECK (precision = 'day' OR precision = 'month' OR precision = 'quarter' OR precision = 'half'
                 OR precision = 'year' OR precision = 'unknown'),
  amount         REAL CHECK (amount BETWEEN -1e18 AND 1e18),
  currency       TEXT CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
  amount_text    TEXT,
  publication_id INTEGER NOT NULL REFERENCES publications(id),
  origin_id      INTEGER NOT NULL REFERENCES sources(id),
  import_id      INTEGER NOT NULL REFERENCES imports(id),
  retracted_by   INTEGER REFERENCES imports(id) CHECK (retracted_by >= import_id),
  note           TEXT,
  CHECK (amount IS NULL OR currency IS NOT NULL),
  CHECK (effective_to IS NULL OR effective_on IS NOT NULL),
  CHECK ((precision = 'unknown') = (effective_on IS NULL)),
  CHECK (CASE precision WHEN 'month'   THEN substr(effective_on, 9) = '01'
                        WHEN 'quarter' THEN substr(effective_on, 6) = '01-01' OR substr(effective_on, 6) = '04-01' OR substr(effective_on, 6) = '07-01' OR substr(effective_on, 6) = '10-01'
                        WHEN 'half'    THEN substr(effective_on, 6) = '01-01' OR substr(effective_on, 6) = '07-01'
                        WHEN 'year'    THEN substr(effective_on, 6) = '01-01' ELSE 1 END)
) STRICT;
CREATE INDEX events_key ON events(event_type, title, publication_id);
CREATE INDEX events_effective ON events(effective_on);

CREATE TABLE event_parties (
  event_id   INTEGER NOT NULL REFERENCES events(id),
  role       TEXT NOT NULL CHECK (role = 'subject' OR role = 'partner'),
  n          INTEGER NOT NULL,                   -- the order in which the document names them
  product_id INTEGER REFERENCES products(id),
  company_id INTEGER REFERENCES companies(id),
  segment_id INTEGER REFERENCES segments(id),
  PRIMARY KEY (event_id, role, n),
  CHECK ((product_id IS NOT NULL) + (company_id IS NOT NULL) + (segment_id IS NOT NULL) = 1)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_parties_product ON event_parties(product_id) WHERE product_id IS NOT NULL;
CREATE INDEX event_parties_company ON event_parties(company_id) WHERE company_id IS NOT NULL;
CREATE INDEX event_parties_segment ON event_parties(segment_id) WHERE segment_id IS NOT NULL;

CREATE TABLE fx_rates (                          -- quote units per one base unit: USD/CNY 6.9
  base           TEXT NOT NULL CHECK (base GLOB '[A-Z][A-Z][A-Z]'),
  quote          TEXT NOT NULL CHECK (quote GLOB '[A-Z][A-Z][A-Z]' AND quote <> base),
  kind           TEXT NOT NULL CHECK (kind = 'spot' OR kind = 'average' OR kind = 'implied'),   -- flows use average, instants spot (IAS 21)
  period_id      INTEGER NOT NULL REFERENCES periods(id),
  publication_id INTEGER NOT NULL REFERENCES publications(id),
  import_id      INTEGER NOT NULL REFERENCES imports(id),
  rate           REAL NOT NULL CHECK (rate > 0 AND rate < 1e12),
  low            REAL NOT NULL CHECK (low > 0 AND low <= rate),
  high           REAL NOT NULL CHECK (high >= rate),
  retracted_by   INTEGER REFERENCES imports(id) CHECK (retracted_by >= import_id),
  note           TEXT,
  PRIMARY KEY (base, quote, kind, period_id, publication_id, import_id)
) STRICT, WITHOUT ROWID;

-- The analyst's own settings: the only rows that may be changed and deleted freely ---------------------------------------

CREATE TABLE saved_reports (
  name        TEXT PRIMARY KEY COLLATE NOCASE CHECK (name NOT GLOB '*[^A-Za-z0-9_-]*' AND name <> ''),
  arguments   TEXT CHECK (json_valid(arguments) AND json_type(arguments) = 'array'),   -- ["share","Kling AI","Sora","--from","{from=2026-01}"]
  sql_text    TEXT,
  description TEXT,
  alert       TEXT,                              -- "share < 0.6": fires for every row of the report for which it holds
  created_at  TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_at  TEXT,
  CHECK ((arguments IS NULL) <> (sql_text IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE report_runs (                       -- what a saved report said when it ran: `report diff` compares
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  report     TEXT NOT NULL COLLATE NOCASE,
  ran_at     TEXT NOT NULL,
  parameters TEXT NOT NULL CHECK (json_valid(parameters)),
  columns    TEXT NOT NULL CHECK (json_valid(columns)),
  rows       TEXT NOT NULL CHECK (json_valid(rows))
) STRICT;
CREATE INDEX report_runs_report ON report_runs(report, id);

CREATE TABLE mapping_profiles (
  name    TEXT PRIMARY KEY COLLATE NOCASE CHECK (name NOT GLOB '*[^A-Za-z0-9_-]*' AND name <> ''),
  options TEXT NOT NULL CHECK (json_valid(options) AND json_type(options) = 'object')
) STRICT, WITHOUT ROWID;
