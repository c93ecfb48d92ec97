#include "sandbox/lua_sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/limits.h"

#define PROGRESS_STEPS 1000

/* --- no files, no clock, no chance --- */

static int refuse_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags,
                       int *out)
{
    (void)vfs, (void)name, (void)flags, (void)out;
    file->pMethods = NULL;
    return SQLITE_CANTOPEN;
}

static int refuse_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    (void)vfs, (void)name, (void)sync;
    return SQLITE_IOERR_DELETE;
}

static int nothing_there(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    (void)vfs, (void)name, (void)flags;
    *out = 0;
    return SQLITE_OK;
}

static int name_plain(sqlite3_vfs *vfs, const char *name, int len, char *out)
{
    (void)vfs;
    snprintf(out, (size_t)len, "%s", name);
    return SQLITE_OK;
}

static int chance_none(sqlite3_vfs *vfs, int len, char *out)
{
    (void)vfs;
    memset(out, 0, (size_t)len);
    return len;
}

static int sleep_none(sqlite3_vfs *vfs, int us)
{
    (void)vfs;
    return us;
}

static int clock_still(sqlite3_vfs *vfs, sqlite3_int64 *now)
{
    (void)vfs;
    *now = (sqlite3_int64)(24515445LL * 8640000); /* 2000-01-01 00:00:00, in ms of the Julian day */
    return SQLITE_OK;
}

static int clock_still_days(sqlite3_vfs *vfs, double *now)
{
    (void)vfs;
    *now = 2451544.5;
    return SQLITE_OK;
}

static int last_error(sqlite3_vfs *vfs, int len, char *out)
{
    (void)vfs, (void)len, (void)out;
    return 0;
}

static sqlite3_vfs walled = {
    .iVersion = 2,
    .szOsFile = sizeof(sqlite3_file),
    .mxPathname = 64,
    .zName = "walled",
    .xOpen = refuse_open,
    .xDelete = refuse_delete,
    .xAccess = nothing_there,
    .xFullPathname = name_plain,
    .xRandomness = chance_none,
    .xSleep = sleep_none,
    .xCurrentTime = clock_still_days,
    .xGetLastError = last_error,
    .xCurrentTimeInt64 = clock_still,
};

int sql_prepare(void)
{
    setenv("TZ", "UTC0", 1);
    tzset();
    time_t zero = 0;
    struct tm tm;
    localtime_r(&zero, &tm);
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    if (sqlite3_initialize() != SQLITE_OK || sqlite3_vfs_register(&walled, 1) != SQLITE_OK)
        return -1;
    sqlite3_hard_heap_limit64((sqlite3_int64)SQL_MEMORY);
    return 0;
}

/* --- databases --- */

static void limits_set(sqlite3 *db)
{
    static const struct {
        int id, most;
    } limits[] = {
        {SQLITE_LIMIT_LENGTH, 256 * 1024},
        {SQLITE_LIMIT_SQL_LENGTH, SQL_LEN},
        {SQLITE_LIMIT_COLUMN, 100},
        {SQLITE_LIMIT_EXPR_DEPTH, 50},
        {SQLITE_LIMIT_COMPOUND_SELECT, 20},
        {SQLITE_LIMIT_VDBE_OP, 25000},
        {SQLITE_LIMIT_FUNCTION_ARG, 20},
        {SQLITE_LIMIT_ATTACHED, 0},
        {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100},
        {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
        {SQLITE_LIMIT_WORKER_THREADS, 0},
    };
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
        sqlite3_limit(db, limits[i].id, limits[i].most);
}

sqlite3 *sql_create(void)
{
    sqlite3 *db = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY;
    if (sqlite3_open_v2(":memory:", &db, flags, "walled") != SQLITE_OK ||
        sqlite3_exec(db, "PRAGMA temp_store = 2; PRAGMA trusted_schema = 0", NULL, NULL, NULL) !=
            SQLITE_OK) {
        sqlite3_close(db);
        return NULL;
    }
    return db;
}

sqlite3 *sql_open(const unsigned char *image, size_t len)
{
    sqlite3 *db = sql_create();
    if (db && sqlite3_deserialize(db, "main", (unsigned char *)(uintptr_t)image, (sqlite3_int64)len,
                                  (sqlite3_int64)len, SQLITE_DESERIALIZE_READONLY) != SQLITE_OK) {
        sqlite3_close(db);
        return NULL;
    }
    if (db) limits_set(db);
    return db;
}

/* --- queries --- */

/* What a query may call. Not: printf and format (a width of 10^9 runs for seconds), random,
 * zeroblob, load_extension and all that is not here. */
static const char *const functions[] = {
    "abs",   "avg",          "cast",     "ceil",      "ceiling",    "char",        "coalesce",
    "count", "cume_dist",    "date",     "datetime",  "dense_rank", "first_value", "floor",
    "glob",  "group_concat", "hex",      "ifnull",    "iif",        "instr",       "julianday",
    "lag",   "last_value",   "lead",     "length",    "like",       "lower",       "ltrim",
    "max",   "min",          "mod",      "nth_value", "ntile",      "nullif",      "percent_rank",
    "pow",   "power",        "rank",     "replace",   "round",      "row_number",  "rtrim",
    "sign",  "sqrt",         "strftime", "substr",    "substring",  "sum",         "time",
    "total", "trim",         "typeof",   "unicode",   "upper",      NULL};

struct guard {
    const volatile int *stop;
    long left;
    bool out_of_steps;
    char refused[SLUG_LEN];
};

static struct guard guard; /* one query at a time */

static int authorize(void *data, int action, const char *a, const char *b, const char *c,
                     const char *d)
{
    (void)data, (void)a, (void)c, (void)d;
    if (action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_RECURSIVE)
        return SQLITE_OK;
    if (action == SQLITE_FUNCTION) {
        for (size_t i = 0; functions[i]; i++)
            if (sqlite3_stricmp(b, functions[i]) == 0) return SQLITE_OK;
        snprintf(guard.refused, sizeof guard.refused, "the function %s", b);
    } else {
        snprintf(guard.refused, sizeof guard.refused, "anything but SELECT");
    }
    return SQLITE_DENY;
}

static int progress(void *data)
{
    (void)data;
    guard.left -= PROGRESS_STEPS;
    guard.out_of_steps = guard.left <= 0;
    return guard.out_of_steps || *guard.stop;
}

sqlite3_stmt *sql_query(sqlite3 *db, struct str query, const volatile int *stop, char *why,
                        size_t why_len)
{
    guard = (struct guard){.stop = stop, .left = SQL_STEPS_MAX};
    sqlite3_set_authorizer(db, authorize, NULL);
    sqlite3_progress_handler(db, PROGRESS_STEPS, progress, NULL);
    sqlite3_stmt *stmt = NULL;
    const char *rest = NULL;
    if (query.len > SQL_LEN) {
        snprintf(why, why_len, "the query is longer than %d characters", (int)SQL_LEN);
        return NULL;
    }
    if (sqlite3_prepare_v2(db, query.ptr, (int)query.len, &stmt, &rest) != SQLITE_OK) {
        if (guard.refused[0]) snprintf(why, why_len, "%s is not allowed here", guard.refused);
        else snprintf(why, why_len, "%s", sqlite3_errmsg(db));
        return NULL;
    }
    struct str after = str_trim(str_slice(rest, query.len - (size_t)(rest - query.ptr)));
    if (stmt == NULL || after.len > 0 || !sqlite3_stmt_readonly(stmt)) {
        snprintf(why, why_len, stmt ? "one SELECT at a time" : "the query is empty");
        sqlite3_finalize(stmt);
        return NULL;
    }
    return stmt;
}
