#include "workbooks.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static struct cworkbooks table;

struct cworkbooks cworkbooks_table(void) { return table; }

const char *cworkbooks_load(void) {
  // The number in the library's name grows with each of its versions; these functions have stayed the same.
  void *library = 0;
  for (int version = 4; version <= 12 && !library; version++) {
    char name[32];
    snprintf(name, sizeof name, "libxlsxwriter.so.%d", version);
    library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  }
  if (!library) return dlerror();
#define TAKE(field, name)                                                 \
  if (!(table.field = (__typeof__(table.field))dlsym(library, name)))     \
    return dlerror();
  TAKE(new_opt, "workbook_new_opt")
  TAKE(add_worksheet, "workbook_add_worksheet")
  TAKE(add_format, "workbook_add_format")
  TAKE(add_chart, "workbook_add_chart")
  TAKE(close, "workbook_close")
  TAKE(set_num_format, "format_set_num_format")
  TAKE(set_bold, "format_set_bold")
  TAKE(write_number, "worksheet_write_number")
  TAKE(write_string, "worksheet_write_string")
  TAKE(set_column, "worksheet_set_column")
  TAKE(freeze_panes, "worksheet_freeze_panes")
  TAKE(insert_chart, "worksheet_insert_chart")
  TAKE(add_series, "chart_add_series")
  TAKE(set_categories, "chart_series_set_categories")
  TAKE(set_values, "chart_series_set_values")
  TAKE(set_name_range, "chart_series_set_name_range")
  TAKE(axis_set_num_format, "chart_axis_set_num_format")
  TAKE(error_string, "lxw_strerror")
  return 0;
}

lxw_workbook *cworkbooks_open(const char *path, const char *folder) {
  // A later version of the library reads more fields than this one's headers have: they are 0.
  union {
    lxw_workbook_options options;
    char room[256];
  } all;
  memset(&all, 0, sizeof all);
  all.options.constant_memory = 1;
  all.options.tmpdir = (char *)folder;
  all.options.use_zip64 = 1;
  return table.new_opt(path, &all.options);
}
