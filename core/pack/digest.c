#include "pack/digest.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/escape.h"

_Static_assert(DIGEST_LEN == crypto_hash_sha256_BYTES, "SHA-256");
_Static_assert(DIGEST_LEN == crypto_auth_hmacsha256_BYTES, "HMAC-SHA-256");

void digest_init(void)
{
    if (sodium_init() >= 0) return;
    fputs("libsodium cannot start: this machine gives no random numbers\n", stderr);
    exit(EXIT_FAILURE);
}

struct digest digest_of(struct str bytes)
{
    struct digest digest;
    crypto_hash_sha256(digest.bytes, (const unsigned char *)(bytes.len ? bytes.ptr : ""),
                       bytes.len);
    return digest;
}

struct digest digest_keyed(const unsigned char key[DIGEST_LEN], const struct str *parts,
                           size_t parts_len)
{
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key, DIGEST_LEN);
    for (size_t i = 0; i < parts_len; i++) {
        unsigned char len[8];
        for (size_t b = 0; b < 8; b++)
            len[b] = (unsigned char)((uint64_t)parts[i].len >> (8 * (7 - b)));
        crypto_auth_hmacsha256_update(&state, len, sizeof len);
        crypto_auth_hmacsha256_update(
            &state, (const unsigned char *)(parts[i].len ? parts[i].ptr : ""), parts[i].len);
    }
    struct digest digest;
    crypto_auth_hmacsha256_final(&state, digest.bytes);
    sodium_memzero(&state, sizeof state);
    return digest;
}

void digest_hex(const struct digest *digest, char hex[DIGEST_HEX_LEN + 1])
{
    hex_write(hex, digest->bytes, DIGEST_LEN);
}

bool digest_parse(struct str hex, struct digest *digest)
{
    return hex_parse(hex, digest->bytes, DIGEST_LEN);
}

int digest_compare(const struct digest *a, const struct digest *b)
{
    return memcmp(a->bytes, b->bytes, DIGEST_LEN);
}

bool digest_eq(const struct digest *a, const struct digest *b)
{
    return digest_compare(a, b) == 0;
}
