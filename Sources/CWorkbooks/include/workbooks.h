// libxlsxwriter, loaded when a workbook is written and not before: linked, it would cost every start of the program.
// The functions have the library's own types; only those that are used are here.
#ifndef TIDEMARK_WORKBOOKS_H
#define TIDEMARK_WORKBOOKS_H

#include <xlsxwriter.h>

struct cworkbooks {
  __typeof__(workbook_new_opt) *new_opt;
  __typeof__(workbook_add_worksheet) *add_worksheet;
  __typeof__(workbook_add_format) *add_format;
  __typeof__(workbook_add_chart) *add_chart;
  __typeof__(workbook_close) *close;
  __typeof__(format_set_num_format) *set_num_format;
  __typeof__(format_set_bold) *set_bold;
  __typeof__(worksheet_write_number) *write_number;
  __typeof__(worksheet_write_string) *write_string;
  __typeof__(worksheet_set_column) *set_column;
  __typeof__(worksheet_freeze_panes) *freeze_panes;
  __typeof__(worksheet_insert_chart) *insert_chart;
  __typeof__(chart_add_series) *add_series;
  __typeof__(chart_series_set_categories) *set_categories;
  __typeof__(chart_series_set_values) *set_values;
  __typeof__(chart_series_set_name_range) *set_name_range;
  __typeof__(chart_axis_set_num_format) *axis_set_num_format;
  __typeof__(lxw_strerror) *error_string;
};

/// The library's functions; all are set once `cworkbooks_load` has returned NULL.
struct cworkbooks cworkbooks_table(void);

/// Loads the library. NULL, or what the loader says is missing.
const char *cworkbooks_load(void);

/// A workbook that is written row by row with constant memory, to a path, with temporary files in a folder.
lxw_workbook *cworkbooks_open(const char *path, const char *folder);

/// The horizontal or the vertical axis of a chart.
static inline lxw_chart_axis *cworkbooks_value_axis(lxw_chart *chart) { return chart->y_axis; }

#endif
