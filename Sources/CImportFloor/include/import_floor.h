// The least that an import of a long CSV into the store's own tables can cost: one thread, one prepared INSERT, one
// step per row, no checks. What a program adds to this is the price of what it checks, or waste.
#ifndef TIDEMARK_IMPORT_FLOOR_H
#define TIDEMARK_IMPORT_FLOOR_H

/// Reads `csv` (product,metric,period,value,source,published_on,qualifier,note; months; made by the benchmark's
/// generator) and inserts its rows into `database`, which must hold every product, metric, source, period, publication
/// and series that the file names. One transaction, write-ahead log, triggers and foreign keys off. Returns the number
/// of rows, or -1 after a line on standard error.
long long import_floor(const char *csv, const char *database);

#endif
