/* SQLite inside the wall: databases in memory only, read-only queries, a clock that stands still,
 * no file, no randomness. Errors of a query are an answer, never a fault. One thread. */
#ifndef SANDBOX_LUA_SQL_H
#define SANDBOX_LUA_SQL_H

#include <sqlite3.h>

#include "base/str.h"

/* Once in a process, before the wall. 0, or -1 when SQLite does not start. */
int sql_prepare(void);

/* A new empty database to fill; NULL without memory. */
sqlite3 *sql_create(void);
/* A read-only database on an image that sqlite3_serialize made; borrows the image until closed. */
sqlite3 *sql_open(const unsigned char *image, size_t len);

/* Prepares one read-only statement under the whitelist; NULL, and a sentence in `why`. From here on
 * the database runs at most SQL_STEPS_MAX operations, or until *stop. */
sqlite3_stmt *sql_query(sqlite3 *db, struct str query, const volatile int *stop, char *why,
                        size_t why_len);

#endif
