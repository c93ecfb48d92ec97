#include "learn/secret.h"

#include <stdio.h>

#include "base/escape.h"
#include "base/limits.h"
#include "base/random.h"

static int secret_apply(struct store *store, void *data, struct err *err)
{
    const struct secret *secret = data;
    int rc = store_run(store, err, SQL_SETTING_ADD, STR("secret"),
                       (struct str){(const char *)secret->key, sizeof secret->key});
    return rc < 0 ? rc : 0;
}

static int secret_find(struct secret *secret, struct store *store, struct err *err)
{
    struct arena arena;
    arena_init(&arena);
    struct cursor c;
    int rc = cursor_one(&c, store, err, SQL_SETTING_FIND, STR("secret"));
    if (rc == 1) {
        struct str bytes = cursor_blob(&c, &arena, 0);
        if (bytes.len == sizeof secret->key) memcpy(secret->key, bytes.ptr, bytes.len);
        else
            rc = err_set(err, ERR_CORRUPT,
                         "the server's secret in the database is damaged; restore a backup");
    }
    cursor_close(&c);
    arena_finish(&arena);
    return rc;
}

int secret_load(struct secret *secret, struct writer *writer, struct store *reader, struct err *err)
{
    int rc = secret_find(secret, reader, err);
    if (rc != 0) return rc < 0 ? rc : 0;
    random_bytes(secret->key, sizeof secret->key);
    struct change change = {.apply = secret_apply, .data = secret};
    rc = writer_submit_wait(writer, &change);
    if (rc != 0) {
        if (err) *err = change.err;
        return rc;
    }
    rc = secret_find(secret, reader, err);
    return rc == 1  ? 0
           : rc < 0 ? rc
                    : err_set(err, ERR_IO, "the server's secret could not be stored");
}

static struct str digest_str(const struct digest *digest)
{
    return (struct str){(const char *)digest->bytes, DIGEST_LEN};
}

void secret_seed(const struct secret *secret, const struct digest *key_hash, struct str exercise,
                 int64_t n, unsigned char seed[SEED_LEN])
{
    char number[8];
    for (int i = 0; i < 8; i++) number[i] = (char)((uint64_t)n >> (56 - 8 * i));
    const struct str parts[] = {
        STR("seed"), digest_str(key_hash), exercise, {number, sizeof number}};
    struct digest mac = digest_keyed(secret->key, parts, 4);
    _Static_assert(SEED_LEN == DIGEST_LEN, "a seed is one MAC");
    memcpy(seed, mac.bytes, SEED_LEN);
}

void secret_preview_seed(unsigned char seed[SEED_LEN])
{
    memset(seed, 0, SEED_LEN);
}

void secret_token(const struct secret *secret, const struct digest *key_hash,
                  char token[TOKEN_LEN + 1])
{
    const struct str parts[] = {STR("form"), digest_str(key_hash)};
    struct digest mac = digest_keyed(secret->key, parts, 2);
    base64url_write(token, mac.bytes, DIGEST_LEN);
}

void secret_stamp(const struct secret *secret, const struct digest *key_hash, int64_t now_s,
                  char stamp[STAMP_LEN + 1])
{
    int len = snprintf(stamp, 22, "%lld", (long long)now_s);
    const struct str parts[] = {STR("idle"), digest_str(key_hash), {stamp, (size_t)len}};
    struct digest mac = digest_keyed(secret->key, parts, 3);
    stamp[len] = '.';
    base64url_write(stamp + len + 1, mac.bytes, DIGEST_LEN);
}

bool secret_stamp_fresh(const struct secret *secret, const struct digest *key_hash, int64_t now_s,
                        struct str stamp)
{
    struct str rest = stamp, second;
    uint64_t made_s;
    char expected[STAMP_LEN + 1];
    if (!str_cut(&rest, '.', &second) || !str_parse_u64(second, INT64_MAX, &made_s)) return false;
    int64_t age_s = now_s - (int64_t)made_s;
    if (age_s > SHARED_IDLE_S || age_s < -SHARED_IDLE_S) return false;
    secret_stamp(secret, key_hash, (int64_t)made_s, expected);
    return str_eq_secret(stamp, str_of(expected));
}
