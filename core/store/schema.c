#include <stdio.h>

#include "base/log.h"
#include "store/handle.h"

/* "PrTu": says to other programs whose file this is */
#define APPLICATION_ID 0x50725475

static const struct {
    int version;
    const char *sql;
} steps[] = {
#define X(version, sql) {version, sql},
#include "store/schema.def"
#undef X
};

static int pragma_int(struct store *store, const char *sql, int *value, struct err *err)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL);
    if (rc == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW) {
        *value = sqlite3_column_int(stmt, 0);
        sqlite3_finalize(stmt);
        return 0;
    }
    sqlite3_finalize(stmt);
    return store_fail(store, err, sql);
}

static int step_run(struct store *store, int version, const char *sql, struct err *err)
{
    char mark[96];
    snprintf(mark, sizeof mark, "PRAGMA user_version = %d; PRAGMA application_id = %d", version,
             APPLICATION_ID);
    int rc = store_control(store, CONTROL_BEGIN_WRITE, err);
    if (rc != 0) return rc;
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_exec(store->db, mark, NULL, NULL, NULL) != SQLITE_OK)
        rc = store_fail(store, err, "upgrading the database");
    if (rc == 0) rc = store_control(store, CONTROL_COMMIT, err);
    struct err ignored;
    if (rc != 0 && store_in_transaction(store))
        (void)store_control(store, CONTROL_ROLLBACK, &ignored);
    return rc;
}

int schema_upgrade(struct store *store, struct err *err)
{
    int version = 0, application = 0;
    int rc = pragma_int(store, "PRAGMA user_version", &version, err);
    if (rc == 0) rc = pragma_int(store, "PRAGMA application_id", &application, err);
    if (rc != 0) return rc;
    const size_t len = sizeof steps / sizeof steps[0];
    int newest = steps[len - 1].version;
    if (version != 0 && application != APPLICATION_ID)
        return err_set(err, ERR_INVALID,
                       "proeftuin.db belongs to another program; choose another data folder"
                       " with --data DIR");
    if (version > newest)
        return err_set(
            err, ERR_INVALID,
            "the data folder was made by a newer version of Proeftuin (schema %d, this one knows"
            " %d). Install that version again, or start with another --data DIR; nothing was "
            "changed",
            version, newest);
    for (size_t i = 0; i < len && rc == 0; i++) {
        if (steps[i].version <= version) continue;
        rc = step_run(store, steps[i].version, steps[i].sql, err);
        if (rc == 0 && version != 0) log_info("database upgraded to schema %d", steps[i].version);
    }
    return rc;
}
