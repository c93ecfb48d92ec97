/* A learner: nobody but the holder of a random key. The key lives in the learner's cookie; the
 * database has its hash. Reading functions run on a lane, the changes on the writer. */
#ifndef LEARN_LEARNER_H
#define LEARN_LEARNER_H

#include "pack/digest.h"
#include "store/store.h"

#define LEARNER_KEY_LEN 32
#define LEARNER_KEY_TEXT_LEN 43 /* base64url, in the cookie */

struct learner {
    int64_t id;
    struct digest key_hash;
    bool shared; /* began on a device that others use too */
};

/* A fresh key, as cookie text (NUL-terminated) and as hash. */
void learner_key_make(char text[LEARNER_KEY_TEXT_LEN + 1], struct digest *key_hash);
/* The hash of a cookie's text; false if it is no key. */
bool learner_key_parse(struct str text, struct digest *key_hash);

/* 1 and *learner, 0 if there is none, or an error. */
int learner_find(struct store *store, const struct digest *key_hash, struct learner *learner,
                 struct err *err);

/* Beginnen: makes the learner if `learner_id` is 0, and enrols in a module at a closure. */
enum begin_result { BEGIN_OK, BEGIN_ALREADY, BEGIN_GONE };

struct begin {
    int64_t learner_id; /* 0: new; filled in */
    struct digest key_hash;
    bool shared;
    int64_t module_id, closure_id, day;
    struct str step; /* where the learner stood */
    enum begin_result result;
};
int begin_apply(struct store *store, void *begin, struct err *err);

/* Erasing all there is of a learner, in pieces: run again while `more`. From the first commit on
 * nothing is found by the key; the learner's own row goes last, so that a piece that a crash left
 * over is found by the upkeep. */
struct erase {
    int64_t learner_id;
    bool more;
    int64_t spare_from; /* the upkeep's: who was seen from this day on came back; 0: asked for it */
};
int erase_apply(struct store *store, void *erase, struct err *err);

/* Has nobody answered for CLOCK_JUMP_DAYS? Then `today` may be a clock that jumped, and erasing by
 * it can wait. 1, 0 (also without learners) or an error. */
int learner_clock_is_odd(struct store *store, int64_t today, struct err *err);

/* Learners whose last answer is older than LEARNER_KEEP_DAYS, on a shared device SHARED_KEEP_DAYS:
 * up to `max` ids. Returns how many, or an error. */
int learner_list_old(struct store *store, int64_t today, int64_t *ids, size_t max, struct err *err);

#endif
