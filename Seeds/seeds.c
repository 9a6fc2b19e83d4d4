// The starter market, embedded: files that any user could import, in the order in which they can be loaded.
// C for the reason given in Migrations/migrations.c.
#include "seeds.h"

#include <stddef.h>

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char metrics[] = {
#embed "metrics.csv"
};
static const unsigned char metric_aliases[] = {
#embed "metric-aliases.csv"
};
static const unsigned char companies[] = {
#embed "companies.csv"
};
static const unsigned char products[] = {
#embed "products.csv"
};
static const unsigned char segments[] = {
#embed "segments.csv"
};
static const unsigned char sources[] = {
#embed "sources.csv"
};
static const unsigned char aliases[] = {
#embed "aliases.csv"
};
static const unsigned char snapshots[] = {
#embed "snapshots.csv"
};
static const unsigned char events[] = {
#embed "events.csv"
};
static const unsigned char fx[] = {
#embed "fx.csv"
};
static const unsigned char reports[] = {
#embed "reports.csv"
};

#define SEED(file) {#file, file, sizeof file}

static const struct tidemark_seed seeds[] = {
  SEED(metrics), {"metric-aliases", metric_aliases, sizeof metric_aliases}, SEED(companies), SEED(products),
  SEED(segments), SEED(sources), SEED(aliases), SEED(snapshots), SEED(events), SEED(fx), SEED(reports),
};

const struct tidemark_seed *tidemark_seed_at(unsigned long index) {
  return index < sizeof seeds / sizeof *seeds ? &seeds[index] : NULL;
}
