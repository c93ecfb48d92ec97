#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "pack/pack.h"
#include "pack/version.h"

static void hash(crypto_hash_sha256_state *state, const void *bytes, size_t len)
{
    if (len) crypto_hash_sha256_update(state, bytes, len);
}

static void hash_hex_line(crypto_hash_sha256_state *state, const struct digest *digest)
{
    char line[DIGEST_HEX_LEN + 2];
    digest_hex(digest, line);
    line[DIGEST_HEX_LEN] = '\n';
    hash(state, line, DIGEST_HEX_LEN + 1);
}

struct digest pack_digest(const struct pack_file *files, size_t files_len)
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    hash(&state, "proeftuin pack 1\n", 17);
    for (size_t i = 0; i < files_len; i++) {
        assert(i == 0 || str_compare(files[i - 1].path, files[i].path) < 0);
        char len[32];
        int digits = snprintf(len, sizeof len, "%zu", files[i].bytes.len);
        hash(&state, files[i].path.ptr, files[i].path.len);
        hash(&state, "", 1);
        hash(&state, len, (size_t)digits + 1); /* with its NUL */
        hash(&state, files[i].bytes.ptr, files[i].bytes.len);
    }
    struct digest digest;
    crypto_hash_sha256_final(&state, digest.bytes);
    return digest;
}

static const struct pack *find_needed(const struct need *need, const struct pack *const *needed,
                                      size_t needed_len)
{
    for (size_t i = 0; i < needed_len; i++)
        if (str_eq(needed[i]->org, need->org) && str_eq(needed[i]->name, need->name))
            return needed[i];
    return NULL;
}

static int by_digest(const void *a, const void *b)
{
    return digest_compare(a, b);
}

int pack_close(struct pack *pack, const struct pack *const *needed, size_t needed_len,
               struct err *err)
{
    struct digest *closures = calloc(pack->needs_len + 1, sizeof *closures);
    if (closures == NULL) return err_set(err, ERR_BUSY, "no memory left");
    for (size_t i = 0; i < pack->needs_len; i++) {
        const struct need *need = &pack->needs[i];
        const struct pack *found = find_needed(need, needed, needed_len);
        struct range range;
        struct version version;
        bool fits = found && range_parse(need->range, &range) &&
                    version_parse(found->version, &version) && range_has(&range, &version);
        if (!fits) {
            free(closures);
            return err_set(err, ERR_NOT_FOUND,
                           "%.*s/%.*s needs %.*s/%.*s %.*s, and %s%.*s; install that version",
                           STR_ARG(pack->org), STR_ARG(pack->name), STR_ARG(need->org),
                           STR_ARG(need->name), STR_ARG(need->range),
                           found ? "here is " : "it is not here",
                           STR_ARG(found ? found->version : STR("")));
        }
        closures[i] = found->closure;
    }
    qsort(closures, pack->needs_len, sizeof *closures, by_digest);
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    char head[64];
    int head_len = snprintf(head, sizeof head, "proeftuin closure 1\napi %d\n", PACK_API);
    hash(&state, head, (size_t)head_len);
    hash_hex_line(&state, &pack->digest);
    for (size_t i = 0; i < pack->needs_len; i++) hash_hex_line(&state, &closures[i]);
    crypto_hash_sha256_final(&state, pack->closure.bytes);
    free(closures);
    return 0;
}
