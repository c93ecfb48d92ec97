/* Bare SQLite, as QUALITY.md's P3 means it: the same schema and the same statements as one answer,
 * on one connection, synchronous=FULL, 64 answers in a commit, and nothing around it: no
 * savepoints, no threads, no queue. What the server spends more than this and the bare sandbox is
 * its own.
 *
 *   store_bench FOLDER ANSWERS [DATABASE]
 *
 * FOLDER must exist and gets bench.db. DATABASE is one that a server filled: answers and outcomes
 * are then as long as the average there. Every third answer is followed by the next variant, as the
 * load client's are. A commit that fills the log to SQLite's own mark empties it, as
 * SQLite does by itself; "alone" are those that need not. Prints one line of JSON. */
#include <sqlite3.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define BATCH 64 /* and as many learners */
#define TRIES 3
#define TEXT_MAX (64 * 1024)
#define WARM_BATCHES 20
#define CHECKPOINT_PAGES 1000 /* SQLite's own default, inside the commit that reaches it */

enum sql {
#define X(id, params, columns, text) SQL_##id,
#include "store/sql.def"
#undef X
    SQL_COUNT
};

static const struct {
    const char *params, *text;
} statements[SQL_COUNT] = {
#define X(id, params, columns, text) {params, text},
#include "store/sql.def"
#undef X
};

static sqlite3 *db;
static sqlite3_stmt *prepared[SQL_COUNT], *begin, *commit;
static bool checkpointed; /* by the last commit */
static char answer[TEXT_MAX + 1], outcome[TEXT_MAX + 1];

_Noreturn static void fail(const char *what)
{
    fprintf(stderr, "store_bench: %s: %s\n", what, db ? sqlite3_errmsg(db) : "failed");
    exit(1);
}

static void text_run(const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) fail(sql);
}

static sqlite3_stmt *prepare(const char *sql)
{
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
        fail(sql);
    return statement;
}

static void step(sqlite3_stmt *statement, const char *what)
{
    int rc;
    while ((rc = sqlite3_step(statement)) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(statement); i++)
            (void)sqlite3_column_text(statement, i);
    if (rc != SQLITE_DONE) fail(what);
    sqlite3_reset(statement);
}

static void run(enum sql sql, ...)
{
    va_list args;
    va_start(args, sql);
    sqlite3_stmt *statement = prepared[sql];
    for (int i = 0; statements[sql].params[i]; i++) {
        switch (statements[sql].params[i]) {
        case 'i':
            sqlite3_bind_int64(statement, i + 1, va_arg(args, int64_t));
            break;
        case 'r':
            sqlite3_bind_double(statement, i + 1, va_arg(args, double));
            break;
        case 'b':
            sqlite3_bind_blob(statement, i + 1, va_arg(args, const char *), 32, SQLITE_STATIC);
            break;
        default:
            sqlite3_bind_text(statement, i + 1, va_arg(args, const char *), -1, SQLITE_STATIC);
        }
    }
    va_end(args);
    step(statement, statements[sql].text);
}

static void lengths_take(const char *path)
{
    size_t answer_len = 100, outcome_len = 500;
    if (path) {
        sqlite3 *from;
        sqlite3_stmt *averages;
        if (sqlite3_open_v2(path, &from, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
            sqlite3_prepare_v2(from,
                               "SELECT avg(length(answer)), avg(length(outcome)) FROM attempt", -1,
                               &averages, NULL) != SQLITE_OK ||
            sqlite3_step(averages) != SQLITE_ROW) {
            fprintf(stderr, "store_bench: %s: %s\n", path, sqlite3_errmsg(from));
            exit(1);
        }
        answer_len = (size_t)sqlite3_column_int64(averages, 0);
        outcome_len = (size_t)sqlite3_column_int64(averages, 1);
        sqlite3_finalize(averages);
        sqlite3_close(from);
    }
    memset(answer, 'a', answer_len < TEXT_MAX ? answer_len : TEXT_MAX);
    memset(outcome, 'o', outcome_len < TEXT_MAX ? outcome_len : TEXT_MAX);
}

static int on_wal(void *data, sqlite3 *of, const char *name, int pages)
{
    (void)data;
    checkpointed = pages >= CHECKPOINT_PAGES;
    if (checkpointed) sqlite3_wal_checkpoint_v2(of, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    return SQLITE_OK;
}

static void database_open(const char *folder)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/bench.db", folder);
    if (sqlite3_open(path, &db) != SQLITE_OK) fail(path);
    text_run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    sqlite3_wal_hook(db, on_wal, NULL);
#define X(version, sql) text_run(sql);
#include "store/schema.def"
#undef X
    for (int i = 0; i < SQL_COUNT; i++) prepared[i] = prepare(statements[i].text);
    begin = prepare("BEGIN IMMEDIATE");
    commit = prepare("COMMIT");
    step(begin, "BEGIN");
    for (int64_t learner = 1; learner <= BATCH; learner++) {
        char key_hash[32] = {0};
        memcpy(key_hash, &learner, sizeof learner);
        run(SQL_LEARNER_ADD, key_hash, (int64_t)0, (int64_t)20000);
        run(SQL_ENROLMENT_ADD, learner, (int64_t)1, (int64_t)1, (int64_t)20000);
    }
    step(commit, "COMMIT");
}

/* What answer_apply does when all is well; core/learn/attempt.c. */
static void answer_store(int64_t learner, int64_t n, int64_t try_no)
{
    const int64_t exercise = 2, closure = 1, module = 1;
    run(SQL_LEARNER_GET, learner);
    run(SQL_PRACTICE_FIND, learner, exercise);
    run(SQL_ATTEMPT_ADD, learner, exercise, n, try_no, closure, "nl", 0.25, (int64_t)0, answer,
        outcome, (int64_t)0x123456789abcdef, (int64_t)1700000000000);
    run(SQL_PRACTICE_PUT, learner, exercise, n, try_no, (int64_t)(try_no == TRIES), 0.25,
        (int64_t)0);
    run(SQL_UNGRADED_REMOVE, learner, exercise, n);
    run(SQL_LEARNER_SEEN, learner, (int64_t)20000);
    run(SQL_ENROLMENT_AT, learner, module, "een-stap");
}

/* The same of again_apply. */
static void again_store(int64_t learner, int64_t n)
{
    run(SQL_LEARNER_GET, learner);
    run(SQL_PRACTICE_FIND, learner, (int64_t)2);
    run(SQL_PRACTICE_PUT, learner, (int64_t)2, n + 1, (int64_t)0, (int64_t)0, 0.25, (int64_t)0);
    run(SQL_LEARNER_SEEN, learner, (int64_t)20000);
}

static double wall_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static double cpu_us(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/* One answer of every learner, in one commit. Returns how long the commit itself took. */
static double batch_run(int64_t batch, double *whole_us)
{
    int64_t n = batch / TRIES + 1, try_no = batch % TRIES + 1;
    double began_us = wall_us();
    step(begin, "BEGIN");
    for (int64_t learner = 1; learner <= BATCH; learner++) {
        answer_store(learner, n, try_no);
        if (try_no == TRIES) again_store(learner, n);
    }
    double commit_us = wall_us();
    step(commit, "COMMIT");
    double ended_us = wall_us();
    *whole_us = ended_us - began_us;
    return ended_us - commit_us;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double share(double *list, size_t len, double part)
{
    qsort(list, len, sizeof *list, by_size);
    return list[(size_t)((double)(len - 1) * part)];
}

int main(int argc, char **argv)
{
    long answers = argc >= 3 ? strtol(argv[2], NULL, 10) : 0;
    if (argc < 3 || argc > 4 || answers < BATCH || answers > 10000000) {
        fprintf(stderr, "usage: store_bench FOLDER ANSWERS [DATABASE]\n");
        return 2;
    }
    lengths_take(argc == 4 ? argv[3] : NULL);
    database_open(argv[1]);
    int64_t batch = 0;
    double whole_us;
    while (batch < WARM_BATCHES) batch_run(batch++, &whole_us);

    size_t batches = (size_t)answers / BATCH;
    double *commits_us = calloc(batches, sizeof *commits_us);
    double *wholes_us = calloc(batches, sizeof *wholes_us);
    double *alone_us = calloc(batches, sizeof *alone_us);
    size_t alone = 0;
    if (commits_us == NULL || wholes_us == NULL || alone_us == NULL) fail("memory");
    double used_us = cpu_us(), began_us = wall_us();
    for (size_t i = 0; i < batches; i++) {
        commits_us[i] = batch_run(batch++, &wholes_us[i]);
        if (!checkpointed) alone_us[alone++] = commits_us[i];
    }
    double took_us = wall_us() - began_us, done = (double)batches * BATCH;
    used_us = cpu_us() - used_us;
    printf("{\"answers\":%.0f,\"answer_bytes\":%zu,\"outcome_bytes\":%zu,\"cpu_us\":%.2f,"
           "\"answers_per_s\":%.0f,\"commit_p50_us\":%.0f,\"commit_p99_us\":%.0f,"
           "\"alone_p99_us\":%.0f,\"batch_p50_us\":%.0f,\"batch_p99_us\":%.0f}\n",
           done, strlen(answer), strlen(outcome), used_us / done, done / took_us * 1e6,
           share(commits_us, batches, 0.5), share(commits_us, batches, 0.99),
           alone > 0 ? share(alone_us, alone, 0.99) : 0, share(wholes_us, batches, 0.5),
           share(wholes_us, batches, 0.99));
    return 0;
}
