/* SHA-256 and HMAC-SHA-256 (libsodium): pack and closure digests, seeds, tokens. Any thread. */
#ifndef PACK_DIGEST_H
#define PACK_DIGEST_H

#include "base/str.h"

#define DIGEST_LEN 32
#define DIGEST_HEX_LEN 64

struct digest {
    unsigned char bytes[DIGEST_LEN];
};

/* Call once before any thread starts; ends the process if libsodium cannot start. */
void digest_init(void);
struct digest digest_of(struct str bytes);
/* HMAC-SHA-256 over the parts, each preceded by its length (8 bytes, big-endian), so that no two
 * lists of parts run together. */
struct digest digest_keyed(const unsigned char key[DIGEST_LEN], const struct str *parts,
                           size_t parts_len);
void digest_hex(const struct digest *digest, char hex[DIGEST_HEX_LEN + 1]);
/* Exactly 64 lower-case hexadecimal digits, or false. */
bool digest_parse(struct str hex, struct digest *digest);
bool digest_eq(const struct digest *a, const struct digest *b);
int digest_compare(const struct digest *a, const struct digest *b);

#endif
