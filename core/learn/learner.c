#include "learn/learner.h"

#include "base/escape.h"
#include "base/limits.h"
#include "base/random.h"

static struct str digest_str(const struct digest *digest)
{
    return (struct str){(const char *)digest->bytes, DIGEST_LEN};
}

void learner_key_make(char text[LEARNER_KEY_TEXT_LEN + 1], struct digest *key_hash)
{
    unsigned char key[LEARNER_KEY_LEN];
    random_bytes(key, sizeof key);
    base64url_write(text, key, sizeof key);
    *key_hash = digest_of((struct str){(const char *)key, sizeof key});
}

bool learner_key_parse(struct str text, struct digest *key_hash)
{
    unsigned char key[LEARNER_KEY_LEN];
    if (!base64url_parse(text, key, sizeof key)) return false;
    *key_hash = digest_of((struct str){(const char *)key, sizeof key});
    return true;
}

int learner_find(struct store *store, const struct digest *key_hash, struct learner *learner,
                 struct err *err)
{
    struct cursor c;
    int rc = cursor_one(&c, store, err, SQL_LEARNER_FIND, digest_str(key_hash));
    if (rc == 1) *learner = (struct learner){cursor_int(&c, 0), *key_hash, cursor_int(&c, 1) != 0};
    cursor_close(&c);
    return rc;
}

static int learner_exists(struct store *store, int64_t id, struct err *err)
{
    struct cursor c;
    int rc = cursor_one(&c, store, err, SQL_LEARNER_GET, id);
    cursor_close(&c);
    return rc;
}

int begin_apply(struct store *store, void *data, struct err *err)
{
    struct begin *b = data;
    int rc;
    int64_t learner_id = b->learner_id;
    if (learner_id == 0) {
        /* applied before, or sent twice: the key is ours alone, so its row is this one */
        struct learner known;
        rc = learner_find(store, &b->key_hash, &known, err);
        if (rc < 0) return rc;
        if (rc == 1) {
            learner_id = known.id;
        } else {
            rc = store_run(store, err, SQL_LEARNER_ADD, digest_str(&b->key_hash),
                           (int64_t)b->shared, b->day);
            if (rc < 0) return rc;
            learner_id = store_last_id(store);
        }
    } else {
        rc = learner_exists(store, learner_id, err);
        if (rc < 0) return rc;
        if (rc == 0) {
            b->result = BEGIN_GONE;
            return 0;
        }
    }
    rc = store_run(store, err, SQL_ENROLMENT_ADD, learner_id, b->module_id, b->closure_id, b->day);
    if (rc < 0) return rc;
    b->result = rc > 0 ? BEGIN_OK : BEGIN_ALREADY;
    rc = store_run(store, err, SQL_LEARNER_SEEN, learner_id, b->day);
    if (rc >= 0) rc = store_run(store, err, SQL_ENROLMENT_AT, learner_id, b->module_id, b->step);
    return rc < 0 ? rc : 0;
}

/* 1 if the learner came back since the upkeep looked, 0, or an error. */
static int is_spared(struct store *store, const struct erase *e, struct err *err)
{
    if (e->spare_from == 0) return 0;
    struct cursor c;
    int rc = cursor_one(&c, store, err, SQL_LEARNER_GET, e->learner_id);
    if (rc == 1) rc = cursor_int(&c, 2) >= e->spare_from;
    cursor_close(&c);
    return rc;
}

int erase_apply(struct store *store, void *data, struct err *err)
{
    struct erase *e = data;
    static const enum sql pieces[] = {SQL_ERASE_ATTEMPTS, SQL_ERASE_PRACTICE, SQL_ERASE_STEPS,
                                      SQL_ERASE_ENROLMENTS, SQL_ERASE_UNGRADED};
    int64_t left = WRITE_ROWS_MAX - 2;
    e->more = false;
    int rc = is_spared(store, e, err);
    if (rc != 0) return rc < 0 ? rc : 0;
    rc = store_run(store, err, SQL_LEARNER_FORGET, e->learner_id);
    for (size_t i = 0; rc >= 0 && left > 0 && i < sizeof pieces / sizeof pieces[0]; i++) {
        rc = store_run(store, err, pieces[i], e->learner_id, left);
        if (rc > 0) left -= rc;
    }
    e->more = left == 0;
    if (rc >= 0 && !e->more) rc = store_run(store, err, SQL_LEARNER_REMOVE, e->learner_id);
    return rc < 0 ? rc : 0;
}

int learner_clock_is_odd(struct store *store, int64_t today, struct err *err)
{
    int64_t newest = -1;
    int rc = 0;
    for (int64_t shared = 0; rc >= 0 && shared < 2; shared++) {
        struct cursor c;
        rc = cursor_one(&c, store, err, SQL_LEARNER_NEWEST, shared);
        if (rc == 1 && cursor_int(&c, 0) > newest) newest = cursor_int(&c, 0);
        cursor_close(&c);
    }
    return rc < 0 ? rc : newest >= 0 && today - newest > CLOCK_JUMP_DAYS;
}

int learner_list_old(struct store *store, int64_t today, int64_t *ids, size_t max, struct err *err)
{
    const int64_t keep_days[2] = {LEARNER_KEEP_DAYS, SHARED_KEEP_DAYS}; /* by learner.shared */
    size_t n = 0;
    int rc = 0;
    for (int64_t shared = 0; rc >= 0 && shared < 2; shared++) {
        struct cursor c;
        rc = cursor_open(&c, store, err, SQL_LEARNER_LIST_OLD, shared, today - keep_days[shared],
                         (int64_t)(max - n));
        while (rc >= 0 && n < max && (rc = cursor_next(&c, err)) == 1) ids[n++] = cursor_int(&c, 0);
        cursor_close(&c);
    }
    return rc < 0 ? rc : (int)n;
}
