/* sql.def: every statement can be prepared, has the types it says, and reads no table from end to
 * end. And opening: a newer schema, another program's file, a folder that is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sqlite3.h>

#include "../temp_dir.h"
#include "store/store.h"

static const struct {
    const char *name, *params, *columns, *text;
} statements[] = {
#define X(id, params, columns, text) {#id, params, columns, text},
#include "store/sql.def"
#undef X
};
#define STATEMENTS (sizeof statements / sizeof statements[0])

static sqlite3 *open_raw(const char *dir)
{
    char path[256];
    sqlite3 *db;
    snprintf(path, sizeof path, "%s/proeftuin.db", dir);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    return db;
}

static void fresh_store(const char *dir)
{
    struct err err = {0};
    struct store *store;
    assert_int_equal(store_open(&store, dir, STORE_WRITE, &err), 0);
    store_close(store);
}

static void every_statement_has_its_types(void **state)
{
    (void)state;
    char *dir = temp_dir_make();
    fresh_store(dir);
    sqlite3 *db = open_raw(dir);
    for (size_t i = 0; i < STATEMENTS; i++) {
        sqlite3_stmt *stmt;
        if (sqlite3_prepare_v2(db, statements[i].text, -1, &stmt, NULL) != SQLITE_OK)
            fail_msg("%s: %s", statements[i].name, sqlite3_errmsg(db));
        assert_int_equal(sqlite3_bind_parameter_count(stmt), strlen(statements[i].params));
        assert_int_equal(sqlite3_column_count(stmt), strlen(statements[i].columns));
        sqlite3_finalize(stmt);
    }
    sqlite3_close(db);
    temp_dir_remove(dir);
}

static void no_statement_scans_a_table(void **state)
{
    (void)state;
    char *dir = temp_dir_make();
    fresh_store(dir);
    sqlite3 *db = open_raw(dir);
    for (size_t i = 0; i < STATEMENTS; i++) {
        char text[2048];
        sqlite3_stmt *stmt;
        snprintf(text, sizeof text, "EXPLAIN QUERY PLAN %s", statements[i].text);
        assert_int_equal(sqlite3_prepare_v2(db, text, -1, &stmt, NULL), SQLITE_OK);
        while (sqlite3_step(stmt) == SQLITE_ROW) {
            const char *plan = (const char *)sqlite3_column_text(stmt, 3);
            if (strncmp(plan, "SCAN ", 5) == 0 && strcmp(plan, "SCAN CONSTANT ROW") != 0)
                fail_msg("%s: %s", statements[i].name, plan);
            if (strstr(plan, "TEMP B-TREE")) fail_msg("%s sorts: %s", statements[i].name, plan);
        }
        sqlite3_finalize(stmt);
    }
    sqlite3_close(db);
    temp_dir_remove(dir);
}

static void a_newer_schema_is_refused_with_a_sentence(void **state)
{
    (void)state;
    char *dir = temp_dir_make();
    fresh_store(dir);
    sqlite3 *db = open_raw(dir);
    assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 999", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    struct store *store = NULL;
    struct err err = {0};
    assert_int_equal(store_open(&store, dir, STORE_WRITE, &err), ERR_INVALID);
    assert_non_null(strstr(err.text, "newer version"));
    assert_non_null(strstr(err.text, "--data"));
    temp_dir_remove(dir);
}

static void another_programs_file_is_refused(void **state)
{
    (void)state;
    char *dir = temp_dir_make();
    sqlite3 *db = open_raw(dir);
    assert_int_equal(
        sqlite3_exec(db, "CREATE TABLE x (y); PRAGMA user_version = 3", NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
    struct store *store = NULL;
    struct err err = {0};
    assert_int_equal(store_open(&store, dir, STORE_WRITE, &err), ERR_INVALID);
    assert_non_null(strstr(err.text, "another program"));
    temp_dir_remove(dir);
}

static void a_file_that_is_no_database_is_refused(void **state)
{
    (void)state;
    char *dir = temp_dir_make();
    char path[256];
    snprintf(path, sizeof path, "%s/proeftuin.db", dir);
    FILE *file = fopen(path, "w");
    for (int i = 0; i < 5000; i++) fputs("not a database\n", file);
    fclose(file);
    struct store *store = NULL;
    struct err err = {0};
    assert_int_equal(store_open(&store, dir, STORE_WRITE, &err), ERR_CORRUPT);
    assert_non_null(strstr(err.text, "backup"));
    temp_dir_remove(dir);
}

static void a_folder_that_is_none_says_what_to_do(void **state)
{
    (void)state;
    struct err err = {0};
    assert_int_equal(store_folder("/proc/version/data", &err), ERR_IO);
    assert_non_null(strstr(err.text, "--data"));
}

static void a_reader_cannot_write(void **state)
{
    (void)state;
    char *dir = temp_dir_make();
    fresh_store(dir);
    struct store *store;
    struct err err = {0};
    assert_int_equal(store_open(&store, dir, STORE_READ, &err), 0);
    assert_true(store_run(store, &err, SQL_NAME_ADD, STR("x")) < 0);
    store_close(store);
    temp_dir_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_statement_has_its_types),
        cmocka_unit_test(no_statement_scans_a_table),
        cmocka_unit_test(a_newer_schema_is_refused_with_a_sentence),
        cmocka_unit_test(another_programs_file_is_refused),
        cmocka_unit_test(a_file_that_is_no_database_is_refused),
        cmocka_unit_test(a_folder_that_is_none_says_what_to_do),
        cmocka_unit_test(a_reader_cannot_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
