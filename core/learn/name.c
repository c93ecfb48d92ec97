#include "learn/name.h"

struct intern {
    enum sql find, add;
    struct str key, extra;
    int64_t id;
};

static int intern_apply(struct store *store, void *data, struct err *err)
{
    struct intern *in = data;
    struct cursor c;
    int rc = in->extra.ptr ? store_run(store, err, in->add, in->key, in->extra)
                           : store_run(store, err, in->add, in->key);
    if (rc < 0) return rc;
    rc = cursor_one(&c, store, err, in->find, in->key);
    if (rc == 1) in->id = cursor_int(&c, 0);
    cursor_close(&c);
    return rc < 0 ? rc : 0;
}

static int intern_run(struct writer *writer, struct intern *in, int64_t *id, struct err *err)
{
    struct change change = {.apply = intern_apply, .data = in};
    int rc = writer_submit_wait(writer, &change);
    if (rc != 0 && err) *err = change.err;
    *id = in->id;
    return rc;
}

int name_intern(struct writer *writer, struct str name, int64_t *id, struct err *err)
{
    struct intern in = {SQL_NAME_FIND, SQL_NAME_ADD, name, STR_NONE, 0};
    return intern_run(writer, &in, id, err);
}

static struct str digest_str(const struct digest *digest)
{
    return (struct str){(const char *)digest->bytes, DIGEST_LEN};
}

int closure_intern(struct writer *writer, const struct digest *closure, const struct digest *pack,
                   int64_t *id, struct err *err)
{
    struct intern in = {SQL_CLOSURE_FIND, SQL_CLOSURE_ADD, digest_str(closure), digest_str(pack),
                        0};
    return intern_run(writer, &in, id, err);
}

int closure_list(struct store *store, int64_t after, struct closure_row *rows, size_t max,
                 struct err *err)
{
    struct arena arena;
    arena_init(&arena);
    struct cursor c;
    size_t n = 0;
    int rc = cursor_open(&c, store, err, SQL_CLOSURE_LIST, after);
    while (rc >= 0 && n < max && (rc = cursor_next(&c, err)) == 1) {
        struct str closure = cursor_blob(&c, &arena, 1), pack = cursor_blob(&c, &arena, 2);
        if (closure.len != DIGEST_LEN || pack.len != DIGEST_LEN) {
            rc = err_set(err, ERR_CORRUPT,
                         "closure %lld in the database is damaged; restore a backup",
                         (long long)cursor_int(&c, 0));
            break;
        }
        rows[n].id = cursor_int(&c, 0);
        memcpy(rows[n].closure.bytes, closure.ptr, DIGEST_LEN);
        memcpy(rows[n].pack.bytes, pack.ptr, DIGEST_LEN);
        n++;
    }
    cursor_close(&c);
    arena_finish(&arena);
    return rc < 0 ? rc : (int)n;
}

struct unused {
    int64_t id;
    bool removed;
};

static int unused_apply(struct store *store, void *data, struct err *err)
{
    struct unused *u = data;
    struct cursor c;
    int rc = cursor_one(&c, store, err, SQL_CLOSURE_IN_USE, u->id);
    bool in_use = rc == 1 && cursor_int(&c, 0) != 0;
    cursor_close(&c);
    if (rc < 0) return rc;
    if (in_use) return 0;
    rc = store_run(store, err, SQL_CLOSURE_REMOVE, u->id);
    u->removed = rc >= 0;
    return rc < 0 ? rc : 0;
}

int closure_remove_unused(struct writer *writer, int64_t id, struct err *err)
{
    struct unused u = {id, false};
    struct change change = {.apply = unused_apply, .data = &u};
    int rc = writer_submit_wait(writer, &change);
    if (rc != 0 && err) *err = change.err;
    return rc != 0 ? rc : u.removed;
}
