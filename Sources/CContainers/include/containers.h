// libarchive and expat, loaded when a container is decoded and not before: linked, they would cost every start of the
// program a third of its time. The functions have the libraries' own types; only those that are used are here.
#ifndef TIDEMARK_CONTAINERS_H
#define TIDEMARK_CONTAINERS_H

#include <archive.h>
#include <archive_entry.h>
#include <expat.h>

/// What libarchive gives.
struct ccontainers_archive {
  __typeof__(archive_read_new) *read_new;
  __typeof__(archive_read_free) *read_free;
  __typeof__(archive_read_support_filter_gzip) *support_filter_gzip;
  __typeof__(archive_read_support_filter_xz) *support_filter_xz;
  __typeof__(archive_read_support_filter_zstd) *support_filter_zstd;
  __typeof__(archive_read_support_format_raw) *support_format_raw;
  __typeof__(archive_read_support_format_zip_seekable) *support_format_zip_seekable;
  __typeof__(archive_read_open_fd) *read_open_fd;
  __typeof__(archive_read_next_header) *read_next_header;
  __typeof__(archive_read_data) *read_data;
  __typeof__(archive_error_string) *error_string;
  __typeof__(archive_entry_pathname_utf8) *entry_pathname_utf8;
  __typeof__(archive_entry_pathname) *entry_pathname;
  __typeof__(archive_entry_filetype) *entry_filetype;
  __typeof__(archive_entry_is_encrypted) *entry_is_encrypted;
  __typeof__(archive_filter_bytes) *filter_bytes;
};

/// What expat gives, the same way.
struct ccontainers_expat {
  __typeof__(XML_ParserCreate) *parser_create;
  __typeof__(XML_ParserFree) *parser_free;
  __typeof__(XML_SetUserData) *set_user_data;
  __typeof__(XML_SetElementHandler) *set_element_handler;
  __typeof__(XML_SetCharacterDataHandler) *set_character_data_handler;
  __typeof__(XML_SetStartDoctypeDeclHandler) *set_start_doctype_handler;
  __typeof__(XML_Parse) *parse;
  __typeof__(XML_StopParser) *stop_parser;
  __typeof__(XML_GetErrorCode) *get_error_code;
  __typeof__(XML_ErrorString) *error_string;
  __typeof__(XML_GetCurrentLineNumber) *get_current_line_number;
};

/// The functions of both libraries; all are set once `ccontainers_load` has returned NULL.
struct ccontainers_archive ccontainers_archive_table(void);
struct ccontainers_expat ccontainers_expat_table(void);

/// Loads both libraries. NULL, or what the loader says is missing.
const char *ccontainers_load(void);

/// Limits this process for good: bytes of memory beyond those that it has, seconds of processor time.
int ccontainers_limit(unsigned long more_memory, unsigned long seconds);

#endif
