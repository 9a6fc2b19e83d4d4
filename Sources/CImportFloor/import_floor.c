#include "import_floor.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Byte strings to ids -------------------------------------------------------------------------------------------------

typedef struct { uint64_t hash; char *key; uint32_t length; int64_t value; } Slot;
typedef struct { Slot *slots; size_t capacity, used; } Map;

static uint64_t hash_bytes(const char *s, size_t n) {
  uint64_t h = 0x9E3779B97F4A7C15ull ^ n;
  for (; n >= 8; s += 8, n -= 8) { uint64_t k; memcpy(&k, s, 8); h = (h ^ k) * 0xff51afd7ed558ccdull; h ^= h >> 32; }
  uint64_t k = 0; memcpy(&k, s, n);
  h = (h ^ k) * 0xc4ceb9fe1a85ec53ull;
  return h ^ h >> 29;
}

static void map_put(Map *map, const char *key, size_t length, int64_t value) {
  if ((map->used + 1) * 2 > map->capacity) {
    Map larger = {calloc(map->capacity ? map->capacity * 2 : 1024, sizeof(Slot)),
        map->capacity ? map->capacity * 2 : 1024, map->used};
    for (size_t i = 0; i < map->capacity; i++) if (map->slots[i].key) {
      size_t j = map->slots[i].hash & (larger.capacity - 1);
      while (larger.slots[j].key) j = (j + 1) & (larger.capacity - 1);
      larger.slots[j] = map->slots[i];
    }
    free(map->slots); *map = larger;
  }
  uint64_t h = hash_bytes(key, length);
  size_t j = h & (map->capacity - 1);
  while (map->slots[j].key) j = (j + 1) & (map->capacity - 1);
  char *copy = malloc(length + 1); memcpy(copy, key, length);
  map->slots[j] = (Slot){h, copy, (uint32_t)length, value}; map->used++;
}

static int64_t map_get(const Map *map, const char *key, size_t length) {
  uint64_t h = hash_bytes(key, length);
  for (size_t j = h & (map->capacity - 1); map->slots[j].key; j = (j + 1) & (map->capacity - 1)) {
    const Slot *slot = map->slots + j;
    if (slot->hash == h && slot->length == length && !memcmp(slot->key, key, length)) return slot->value;
  }
  return -1;
}

static void map_free(Map *map) {
  for (size_t i = 0; i < map->capacity; i++) free(map->slots[i].key);
  free(map->slots);
}

// The catalogue -------------------------------------------------------------------------------------------------------

typedef struct { double low, high; int has_low, has_high; } Bounds;
typedef struct {
  Map products, metrics, sources, publications, series;
  Bounds *bounds;
  int64_t metric_count;
} Catalogue;

static int load(sqlite3 *db, Map *map, const char *sql) {
  sqlite3_stmt *q; if (sqlite3_prepare_v2(db, sql, -1, &q, 0)) return -1;
  while (sqlite3_step(q) == SQLITE_ROW) {
    const char *key = (const char *)sqlite3_column_text(q, 1);
    map_put(map, key, (size_t)sqlite3_column_bytes(q, 1), sqlite3_column_int64(q, 0));
  }
  return sqlite3_finalize(q);
}

static int load_catalogue(sqlite3 *db, Catalogue *c) {
  if (load(db, &c->products, "SELECT id, name FROM products") ||
      load(db, &c->metrics, "SELECT id, code FROM metrics") ||
      load(db, &c->sources, "SELECT id, name FROM sources") ||
      load(db, &c->publications,
          "SELECT p.id, s.name || ',' || p.published_on FROM publications p JOIN sources s ON s.id = p.source_id"))
    return -1;
  sqlite3_stmt *q; if (sqlite3_prepare_v2(db, "SELECT product_id, metric_id, id FROM series", -1, &q, 0)) return -1;
  while (sqlite3_step(q) == SQLITE_ROW) {
    int64_t key[2] = {sqlite3_column_int64(q, 0), sqlite3_column_int64(q, 1)};
    map_put(&c->series, (const char *)key, sizeof key, sqlite3_column_int64(q, 2));
  }
  const char *bounds = "SELECT id, min_value, max_value FROM metrics ORDER BY id";
  if (sqlite3_finalize(q) || sqlite3_prepare_v2(db, bounds, -1, &q, 0)) return -1;
  while (sqlite3_step(q) == SQLITE_ROW) {
    int64_t id = sqlite3_column_int64(q, 0);
    c->bounds = realloc(c->bounds, sizeof(Bounds) * (size_t)(id + 1)); c->metric_count = id + 1;
    c->bounds[id] = (Bounds){sqlite3_column_double(q, 1), sqlite3_column_double(q, 2),
                             sqlite3_column_type(q, 1) != SQLITE_NULL, sqlite3_column_type(q, 2) != SQLITE_NULL};
  }
  return sqlite3_finalize(q);
}

// Fields --------------------------------------------------------------------------------------------------------------

typedef struct { const char *start; size_t length; } Field;
enum { PRODUCT, METRIC, PERIOD, VALUE, SOURCE, PUBLISHED_ON, QUALIFIER, NOTE, FIELDS };

/// Reads one record from `at`; returns where the next begins, NULL when the record is not whole. `scratch` takes an
/// unescaped note.
static const char *read_record(const char *at, const char *end, Field *fields, char *scratch, size_t scratch_size) {
  for (int n = 0;; n++) {
    Field field = {at, 0};
    if (at < end && *at == '"') {
      size_t length = 0;
      for (at++;; at++) {
        if (at + 1 >= end) return NULL;
        if (*at == '"') { if (at[1] != '"') break; at++; }
        if (length < scratch_size) scratch[length++] = *at;
      }
      field = (Field){scratch, length}; at++;
    } else {
      while (at < end && *at != ',' && *at != '\n') at++;
      if (at == end) return NULL;
      field.length = (size_t)(at - field.start);
    }
    if (n < FIELDS) fields[n] = field;
    if (*at++ == '\n') return at;
  }
}

static const double power[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12};

typedef struct { double value, low, high; int is_plain; } Figure;

/// The value and the interval that its last printed digit claims.
static Figure read_figure(Field text) {
  uint64_t digits = 0; int decimals = 0, has_point = 0, is_percent = 0;
  for (size_t i = 0; i < text.length; i++) {
    char c = text.start[i];
    if (c == '.') has_point = 1;
    else if (c == '%') is_percent = 1, decimals += 2;
    else digits = digits * 10 + (uint64_t)(c - '0'), decimals += has_point;
  }
  double wide = (double)digits * 10;
  return (Figure){(double)digits / power[decimals], (wide - 5) / power[decimals + 1], (wide + 5) / power[decimals + 1],
                  !is_percent && !(has_point && text.start[text.length - 1] == '0')};
}

// The import ----------------------------------------------------------------------------------------------------------

static int run(sqlite3 *db, const char *sql) { return sqlite3_exec(db, sql, 0, 0, 0); }

static int insert_record(sqlite3_stmt *insert, const Catalogue *c, const Field *f) {
  int64_t key[2] = {map_get(&c->products, f[PRODUCT].start, f[PRODUCT].length),
                    map_get(&c->metrics, f[METRIC].start, f[METRIC].length)};
  const Bounds *bounds = c->bounds + key[1];
  const char *p = f[PERIOD].start;
  int year = (p[0] - '0') * 1000 + (p[1] - '0') * 100 + (p[2] - '0') * 10 + (p[3] - '0'),
      month = (p[5] - '0') * 10 + (p[6] - '0');
  // Source and date stand side by side in the file, as in the key of the map.
  const char *publication = f[SOURCE].start; size_t publication_length = f[SOURCE].length + 1 + f[PUBLISHED_ON].length;
  Figure figure = read_figure(f[VALUE]);
  int qualifier = f[QUALIFIER].length == 0 ? 0 : f[QUALIFIER].start[0] == 'a' ? 1 : 2;
  if (qualifier == 2) figure.high = figure.value, figure.low = bounds->low;
  if (bounds->has_low && figure.low < bounds->low) figure.low = bounds->low;
  if (bounds->has_high && figure.high > bounds->high) figure.high = bounds->high;
  sqlite3_bind_int64(insert, 1, map_get(&c->series, (const char *)key, sizeof key));
  sqlite3_bind_int(insert, 2, 30000000 + year * 12 + month - 1);
  sqlite3_bind_int64(insert, 3, map_get(&c->publications, publication, publication_length));
  sqlite3_bind_int64(insert, 4, map_get(&c->sources, f[SOURCE].start, f[SOURCE].length));
  sqlite3_bind_int(insert, 6, qualifier);
  if (qualifier == 2) sqlite3_bind_null(insert, 7); else sqlite3_bind_double(insert, 7, figure.value);
  sqlite3_bind_double(insert, 8, figure.low);
  sqlite3_bind_double(insert, 9, figure.high);
  if (qualifier == 0 && figure.is_plain) sqlite3_bind_null(insert, 10);
  else sqlite3_bind_text(insert, 10, f[VALUE].start, (int)f[VALUE].length, SQLITE_STATIC);
  if (f[NOTE].length) sqlite3_bind_text(insert, 11, f[NOTE].start, (int)f[NOTE].length, SQLITE_STATIC);
  else sqlite3_bind_null(insert, 11);
  if (sqlite3_step(insert) != SQLITE_DONE) return -1;
  return sqlite3_reset(insert);
}

static long long insert_all(int file, sqlite3_stmt *insert, const Catalogue *catalogue) {
  size_t capacity = 1 << 18, held = 0, start = 0;
  char *window = malloc(capacity), scratch[4096];
  Field fields[FIELDS];
  long long rows = -1;  // the header is none
  for (int at_end = 0; !at_end;) {
    memmove(window, window + start, held -= start); start = 0;
    ssize_t got = read(file, window + held, capacity - held);
    if (got < 0) { rows = -2; break; }
    at_end = got == 0; held += (size_t)got;
    const char *next;
    while ((next = read_record(window + start, window + held, fields, scratch, sizeof scratch))) {
      if (rows++ >= 0 && insert_record(insert, catalogue, fields)) { free(window); return -2; }
      start = (size_t)(next - window);
    }
  }
  free(window);
  return rows;
}

long long import_floor(const char *csv, const char *database) {
  sqlite3 *db = NULL; sqlite3_stmt *insert = NULL; Catalogue catalogue = {0};
  long long rows = -2;
  int file = open(csv, O_RDONLY);
  if (file < 0) { fprintf(stderr, "%s: %s\n", csv, strerror(errno)); return -1; }
  if (sqlite3_open_v2(database, &db, SQLITE_OPEN_READWRITE, 0) == SQLITE_OK &&
      sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL) == SQLITE_OK &&
      run(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = OFF;"
              " BEGIN IMMEDIATE") == SQLITE_OK &&
      load_catalogue(db, &catalogue) == 0 &&
      run(db, "INSERT INTO imports (kind, name) VALUES ('import', 'floor')") == SQLITE_OK &&
      sqlite3_prepare_v2(db,
          "INSERT INTO observations (series_id, period_id, publication_id, origin_id, import_id, qualifier, status,"
          " value, low, high, value_text, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8, ?9, ?10, ?11)",
          -1, &insert, 0) == SQLITE_OK &&
      sqlite3_bind_int64(insert, 5, sqlite3_last_insert_rowid(db)) == SQLITE_OK)
    rows = insert_all(file, insert, &catalogue);
  sqlite3_finalize(insert); insert = NULL;
  const char *commit = "UPDATE imports SET closed_at = recorded_at WHERE closed_at IS NULL; COMMIT";
  if (rows >= 0 && run(db, commit) != SQLITE_OK) rows = -2;
  if (rows < 0) fprintf(stderr, "%s: %s\n", database, sqlite3_errmsg(db));
  if (sqlite3_close(db) != SQLITE_OK) rows = -2;
  close(file);
  Map *maps[] = {&catalogue.products, &catalogue.metrics, &catalogue.sources, &catalogue.publications,
                 &catalogue.series};
  for (int i = 0; i < 5; i++) map_free(maps[i]);
  free(catalogue.bounds);
  return rows < 0 ? -1 : rows;
}
