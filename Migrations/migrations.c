// The schema's versions, embedded. A released file is never edited: add the next one, here and at the end of the list.
// C because clang's #embed costs nothing at build time or at start-up; a Swift array literal of this size costs
// seconds.
#include "migrations.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char v0001_store[] = {
#embed "v0001_store.sql"
};

const struct tidemark_migration tidemark_migrations[] = {
  {"v0001_store", v0001_store, sizeof v0001_store},
};

const unsigned long tidemark_migration_count = sizeof tidemark_migrations / sizeof *tidemark_migrations;
