#include "sandbox/worker.h"

#include <assert.h>

#include "base/clock.h"
#include "base/log.h"

void worker_move(struct worker *worker, enum worker_state state)
{
    static const bool allowed[][WORKER_EXITING + 1] = {
        [WORKER_FREE] = {[WORKER_STARTING] = true},
        [WORKER_STARTING] = {[WORKER_IDLE] = true, [WORKER_EXITING] = true},
        [WORKER_IDLE] = {[WORKER_BUSY] = true, [WORKER_EXITING] = true},
        [WORKER_BUSY] = {[WORKER_IDLE] = true, [WORKER_EXITING] = true},
        [WORKER_EXITING] = {[WORKER_FREE] = true},
    };
    assert(allowed[worker->state][state]);
    worker->state = state;
}

bool worker_has(const struct worker *worker, const struct bundle *bundle)
{
    for (size_t i = 0; i < worker->bundles_len; i++)
        if (str_eq(worker->bundles[i].bundle->digest, bundle->digest)) return true;
    return false;
}

bool worker_can_send(const struct ask *ask)
{
    if (!str_is_slug(ask->exercise, SLUG_LEN)) return false;
    if (ask->kind != ASK_ANSWER) return true;
    size_t parts = 5, len = KIB(1); /* what stands before the fields, roomily */
    for (size_t i = 0; i < ask->raw_len; i++) {
        parts += 2;
        len += 8 + ask->raw[i].id.len + ask->raw[i].value.len;
        if (parts > FRAME_PARTS_MAX || len > FRAME_LEN) return false;
    }
    return true;
}

int64_t worker_limit_ms(const struct ask *ask)
{
    if (ask->kind == ASK_TEST) return BUDGET_LOAD_HARD_MS + BUDGET_TEST_HARD_MS;
    int64_t ms = BUDGET_LOAD_HARD_MS + BUDGET_GENERATE_HARD_MS + BUDGET_VIEW_HARD_MS;
    if (ask->kind == ASK_ANSWER) ms += BUDGET_GRADE_HARD_MS;
    if (ask->flags & FRAME_WANT_SOLUTION) ms += BUDGET_GRADE_HARD_MS; /* its budget is grade's */
    return ms;
}

static void drop_oldest(struct worker *worker)
{
    struct worker_bundle *oldest = &worker->bundles[0];
    for (size_t i = 1; i < worker->bundles_len; i++)
        if (worker->bundles[i].used < oldest->used) oldest = &worker->bundles[i];
    struct buf *out = &worker->process.out;
    size_t begin = frame_begin(out, FRAME_DROP, 0);
    frame_part(out, begin, oldest->bundle->digest);
    frame_end(out, begin);
    worker->bundles_size -= oldest->size;
    *oldest = worker->bundles[--worker->bundles_len];
}

static void want_bundle(struct worker *worker, const struct bundle *bundle)
{
    for (size_t i = 0; i < worker->bundles_len; i++) {
        if (!str_eq(worker->bundles[i].bundle->digest, bundle->digest)) continue;
        worker->bundles[i].used = worker->used;
        return;
    }
    size_t size = 0;
    for (size_t i = 0; i < bundle->files_len; i++)
        size += bundle->files[i].path.len + bundle->files[i].source.len;
    /* the other half is the runner's, for the databases that it builds from fixtures */
    while (worker->bundles_len == RUNNER_BUNDLES_MAX ||
           (worker->bundles_len > 0 && worker->bundles_size + size > RUNNER_CODE_SIZE / 2))
        drop_oldest(worker);
    worker->bundles[worker->bundles_len++] = (struct worker_bundle){bundle, size, worker->used};
    worker->bundles_size += size;
    worker->loading = bundle;
    worker->loading_at = 0;
}

void worker_begin(struct worker *worker, uint32_t id, int64_t now_ms)
{
    const struct ask *ask = worker->call->ask;
    worker_move(worker, WORKER_BUSY);
    worker->id = id;
    worker->begin_us = clock_us();
    worker->demote_ms = now_ms + RUNNER_DEMOTE_MS;
    worker->limit_ms = now_ms + worker_limit_ms(ask);
    worker->call_sent = false;
    worker->last_bundle = ask->bundle;
    memcpy(worker->last_slug, ask->exercise.ptr, ask->exercise.len);
    worker->last_slug[ask->exercise.len] = '\0';
    want_bundle(worker, ask->bundle);
}

/* As many files as one frame takes. */
static void add_load(struct worker *worker)
{
    const struct bundle *bundle = worker->loading;
    struct buf *out = &worker->process.out;
    size_t begin = frame_begin(out, FRAME_LOAD, 0), parts = 1;
    frame_part(out, begin, bundle->digest);
    while (worker->loading_at < bundle->files_len) {
        const struct bundle_file *file = &bundle->files[worker->loading_at];
        size_t len = 8 + file->path.len + file->source.len;
        if (len > FRAME_LEN - KIB(1)) {
            log_error("%.*s: %.*s is too large for an exercise to read: %zu bytes",
                      STR_ARG(bundle->org), STR_ARG(file->path), file->source.len);
            worker->loading_at++;
            continue;
        }
        if (out->len - begin + len > FRAME_LEN || parts + 2 > FRAME_PARTS_MAX) break;
        frame_part(out, begin, file->path);
        frame_part(out, begin, file->source);
        parts += 2;
        worker->loading_at++;
    }
    frame_end(out, begin);
    if (worker->loading_at == bundle->files_len) worker->loading = NULL;
}

static void add_call(struct worker *worker)
{
    static const enum frame_type types[] = {[ASK_INDEX] = FRAME_INDEX,
                                            [ASK_VIEW] = FRAME_VIEW,
                                            [ASK_ANSWER] = FRAME_ANSWER,
                                            [ASK_TEST] = FRAME_TEST};
    const struct ask *ask = worker->call->ask;
    struct buf *out = &worker->process.out;
    size_t begin = frame_begin(out, types[ask->kind], worker->id);
    frame_part(out, begin, ask->bundle->digest);
    frame_part(out, begin, ask->exercise);
    if (ask->kind == ASK_VIEW || ask->kind == ASK_ANSWER) {
        char flags = (char)ask->flags;
        frame_part(out, begin, (struct str){(const char *)ask->seed, SEED_LEN});
        frame_part(out, begin, (struct str){&flags, 1});
        frame_part(out, begin, str_of(lang_code(ask->lang)));
    }
    for (size_t i = 0; ask->kind == ASK_ANSWER && i < ask->raw_len; i++) {
        frame_part(out, begin, ask->raw[i].id);
        frame_part(out, begin, ask->raw[i].value);
    }
    int rc = frame_end(out, begin);
    assert(rc == 0); /* worker_can_send */
    worker->call_sent = true;
}

int worker_send(struct worker *worker)
{
    for (;;) {
        while (worker->loading && worker->process.out.len < KIB(64)) add_load(worker);
        if (!worker->loading && !worker->call_sent) add_call(worker);
        int rc = process_send(&worker->process);
        if (rc || worker->call_sent) return rc;
    }
}
