/* The pack store: added whole or not at all, read only if nobody touched it. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pack/packstore.h"

struct setting {
    struct fixture *f;
    char data[96], packs[112];
    struct packstore *store;
    struct pack *pack;
};

/* A fresh data folder and the good pack, read. */
static void begin(struct setting *s, void **state)
{
    s->f = *state;
    snprintf(s->data, sizeof s->data, "%s/data", s->f->root);
    snprintf(s->packs, sizeof s->packs, "%s/packs", s->data);
    fixture_erase(s->data);
    fixture_reset(s->f);
    assert_int_equal(fixture_read(s->f), 0);
    s->pack = s->f->read;
    if (packstore_open(&s->store, s->data, &s->f->err) != 0) fail_msg("%s", s->f->err.text);
}

static void stored_path(const struct setting *s, const char *below, char *to, size_t room)
{
    char hex[DIGEST_HEX_LEN + 1];
    digest_hex(&s->pack->digest, hex);
    snprintf(to, room, "%s/%s/%s", s->packs, hex, below);
}

static size_t count(struct setting *s)
{
    struct digest *list;
    size_t len;
    assert_int_equal(packstore_list(s->store, &s->f->arena, &list, &len, &s->f->err), 0);
    return len;
}

static void a_pack_comes_back_as_it_went_in(void **state)
{
    struct setting s;
    struct pack *read;
    char path[400];
    struct stat stat_of;
    begin(&s, state);
    struct err *err = &s.f->err;
    assert_false(packstore_has(s.store, &s.pack->digest));
    assert_int_equal(packstore_read(s.store, &s.f->arena, &s.pack->digest, &read, err),
                     ERR_NOT_FOUND);
    assert_int_equal(count(&s), 0);
    if (packstore_add(s.store, s.pack, err) != 0) fail_msg("%s", err->text);
    assert_int_equal(packstore_add(s.store, s.pack, err), 0); /* again: harmless */
    assert_true(packstore_has(s.store, &s.pack->digest));
    assert_int_equal(count(&s), 1);

    if (packstore_read(s.store, &s.f->arena, &s.pack->digest, &read, err) != 0)
        fail_msg("%s", err->text);
    assert_true(digest_eq(&read->digest, &s.pack->digest));
    assert_true(digest_eq(&read->closure, &s.pack->closure));
    assert_int_equal(read->files_len, s.pack->files_len);

    stored_path(&s, "files/exercises/fout.lua", path, sizeof path);
    assert_int_equal(stat(path, &stat_of), 0);
    assert_int_equal(stat_of.st_mode & 0777, 0444);
    stored_path(&s, "files/modules/blik", path, sizeof path);
    assert_int_equal(stat(path, &stat_of), 0);
    assert_int_equal(stat_of.st_mode & 0777, 0555);
    packstore_close(s.store);

    /* it survives the process, and opening is no writing */
    assert_int_equal(packstore_open(&s.store, s.data, err), 0);
    assert_int_equal(packstore_read(s.store, &s.f->arena, &s.pack->digest, &read, err), 0);
    assert_int_equal(packstore_remove(s.store, &s.pack->digest, err), 0);
    assert_int_equal(packstore_remove(s.store, &s.pack->digest, err), 0);
    assert_false(packstore_has(s.store, &s.pack->digest));
    assert_int_equal(count(&s), 0);
    packstore_close(s.store);
}

static void two_versions_stand_side_by_side(void **state)
{
    struct setting s;
    struct digest *list;
    size_t len;
    begin(&s, state);
    struct pack *old = s.pack;
    fixture_replace(s.f, "pack.yaml", "1.2.0", "1.3.0");
    assert_int_equal(fixture_read(s.f), 0);
    assert_int_equal(packstore_add(s.store, old, &s.f->err), 0);
    assert_int_equal(packstore_add(s.store, s.f->read, &s.f->err), 0);
    assert_int_equal(packstore_list(s.store, &s.f->arena, &list, &len, &s.f->err), 0);
    assert_int_equal(len, 2);
    assert_true(digest_eq(&list[0], &old->digest) || digest_eq(&list[1], &old->digest));
    assert_int_equal(packstore_remove(s.store, &old->digest, &s.f->err), 0);
    assert_true(packstore_has(s.store, &s.f->read->digest));
    packstore_close(s.store);
}

static void whoever_changes_a_stored_file_is_noticed(void **state)
{
    static const char *const tamper[] = {
        "echo >> exercises/fout.lua",    "echo x > lib/extra.lua",         "rm data/orders.csv",
        "mv lib/texts.lua lib/text.lua", "ln -s /etc/passwd lib/link.lua", "rm pack.yaml",
    };
    for (size_t i = 0; i < sizeof tamper / sizeof tamper[0]; i++) {
        struct setting s;
        struct pack *read;
        begin(&s, state);
        assert_int_equal(packstore_add(s.store, s.pack, &s.f->err), 0);
        char command[300];
        snprintf(command, sizeof command, "cd %s/*/files && chmod -R u+w . && %s", s.packs,
                 tamper[i]);
        assert_int_equal(system(command), 0);
        assert_int_equal(packstore_read(s.store, &s.f->arena, &s.pack->digest, &read, &s.f->err),
                         ERR_CORRUPT);
        assert_null(read);
        assert_non_null(strstr(s.f->err.text, "no longer what was stored"));
        /* the way out that the sentence names */
        assert_int_equal(packstore_remove(s.store, &s.pack->digest, &s.f->err), 0);
        assert_int_equal(packstore_add(s.store, s.pack, &s.f->err), 0);
        assert_int_equal(packstore_read(s.store, &s.f->arena, &s.pack->digest, &read, &s.f->err),
                         0);
        packstore_close(s.store);
    }
}

static void what_a_crash_left_goes_at_the_next_start(void **state)
{
    struct setting s;
    char path[400];
    begin(&s, state);
    assert_int_equal(packstore_add(s.store, s.pack, &s.f->err), 0);
    packstore_close(s.store);
    snprintf(
        path, sizeof path,
        "cd %s && mkdir -p .tmp-1234/files/modules/x && echo a > .tmp-1234/files/modules/x/a.md"
        " && chmod -R a-w .tmp-1234/files && echo b > readme",
        s.packs);
    assert_int_equal(system(path), 0);
    assert_int_equal(packstore_open(&s.store, s.data, &s.f->err), 0);
    snprintf(path, sizeof path, "%s/.tmp-1234", s.packs);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(count(&s), 1); /* and nothing else went, or is taken for a pack */
    snprintf(path, sizeof path, "%s/readme", s.packs);
    assert_int_equal(access(path, F_OK), 0);
    packstore_close(s.store);
}

static void a_data_folder_that_cannot_be_used_is_explained(void **state)
{
    struct setting s;
    struct packstore *store = NULL;
    char path[400];
    begin(&s, state);
    packstore_close(s.store);
    snprintf(path, sizeof path, "%s/file", s.f->root);
    FILE *file = fopen(path, "w");
    fclose(file);
    assert_int_equal(packstore_open(&store, path, &s.f->err), ERR_IO);
    assert_non_null(strstr(s.f->err.text, "/file is there already and is no folder"));
    snprintf(path, sizeof path, "%s/none/data", s.f->root);
    assert_int_equal(packstore_open(&store, path, &s.f->err), ERR_IO);
    assert_non_null(strstr(s.f->err.text, "No such file or directory"));
    assert_null(store);
    if (geteuid() == 0) return; /* nothing is unwritable for root */
    assert_int_equal(chmod(s.data, 0555), 0);
    assert_int_equal(packstore_open(&store, s.data, &s.f->err), ERR_IO);
    assert_non_null(strstr(s.f->err.text, "is not writable for user"));
    assert_int_equal(chmod(s.data, 0755), 0);
}

/* A pack that cannot be written is not there at all: a file stands where a folder must come. */
static void a_failed_add_leaves_nothing(void **state)
{
    struct setting s;
    begin(&s, state);
    struct pack_file files[] = {{STR("lib"), STR("x")}, {STR("lib/a.lua"), STR("x")}};
    struct pack odd = *s.pack;
    odd.files = files;
    odd.files_len = 2;
    odd.digest = digest_of(STR("odd"));
    assert_int_equal(packstore_add(s.store, &odd, &s.f->err), ERR_IO);
    assert_non_null(strstr(s.f->err.text, "storing voorbeeld/klein in "));
    assert_false(packstore_has(s.store, &odd.digest));
    char command[200];
    snprintf(command, sizeof command, "test -z \"$(ls -A %s)\"", s.packs);
    assert_int_equal(system(command), 0);
    packstore_close(s.store);
}

static void an_index_is_kept_beside_the_files(void **state)
{
    struct setting s;
    struct str json;
    begin(&s, state);
    const struct digest *digest = &s.pack->digest;
    assert_int_equal(packstore_index_write(s.store, digest, STR("{}"), &s.f->err), ERR_IO);
    assert_int_equal(packstore_add(s.store, s.pack, &s.f->err), 0);
    assert_int_equal(packstore_index_find(s.store, &s.f->arena, digest, &json, &s.f->err), 0);
    assert_null(json.ptr);
    assert_int_equal(packstore_index_write(s.store, digest, STR("{\"a\":1}"), &s.f->err), 0);
    assert_int_equal(packstore_index_write(s.store, digest, STR("{\"b\":1}"), &s.f->err), 0);
    assert_int_equal(packstore_index_find(s.store, &s.f->arena, digest, &json, &s.f->err), 0);
    assert_true(str_is(json, "{\"b\":1}"));
    /* an index is not part of what the digest says */
    struct pack *read;
    assert_int_equal(packstore_read(s.store, &s.f->arena, digest, &read, &s.f->err), 0);
    assert_int_equal(packstore_remove(s.store, digest, &s.f->err), 0);
    packstore_close(s.store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pack_comes_back_as_it_went_in),
        cmocka_unit_test(two_versions_stand_side_by_side),
        cmocka_unit_test(whoever_changes_a_stored_file_is_noticed),
        cmocka_unit_test(what_a_crash_left_goes_at_the_next_start),
        cmocka_unit_test(a_data_folder_that_cannot_be_used_is_explained),
        cmocka_unit_test(a_failed_add_leaves_nothing),
        cmocka_unit_test(an_index_is_kept_beside_the_files),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
