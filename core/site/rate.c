#include "site/rate.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/random.h"

#define CELLS 4096

struct rate {
    pthread_mutex_t lock;
    uint64_t salt;
    struct {
        int64_t at_ms;
        double used; /* leaks away at the pace of the limit */
    } cells[CELLS];
};

struct rate *rate_create(void)
{
    struct rate *rate = calloc(1, sizeof *rate);
    if (rate == NULL) abort();
    pthread_mutex_init(&rate->lock, NULL);
    random_bytes(&rate->salt, sizeof rate->salt);
    return rate;
}

void rate_destroy(struct rate *rate)
{
    if (rate == NULL) return;
    pthread_mutex_destroy(&rate->lock);
    free(rate);
}

/* FNV-1a, salted: http://www.isthe.com/chongo/tech/comp/fnv/ */
static size_t cell_of(const struct rate *rate, struct str key)
{
    uint64_t h = 14695981039346656037u ^ rate->salt;
    for (size_t i = 0; i < key.len; i++) h = (h ^ (unsigned char)key.ptr[i]) * 1099511628211u;
    return (size_t)(h ^ h >> 32) % CELLS;
}

bool rate_take(struct rate *rate, struct str key, int per_minute)
{
    size_t i = cell_of(rate, key);
    int64_t now = clock_ms();
    pthread_mutex_lock(&rate->lock);
    double leaked = (double)(now - rate->cells[i].at_ms) * per_minute / 60000;
    double used = rate->cells[i].used > leaked ? rate->cells[i].used - leaked : 0;
    bool ok = used + 1 <= per_minute;
    rate->cells[i].at_ms = now;
    rate->cells[i].used = ok ? used + 1 : used;
    pthread_mutex_unlock(&rate->lock);
    return ok;
}
