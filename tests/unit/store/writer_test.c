/* The writer: batches, savepoints, and a disk that fails at every single call of a batch of eight.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <semaphore.h>
#include <sqlite3.h>

#include "../temp_dir.h"
#include "base/log.h"
#include "fault/fault_vfs.h"
#include "store/checkpoint.h"
#include "store/writer.h"

#define BATCH 8

/* A change that adds one name; it can hold the writer up, and fail on purpose. */
struct add {
    struct change change;
    char name[32];
    bool refuse;
    sem_t *hold;
    sem_t *done;
    int runs;
};

static int add_apply(struct store *store, void *data, struct err *err)
{
    struct add *add = data;
    add->runs++;
    if (add->hold && add->runs == 1) sem_wait(add->hold);
    int rc = store_run(store, err, SQL_NAME_ADD, str_of(add->name));
    if (rc < 0) return rc;
    return add->refuse ? err_set(err, ERR_CONFLICT, "refused") : 0;
}

static void add_done(struct change *change)
{
    struct add *add = change->data;
    sem_post(add->done);
}

static void add_init(struct add *add, const char *name, sem_t *done)
{
    *add = (struct add){.done = done};
    snprintf(add->name, sizeof add->name, "%s", name);
    add->change = (struct change){.apply = add_apply, .data = add, .done = add_done};
}

/* Runs the adds as one batch: a first change holds the writer until all are queued. */
static void batch_run(struct writer *writer, struct add *adds, size_t len)
{
    sem_t hold, done;
    sem_init(&hold, 0, 0);
    sem_init(&done, 0, 0);
    struct add first;
    add_init(&first, "first", &done);
    first.hold = &hold;
    assert_int_equal(writer_submit(writer, &first.change), 0);
    for (size_t i = 0; i < len; i++) {
        adds[i].done = &done;
        assert_int_equal(writer_submit(writer, &adds[i].change), 0);
    }
    sem_post(&hold);
    for (size_t i = 0; i < len + 1; i++) sem_wait(&done);
    sem_destroy(&hold);
    sem_destroy(&done);
}

static bool name_is_stored(const char *dir, const char *name)
{
    struct store *store;
    struct err err = {0};
    struct cursor c;
    assert_int_equal(store_open(&store, dir, STORE_READ, &err), 0);
    int rc = cursor_one(&c, store, &err, SQL_NAME_FIND, str_of(name));
    cursor_close(&c);
    store_close(store);
    assert_true(rc >= 0);
    return rc == 1;
}

static void only_the_refused_change_is_undone(void **state)
{
    (void)state;
    char *dir = temp_dir_make();
    struct writer *writer;
    struct err err = {0};
    assert_int_equal(writer_start(&writer, dir, &err), 0);
    struct add adds[BATCH];
    for (int i = 0; i < BATCH; i++) {
        char name[8];
        snprintf(name, sizeof name, "n%d", i);
        add_init(&adds[i], name, NULL);
        adds[i].refuse = i == 3;
    }
    batch_run(writer, adds, BATCH);
    struct writer_stats stats;
    writer_stats(writer, &stats);
    writer_stop(writer);
    assert_int_equal(stats.changes, BATCH + 1);
    assert_true(stats.commits <= 2); /* the first alone, the eight together */
    for (int i = 0; i < BATCH; i++) {
        assert_int_equal(adds[i].change.rc, i == 3 ? ERR_CONFLICT : 0);
        assert_int_equal(name_is_stored(dir, adds[i].name), i != 3);
    }
    temp_dir_remove(dir);
}

static void check_sound(const char *dir)
{
    char path[256];
    sqlite3 *db;
    sqlite3_stmt *stmt;
    snprintf(path, sizeof path, "%s/proeftuin.db", dir);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(stmt, 0), "ok");
    sqlite3_finalize(stmt);
    sqlite3_close(db);
}

/* One batch of eight with the fault at its nth changing call. Returns whether the fault struck. */
static bool fault_round(int nth, int code, int from_then_on)
{
    char *dir = temp_dir_make();
    struct writer *writer;
    struct err err = {0};
    assert_int_equal(writer_start(&writer, dir, &err), 0);
    struct add adds[BATCH], later;
    for (int i = 0; i < BATCH; i++) {
        char name[8];
        snprintf(name, sizeof name, "n%d", i);
        add_init(&adds[i], name, NULL);
    }
    fault_arm(nth, code, from_then_on);
    batch_run(writer, adds, BATCH);
    bool struck = fault_struck();
    fault_arm(0, 0, 0);

    /* what was acknowledged is there, what was refused is not, the writer goes on */
    add_init(&later, "later", NULL);
    struct change *again = &later.change;
    assert_int_equal(writer_submit_wait(writer, again), 0);
    writer_stop(writer);
    for (int i = 0; i < BATCH; i++) {
        int rc = adds[i].change.rc;
        assert_true(rc == 0 || rc == ERR_FULL || rc == ERR_IO);
        assert_int_equal(name_is_stored(dir, adds[i].name), rc == 0);
        assert_true(rc == 0 || adds[i].change.err.text[0] != '\0');
    }
    assert_true(name_is_stored(dir, "later"));
    check_sound(dir);
    temp_dir_remove(dir);
    return struck;
}

static void rounds(int code, int from_then_on)
{
    int nth = 1;
    while (fault_round(nth, code, from_then_on)) {
        nth++;
        assert_true(nth < 500);
    }
    assert_true(nth > 3); /* there were calls to fail */
}

static void the_disk_is_full_at_every_call(void **state)
{
    (void)state;
    rounds(SQLITE_FULL, 0);
    rounds(SQLITE_FULL, 1);
}

static void the_disk_fails_at_every_call(void **state)
{
    (void)state;
    rounds(SQLITE_IOERR, 0);
    rounds(SQLITE_IOERR, 1);
}

static void checkpoints_keep_the_log_small(void **state)
{
    (void)state;
    char *dir = temp_dir_make();
    struct writer *writer;
    struct checkpoint *checkpoint;
    struct gate *gate = gate_create();
    struct err err = {0};
    assert_int_equal(writer_start(&writer, dir, &err), 0);
    assert_int_equal(checkpoint_start(&checkpoint, dir, gate, &err), 0);
    for (int i = 0; i < 200; i++) {
        struct add add;
        char name[16];
        snprintf(name, sizeof name, "n%d", i);
        add_init(&add, name, NULL);
        assert_int_equal(writer_submit_wait(writer, &add.change), 0);
    }
    checkpoint_truncate(checkpoint);
    for (int i = 0; i < 1000 && checkpoint_wal_size(checkpoint) != 0; i++) {
        struct timespec moment = {0, 10000000};
        nanosleep(&moment, NULL);
        if (i % 20 == 0) checkpoint_truncate(checkpoint);
    }
    assert_int_equal(checkpoint_wal_size(checkpoint), 0);
    checkpoint_stop(checkpoint);
    writer_stop(writer);
    gate_destroy(gate);
    temp_dir_remove(dir);
}

int main(void)
{
    log_set_level(LOG_ERROR + 1); /* the faults are on purpose */
    fault_install();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_refused_change_is_undone),
        cmocka_unit_test(the_disk_is_full_at_every_call),
        cmocka_unit_test(the_disk_fails_at_every_call),
        cmocka_unit_test(checkpoints_keep_the_log_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
