/* The server's own secret and what is derived from it: a variant's seed, a form's token. Made once,
 * kept in the database, never logged. Immutable after start: any thread. */
#ifndef LEARN_SECRET_H
#define LEARN_SECRET_H

#include "base/frame.h"
#include "pack/digest.h"
#include "store/writer.h"

struct secret {
    unsigned char key[DIGEST_LEN];
};

#define TOKEN_LEN 43 /* base64url of 32 bytes */

/* Reads the secret, or makes it. Waits for the writer. */
int secret_load(struct secret *secret, struct writer *writer, struct store *reader,
                struct err *err);

/* seed = HMAC(secret, "seed", learner's key hash, "org/pack/exercise", n): the same variant every
 * time. */
void secret_seed(const struct secret *secret, const struct digest *key_hash, struct str exercise,
                 int64_t n, unsigned char seed[SEED_LEN]);
/* The preview that everybody sees before Beginnen. */
void secret_preview_seed(unsigned char seed[SEED_LEN]);

/* The token that a form must bring back: HMAC(secret, "form", key hash). NUL-terminated. */
void secret_token(const struct secret *secret, const struct digest *key_hash,
                  char token[TOKEN_LEN + 1]);

/* On a shared device the key works only together with a fresh stamp: "<second>.<MAC>", made anew
 * with every page. NUL-terminated. A stamp is fresh for SHARED_IDLE_S, either way: a clock that is
 * set back takes nobody's work away. */
#define STAMP_LEN (20 + 1 + TOKEN_LEN)
void secret_stamp(const struct secret *secret, const struct digest *key_hash, int64_t now_s,
                  char stamp[STAMP_LEN + 1]);
bool secret_stamp_fresh(const struct secret *secret, const struct digest *key_hash, int64_t now_s,
                        struct str stamp);

#endif
