#include "containers.h"

#include <dlfcn.h>
#include <stdio.h>
#include <sys/resource.h>

static struct ccontainers_archive archive_table;
static struct ccontainers_expat expat_table;

struct ccontainers_archive ccontainers_archive_table(void) { return archive_table; }
struct ccontainers_expat ccontainers_expat_table(void) { return expat_table; }

static void *library(const char *name) { return dlopen(name, RTLD_NOW | RTLD_LOCAL); }

const char *ccontainers_load(void) {
  void *archive = library("libarchive.so.13");
  if (!archive) return dlerror();
  void *expat = library("libexpat.so.1");
  if (!expat) return dlerror();
#define TAKE(table, handle, prefix, field)                                  \
  if (!(table.field = (__typeof__(table.field))dlsym(handle, prefix)))      \
    return dlerror();
#define ARCHIVE(field, name) TAKE(archive_table, archive, name, field)
#define EXPAT(field, name) TAKE(expat_table, expat, name, field)
  ARCHIVE(read_new, "archive_read_new")
  ARCHIVE(read_free, "archive_read_free")
  ARCHIVE(support_filter_gzip, "archive_read_support_filter_gzip")
  ARCHIVE(support_filter_xz, "archive_read_support_filter_xz")
  ARCHIVE(support_filter_zstd, "archive_read_support_filter_zstd")
  ARCHIVE(support_format_raw, "archive_read_support_format_raw")
  ARCHIVE(support_format_zip_seekable, "archive_read_support_format_zip_seekable")
  ARCHIVE(read_open_fd, "archive_read_open_fd")
  ARCHIVE(read_next_header, "archive_read_next_header")
  ARCHIVE(read_data, "archive_read_data")
  ARCHIVE(error_string, "archive_error_string")
  ARCHIVE(entry_pathname_utf8, "archive_entry_pathname_utf8")
  ARCHIVE(entry_pathname, "archive_entry_pathname")
  ARCHIVE(entry_filetype, "archive_entry_filetype")
  ARCHIVE(entry_is_encrypted, "archive_entry_is_encrypted")
  ARCHIVE(filter_bytes, "archive_filter_bytes")
  EXPAT(parser_create, "XML_ParserCreate")
  EXPAT(parser_free, "XML_ParserFree")
  EXPAT(set_user_data, "XML_SetUserData")
  EXPAT(set_element_handler, "XML_SetElementHandler")
  EXPAT(set_character_data_handler, "XML_SetCharacterDataHandler")
  EXPAT(set_start_doctype_handler, "XML_SetStartDoctypeDeclHandler")
  EXPAT(parse, "XML_Parse")
  EXPAT(stop_parser, "XML_StopParser")
  EXPAT(get_error_code, "XML_GetErrorCode")
  EXPAT(error_string, "XML_ErrorString")
  EXPAT(get_current_line_number, "XML_GetCurrentLineNumber")
  return 0;
}

// Bytes of data that the process has, as RLIMIT_DATA counts them: field 6 of statm, in pages.
static unsigned long data_size(void) {
  unsigned long pages = 0;
  FILE *file = fopen("/proc/self/statm", "re");
  if (!file) return 0;
  if (fscanf(file, "%*u %*u %*u %*u %*u %lu", &pages) != 1) pages = 0;
  fclose(file);
  return pages * 4096;
}

int ccontainers_limit(unsigned long more_memory, unsigned long seconds) {
  unsigned long data = data_size() + more_memory;
  struct rlimit memory = {data, data}, time = {seconds, seconds + 1}, core = {0, 0};
  if (setrlimit(RLIMIT_CORE, &core) != 0 || setrlimit(RLIMIT_CPU, &time) != 0) return -1;
  // The sanitizers' own bookkeeping would be counted as data.
#if defined(__SANITIZE_ADDRESS__) || defined(__has_feature) && __has_feature(address_sanitizer)
  return 0;
#else
  return setrlimit(RLIMIT_DATA, &memory);
#endif
}
