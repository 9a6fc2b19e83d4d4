// The schema's versions, embedded. A released file is never edited: add the next one at the end of the list.
// C because clang's #embed costs nothing at build time or at start-up; a Swift array literal of this size costs
// seconds.
#include "migrations.h"

#include <stddef.h>

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char v0001_store[] = {
#embed "v0001_store.sql"
};

static const struct tidemark_migration migrations[] = {
  {"v0001_store", v0001_store, sizeof v0001_store},
};

const struct tidemark_migration *tidemark_migration_at(unsigned long index) {
  return index < sizeof migrations / sizeof *migrations ? &migrations[index] : NULL;
}
