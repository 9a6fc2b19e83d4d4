-- The store, version 1.
--
-- An observation is one claim: series × period × publication × origin -> quantity. Valid time is the period, the
-- vintage is the publication's date, transaction time is import_id .. retracted_by. Names follow SDMX (observation,
-- status, series) and XBRL (period type); a vintage is ALFRED's.
--
-- Two ids are numbers that sort as what they name, so that no report needs a date function:
--   periods.id       granularity code * 10^7 + ordinal: the period before is id - 1, the month a year before is id -
-- 12.   publications.id  days since 2000-01-01 * 10^5 + n: a later publication has a larger id.
-- JDN below is the Julian day number, CAST(julianday(d) + 0.5 AS INTEGER); day 0 of it was a Monday.

CREATE TABLE schema_migrations (
  version    INTEGER PRIMARY KEY,
  name       TEXT NOT NULL,
  applied_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', applied_at, '+0 days') IS applied_at),
  sql        TEXT NOT NULL                       -- the text that ran, whole
) STRICT;

-- Catalogue -----------------------------------------------------------------------------------------------------------

CREATE TABLE companies (
  id        INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 1000000000),
  name      TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (name = trim(name) AND name <> ''),
  country   TEXT CHECK (country GLOB '[A-Z][A-Z]'),                      -- ISO 3166-1 alpha-2
  parent_id INTEGER REFERENCES companies(id) CHECK (parent_id <> id),
  note      TEXT
) STRICT;

CREATE TABLE products (
  id          INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 1000000000),
  name        TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (name = trim(name) AND name <> ''),
  company_id  INTEGER REFERENCES companies(id),                          -- NULL: maker not known
  parent_id   INTEGER REFERENCES products(id) CHECK (parent_id <> id),   -- Sora app and Sora API belong to Sora
  kind        TEXT NOT NULL DEFAULT 'product'
              CHECK (kind = 'product' OR kind = 'app' OR kind = 'api' OR kind = 'model' OR kind = 'feature'),
  merged_into INTEGER REFERENCES products(id) CHECK (merged_into <> id), -- two products turned out to be one
  note        TEXT
) STRICT;
CREATE INDEX products_company ON products(company_id);
CREATE INDEX products_parent ON products(parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX products_merged ON products(merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE segments (
  id         INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 1000000000),
  name       TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (name = trim(name) AND name <> ''),
  definition TEXT
) STRICT;

CREATE TABLE segment_members (
  segment_id INTEGER NOT NULL REFERENCES segments(id),
  product_id INTEGER NOT NULL REFERENCES products(id),
  valid_from TEXT CHECK (date(valid_from, '+0 days') IS valid_from),
  valid_to   TEXT CHECK (date(valid_to, '+0 days') IS valid_to
    AND (valid_from IS NULL OR valid_to IS NULL OR valid_to >= valid_from)),
  PRIMARY KEY (segment_id, product_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX segment_members_product ON segment_members(product_id);

CREATE TABLE metrics (
  id            INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 1000000000),
  code          TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (code GLOB '[a-z]*' AND code NOT GLOB '*[^a-z0-9_]*'),
  name          TEXT NOT NULL,
  definition    TEXT NOT NULL,
  unit          TEXT NOT NULL CHECK (unit = 'persons' OR unit = 'devices' OR unit = 'ratio' OR unit = 'multiple'
                OR unit = 'currency' OR unit = 'currency_per_day' OR unit = 'months' OR unit = 'rank' OR unit = 'count'
                OR unit = 'score'),
  -- XBRL periodType
  period_type   TEXT NOT NULL CHECK (period_type = 'instant' OR period_type = 'duration'),
  aggregation   TEXT NOT NULL CHECK (aggregation = 'sum' OR aggregation = 'mean' OR aggregation = 'last'
                OR aggregation = 'max' OR aggregation = 'none'),             -- the legal roll-up over time
  -- may be summed over products: a share's denominator
  additive      INTEGER NOT NULL CHECK (additive = 0 OR additive = 1),
  direction     TEXT NOT NULL DEFAULT 'neutral'
                CHECK (direction = 'higher_better' OR direction = 'lower_better' OR direction = 'neutral'),
  min_value     REAL,
  max_value     REAL CHECK (max_value >= min_value),
  -- retention: one series per age in days
  by_day_offset INTEGER NOT NULL DEFAULT 0 CHECK (by_day_offset = 0 OR by_day_offset = 1),
  -- look comparable, are defined differently: mau, active_users, peak_users
  family        TEXT,
  part_of       INTEGER REFERENCES metrics(id)   -- inference cost is a part of operating cost
) STRICT;

-- who publishes and who measures: providers, companies, documents, the house
CREATE TABLE sources (
  id          INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 1000000000),
  name        TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (name = trim(name) AND name <> ''),
  kind        TEXT NOT NULL CHECK (kind = 'provider' OR kind = 'company' OR kind = 'document' OR kind = 'dataset'
    OR kind = 'house'),
  -- 0 the analyst's own override, 1 best, 9 worst
  reliability INTEGER NOT NULL DEFAULT 5 CHECK (reliability BETWEEN 0 AND 9),
  publisher   TEXT,
  author      TEXT,
  url         TEXT,
  note        TEXT
) STRICT;

CREATE TABLE publications (                      -- a source said something on a date: the vintage
  id           INTEGER PRIMARY KEY,
  source_id    INTEGER NOT NULL REFERENCES sources(id),
  published_on TEXT NOT NULL CHECK (date(published_on, '+0 days') IS published_on),
  title        TEXT NOT NULL DEFAULT '' CHECK (title = trim(title)),       -- two articles of one day are two
  UNIQUE (source_id, published_on, title),
  CHECK (id - (CAST(julianday(published_on) + 0.5 AS INTEGER) - 2451545) * 100000 BETWEEN 0 AND 99999)
) STRICT;

-- one row per period that anything is about; inside a granularity without holes
CREATE TABLE periods (
  id          INTEGER PRIMARY KEY,
  granularity TEXT NOT NULL,
  label       TEXT NOT NULL UNIQUE,
  -- NULL: start unknown ("since launch"), spans only
  start_on    TEXT CHECK (date(start_on, '+0 days') IS start_on),
  end_on      TEXT NOT NULL CHECK (date(end_on, '+0 days') IS end_on),   -- inclusive
  CHECK (start_on <= end_on),
  CHECK (end_on BETWEEN '1800-01-01' AND '2200-12-31' AND (start_on IS NULL OR start_on >= '1799-12-01')),
  CHECK ((CASE granularity
    WHEN 'day'     THEN id = 10000000 + CAST(julianday(start_on) + 0.5 AS INTEGER) AND end_on = start_on
      AND label = start_on
    WHEN 'week'    THEN id = 20000000 + CAST(julianday(start_on) + 0.5 AS INTEGER) / 7
      AND strftime('%w', start_on) = '1'
                    AND end_on = date(start_on, '+6 days') AND label = strftime('%Y', start_on, '+3 days') || '-W'
                        || printf('%02d', (strftime('%j', start_on, '+3 days') + 6) / 7)
    WHEN 'month'   THEN id = 30000000 + substr(start_on, 1, 4) * 12 + substr(start_on, 6, 2) - 1
      AND substr(start_on, 9) = '01'
                    AND end_on = date(start_on, '+1 month', '-1 day') AND label = substr(start_on, 1, 7)
    WHEN 'quarter' THEN id = 40000000 + substr(start_on, 1, 4) * 4 + (substr(start_on, 6, 2) - 1) / 3
                    AND (substr(start_on, 6) = '01-01' OR substr(start_on, 6) = '04-01' OR substr(start_on, 6) = '07-01'
                      OR substr(start_on, 6) = '10-01')
                    AND end_on = date(start_on, '+3 months', '-1 day')
                      AND label = substr(start_on, 1, 4) || '-Q' || ((substr(start_on, 6, 2) + 2) / 3)
    WHEN 'half'    THEN id = 50000000 + substr(start_on, 1, 4) * 2 + (substr(start_on, 6, 2) - 1) / 6
                    AND (substr(start_on, 6) = '01-01' OR substr(start_on, 6) = '07-01')
                    AND end_on = date(start_on, '+6 months', '-1 day')
                      AND label = substr(start_on, 1, 4) || '-H' || ((substr(start_on, 6, 2) + 5) / 6)
    WHEN 'year'    THEN id = 60000000 + substr(start_on, 1, 4) AND substr(start_on, 6) = '01-01'
                    AND end_on = date(start_on, '+1 year', '-1 day') AND label = substr(start_on, 1, 4)
    -- A span of n whole months: n * 10^4 + the number of its first month since 1800-01; any other is numbered
    -- from 10^8.
    WHEN 'span'    THEN label = ifnull(start_on, '..') || '/' || end_on AND CASE
                    WHEN substr(start_on, 9) = '01' AND substr(date(end_on, '+1 day'), 9) = '01' AND id < 100000000
                    THEN id = 90000000 + substr(start_on, 1, 4) * 12 + substr(start_on, 6, 2) - 21601
                        + (substr(end_on, 1, 4) * 12 + substr(end_on, 6, 2)
                          - substr(start_on, 1, 4) * 12 - substr(start_on, 6, 2) + 1) * 10000
                    ELSE id BETWEEN 100000000 AND 199999999 END
    END) IS 1)
) STRICT;

CREATE TABLE aliases (
  kind      TEXT NOT NULL CHECK (kind = 'company' OR kind = 'product' OR kind = 'segment' OR kind = 'metric'
    OR kind = 'source'),
  alias     TEXT NOT NULL COLLATE NOCASE CHECK (alias = trim(alias) AND alias <> ''),
  target_id INTEGER NOT NULL,
  PRIMARY KEY (kind, alias)
) STRICT, WITHOUT ROWID;

-- Imports: transaction time
-- --------------------------------------------------------------------------------------------

CREATE TABLE imports (                           -- one row per transaction that adds to the record, in order of time
  id             INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 1000000000),
  kind           TEXT NOT NULL CHECK (kind = 'import' OR kind = 'manual' OR kind = 'undo'),
  recorded_at    TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                 CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', recorded_at, '+0 days') IS recorded_at),
  closed_at      TEXT                            -- NULL while open; the guards refuse rows of a closed import
                 CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', closed_at, '+0 days') IS closed_at
                   AND (closed_at IS NULL OR closed_at >= recorded_at)),
  name           TEXT,                           -- the files, or the command that wrote it
  undoes         INTEGER UNIQUE REFERENCES imports(id),
  rows_read      INTEGER NOT NULL DEFAULT 0,
  rows_inserted  INTEGER NOT NULL DEFAULT 0,
  rows_unchanged INTEGER NOT NULL DEFAULT 0,
  rows_revised   INTEGER NOT NULL DEFAULT 0,
  rows_refused   INTEGER NOT NULL DEFAULT 0,
  note           TEXT,
  CHECK ((kind = 'undo') = (undoes IS NOT NULL))
) STRICT;

-- the files of an import, known again by their bytes and how they were read
CREATE TABLE import_files (
  import_id INTEGER NOT NULL REFERENCES imports(id),
  n         INTEGER NOT NULL,
  name      TEXT NOT NULL,
  sha256    TEXT NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
  -- of the options that give the bytes their meaning
  reading   TEXT NOT NULL CHECK (length(reading) = 64 AND reading NOT GLOB '*[^0-9a-f]*'),
  bytes     INTEGER NOT NULL,
  shape     TEXT NOT NULL,
  PRIMARY KEY (import_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_files_sha256 ON import_files(sha256);

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
  id        INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 1000000000),
  import_id INTEGER NOT NULL REFERENCES imports(id),
  kind      TEXT NOT NULL CHECK (kind = 'company' OR kind = 'product' OR kind = 'segment' OR kind = 'metric'
    OR kind = 'source'
            OR kind = 'alias' OR kind = 'segment_member' OR kind = 'publication'),
  target_id INTEGER NOT NULL,
  field     TEXT NOT NULL,
  old_value TEXT,
  new_value TEXT
) STRICT;
CREATE INDEX catalogue_changes_import ON catalogue_changes(import_id);

-- The record: append-only
-- ----------------------------------------------------------------------------------------------

CREATE TABLE series (
  id         INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 1000000000),
  product_id INTEGER REFERENCES products(id),
  company_id INTEGER REFERENCES companies(id),
  metric_id  INTEGER NOT NULL REFERENCES metrics(id),
  currency   TEXT NOT NULL DEFAULT '' CHECK (currency = '' OR currency GLOB '[A-Z][A-Z][A-Z]'),        -- ISO 4217
  plan       TEXT NOT NULL DEFAULT 'all' CHECK (plan = trim(plan) AND plan = lower(plan) AND plan <> ''),
  region     TEXT NOT NULL DEFAULT 'all' CHECK (region = trim(region) AND region = lower(region) AND region <> ''),
  platform   TEXT NOT NULL DEFAULT 'all' CHECK (platform = trim(platform) AND platform = lower(platform)
    AND platform <> ''),
  day_offset INTEGER CHECK (day_offset BETWEEN 0 AND 36525),
  CHECK ((product_id IS NULL) <> (company_id IS NULL))
) STRICT;
CREATE UNIQUE INDEX series_product ON series(product_id, metric_id, currency, plan, region, platform,
  ifnull(day_offset, -1)) WHERE product_id IS NOT NULL;
CREATE UNIQUE INDEX series_company ON series(company_id, metric_id, currency, plan, region, platform,
  ifnull(day_offset, -1)) WHERE company_id IS NOT NULL;
CREATE INDEX series_metric ON series(metric_id);

CREATE TABLE observations (
  series_id      INTEGER NOT NULL REFERENCES series(id),
  period_id      INTEGER NOT NULL REFERENCES periods(id),       -- for retention: the cohort
  publication_id INTEGER NOT NULL REFERENCES publications(id),  -- where we read it
  origin_id      INTEGER NOT NULL REFERENCES sources(id),       -- who measured or said it
  import_id      INTEGER NOT NULL REFERENCES imports(id),
  -- 0 eq 1 approx 2 lt 3 le 4 gt 5 ge 6 range 7 nd (not disclosed)
  qualifier      INTEGER NOT NULL CHECK (qualifier BETWEEN 0 AND 7),
  -- 0 reported 1 provisional 2 estimated 3 derived 4 projected 5 target 6 not_disclosed
  status         INTEGER NOT NULL CHECK (status BETWEEN 0 AND 6),
  -- base units; NULL unless a point: a bound is never averaged
  value          REAL CHECK (value BETWEEN -1e18 AND 1e18),
  -- [low, high]: what the printed figure claims, clipped to the metric's bounds
  low            REAL,
  high           REAL,
  -- NULL: live; the only column that may change
  retracted_by   INTEGER REFERENCES imports(id) CHECK (retracted_by >= import_id),
  cohort_size    INTEGER CHECK (cohort_size > 0),               -- retention: persons in the cohort
  value_text     TEXT,                                          -- as printed, where the plain number is not: "~1M"
  note           TEXT,
  PRIMARY KEY (series_id, period_id, publication_id, origin_id, import_id),
  CHECK (CASE WHEN qualifier <= 1 THEN value IS NOT NULL AND low IS NOT NULL AND high IS NOT NULL AND low <= value
    AND value <= high
              WHEN qualifier <= 3 THEN value IS NULL AND high IS NOT NULL AND (low IS NULL OR low <= high)
              WHEN qualifier <= 5 THEN value IS NULL AND low IS NOT NULL AND (high IS NULL OR low <= high)
              WHEN qualifier = 6  THEN value IS NULL AND low IS NOT NULL AND high IS NOT NULL AND low <= high
              ELSE value IS NULL AND low IS NULL AND high IS NULL END),
  CHECK ((qualifier = 7) = (status = 6))
) STRICT, WITHOUT ROWID;

-- undo brought a retracted observation back: keeps transaction time exact
CREATE TABLE revivals (
  series_id INTEGER NOT NULL, period_id INTEGER NOT NULL, publication_id INTEGER NOT NULL, origin_id INTEGER NOT NULL,
    import_id INTEGER NOT NULL,
  -- before the rest: integrity_check misreads a key that is not in front
  revived_by   INTEGER NOT NULL REFERENCES imports(id),
  retracted_by INTEGER NOT NULL REFERENCES imports(id),
  PRIMARY KEY (series_id, period_id, publication_id, origin_id, import_id, revived_by)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  id             INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 1000000000),
  event_type     TEXT NOT NULL CHECK (event_type = 'announcement' OR event_type = 'launch' OR event_type = 'release'
    OR event_type = 'shutdown'
                 OR event_type = 'funding' OR event_type = 'partnership' OR event_type = 'partnership_end'
                   OR event_type = 'acquisition'
                 OR event_type = 'strategy' OR event_type = 'financial' OR event_type = 'pricing'
                   OR event_type = 'feature'
                 OR event_type = 'ownership' OR event_type = 'competition' OR event_type = 'claim'
                   OR event_type = 'forecast'
                 OR event_type = 'watch' OR event_type = 'other'),
  title          TEXT NOT NULL CHECK (title = trim(title) AND title <> ''),
  status         TEXT NOT NULL CHECK (status = 'rumoured' OR status = 'planned' OR status = 'occurred'
    OR status = 'cancelled'
                 OR status = 'expected' OR status = 'asserted'),
  announced_on   TEXT CHECK (date(announced_on, '+0 days') IS announced_on),
  effective_on   TEXT CHECK (date(effective_on, '+0 days') IS effective_on),
  effective_to   TEXT CHECK (date(effective_to, '+0 days') IS effective_to AND effective_to >= effective_on),
  precision      TEXT NOT NULL CHECK (precision = 'day' OR precision = 'month' OR precision = 'quarter'
    OR precision = 'half'
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
                        WHEN 'quarter' THEN substr(effective_on, 6) = '01-01' OR substr(effective_on, 6) = '04-01'
                          OR substr(effective_on, 6) = '07-01' OR substr(effective_on, 6) = '10-01'
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
  -- flows use average, instants spot (IAS 21)
  kind           TEXT NOT NULL CHECK (kind = 'spot' OR kind = 'average' OR kind = 'implied'),
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

CREATE TABLE event_revivals (                    -- the same of events as revivals of observations …
  event_id     INTEGER NOT NULL REFERENCES events(id),
  revived_by   INTEGER NOT NULL REFERENCES imports(id),
  retracted_by INTEGER NOT NULL REFERENCES imports(id),
  PRIMARY KEY (event_id, revived_by)
) STRICT, WITHOUT ROWID;

CREATE TABLE rate_revivals (                     -- … and of rates
  base TEXT NOT NULL, quote TEXT NOT NULL, kind TEXT NOT NULL, period_id INTEGER NOT NULL,
    publication_id INTEGER NOT NULL, import_id INTEGER NOT NULL,
  revived_by   INTEGER NOT NULL REFERENCES imports(id),
  retracted_by INTEGER NOT NULL REFERENCES imports(id),
  PRIMARY KEY (base, quote, kind, period_id, publication_id, import_id, revived_by)
) STRICT, WITHOUT ROWID;

-- The analyst's own settings: the only rows that may be changed and deleted freely
-- ---------------------------------------

CREATE TABLE saved_reports (
  name        TEXT PRIMARY KEY COLLATE NOCASE CHECK (name NOT GLOB '*[^A-Za-z0-9_-]*' AND name <> ''),
  arguments   TEXT CHECK (substr(arguments, 1, 1) = '['),   -- ["share","Kling AI","Sora","--from","{from=2026-01}"]
  sql_text    TEXT,
  description TEXT,
  alert       TEXT,                              -- "share < 0.6": fires for every row of the report for which it holds
  created_at  TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_at  TEXT,
  CHECK ((arguments IS NULL) <> (sql_text IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE report_runs (                       -- what a saved report said when it ran: `report diff` compares
  id         INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 1000000000),
  report     TEXT NOT NULL COLLATE NOCASE,
  ran_at     TEXT NOT NULL,
  parameters TEXT NOT NULL,
  columns    TEXT NOT NULL,
  digest     TEXT NOT NULL CHECK (length(digest) = 64 AND digest NOT GLOB '*[^0-9a-f]*'),  -- SHA-256 of all it said
  bytes      INTEGER NOT NULL CHECK (bytes >= 0),
  rows       TEXT,                               -- NULL: too many to be kept, or forgotten for newer ones
  CHECK ((bytes > 0) = (rows IS NOT NULL))
) STRICT;
CREATE INDEX report_runs_report ON report_runs(report, id);

CREATE TABLE mapping_profiles (
  name    TEXT PRIMARY KEY COLLATE NOCASE CHECK (name NOT GLOB '*[^A-Za-z0-9_-]*' AND name <> ''),
  options TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Guards --------------------------------------------------------------------------------------------------------------
-- An id is never beyond the next one: the largest there is would leave no room for another row, for ever. And a row is
-- compared as a whole where only some of its columns are fixed: a list of columns (UPDATE OF) leaves out rowid.
-- They hold in the plain shell, whose foreign_keys and recursive_triggers are off: so each insert looks for its
-- parents, and for the row that OR REPLACE would delete unseen. The importer checks every row itself and turns them off
-- on its connection.

CREATE TRIGGER observations_insert BEFORE INSERT ON observations BEGIN
  SELECT RAISE(ABORT, 'observations is append-only: that row exists') WHERE EXISTS (SELECT 1 FROM observations o
    WHERE o.series_id = NEW.series_id AND o.period_id = NEW.period_id AND o.publication_id = NEW.publication_id
      AND o.origin_id = NEW.origin_id
      AND o.import_id = NEW.import_id);
  SELECT RAISE(ABORT, 'a live observation has this series, period, publication and origin: retract it first')
    WHERE EXISTS (SELECT 1 FROM observations o
    WHERE o.series_id = NEW.series_id AND o.period_id = NEW.period_id AND o.publication_id = NEW.publication_id
      AND o.origin_id = NEW.origin_id
      AND o.retracted_by IS NULL);
  SELECT RAISE(ABORT, 'a new observation must be live') WHERE NEW.retracted_by IS NOT NULL;
  SELECT RAISE(ABORT, 'import missing or closed') WHERE NOT EXISTS (SELECT 1 FROM imports WHERE id = NEW.import_id
    AND closed_at IS NULL);
  SELECT RAISE(ABORT, 'series_id is not in series') WHERE NOT EXISTS (SELECT 1 FROM series WHERE id = NEW.series_id);
  SELECT RAISE(ABORT, 'period_id is not in periods') WHERE NOT EXISTS (SELECT 1 FROM periods WHERE id = NEW.period_id);
  SELECT RAISE(ABORT, 'publication_id is not in publications')
    WHERE NOT EXISTS (SELECT 1 FROM publications WHERE id = NEW.publication_id);
  SELECT RAISE(ABORT, 'origin_id is not in sources') WHERE NOT EXISTS (SELECT 1 FROM sources WHERE id = NEW.origin_id);
  SELECT RAISE(ABORT, 'value outside the metric''s min_value..max_value') FROM series s
    JOIN metrics m ON m.id = s.metric_id
    WHERE s.id = NEW.series_id AND (NEW.value < m.min_value OR NEW.low < m.min_value OR NEW.high < m.min_value
      OR NEW.value > m.max_value OR NEW.low > m.max_value OR NEW.high > m.max_value);
  SELECT RAISE(ABORT, 'an interval''s end is out of range') WHERE NEW.low NOT BETWEEN -1e19 AND 1e19
    OR NEW.high NOT BETWEEN -1e19 AND 1e19;
  SELECT RAISE(ABORT, 'cohort_size belongs to metrics by day offset') FROM series s JOIN metrics m ON m.id = s.metric_id
    WHERE s.id = NEW.series_id AND NEW.cohort_size IS NOT NULL AND m.by_day_offset = 0;
END;
CREATE TRIGGER observations_update BEFORE UPDATE ON observations BEGIN
  SELECT RAISE(ABORT, 'observations is append-only: only retracted_by may change')
   WHERE (NEW.series_id, NEW.period_id, NEW.publication_id, NEW.origin_id, NEW.import_id, NEW.qualifier, NEW.status,
     NEW.value, NEW.low, NEW.high,
          NEW.cohort_size, NEW.value_text, NEW.note)
  IS NOT (OLD.series_id, OLD.period_id, OLD.publication_id, OLD.origin_id, OLD.import_id, OLD.qualifier, OLD.status,
    OLD.value, OLD.low, OLD.high,
          OLD.cohort_size, OLD.value_text, OLD.note);
  SELECT RAISE(ABORT, 'retracted_by: set it once, to an open import; clear it only in an open undo of that import')
   WHERE NOT CASE WHEN OLD.retracted_by IS NULL THEN EXISTS (SELECT 1 FROM imports WHERE id = NEW.retracted_by
     AND closed_at IS NULL)
     ELSE NEW.retracted_by IS NULL AND EXISTS (SELECT 1 FROM imports WHERE undoes = OLD.retracted_by)
      AND NOT EXISTS (SELECT 1 FROM imports WHERE undoes = OLD.import_id)
      AND EXISTS (SELECT 1 FROM revivals r JOIN imports i ON i.id = r.revived_by WHERE r.series_id = OLD.series_id
        AND r.period_id = OLD.period_id
        AND r.publication_id = OLD.publication_id AND r.origin_id = OLD.origin_id AND r.import_id = OLD.import_id
        AND r.retracted_by = OLD.retracted_by AND i.kind = 'undo' AND i.closed_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM observations o WHERE o.series_id = NEW.series_id AND o.period_id = NEW.period_id
        AND o.publication_id = NEW.publication_id AND o.origin_id = NEW.origin_id AND o.retracted_by IS NULL) END;
END;
CREATE TRIGGER observations_delete BEFORE DELETE ON observations
  BEGIN SELECT RAISE(ABORT, 'observations is append-only: retract instead of delete'); END;

CREATE TRIGGER revivals_insert BEFORE INSERT ON revivals BEGIN
  SELECT RAISE(ABORT, 'revivals are written by an open undo, once')
    WHERE NOT EXISTS (SELECT 1 FROM imports WHERE id = NEW.revived_by AND kind = 'undo' AND closed_at IS NULL)
    OR EXISTS (SELECT 1 FROM revivals r WHERE r.series_id = NEW.series_id AND r.period_id = NEW.period_id
      AND r.publication_id = NEW.publication_id
      AND r.origin_id = NEW.origin_id AND r.import_id = NEW.import_id AND r.revived_by = NEW.revived_by);
  SELECT RAISE(ABORT, 'revival of an observation that is not retracted by that import')
    WHERE NOT EXISTS (SELECT 1 FROM observations o
    WHERE o.series_id = NEW.series_id AND o.period_id = NEW.period_id AND o.publication_id = NEW.publication_id
      AND o.origin_id = NEW.origin_id
      AND o.import_id = NEW.import_id AND o.retracted_by = NEW.retracted_by);
END;
CREATE TRIGGER revivals_update BEFORE UPDATE ON revivals BEGIN SELECT RAISE(ABORT, 'revivals is append-only'); END;
CREATE TRIGGER revivals_delete BEFORE DELETE ON revivals BEGIN SELECT RAISE(ABORT, 'revivals is append-only'); END;

CREATE TRIGGER series_insert BEFORE INSERT ON series BEGIN
  SELECT RAISE(ABORT, 'series: id or key exists') WHERE EXISTS (SELECT 1 FROM series WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM series s WHERE s.metric_id = NEW.metric_id AND s.product_id IS NEW.product_id
      AND s.company_id IS NEW.company_id
      AND s.currency = NEW.currency AND s.plan = NEW.plan AND s.region = NEW.region AND s.platform = NEW.platform
        AND s.day_offset IS NEW.day_offset);
  SELECT RAISE(ABORT, 'series: ids follow each other') WHERE NEW.id > 1 + ifnull((SELECT max(id) FROM series), 0);
  SELECT RAISE(ABORT, 'series: product or company missing')
    WHERE NOT EXISTS (SELECT 1 FROM products WHERE id = NEW.product_id)
    AND NOT EXISTS (SELECT 1 FROM companies WHERE id = NEW.company_id);
  SELECT RAISE(ABORT, 'series: metric missing') WHERE NOT EXISTS (SELECT 1 FROM metrics WHERE id = NEW.metric_id);
  SELECT RAISE(ABORT, 'series: currency goes with money metrics and only with them') FROM metrics m
    WHERE m.id = NEW.metric_id AND (m.unit = 'currency' OR m.unit = 'currency_per_day') <> (NEW.currency <> '');
  SELECT RAISE(ABORT, 'series: day_offset goes with retention metrics and only with them') FROM metrics m
    WHERE m.id = NEW.metric_id AND m.by_day_offset <> (NEW.day_offset IS NOT NULL);
END;
CREATE TRIGGER series_update BEFORE UPDATE ON series BEGIN SELECT RAISE(ABORT,
  'series is immutable: add another series'); END;
CREATE TRIGGER series_delete BEFORE DELETE ON series BEGIN SELECT RAISE(ABORT, 'series is append-only'); END;

CREATE TRIGGER periods_insert BEFORE INSERT ON periods BEGIN
  SELECT RAISE(ABORT, 'period exists') WHERE EXISTS (SELECT 1 FROM periods WHERE id = NEW.id OR label = NEW.label);
  SELECT RAISE(ABORT, 'a period must follow or precede one of its granularity: no holes')
    WHERE NEW.granularity <> 'span'
    AND EXISTS (SELECT 1 FROM periods
      WHERE id BETWEEN NEW.id / 10000000 * 10000000 AND NEW.id / 10000000 * 10000000 + 9999999)
    AND NOT EXISTS (SELECT 1 FROM periods WHERE id = NEW.id - 1 OR id = NEW.id + 1);
  SELECT RAISE(ABORT, 'spans of no whole months are numbered one after the other') WHERE NEW.id >= 100000000
    AND NEW.id > 1 + ifnull((SELECT max(id) FROM periods WHERE id >= 100000000), 99999999); END;
CREATE TRIGGER periods_update BEFORE UPDATE ON periods BEGIN SELECT RAISE(ABORT, 'periods are fixed'); END;
CREATE TRIGGER periods_delete BEFORE DELETE ON periods BEGIN SELECT RAISE(ABORT, 'periods are fixed'); END;

CREATE TRIGGER publications_insert BEFORE INSERT ON publications BEGIN
  SELECT RAISE(ABORT, 'publication exists') WHERE EXISTS (SELECT 1 FROM publications p WHERE p.id = NEW.id
    OR (p.source_id = NEW.source_id AND p.published_on = NEW.published_on AND p.title = NEW.title));
  SELECT RAISE(ABORT, 'the publications of a day are numbered one after the other')
    WHERE NEW.id <> (CAST(julianday(NEW.published_on) + 0.5 AS INTEGER) - 2451545) * 100000
      AND NOT EXISTS (SELECT 1 FROM publications WHERE id = NEW.id - 1);
  SELECT RAISE(ABORT, 'publication: source missing') WHERE NOT EXISTS (SELECT 1 FROM sources
    WHERE id = NEW.source_id); END;
CREATE TRIGGER publications_update BEFORE UPDATE ON publications BEGIN
  SELECT RAISE(ABORT, 'publication: only its title may change')
    WHERE (NEW.id, NEW.source_id, NEW.published_on) IS NOT (OLD.id, OLD.source_id, OLD.published_on);
  SELECT RAISE(ABORT, 'publication exists') WHERE EXISTS (SELECT 1 FROM publications p WHERE p.id <> NEW.id
    AND p.source_id = NEW.source_id AND p.published_on = NEW.published_on AND p.title = NEW.title); END;
CREATE TRIGGER publications_delete BEFORE DELETE ON publications
  BEGIN SELECT RAISE(ABORT, 'publications are append-only'); END;

CREATE TRIGGER companies_insert BEFORE INSERT ON companies BEGIN
  SELECT RAISE(ABORT, 'company id or name exists') WHERE EXISTS (SELECT 1 FROM companies WHERE id = NEW.id
    OR name = NEW.name);
  SELECT RAISE(ABORT, 'company: parent missing') WHERE NEW.parent_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM companies WHERE id = NEW.parent_id);
  SELECT RAISE(ABORT, 'company: ids follow each other')
    WHERE NEW.id > 1 + ifnull((SELECT max(id) FROM companies), 0); END;
CREATE TRIGGER companies_update BEFORE UPDATE ON companies BEGIN
  SELECT RAISE(ABORT, 'company: id is fixed') WHERE NEW.id <> OLD.id;
  SELECT RAISE(ABORT, 'company: name exists') WHERE EXISTS (SELECT 1 FROM companies WHERE name = NEW.name
    AND id <> OLD.id);
  SELECT RAISE(ABORT, 'company: parent missing') WHERE NEW.parent_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM companies WHERE id = NEW.parent_id);
  SELECT RAISE(ABORT, 'company: a ring of parents') WHERE NEW.parent_id IS NOT NULL AND NEW.id IN (
    WITH RECURSIVE above (id) AS (SELECT NEW.parent_id UNION
      SELECT t.parent_id FROM above JOIN companies t ON t.id = above.id WHERE t.parent_id IS NOT NULL)
    SELECT id FROM above); END;
CREATE TRIGGER companies_delete BEFORE DELETE ON companies
  BEGIN SELECT RAISE(ABORT, 'companies are never deleted'); END;

CREATE TRIGGER products_insert BEFORE INSERT ON products BEGIN
  SELECT RAISE(ABORT, 'product id or name exists') WHERE EXISTS (SELECT 1 FROM products WHERE id = NEW.id
    OR name = NEW.name);
  SELECT RAISE(ABORT, 'product: company missing') WHERE NEW.company_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM companies WHERE id = NEW.company_id);
  SELECT RAISE(ABORT, 'product: parent missing') WHERE NEW.parent_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM products WHERE id = NEW.parent_id);
  SELECT RAISE(ABORT, 'product: merged_into missing') WHERE NEW.merged_into IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM products WHERE id = NEW.merged_into);
  SELECT RAISE(ABORT, 'product: ids follow each other')
    WHERE NEW.id > 1 + ifnull((SELECT max(id) FROM products), 0); END;
CREATE TRIGGER products_update BEFORE UPDATE ON products BEGIN
  SELECT RAISE(ABORT, 'product: id is fixed') WHERE NEW.id <> OLD.id;
  SELECT RAISE(ABORT, 'product: name exists') WHERE EXISTS (SELECT 1 FROM products WHERE name = NEW.name
    AND id <> OLD.id);
  SELECT RAISE(ABORT, 'product: company missing') WHERE NEW.company_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM companies WHERE id = NEW.company_id);
  SELECT RAISE(ABORT, 'product: parent missing') WHERE NEW.parent_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM products WHERE id = NEW.parent_id);
  SELECT RAISE(ABORT, 'product: merged_into missing') WHERE NEW.merged_into IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM products WHERE id = NEW.merged_into);
  SELECT RAISE(ABORT, 'product: a ring of parents') WHERE NEW.parent_id IS NOT NULL AND NEW.id IN (
    WITH RECURSIVE above (id) AS (SELECT NEW.parent_id UNION
      SELECT t.parent_id FROM above JOIN products t ON t.id = above.id WHERE t.parent_id IS NOT NULL)
    SELECT id FROM above);
  SELECT RAISE(ABORT, 'product: a ring of merges') WHERE NEW.merged_into IS NOT NULL AND NEW.id IN (
    WITH RECURSIVE above (id) AS (SELECT NEW.merged_into UNION
      SELECT t.merged_into FROM above JOIN products t ON t.id = above.id WHERE t.merged_into IS NOT NULL)
    SELECT id FROM above); END;
CREATE TRIGGER products_delete BEFORE DELETE ON products BEGIN SELECT RAISE(ABORT, 'products are never deleted'); END;

CREATE TRIGGER metrics_insert BEFORE INSERT ON metrics BEGIN
  SELECT RAISE(ABORT, 'metric id or code exists') WHERE EXISTS (SELECT 1 FROM metrics WHERE id = NEW.id
    OR code = NEW.code);
  SELECT RAISE(ABORT, 'metric: part_of missing') WHERE NEW.part_of IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM metrics WHERE id = NEW.part_of);
  SELECT RAISE(ABORT, 'metric: ids follow each other')
    WHERE NEW.id > 1 + ifnull((SELECT max(id) FROM metrics), 0); END;
CREATE TRIGGER metrics_update BEFORE UPDATE ON metrics BEGIN
  SELECT RAISE(ABORT, 'metric: id is fixed') WHERE NEW.id <> OLD.id;
  SELECT RAISE(ABORT, 'metric code exists') WHERE EXISTS (SELECT 1 FROM metrics WHERE code = NEW.code AND id <> OLD.id);
  SELECT RAISE(ABORT, 'metric: part_of missing') WHERE NEW.part_of IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM metrics WHERE id = NEW.part_of);
  SELECT RAISE(ABORT, 'metric in use: unit, period_type, by_day_offset and bounds are fixed')
   WHERE (NEW.unit, NEW.period_type, NEW.by_day_offset, NEW.min_value, NEW.max_value) IS NOT (OLD.unit, OLD.period_type,
     OLD.by_day_offset, OLD.min_value, OLD.max_value)
     AND EXISTS (SELECT 1 FROM series WHERE metric_id = OLD.id);
  SELECT RAISE(ABORT, 'metric: a ring of parts') WHERE NEW.part_of IS NOT NULL AND NEW.id IN (
    WITH RECURSIVE above (id) AS (SELECT NEW.part_of UNION
      SELECT t.part_of FROM above JOIN metrics t ON t.id = above.id WHERE t.part_of IS NOT NULL)
    SELECT id FROM above); END;
CREATE TRIGGER metrics_delete BEFORE DELETE ON metrics BEGIN SELECT RAISE(ABORT, 'metrics are never deleted'); END;

CREATE TRIGGER sources_insert BEFORE INSERT ON sources BEGIN
  SELECT RAISE(ABORT, 'source id or name exists') WHERE EXISTS (SELECT 1 FROM sources WHERE id = NEW.id
    OR name = NEW.name);
  SELECT RAISE(ABORT, 'source: ids follow each other')
    WHERE NEW.id > 1 + ifnull((SELECT max(id) FROM sources), 0); END;
CREATE TRIGGER sources_update BEFORE UPDATE ON sources BEGIN
  SELECT RAISE(ABORT, 'source: id is fixed') WHERE NEW.id <> OLD.id;
  SELECT RAISE(ABORT, 'source: name exists') WHERE EXISTS (SELECT 1 FROM sources WHERE name = NEW.name
    AND id <> OLD.id); END;
CREATE TRIGGER sources_delete BEFORE DELETE ON sources BEGIN SELECT RAISE(ABORT, 'sources are never deleted'); END;

CREATE TRIGGER segments_insert BEFORE INSERT ON segments BEGIN
  SELECT RAISE(ABORT, 'segment id or name exists') WHERE EXISTS (SELECT 1 FROM segments WHERE id = NEW.id
    OR name = NEW.name);
  SELECT RAISE(ABORT, 'segment: ids follow each other')
    WHERE NEW.id > 1 + ifnull((SELECT max(id) FROM segments), 0); END;
CREATE TRIGGER segments_update BEFORE UPDATE ON segments BEGIN
  SELECT RAISE(ABORT, 'segment: id is fixed') WHERE NEW.id <> OLD.id;
  SELECT RAISE(ABORT, 'segment: name exists') WHERE EXISTS (SELECT 1 FROM segments WHERE name = NEW.name
    AND id <> OLD.id); END;
CREATE TRIGGER segments_delete BEFORE DELETE ON segments BEGIN SELECT RAISE(ABORT, 'segments are never deleted'); END;
CREATE TRIGGER segment_members_insert BEFORE INSERT ON segment_members BEGIN
  SELECT RAISE(ABORT, 'segment member exists') WHERE EXISTS (SELECT 1 FROM segment_members
    WHERE segment_id = NEW.segment_id AND product_id = NEW.product_id);
  SELECT RAISE(ABORT, 'segment or product missing') WHERE NOT EXISTS (SELECT 1 FROM segments WHERE id = NEW.segment_id)
    OR NOT EXISTS (SELECT 1 FROM products WHERE id = NEW.product_id); END;
CREATE TRIGGER segment_members_update BEFORE UPDATE ON segment_members BEGIN
  SELECT RAISE(ABORT, 'segment member: only its dates may change')
    WHERE (NEW.segment_id, NEW.product_id) IS NOT (OLD.segment_id, OLD.product_id); END;
CREATE TRIGGER segment_members_delete BEFORE DELETE ON segment_members BEGIN
  SELECT RAISE(ABORT, 'segment member: only an open import may take one out, so that it can be undone')
    WHERE NOT EXISTS (SELECT 1 FROM imports WHERE closed_at IS NULL); END;

CREATE TRIGGER aliases_insert BEFORE INSERT ON aliases BEGIN
  SELECT RAISE(ABORT, 'alias exists') WHERE EXISTS (SELECT 1 FROM aliases WHERE kind = NEW.kind AND alias = NEW.alias);
  SELECT RAISE(ABORT, 'alias target missing') WHERE NOT CASE NEW.kind
    WHEN 'company' THEN EXISTS (SELECT 1 FROM companies WHERE id = NEW.target_id)
      WHEN 'product' THEN EXISTS (SELECT 1 FROM products WHERE id = NEW.target_id)
    WHEN 'segment' THEN EXISTS (SELECT 1 FROM segments WHERE id = NEW.target_id)
      WHEN 'metric'  THEN EXISTS (SELECT 1 FROM metrics  WHERE id = NEW.target_id)
    ELSE EXISTS (SELECT 1 FROM sources WHERE id = NEW.target_id) END; END;
CREATE TRIGGER aliases_delete BEFORE DELETE ON aliases BEGIN
  SELECT RAISE(ABORT, 'alias: only an open import may take one away, so that it can be undone')
    WHERE NOT EXISTS (SELECT 1 FROM imports WHERE closed_at IS NULL); END;
CREATE TRIGGER aliases_update BEFORE UPDATE ON aliases BEGIN SELECT RAISE(ABORT, 'alias: delete and insert'); END;

CREATE TRIGGER imports_insert BEFORE INSERT ON imports BEGIN
  SELECT RAISE(ABORT, 'import id exists') WHERE EXISTS (SELECT 1 FROM imports WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'imports are in order of time') WHERE EXISTS (SELECT 1 FROM imports
    WHERE recorded_at > NEW.recorded_at)
    -- A clock may have run ahead and been set back: then the next is recorded right after the last.
    OR NEW.recorded_at > max(strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '+1 day'), ifnull((
      SELECT strftime('%Y-%m-%dT%H:%M:%fZ', recorded_at, '+1 second') FROM imports ORDER BY id DESC LIMIT 1), ''))
    OR NEW.id > 0 AND EXISTS (SELECT 1 FROM imports WHERE id > NEW.id);
  SELECT RAISE(ABORT, 'imports: ids follow each other') WHERE NEW.id > 1 + ifnull((SELECT max(id) FROM imports), 0);
  SELECT RAISE(ABORT, 'a new import must be open') WHERE NEW.closed_at IS NOT NULL;
  SELECT RAISE(ABORT, 'the import to undo is missing, open, itself an undo, or already undone')
    WHERE NEW.undoes IS NOT NULL AND (
     NOT EXISTS (SELECT 1 FROM imports WHERE id = NEW.undoes AND closed_at IS NOT NULL AND kind <> 'undo')
       OR EXISTS (SELECT 1 FROM imports WHERE undoes = NEW.undoes)); END;
CREATE TRIGGER imports_update BEFORE UPDATE ON imports BEGIN
  SELECT RAISE(ABORT, 'import is closed') WHERE OLD.closed_at IS NOT NULL;
  SELECT RAISE(ABORT, 'import: id, kind, recorded_at and undoes are fixed')
    WHERE (NEW.id, NEW.kind, NEW.recorded_at, NEW.undoes) IS NOT (OLD.id, OLD.kind, OLD.recorded_at, OLD.undoes);
  SELECT RAISE(ABORT, 'the undo leaves rows of the import live') WHERE NEW.closed_at IS NOT NULL AND (
     EXISTS (SELECT 1 FROM observations WHERE import_id = NEW.undoes AND retracted_by IS NULL)
     OR EXISTS (SELECT 1 FROM events WHERE import_id = NEW.undoes AND retracted_by IS NULL)
     OR EXISTS (SELECT 1 FROM fx_rates WHERE import_id = NEW.undoes AND retracted_by IS NULL)); END;
CREATE TRIGGER imports_delete BEFORE DELETE ON imports BEGIN SELECT RAISE(ABORT, 'imports are never deleted'); END;
CREATE TRIGGER import_files_insert BEFORE INSERT ON import_files BEGIN
  SELECT RAISE(ABORT, 'import file: import missing or closed, or row exists')
    WHERE NOT EXISTS (SELECT 1 FROM imports WHERE id = NEW.import_id AND closed_at IS NULL)
    OR EXISTS (SELECT 1 FROM import_files WHERE import_id = NEW.import_id AND n = NEW.n); END;
CREATE TRIGGER import_files_update BEFORE UPDATE ON import_files
  BEGIN SELECT RAISE(ABORT, 'import files are append-only'); END;
CREATE TRIGGER import_files_delete BEFORE DELETE ON import_files
  BEGIN SELECT RAISE(ABORT, 'import files are append-only'); END;
CREATE TRIGGER refused_rows_insert BEFORE INSERT ON refused_rows BEGIN
  SELECT RAISE(ABORT, 'refused row: import missing or closed, or row exists')
    WHERE NOT EXISTS (SELECT 1 FROM imports WHERE id = NEW.import_id AND closed_at IS NULL)
    OR EXISTS (SELECT 1 FROM refused_rows WHERE import_id = NEW.import_id AND n = NEW.n); END;
CREATE TRIGGER refused_rows_update BEFORE UPDATE ON refused_rows
  BEGIN SELECT RAISE(ABORT, 'refused rows are append-only'); END;
CREATE TRIGGER refused_rows_delete BEFORE DELETE ON refused_rows
  BEGIN SELECT RAISE(ABORT, 'refused rows are append-only'); END;
CREATE TRIGGER catalogue_changes_insert BEFORE INSERT ON catalogue_changes BEGIN
  SELECT RAISE(ABORT, 'catalogue change: import missing or closed, or id exists')
    WHERE NOT EXISTS (SELECT 1 FROM imports WHERE id = NEW.import_id AND closed_at IS NULL)
    OR EXISTS (SELECT 1 FROM catalogue_changes WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'catalogue changes: ids follow each other')
    WHERE NEW.id > 1 + ifnull((SELECT max(id) FROM catalogue_changes), 0); END;
CREATE TRIGGER catalogue_changes_update BEFORE UPDATE ON catalogue_changes
  BEGIN SELECT RAISE(ABORT, 'catalogue changes are append-only'); END;
CREATE TRIGGER catalogue_changes_delete BEFORE DELETE ON catalogue_changes
  BEGIN SELECT RAISE(ABORT, 'catalogue changes are append-only'); END;

CREATE TRIGGER events_insert BEFORE INSERT ON events BEGIN
  SELECT RAISE(ABORT, 'event id exists') WHERE EXISTS (SELECT 1 FROM events WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'events: ids follow each other') WHERE NEW.id > 1 + ifnull((SELECT max(id) FROM events), 0);
  SELECT RAISE(ABORT, 'a live event has this type, title, date, publication and origin')
    WHERE EXISTS (SELECT 1 FROM events e WHERE e.event_type = NEW.event_type
    AND e.title = NEW.title AND e.effective_on IS NEW.effective_on AND e.publication_id = NEW.publication_id
      AND e.origin_id = NEW.origin_id AND e.retracted_by IS NULL);
  SELECT RAISE(ABORT, 'a new event must be live') WHERE NEW.retracted_by IS NOT NULL;
  SELECT RAISE(ABORT, 'import missing or closed') WHERE NOT EXISTS (SELECT 1 FROM imports WHERE id = NEW.import_id
    AND closed_at IS NULL);
  SELECT RAISE(ABORT, 'event: publication or origin missing')
    WHERE NOT EXISTS (SELECT 1 FROM publications WHERE id = NEW.publication_id)
    OR NOT EXISTS (SELECT 1 FROM sources WHERE id = NEW.origin_id); END;
CREATE TRIGGER events_update BEFORE UPDATE ON events BEGIN
  SELECT RAISE(ABORT, 'events is append-only: only retracted_by may change')
   WHERE (NEW.id, NEW.event_type, NEW.title, NEW.status, NEW.announced_on, NEW.effective_on, NEW.effective_to,
     NEW.precision, NEW.amount, NEW.currency,
          NEW.amount_text, NEW.publication_id, NEW.origin_id, NEW.import_id, NEW.note)
  IS NOT (OLD.id, OLD.event_type, OLD.title, OLD.status, OLD.announced_on, OLD.effective_on, OLD.effective_to,
    OLD.precision, OLD.amount, OLD.currency,
          OLD.amount_text, OLD.publication_id, OLD.origin_id, OLD.import_id, OLD.note);
  SELECT RAISE(ABORT, 'retracted_by: set it once, to an open import; clear it only in an open undo of that import')
   WHERE NOT CASE WHEN OLD.retracted_by IS NULL THEN EXISTS (SELECT 1 FROM imports WHERE id = NEW.retracted_by
     AND closed_at IS NULL)
     ELSE NEW.retracted_by IS NULL AND EXISTS (SELECT 1 FROM imports WHERE undoes = OLD.retracted_by)
      AND NOT EXISTS (SELECT 1 FROM imports WHERE undoes = OLD.import_id)
      AND EXISTS (SELECT 1 FROM event_revivals r JOIN imports i ON i.id = r.revived_by WHERE r.event_id = OLD.id
        AND r.retracted_by = OLD.retracted_by
        AND i.kind = 'undo' AND i.closed_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM events e WHERE e.event_type = NEW.event_type AND e.title = NEW.title
        AND e.effective_on IS NEW.effective_on
        AND e.publication_id = NEW.publication_id AND e.origin_id = NEW.origin_id AND e.retracted_by IS NULL) END; END;
CREATE TRIGGER events_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT,
  'events is append-only: retract instead of delete'); END;
CREATE TRIGGER event_parties_insert BEFORE INSERT ON event_parties BEGIN
  SELECT RAISE(ABORT, 'event party exists') WHERE EXISTS (SELECT 1 FROM event_parties WHERE event_id = NEW.event_id
    AND role = NEW.role AND n = NEW.n);
  SELECT RAISE(ABORT, 'event party: event missing or its import closed')
    WHERE NOT EXISTS (SELECT 1 FROM events e JOIN imports i ON i.id = e.import_id
    WHERE e.id = NEW.event_id AND i.closed_at IS NULL);
  SELECT RAISE(ABORT, 'event party missing') WHERE NOT (EXISTS (SELECT 1 FROM products WHERE id = NEW.product_id)
    OR EXISTS (SELECT 1 FROM companies WHERE id = NEW.company_id)
      OR EXISTS (SELECT 1 FROM segments WHERE id = NEW.segment_id)); END;
CREATE TRIGGER event_parties_update BEFORE UPDATE ON event_parties
  BEGIN SELECT RAISE(ABORT, 'event parties are append-only'); END;
CREATE TRIGGER event_parties_delete BEFORE DELETE ON event_parties
  BEGIN SELECT RAISE(ABORT, 'event parties are append-only'); END;

CREATE TRIGGER fx_rates_insert BEFORE INSERT ON fx_rates BEGIN
  SELECT RAISE(ABORT, 'a live rate has this pair, kind, period and publication')
    WHERE EXISTS (SELECT 1 FROM fx_rates f WHERE f.base = NEW.base AND f.quote = NEW.quote
    AND f.kind = NEW.kind AND f.period_id = NEW.period_id AND f.publication_id = NEW.publication_id
      AND (f.retracted_by IS NULL OR f.import_id = NEW.import_id));
  SELECT RAISE(ABORT, 'a new rate must be live') WHERE NEW.retracted_by IS NOT NULL;
  SELECT RAISE(ABORT, 'import missing or closed') WHERE NOT EXISTS (SELECT 1 FROM imports WHERE id = NEW.import_id
    AND closed_at IS NULL);
  SELECT RAISE(ABORT, 'rate: period or publication missing')
    WHERE NOT EXISTS (SELECT 1 FROM periods WHERE id = NEW.period_id)
    OR NOT EXISTS (SELECT 1 FROM publications WHERE id = NEW.publication_id); END;
CREATE TRIGGER fx_rates_update BEFORE UPDATE ON fx_rates BEGIN
  SELECT RAISE(ABORT, 'fx_rates is append-only: only retracted_by may change')
   WHERE (NEW.base, NEW.quote, NEW.kind, NEW.period_id, NEW.publication_id, NEW.import_id, NEW.rate, NEW.low, NEW.high,
     NEW.note)
  IS NOT (OLD.base, OLD.quote, OLD.kind, OLD.period_id, OLD.publication_id, OLD.import_id, OLD.rate, OLD.low, OLD.high,
    OLD.note);
  SELECT RAISE(ABORT, 'retracted_by: set it once, to an open import; clear it only in an open undo of that import')
   WHERE NOT CASE WHEN OLD.retracted_by IS NULL THEN EXISTS (SELECT 1 FROM imports WHERE id = NEW.retracted_by
     AND closed_at IS NULL)
     ELSE NEW.retracted_by IS NULL AND EXISTS (SELECT 1 FROM imports WHERE undoes = OLD.retracted_by)
      AND NOT EXISTS (SELECT 1 FROM imports WHERE undoes = OLD.import_id)
      AND EXISTS (SELECT 1 FROM rate_revivals r JOIN imports i ON i.id = r.revived_by WHERE r.base = OLD.base
        AND r.quote = OLD.quote
        AND r.kind = OLD.kind AND r.period_id = OLD.period_id AND r.publication_id = OLD.publication_id
          AND r.import_id = OLD.import_id
        AND r.retracted_by = OLD.retracted_by AND i.kind = 'undo' AND i.closed_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM fx_rates f WHERE f.base = NEW.base AND f.quote = NEW.quote AND f.kind = NEW.kind
        AND f.period_id = NEW.period_id
        AND f.publication_id = NEW.publication_id AND f.retracted_by IS NULL) END; END;
CREATE TRIGGER fx_rates_delete BEFORE DELETE ON fx_rates
  BEGIN SELECT RAISE(ABORT, 'fx_rates is append-only: retract instead of delete'); END;

CREATE TRIGGER event_revivals_insert BEFORE INSERT ON event_revivals BEGIN
  SELECT RAISE(ABORT, 'event revivals are written by an open undo, once')
    WHERE NOT EXISTS (SELECT 1 FROM imports WHERE id = NEW.revived_by AND kind = 'undo' AND closed_at IS NULL)
    OR EXISTS (SELECT 1 FROM event_revivals r WHERE r.event_id = NEW.event_id AND r.revived_by = NEW.revived_by);
  SELECT RAISE(ABORT, 'revival of an event that is not retracted by that import')
    WHERE NOT EXISTS (SELECT 1 FROM events e
    WHERE e.id = NEW.event_id AND e.retracted_by = NEW.retracted_by); END;
CREATE TRIGGER event_revivals_update BEFORE UPDATE ON event_revivals
  BEGIN SELECT RAISE(ABORT, 'event revivals are append-only'); END;
CREATE TRIGGER event_revivals_delete BEFORE DELETE ON event_revivals
  BEGIN SELECT RAISE(ABORT, 'event revivals are append-only'); END;

CREATE TRIGGER rate_revivals_insert BEFORE INSERT ON rate_revivals BEGIN
  SELECT RAISE(ABORT, 'rate revivals are written by an open undo, once')
    WHERE NOT EXISTS (SELECT 1 FROM imports WHERE id = NEW.revived_by AND kind = 'undo' AND closed_at IS NULL)
    OR EXISTS (SELECT 1 FROM rate_revivals r WHERE r.base = NEW.base AND r.quote = NEW.quote AND r.kind = NEW.kind
      AND r.period_id = NEW.period_id
      AND r.publication_id = NEW.publication_id AND r.import_id = NEW.import_id AND r.revived_by = NEW.revived_by);
  SELECT RAISE(ABORT, 'revival of a rate that is not retracted by that import')
    WHERE NOT EXISTS (SELECT 1 FROM fx_rates f
    WHERE f.base = NEW.base AND f.quote = NEW.quote AND f.kind = NEW.kind AND f.period_id = NEW.period_id
      AND f.publication_id = NEW.publication_id
      AND f.import_id = NEW.import_id AND f.retracted_by = NEW.retracted_by); END;
CREATE TRIGGER rate_revivals_update BEFORE UPDATE ON rate_revivals
  BEGIN SELECT RAISE(ABORT, 'rate revivals are append-only'); END;
CREATE TRIGGER rate_revivals_delete BEFORE DELETE ON rate_revivals
  BEGIN SELECT RAISE(ABORT, 'rate revivals are append-only'); END;

-- Migrating, which turns the triggers off for it, is the only way in.
CREATE TRIGGER schema_migrations_insert BEFORE INSERT ON schema_migrations
  BEGIN SELECT RAISE(ABORT, 'the migration history is written by migrating'); END;
CREATE TRIGGER schema_migrations_update BEFORE UPDATE ON schema_migrations
  BEGIN SELECT RAISE(ABORT, 'the migration history is append-only'); END;
CREATE TRIGGER schema_migrations_delete BEFORE DELETE ON schema_migrations
  BEGIN SELECT RAISE(ABORT, 'the migration history is append-only'); END;

CREATE TRIGGER report_runs_insert BEFORE INSERT ON report_runs BEGIN
  SELECT RAISE(ABORT, 'report run id exists') WHERE EXISTS (SELECT 1 FROM report_runs WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'report runs: ids follow each other')
    WHERE NEW.id > 1 + ifnull((SELECT max(id) FROM report_runs), 0); END;
CREATE TRIGGER report_runs_update BEFORE UPDATE ON report_runs BEGIN
  SELECT RAISE(ABORT, 'report run: its id is fixed') WHERE NEW.id <> OLD.id; END;

-- Views: the readable form
-- --------------------------------------------------------------------------------------------- Scalar subqueries and
-- correlated picks rather than row_number() or lag(): SQLite pushes a filter on product or metric through them down to
-- the index, and does not through a window.

CREATE VIEW snapshots AS                         -- every live observation
SELECT p.name AS product, ifnull(c.name, pc.name) AS company, m.code AS metric, t.label AS period, t.granularity,
  o.value, o.low, o.high,
  CASE o.qualifier WHEN 0 THEN 'eq' WHEN 1 THEN 'approx' WHEN 2 THEN 'lt' WHEN 3 THEN 'le' WHEN 4 THEN 'gt'
    WHEN 5 THEN 'ge' WHEN 6 THEN 'range' WHEN 7 THEN 'nd' END AS qualifier,
  CASE o.status WHEN 0 THEN 'reported' WHEN 1 THEN 'provisional' WHEN 2 THEN 'estimated' WHEN 3 THEN 'derived'
    WHEN 4 THEN 'projected' WHEN 5 THEN 'target' WHEN 6 THEN 'not_disclosed' END AS status,
  o.value_text, m.unit, nullif(s.currency, '') AS currency, s.plan, s.region, s.platform, s.day_offset, o.cohort_size,
  org.name AS origin, src.name AS source, pub.published_on, nullif(pub.title, '') AS document_title,
  t.start_on AS period_start, t.end_on AS period_end, o.note,
  o.series_id, o.period_id, o.publication_id, o.origin_id, o.import_id
FROM series s JOIN metrics m ON m.id = s.metric_id JOIN observations o ON o.series_id = s.id
  JOIN periods t ON t.id = o.period_id
  JOIN publications pub ON pub.id = o.publication_id JOIN sources src ON src.id = pub.source_id
    JOIN sources org ON org.id = o.origin_id
  LEFT JOIN products p ON p.id = s.product_id LEFT JOIN companies c ON c.id = s.company_id LEFT
    JOIN companies pc ON pc.id = p.company_id
WHERE o.retracted_by IS NULL;

CREATE VIEW current_snapshots AS                 -- the believed one per series and period; forward-looking ones apart
SELECT v.*, v.status = 'projected' OR v.status = 'target' AS forward_looking FROM snapshots v
WHERE (v.publication_id, v.origin_id, v.import_id) = (
  SELECT o.publication_id, o.origin_id, o.import_id
  FROM observations o JOIN sources r ON r.id = o.origin_id JOIN publications b ON b.id = o.publication_id
  WHERE o.series_id = v.series_id AND o.period_id = v.period_id AND o.retracted_by IS NULL
    AND (o.status IN (4, 5)) = (v.status = 'projected' OR v.status = 'target')
  ORDER BY CASE WHEN o.qualifier = 7 THEN 1 ELSE 0 END, r.reliability,
    CASE WHEN b.source_id = o.origin_id THEN 0 ELSE 1 END, b.published_on DESC,
    CASE WHEN o.value IS NULL THEN 1 ELSE 0 END, o.import_id DESC, o.publication_id DESC, o.origin_id LIMIT 1);

CREATE VIEW snapshot_history AS                  -- the whole record, retracted rows included
SELECT p.name AS product, c.name AS company, m.code AS metric, t.label AS period, o.value, o.low, o.high,
  o.qualifier AS qualifier_code, o.value_text,
  pub.published_on, src.name AS source, org.name AS origin, o.import_id, i.recorded_at, o.retracted_by,
    r.recorded_at AS retracted_at,
  s.currency, s.plan, s.region, s.platform, s.day_offset, o.series_id, o.period_id
FROM series s JOIN metrics m ON m.id = s.metric_id JOIN observations o ON o.series_id = s.id
  JOIN periods t ON t.id = o.period_id
  JOIN publications pub ON pub.id = o.publication_id JOIN sources src ON src.id = pub.source_id
    JOIN sources org ON org.id = o.origin_id
  JOIN imports i ON i.id = o.import_id LEFT JOIN imports r ON r.id = o.retracted_by
  LEFT JOIN products p ON p.id = s.product_id LEFT JOIN companies c ON c.id = ifnull(s.company_id, p.company_id);

-- believed monthly users; the change only against the month before, gaps are not bridged
CREATE VIEW mau AS
SELECT v.product, v.company, v.period AS month, v.value AS mau, v.low, v.high, v.qualifier, v.status, v.region,
  v.platform, v.plan, v.origin, v.source, v.published_on,
  v.value / (SELECT w.value FROM current_snapshots w WHERE w.series_id = v.series_id AND w.period_id = v.period_id - 1
    AND NOT w.forward_looking) - 1 AS change
FROM current_snapshots v WHERE v.metric = 'mau' AND v.granularity = 'month' AND NOT v.forward_looking;

-- share of a segment's summed MAU: users overlap, so not a share of people
CREATE VIEW mau_share AS
-- COLLATE BINARY: SQLite pushes a filter on a partition's term below the window only if it compares bytes.
SELECT g.name COLLATE BINARY AS segment, v.month, v.product, v.mau,
  v.mau / sum(v.mau) OVER (PARTITION BY g.name COLLATE BINARY, v.month) AS share,
  v.low, v.high, v.qualifier, v.origin, v.published_on
FROM segments g CROSS JOIN segment_members n ON n.segment_id = g.id CROSS JOIN products p ON p.id = n.product_id CROSS
  JOIN mau v ON v.product = p.name
WHERE v.region = 'all' AND v.platform = 'all' AND v.plan = 'all'
  AND ifnull(n.valid_from, '0000') <= v.month || '-31' AND ifnull(n.valid_to, '9999') >= v.month || '-01';

-- same series and period, two live claims that cannot both be true; what its own origin has published anew, first-hand
-- or in the same source, is revised and no conflict
CREATE VIEW snapshot_conflicts AS
SELECT a.product, a.company, a.metric, a.plan, a.period, a.value AS a_value, a.low AS a_low, a.high AS a_high,
  a.origin AS a_origin, a.published_on AS a_published_on,
  b.value AS b_value, b.low AS b_low, b.high AS b_high, b.origin AS b_origin, b.published_on AS b_published_on,
    b.value / nullif(a.value, 0) AS ratio
FROM snapshots a JOIN snapshots b ON b.series_id = a.series_id AND b.period_id = a.period_id
  AND (b.publication_id, b.origin_id) > (a.publication_id, a.origin_id)
WHERE a.status NOT IN ('projected', 'target') AND b.status NOT IN ('projected', 'target')
  AND (a.low > b.high OR b.low > a.high)
  AND NOT EXISTS (SELECT 1 FROM publications q JOIN observations n ON n.series_id = a.series_id
      AND n.period_id = a.period_id AND n.origin_id = a.origin_id AND n.retracted_by IS NULL
      AND n.status NOT IN (4, 5) AND n.qualifier <> 7 JOIN publications p ON p.id = n.publication_id
    WHERE q.id = a.publication_id AND p.published_on > q.published_on
      AND (p.source_id = n.origin_id OR p.source_id = q.source_id))
  AND NOT EXISTS (SELECT 1 FROM publications q JOIN observations n ON n.series_id = b.series_id
      AND n.period_id = b.period_id AND n.origin_id = b.origin_id AND n.retracted_by IS NULL
      AND n.status NOT IN (4, 5) AND n.qualifier <> 7 JOIN publications p ON p.id = n.publication_id
    WHERE q.id = b.publication_id AND p.published_on > q.published_on
      AND (p.source_id = n.origin_id OR p.source_id = q.source_id));

CREATE VIEW event_log AS
SELECT e.id AS event_id, e.event_type, e.title, e.status, e.announced_on,
  CASE e.precision WHEN 'day' THEN e.effective_on WHEN 'month' THEN substr(e.effective_on, 1, 7)
    WHEN 'quarter' THEN substr(e.effective_on, 1, 4) || '-Q' || ((substr(e.effective_on, 6, 2) + 2) / 3)
    WHEN 'half' THEN substr(e.effective_on, 1, 4) || '-H' || ((substr(e.effective_on, 6, 2) + 5) / 6)
    WHEN 'year' THEN substr(e.effective_on, 1, 4) END AS effective,
  e.effective_on, e.effective_to, e.precision, e.amount, e.currency, e.amount_text,
  (SELECT group_concat(name, '; ') FROM (SELECT coalesce(p.name, c.name, g.name) AS name FROM event_parties l LEFT
    JOIN products p ON p.id = l.product_id
     LEFT JOIN companies c ON c.id = l.company_id LEFT JOIN segments g ON g.id = l.segment_id WHERE l.event_id = e.id
       AND l.role = 'subject' ORDER BY l.n)) AS subjects,
  (SELECT group_concat(name, '; ') FROM (SELECT coalesce(p.name, c.name, g.name) AS name FROM event_parties l LEFT
    JOIN products p ON p.id = l.product_id
     LEFT JOIN companies c ON c.id = l.company_id LEFT JOIN segments g ON g.id = l.segment_id WHERE l.event_id = e.id
       AND l.role = 'partner' ORDER BY l.n)) AS partners,
  org.name AS origin, src.name AS source, pub.published_on, nullif(pub.title, '') AS document_title, e.note,
  e.import_id
FROM events e JOIN publications pub ON pub.id = e.publication_id JOIN sources src ON src.id = pub.source_id
  JOIN sources org ON org.id = e.origin_id
WHERE e.retracted_by IS NULL;

-- must be empty; `tidemark check` runs it beside integrity_check and foreign_key_check
CREATE VIEW integrity_problems AS
SELECT 'observation without series' AS problem, o.series_id AS row_id FROM observations o
  WHERE NOT EXISTS (SELECT 1 FROM series s WHERE s.id = o.series_id)
UNION ALL SELECT 'observation without period', o.period_id FROM observations o
  WHERE NOT EXISTS (SELECT 1 FROM periods t WHERE t.id = o.period_id)
UNION ALL SELECT 'observation without publication', o.publication_id FROM observations o
  WHERE NOT EXISTS (SELECT 1 FROM publications t WHERE t.id = o.publication_id)
UNION ALL SELECT 'observation without origin', o.origin_id FROM observations o
  WHERE NOT EXISTS (SELECT 1 FROM sources t WHERE t.id = o.origin_id)
UNION ALL SELECT 'observation without import', o.import_id FROM observations o
  WHERE NOT EXISTS (SELECT 1 FROM imports t WHERE t.id = o.import_id)
UNION ALL SELECT 'observation outside its metric''s bounds', o.series_id FROM observations o
  JOIN series s ON s.id = o.series_id JOIN metrics m ON m.id = s.metric_id
  WHERE o.low < m.min_value OR o.high > m.max_value
UNION ALL SELECT 'two live observations under one key', o.series_id FROM observations o WHERE o.retracted_by IS NULL
  GROUP BY o.series_id, o.period_id, o.publication_id, o.origin_id HAVING count(*) > 1
UNION ALL SELECT 'period missing inside its granularity', max(id) FROM periods WHERE granularity <> 'span'
  GROUP BY granularity HAVING max(id) - min(id) + 1 <> count(*)
UNION ALL SELECT 'alias without target', a.target_id FROM aliases a WHERE NOT CASE a.kind
   WHEN 'company' THEN EXISTS (SELECT 1 FROM companies t WHERE t.id = a.target_id)
     WHEN 'product' THEN EXISTS (SELECT 1 FROM products t WHERE t.id = a.target_id)
   WHEN 'metric' THEN EXISTS (SELECT 1 FROM metrics t WHERE t.id = a.target_id)
     WHEN 'segment' THEN EXISTS (SELECT 1 FROM segments t WHERE t.id = a.target_id)
   ELSE EXISTS (SELECT 1 FROM sources t WHERE t.id = a.target_id) END
UNION ALL SELECT 'import left open', id FROM imports WHERE closed_at IS NULL;
