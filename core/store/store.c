#include "store/store.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "store/gate.h"
#include "store/handle.h"

static const struct statement {
    const char *params, *columns, *text;
} statements[SQL_COUNT] = {
#define X(id, params, columns, text) [SQL_##id] = {params, columns, text},
#include "store/sql.def"
#undef X
};

int store_fail(struct store *store, struct err *err, const char *doing)
{
    int code = sqlite3_extended_errcode(store->db);
    const char *why = sqlite3_errmsg(store->db);
    switch (code & 0xff) {
    case SQLITE_FULL:
        return err_set(err, ERR_FULL, "%s: the disk is full; make room", doing);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return err_set(err, ERR_BUSY, "%s: the database is busy", doing);
    case SQLITE_CONSTRAINT:
        return err_set(err, ERR_CONFLICT, "%s: %s", doing, why);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return err_set(err, ERR_CORRUPT, "%s: %s: the database file is damaged; restore a backup",
                       doing, why);
    default:
        return err_set(err, ERR_IO, "%s: %s (SQLite code %d)", doing, why, code);
    }
}

int store_folder(const char *data_dir, struct err *err)
{
    if (strlen(data_dir) > STORE_PATH_LEN - 64)
        return err_set(err, ERR_INVALID, "the name of the data folder is too long");
    if (mkdir(data_dir, 0700) != 0 && errno != EEXIST)
        return err_set(err, ERR_IO,
                       "cannot make the data folder %s: %s. Choose another with --data DIR",
                       data_dir, strerror(errno));
    char probe[STORE_PATH_LEN];
    snprintf(probe, sizeof probe, "%s/.writable-%ld", data_dir, (long)getpid());
    int fd = open(probe, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_set(
            err, ERR_IO,
            "the data folder %s cannot be written to: %s. Give user %ld the right to, or choose"
            " another folder with --data DIR",
            data_dir, strerror(errno), (long)geteuid());
    close(fd);
    unlink(probe);
    return 0;
}

static int run_text(struct store *store, const char *sql, struct err *err)
{
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK) return 0;
    return store_fail(store, err, "setting up the database");
}

int store_open(struct store **out, const char *data_dir, enum store_mode mode, struct err *err)
{
    char path[STORE_PATH_LEN];
    snprintf(path, sizeof path, "%s/proeftuin.db", data_dir);
    struct store *store = calloc(1, sizeof *store);
    if (store == NULL) return err_set(err, ERR_IO, "no memory for a database connection");
    store->mode = mode;
    int flags =
        SQLITE_OPEN_NOMUTEX |
        (mode == STORE_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE);
    int rc;
    if (sqlite3_open_v2(path, &store->db, flags, NULL) != SQLITE_OK) {
        rc = err_set(err, ERR_IO, "cannot open %s: %s", path, sqlite3_errmsg(store->db));
        goto fail;
    }
    sqlite3_extended_result_codes(store->db, 1);
    sqlite3_busy_timeout(store->db, STORE_BUSY_MS);
    /* the file may have been made by somebody else: nothing in its schema may run functions of ours
     */
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    rc = run_text(store, "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY", err);
    if (rc == 0 && mode == STORE_WRITE)
        rc = run_text(
            store,
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
            " PRAGMA wal_autocheckpoint = 0; PRAGMA foreign_keys = OFF",
            err);
    if (rc == 0 && mode == STORE_WRITE) rc = schema_upgrade(store, err);
    if (rc == 0 && mode == STORE_READ) rc = run_text(store, "PRAGMA query_only = ON", err);
    if (rc != 0) goto fail;
    *out = store;
    return 0;
fail:
    store_close(store);
    return rc;
}

void store_close(struct store *store)
{
    if (store == NULL) return;
    for (int i = 0; i < SQL_COUNT; i++) sqlite3_finalize(store->prepared[i]);
    for (int i = 0; i < CONTROL_COUNT; i++) sqlite3_finalize(store->controls[i]);
    sqlite3_close(store->db);
    free(store);
}

/* Prepares (once) and binds: the statement is then ready to step. */
static int statement_bind(struct store *store, struct err *err, enum sql sql, va_list args)
{
    assert(!store->in_use[sql]);
    const struct statement *s = &statements[sql];
    sqlite3_stmt *stmt = store->prepared[sql];
    if (stmt == NULL) {
        if (sqlite3_prepare_v3(store->db, s->text, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) !=
            SQLITE_OK)
            return store_fail(store, err, s->text);
        store->prepared[sql] = stmt;
    }
    for (int i = 0; s->params[i]; i++) {
        int rc = SQLITE_ERROR;
        struct str text;
        switch (s->params[i]) {
        case 'i':
            rc = sqlite3_bind_int64(stmt, i + 1, va_arg(args, int64_t));
            break;
        case 'r':
            rc = sqlite3_bind_double(stmt, i + 1, va_arg(args, double));
            break;
        case 's':
            text = va_arg(args, struct str);
            rc = sqlite3_bind_text64(stmt, i + 1, text.ptr, text.len, SQLITE_STATIC, SQLITE_UTF8);
            break;
        case 'b':
            text = va_arg(args, struct str);
            rc = sqlite3_bind_blob64(stmt, i + 1, text.ptr, text.len, SQLITE_STATIC);
            break;
        default:
            assert(false && "a letter of params is i, r, s or b");
        }
        if (rc != SQLITE_OK) {
            sqlite3_clear_bindings(stmt);
            return store_fail(store, err, s->text);
        }
    }
    store->in_use[sql] = true;
    return 0;
}

static void statement_release(struct store *store, enum sql sql)
{
    sqlite3_reset(store->prepared[sql]);
    sqlite3_clear_bindings(store->prepared[sql]);
    store->in_use[sql] = false;
}

int store_run(struct store *store, struct err *err, enum sql sql, ...)
{
    va_list args;
    va_start(args, sql);
    int rc = statement_bind(store, err, sql, args);
    va_end(args);
    if (rc != 0) return rc;
    int step = sqlite3_step(store->prepared[sql]);
    rc = step == SQLITE_DONE ? sqlite3_changes(store->db)
                             : store_fail(store, err, statements[sql].text);
    statement_release(store, sql);
    return rc;
}

int cursor_open(struct cursor *cursor, struct store *store, struct err *err, enum sql sql, ...)
{
    *cursor = (struct cursor){store, sql};
    va_list args;
    va_start(args, sql);
    int rc = statement_bind(store, err, sql, args);
    va_end(args);
    if (rc != 0) cursor->store = NULL;
    return rc;
}

int cursor_next(struct cursor *cursor, struct err *err)
{
    int step = sqlite3_step(cursor->store->prepared[cursor->sql]);
    if (step == SQLITE_ROW) return 1;
    if (step == SQLITE_DONE) return 0;
    return store_fail(cursor->store, err, statements[cursor->sql].text);
}

int cursor_one(struct cursor *cursor, struct store *store, struct err *err, enum sql sql, ...)
{
    *cursor = (struct cursor){store, sql};
    va_list args;
    va_start(args, sql);
    int rc = statement_bind(store, err, sql, args);
    va_end(args);
    if (rc == 0) return cursor_next(cursor, err);
    cursor->store = NULL;
    return rc;
}

static sqlite3_stmt *column_of(const struct cursor *cursor, int column, char type)
{
    const char *columns = statements[cursor->sql].columns;
    assert(column >= 0 && (size_t)column < strlen(columns) && columns[column] == type);
    return cursor->store->prepared[cursor->sql];
}

int64_t cursor_int(const struct cursor *cursor, int column)
{
    return sqlite3_column_int64(column_of(cursor, column, 'i'), column);
}

double cursor_real(const struct cursor *cursor, int column)
{
    return sqlite3_column_double(column_of(cursor, column, 'r'), column);
}

static struct str column_bytes(sqlite3_stmt *stmt, struct arena *arena, int column)
{
    const void *bytes = sqlite3_column_blob(stmt, column);
    size_t len = (size_t)sqlite3_column_bytes(stmt, column);
    if (sqlite3_column_type(stmt, column) == SQLITE_NULL) return STR_NONE;
    return arena_str(arena, (struct str){bytes, len});
}

struct str cursor_text(const struct cursor *cursor, struct arena *arena, int column)
{
    return column_bytes(column_of(cursor, column, 's'), arena, column);
}

struct str cursor_blob(const struct cursor *cursor, struct arena *arena, int column)
{
    return column_bytes(column_of(cursor, column, 'b'), arena, column);
}

void cursor_close(struct cursor *cursor)
{
    if (cursor->store == NULL) return;
    statement_release(cursor->store, cursor->sql);
    cursor->store = NULL;
}

int64_t store_last_id(const struct store *store)
{
    return sqlite3_last_insert_rowid(store->db);
}

int store_control(struct store *store, enum control control, struct err *err)
{
    static const char *const texts[CONTROL_COUNT] = {
        [CONTROL_BEGIN_READ] = "BEGIN",        [CONTROL_BEGIN_WRITE] = "BEGIN IMMEDIATE",
        [CONTROL_COMMIT] = "COMMIT",           [CONTROL_ROLLBACK] = "ROLLBACK",
        [CONTROL_SAVE] = "SAVEPOINT change",   [CONTROL_RELEASE] = "RELEASE change",
        [CONTROL_UNDO] = "ROLLBACK TO change",
    };
    sqlite3_stmt **stmt = &store->controls[control];
    if (*stmt == NULL && sqlite3_prepare_v3(store->db, texts[control], -1,
                                            SQLITE_PREPARE_PERSISTENT, stmt, NULL) != SQLITE_OK)
        return store_fail(store, err, texts[control]);
    int step = sqlite3_step(*stmt);
    int rc = step == SQLITE_DONE ? 0 : store_fail(store, err, texts[control]);
    sqlite3_reset(*stmt);
    return rc;
}

bool store_in_transaction(const struct store *store)
{
    return !sqlite3_get_autocommit(store->db);
}

int snapshot_begin(struct store *store, struct gate *gate, struct err *err)
{
    assert(!store->snapshot);
    gate_enter(gate);
    int rc = store_control(store, CONTROL_BEGIN_READ, err);
    if (rc != 0) gate_leave(gate);
    else store->snapshot = true;
    return rc;
}

void snapshot_end(struct store *store, struct gate *gate)
{
    assert(store->snapshot);
    struct err ignored;
    /* a read transaction has nothing to lose: either ends it */
    if (store_control(store, CONTROL_COMMIT, &ignored) != 0)
        (void)store_control(store, CONTROL_ROLLBACK, &ignored);
    store->snapshot = false;
    gate_leave(gate);
}

bool snapshot_is_open(const struct store *store)
{
    return store->snapshot;
}
