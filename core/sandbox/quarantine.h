/* Exercises put aside: QUARANTINE_FAULTS kills or crashes within QUARANTINE_WINDOW_MS, and an
 * exercise is not called for QUARANTINE_MS. An exercise is a closure's digest and a slug, so a
 * mended pack starts with a clean sheet. Owned by the keeper's thread; time is given, not read. */
#ifndef SANDBOX_QUARANTINE_H
#define SANDBOX_QUARANTINE_H

#include <stdint.h>

#include "base/str.h"

#define QUARANTINE_BUCKETS 256

struct quarantine {
    struct patient *buckets[QUARANTINE_BUCKETS];
    size_t len, sweep_at;
};

void quarantine_init(struct quarantine *quarantine);
void quarantine_finish(struct quarantine *quarantine);

/* Counts a kill or crash. True if this one puts the exercise aside. Copies the strings. */
bool quarantine_add(struct quarantine *quarantine, struct str digest, struct str slug,
                    int64_t now_ms);

/* Milliseconds it is still aside; 0 if it may be called. */
int64_t quarantine_left_ms(const struct quarantine *quarantine, struct str digest, struct str slug,
                           int64_t now_ms);

#endif
