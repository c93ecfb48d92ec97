#include "sandbox/fairqueue.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"

static void *allocate(size_t size)
{
    void *at = calloc(1, size);
    if (at == NULL) {
        fprintf(stderr, "proeftuin: the machine has no memory left for a queue\n");
        abort();
    }
    return at;
}

void fairqueue_init(struct fairqueue *queue)
{
    *queue = (struct fairqueue){0};
    queue->turn_tail = &queue->turn;
}

void fairqueue_finish(struct fairqueue *queue)
{
    assert(queue->active == 0 && queue->waiting == 0);
    for (size_t i = 0; i < FAIRQUEUE_BUCKETS; i++) {
        while (queue->buckets[i]) {
            struct org *org = queue->buckets[i];
            queue->buckets[i] = org->next_bucket;
            free(org);
        }
    }
    while (queue->spare) {
        struct call *call = queue->spare;
        queue->spare = call->next;
        free(call);
    }
}

/* FNV-1a (Fowler, Noll, Vo). Names come from installed packs; there are at most PACKS_MAX. */
static size_t bucket_of(struct str name)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < name.len; i++) hash = (hash ^ (unsigned char)name.ptr[i]) * 16777619u;
    return hash % FAIRQUEUE_BUCKETS;
}

static struct org *org_get(struct fairqueue *queue, struct str name)
{
    struct org **bucket = &queue->buckets[bucket_of(name)];
    for (struct org *org = *bucket; org; org = org->next_bucket)
        if (str_eq(org->name, name)) return org;
    struct org *org = allocate(sizeof *org + name.len);
    char *copy = (char *)(org + 1);
    memcpy(copy, name.ptr, name.len);
    org->name = (struct str){copy, name.len};
    org->tail = &org->head;
    org->next_bucket = *bucket;
    *bucket = org;
    return org;
}

static void turn_join(struct fairqueue *queue, struct org *org)
{
    if (org->in_turn || org->waiting == 0 || org->active >= ORG_RUNNERS) return;
    org->in_turn = true;
    org->next_turn = NULL;
    *queue->turn_tail = org;
    queue->turn_tail = &org->next_turn;
}

static struct org *turn_take(struct fairqueue *queue)
{
    struct org *org = queue->turn;
    if (org == NULL) return NULL;
    queue->turn = org->next_turn;
    if (queue->turn == NULL) queue->turn_tail = &queue->turn;
    org->in_turn = false;
    return org;
}

int fairqueue_add(struct fairqueue *queue, struct asks *asks, struct ask *ask, int64_t now_ms)
{
    struct org *org = org_get(queue, ask->bundle->org);
    if (org->waiting >= ORG_QUEUE_MAX || queue->waiting >= KEEPER_QUEUE_MAX) return ERR_BUSY;
    struct call *call = queue->spare;
    if (call) queue->spare = call->next;
    else call = allocate(sizeof *call);
    *call = (struct call){.org = org, .asks = asks, .ask = ask, .since_ms = now_ms};
    *org->tail = call;
    org->tail = &call->next;
    org->waiting++;
    queue->waiting++;
    turn_join(queue, org);
    return 0;
}

static struct call *org_take(struct fairqueue *queue, struct org *org)
{
    struct call *call = org->head;
    org->head = call->next;
    if (org->head == NULL) org->tail = &org->head;
    org->waiting--;
    org->active++;
    queue->waiting--;
    queue->active++;
    return call;
}

struct call *fairqueue_next(struct fairqueue *queue)
{
    struct org *org = turn_take(queue);
    if (org == NULL) return NULL;
    struct call *call = org_take(queue, org);
    turn_join(queue, org);
    return call;
}

struct call *fairqueue_any(struct fairqueue *queue)
{
    for (size_t i = 0; i < FAIRQUEUE_BUCKETS; i++)
        for (struct org *org = queue->buckets[i]; org; org = org->next_bucket)
            if (org->waiting > 0) return org_take(queue, org);
    return NULL;
}

void fairqueue_end(struct fairqueue *queue, struct call *call)
{
    struct org *org = call->org;
    assert(org->active > 0);
    org->active--;
    queue->active--;
    turn_join(queue, org);
    *call = (struct call){.next = queue->spare};
    queue->spare = call;
}
