// What Swift cannot call by itself: C functions with variable arguments, and SQLITE_TRANSIENT, which is a cast.
#ifndef TIDEMARK_CSQLITE_SHIM_H
#define TIDEMARK_CSQLITE_SHIM_H

#include <sqlite3.h>

/// Sets (on = 1 or 0) or only reads (on = -1) one of the on/off settings of sqlite3_db_config; `*now` is what holds
/// afterwards.
static inline int csqlite_db_config(sqlite3 *db, int setting, int on, int *now) {
  return sqlite3_db_config(db, setting, on, now);
}

/// Binds a copy of `length` bytes of UTF-8. No bytes is the empty text, never NULL.
static inline int csqlite_bind_text(sqlite3_stmt *statement, int index, const void *text, sqlite3_uint64 length) {
  return sqlite3_bind_text64(statement, index, length ? (const char *)text : "", length, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/// The same without a copy: the bytes must stay as they are until the parameter is bound again or the statement ends.
static inline int csqlite_bind_text_static(sqlite3_stmt *statement, int index, const void *text,
                                           sqlite3_uint64 length) {
  return sqlite3_bind_text64(statement, index, length ? (const char *)text : "", length, SQLITE_STATIC, SQLITE_UTF8);
}

/// Binds a copy of `length` bytes. No bytes is the empty blob, never NULL.
static inline int csqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 length) {
  return sqlite3_bind_blob64(statement, index, length ? bytes : "", length, SQLITE_TRANSIENT);
}

/// A virtual table's or function's text result, copied. No bytes is the empty text, never NULL.
static inline void csqlite_result_text(sqlite3_context *context, const void *text, sqlite3_uint64 length) {
  sqlite3_result_text64(context, length ? (const char *)text : "", length, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/// The same without a copy: the bytes must stay as they are until the cursor moves on.
static inline void csqlite_result_text_static(sqlite3_context *context, const void *text, sqlite3_uint64 length) {
  sqlite3_result_text64(context, length ? (const char *)text : "", length, SQLITE_STATIC, SQLITE_UTF8);
}

/// For the options of sqlite3_vtab_config that take no argument (SQLITE_VTAB_DIRECTONLY, SQLITE_VTAB_INNOCUOUS).
static inline int csqlite_vtab_config(sqlite3 *db, int option) {
  return sqlite3_vtab_config(db, option);
}

/// A copy made by SQLite's allocator, as `zErrMsg` of a virtual table must be.
static inline char *csqlite_strdup(const char *text) {
  return sqlite3_mprintf("%s", text);
}

/// A code that is an expression in sqlite3.h, which Swift does not see.
static const int csqlite_readonly_dbmoved = SQLITE_READONLY_DBMOVED;

#endif
