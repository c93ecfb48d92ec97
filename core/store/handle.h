/* The inside of a connection, for core/store only: transactions are the writer's and the
 * snapshots'. */
#ifndef STORE_HANDLE_H
#define STORE_HANDLE_H

#include <sqlite3.h>

#include "store/store.h"

enum control {
    CONTROL_BEGIN_READ,
    CONTROL_BEGIN_WRITE,
    CONTROL_COMMIT,
    CONTROL_ROLLBACK,
    CONTROL_SAVE,
    CONTROL_RELEASE,
    CONTROL_UNDO,
    CONTROL_COUNT
};

struct store {
    sqlite3 *db;
    enum store_mode mode;
    bool snapshot;
    bool in_use[SQL_COUNT];
    sqlite3_stmt *prepared[SQL_COUNT];
    sqlite3_stmt *controls[CONTROL_COUNT];
};

int store_control(struct store *store, enum control control, struct err *err);
bool store_in_transaction(const struct store *store);
/* Turns the connection's last SQLite error into one of ours. */
int store_fail(struct store *store, struct err *err, const char *doing);
/* Brings the schema to the newest version, one step at a time, each in a transaction. */
int schema_upgrade(struct store *store, struct err *err);

#endif
