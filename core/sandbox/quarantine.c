#include "sandbox/quarantine.h"

#include <stdlib.h>

#include "base/limits.h"

struct patient {
    struct patient *next;
    struct str digest, slug;
    int64_t faults[QUARANTINE_FAULTS]; /* when; oldest first */
    size_t faults_len;
    int64_t until_ms; /* 0: not aside */
};

#define SWEEP_FIRST 64

void quarantine_init(struct quarantine *quarantine)
{
    *quarantine = (struct quarantine){.sweep_at = SWEEP_FIRST};
}

void quarantine_finish(struct quarantine *quarantine)
{
    for (size_t i = 0; i < QUARANTINE_BUCKETS; i++) {
        while (quarantine->buckets[i]) {
            struct patient *patient = quarantine->buckets[i];
            quarantine->buckets[i] = patient->next;
            free(patient);
        }
    }
    quarantine->len = 0;
}

static size_t bucket_of(struct str digest, struct str slug)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < digest.len; i++)
        hash = (hash ^ (unsigned char)digest.ptr[i]) * 16777619u;
    for (size_t i = 0; i < slug.len; i++) hash = (hash ^ (unsigned char)slug.ptr[i]) * 16777619u;
    return hash % QUARANTINE_BUCKETS;
}

static struct patient *find(const struct quarantine *quarantine, struct str digest, struct str slug)
{
    struct patient *patient = quarantine->buckets[bucket_of(digest, slug)];
    while (patient && !(str_eq(patient->digest, digest) && str_eq(patient->slug, slug)))
        patient = patient->next;
    return patient;
}

static bool is_over(const struct patient *patient, int64_t now_ms)
{
    if (patient->until_ms > now_ms) return false;
    return patient->faults_len == 0 ||
           patient->faults[patient->faults_len - 1] <= now_ms - QUARANTINE_WINDOW_MS;
}

/* Forgets those whose time is over, each time that there are twice as many as the last sweep left:
 * the cost per fault stays constant. */
static void sweep(struct quarantine *quarantine, int64_t now_ms)
{
    if (quarantine->len < quarantine->sweep_at) return;
    for (size_t i = 0; i < QUARANTINE_BUCKETS; i++) {
        struct patient **at = &quarantine->buckets[i];
        while (*at) {
            struct patient *patient = *at;
            if (!is_over(patient, now_ms)) {
                at = &patient->next;
                continue;
            }
            *at = patient->next;
            free(patient);
            quarantine->len--;
        }
    }
    quarantine->sweep_at = quarantine->len * 2 + SWEEP_FIRST;
}

static struct patient *add(struct quarantine *quarantine, struct str digest, struct str slug)
{
    struct patient *patient = calloc(1, sizeof *patient + digest.len + slug.len);
    if (patient == NULL) return NULL;
    char *copy = (char *)(patient + 1);
    memcpy(copy, digest.ptr, digest.len);
    memcpy(copy + digest.len, slug.ptr, slug.len);
    patient->digest = (struct str){copy, digest.len};
    patient->slug = (struct str){copy + digest.len, slug.len};
    struct patient **bucket = &quarantine->buckets[bucket_of(digest, slug)];
    patient->next = *bucket;
    *bucket = patient;
    quarantine->len++;
    return patient;
}

bool quarantine_add(struct quarantine *quarantine, struct str digest, struct str slug,
                    int64_t now_ms)
{
    sweep(quarantine, now_ms);
    struct patient *patient = find(quarantine, digest, slug);
    if (patient == NULL) patient = add(quarantine, digest, slug);
    if (patient == NULL || patient->until_ms > now_ms) return false;
    size_t kept = 0;
    for (size_t i = 0; i < patient->faults_len; i++)
        if (patient->faults[i] > now_ms - QUARANTINE_WINDOW_MS)
            patient->faults[kept++] = patient->faults[i];
    patient->faults[kept++] = now_ms;
    patient->faults_len = kept;
    if (kept < QUARANTINE_FAULTS) return false;
    patient->faults_len = 0;
    patient->until_ms = now_ms + QUARANTINE_MS;
    return true;
}

int64_t quarantine_left_ms(const struct quarantine *quarantine, struct str digest, struct str slug,
                           int64_t now_ms)
{
    if (quarantine->len == 0) return 0;
    const struct patient *patient = find(quarantine, digest, slug);
    return patient && patient->until_ms > now_ms ? patient->until_ms - now_ms : 0;
}
