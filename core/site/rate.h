/* Rate limits: so many of something per minute for one key (a learner, or for making learners an
 * address). A fixed table of counters in memory, emptied bit by bit; two keys that share a cell
 * share its limit, which is rare and harmless. Keys are hashed with a random number and never
 * stored. Any thread. */
#ifndef SITE_RATE_H
#define SITE_RATE_H

#include "base/str.h"

struct rate;

struct rate *rate_create(void);
void rate_destroy(struct rate *rate);
/* Counts one; false when the key has had `per_minute` already. */
bool rate_take(struct rate *rate, struct str key, int per_minute);

#endif
