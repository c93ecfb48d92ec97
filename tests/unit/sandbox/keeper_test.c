/* The keeper against runners that lie, loop, crash and fall silent, and against the real one. */
#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "sandbox/keeper.h"

#define ORDER_MAX 600

/* One baton, and the place where its owner waits for it. */
struct order {
    struct asks asks;
    struct ask list[ORDER_MAX];
    struct arena arena;
    pthread_mutex_t lock;
    pthread_cond_t woken;
    bool is_done;
};

static const struct bundle_file files[] = {{{"exercises/good.lua", 18}, {"return {}", 9}}};
static const struct raw typed[] = {{{"mean", 4}, {" about 2450 euro ", 17}}};

static struct bundle bundle_of(const char *org, const char *digest)
{
    return (struct bundle){str_of(org), str_of(digest), files, 1};
}

static struct bundle org_a, org_b, org_c;

static void order_init(struct order *order)
{
    memset(order, 0, sizeof *order);
    arena_init(&order->arena);
    order->asks.arena = &order->arena;
    order->asks.list = order->list;
    pthread_mutex_init(&order->lock, NULL);
    pthread_cond_init(&order->woken, NULL);
}

static struct ask *order_add(struct order *order, const struct bundle *bundle, enum ask_kind kind,
                             const char *slug)
{
    assert_true(order->asks.len < ORDER_MAX);
    struct ask *ask = &order->list[order->asks.len++];
    *ask = (struct ask){.kind = kind, .bundle = bundle, .exercise = str_of(slug)};
    if (kind == ASK_ANSWER) {
        ask->raw = typed;
        ask->raw_len = 1;
    }
    return ask;
}

static void order_done(struct asks *asks)
{
    struct order *order = (struct order *)asks;
    pthread_mutex_lock(&order->lock);
    order->is_done = true;
    pthread_cond_signal(&order->woken);
    pthread_mutex_unlock(&order->lock);
}

static void order_send(struct order *order, struct keeper *keeper)
{
    order->is_done = false;
    order->asks.done = order_done;
    assert_int_equal(keeper_ask(keeper, &order->asks), 0);
}

static bool order_is_done(struct order *order)
{
    pthread_mutex_lock(&order->lock);
    bool done = order->is_done;
    pthread_mutex_unlock(&order->lock);
    return done;
}

static void order_wait(struct order *order)
{
    pthread_mutex_lock(&order->lock);
    while (!order->is_done) pthread_cond_wait(&order->woken, &order->lock);
    pthread_mutex_unlock(&order->lock);
}

static void order_finish(struct order *order)
{
    arena_finish(&order->arena);
    pthread_cond_destroy(&order->woken);
    pthread_mutex_destroy(&order->lock);
}

static struct keeper *start(const char *path)
{
    struct keeper_config config = {path};
    struct keeper *keeper;
    struct err err;
    assert_int_equal(keeper_start(&keeper, &config, &err), 0);
    return keeper;
}

static struct keeper_stats stats_of(struct keeper *keeper)
{
    struct keeper_stats stats;
    keeper_stats(keeper, &stats);
    return stats;
}

/* One call, waited for. */
static enum fault call(struct keeper *keeper, const struct bundle *bundle, enum ask_kind kind,
                       const char *slug)
{
    struct order order;
    order_init(&order);
    struct ask *ask = order_add(&order, bundle, kind, slug);
    assert_int_equal(keeper_ask_wait(keeper, &order.asks), 0);
    enum fault fault = ask->fault;
    order_finish(&order);
    return fault;
}

static int count_fds(void)
{
    int n = 0;
    DIR *dir = opendir("/proc/self/fd");
    assert_non_null(dir);
    while (readdir(dir)) n++;
    closedir(dir);
    return n;
}

static int fds_before;

static int setup(void **state)
{
    (void)state;
    fds_before = count_fds();
    org_a = bundle_of("alfa", "aa00");
    org_b = bundle_of("beta", "bb00");
    org_c = bundle_of("gamma", "cc00");
    return 0;
}

/* After every test: no child left, dead or alive, and no descriptor. */
static int teardown(void **state)
{
    (void)state;
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
    assert_int_equal(count_fds(), fds_before);
    return 0;
}

static void an_honest_runner_is_heard(void **state)
{
    (void)state;
    struct keeper *keeper = start(HOSTILE_RUNNER);
    assert_null(keeper_unsafe(keeper));
    assert_true(str_is(keeper_ready(keeper), "seccomp rlimits hostile"));
    struct order order;
    order_init(&order);
    struct ask *view = order_add(&order, &org_a, ASK_VIEW, "good");
    struct ask *answer = order_add(&order, &org_a, ASK_ANSWER, "good");
    struct ask *index = order_add(&order, &org_a, ASK_INDEX, "good");
    assert_int_equal(keeper_ask_wait(keeper, &order.asks), 0);
    assert_int_equal(view->fault, FAULT_NONE);
    assert_int_equal(view->view.len, 1);
    assert_true(view->fingerprint == 0xff);
    assert_int_equal(answer->fault, FAULT_NONE);
    assert_true(answer->outcome.score == 1 && answer->outcome.passed);
    assert_true(answer->answer.values[0].number == 3);
    assert_true(str_is(answer->outcome_json, "{\"score\":1,\"passed\":true,\"parts\":[]}"));
    assert_int_equal(index->fault, FAULT_NONE);
    assert_int_equal(index->info.minutes, 5);
    order_finish(&order);
    keeper_stop(keeper);
}

static void asking_nothing_is_answered(void **state)
{
    (void)state;
    struct keeper *keeper = start(HOSTILE_RUNNER);
    struct order order;
    order_init(&order);
    assert_int_equal(keeper_ask_wait(keeper, &order.asks), 0);
    order_finish(&order);
    keeper_stop(keeper);
}

/* "pid=12 loads=1 ..." of an INDEX reply. */
static int seen(const struct ask *ask, const char *key)
{
    assert_int_equal(ask->fault, FAULT_NONE);
    const char *at = strstr(ask->info.title.in[0].ptr, key);
    assert_non_null(at);
    return atoi(at + strlen(key));
}

static void a_runner_has_its_socket_and_nothing_else(void **state)
{
    (void)state;
    setenv("SECRET", "of the server", 1);
    struct keeper *keeper = start(HOSTILE_RUNNER);
    struct order order;
    order_init(&order);
    struct ask *ask = order_add(&order, &org_a, ASK_INDEX, "good");
    assert_int_equal(keeper_ask_wait(keeper, &order.asks), 0);
    assert_int_equal(seen(ask, "fds="), 1);
    assert_int_equal(seen(ask, "env="), 0);
    order_finish(&order);
    keeper_stop(keeper);
}

static void a_runner_serves_one_organisation(void **state)
{
    (void)state;
    struct keeper *keeper = start(HOSTILE_RUNNER);
    int pids_a[8], pids_b[8];
    struct order order;
    order_init(&order);
    for (int i = 0; i < 8; i++) {
        order_add(&order, &org_a, ASK_INDEX, "good");
        order_add(&order, &org_b, ASK_INDEX, "good");
    }
    assert_int_equal(keeper_ask_wait(keeper, &order.asks), 0);
    for (size_t i = 0; i < 8; i++) {
        pids_a[i] = seen(&order.list[2 * i], "pid=");
        pids_b[i] = seen(&order.list[2 * i + 1], "pid=");
    }
    for (int i = 0; i < 8; i++)
        for (int j = 0; j < 8; j++) assert_int_not_equal(pids_a[i], pids_b[j]);
    assert_true(stats_of(keeper).spawns <= 2 * ORG_RUNNERS);
    order_finish(&order);
    keeper_stop(keeper);
}

static void a_bundle_is_sent_once_and_the_oldest_goes(void **state)
{
    (void)state;
    struct keeper *keeper = start(HOSTILE_RUNNER);
    struct bundle bundles[RUNNER_BUNDLES_MAX + 2];
    char digests[RUNNER_BUNDLES_MAX + 2][16];
    for (int i = 0; i < RUNNER_BUNDLES_MAX + 2; i++) {
        snprintf(digests[i], sizeof digests[i], "d%d", i);
        bundles[i] = bundle_of("alfa", digests[i]);
    }
    int loads = 0, drops = 0;
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < RUNNER_BUNDLES_MAX; i++) {
            struct order order;
            order_init(&order);
            struct ask *ask = order_add(&order, &bundles[i], ASK_INDEX, "good");
            assert_int_equal(keeper_ask_wait(keeper, &order.asks), 0);
            loads = seen(ask, "loads=");
            drops = seen(ask, "drops=");
            order_finish(&order);
        }
    }
    assert_int_equal(loads, RUNNER_BUNDLES_MAX);
    assert_int_equal(drops, 0);
    for (int i = RUNNER_BUNDLES_MAX; i < RUNNER_BUNDLES_MAX + 2; i++)
        assert_int_equal(call(keeper, &bundles[i], ASK_INDEX, "good"), FAULT_NONE);
    struct order order;
    order_init(&order);
    struct ask *ask = order_add(&order, &bundles[2], ASK_INDEX, "good"); /* not among the oldest */
    assert_int_equal(keeper_ask_wait(keeper, &order.asks), 0);
    assert_int_equal(seen(ask, "loads="), RUNNER_BUNDLES_MAX + 2);
    assert_int_equal(seen(ask, "drops="), 2);
    order_finish(&order);
    keeper_stop(keeper);
}

static void a_large_bundle_comes_in_pieces(void **state)
{
    (void)state;
    enum { N = 40 };
    struct keeper *keeper = start(HOSTILE_RUNNER);
    char *source = calloc(1, PACK_FILE_LEN);
    memset(source, 'x', PACK_FILE_LEN);
    struct bundle_file many[N];
    char names[N][24];
    for (int i = 0; i < N; i++) {
        snprintf(names[i], sizeof names[i], "data/%d.csv", i);
        many[i] = (struct bundle_file){str_of(names[i]), {source, PACK_FILE_LEN}};
    }
    struct bundle bundle = {STR("alfa"), STR("aa11"), many, N};
    struct order order;
    order_init(&order);
    struct ask *ask = order_add(&order, &bundle, ASK_INDEX, "good");
    assert_int_equal(keeper_ask_wait(keeper, &order.asks), 0);
    assert_int_equal(seen(ask, "files="), N);
    assert_int_equal(seen(ask, "bytes="), N * (int)PACK_FILE_LEN);
    assert_true(seen(ask, "loads=") > N / 4);
    order_finish(&order);
    keeper_stop(keeper);
    free(source);
}

/* What each lie comes to, and that the next call of the same organisation is served. */
static void lies_end_the_runner_and_nobody_else(void **state)
{
    (void)state;
    static const struct {
        const char *slug;
        enum fault fault;
    } lies[] = {
        {"lying-length", FAULT_HOSTILE}, {"lying-part", FAULT_HOSTILE},
        {"many-parts", FAULT_HOSTILE},   {"endless", FAULT_HOSTILE},
        {"wrong-id", FAULT_HOSTILE},     {"score-nan", FAULT_HOSTILE},
        {"score-two", FAULT_HOSTILE},    {"extra-bytes", FAULT_HOSTILE},
        {"two-replies", FAULT_HOSTILE},  {"two-parts", FAULT_HOSTILE},
        {"not-json", FAULT_HOSTILE},     {"ready-again", FAULT_HOSTILE},
        {"fault-kind", FAULT_HOSTILE},   {"mid-frame", FAULT_CRASH},
        {"segv", FAULT_CRASH},           {"exit", FAULT_CRASH},
        {"hang-up", FAULT_CRASH},
    };
    enum { N = sizeof lies / sizeof lies[0] };
    struct keeper *keeper = start(HOSTILE_RUNNER);
    struct keeper_stats before = stats_of(keeper);
    for (size_t i = 0; i < N; i++) {
        print_message("  %s\n", lies[i].slug);
        assert_int_equal(call(keeper, &org_a, ASK_ANSWER, lies[i].slug), lies[i].fault);
        assert_int_equal(call(keeper, &org_a, ASK_ANSWER, "good"), FAULT_NONE);
    }
    struct keeper_stats after = stats_of(keeper);
    assert_int_equal(after.faults - before.faults, N);
    assert_int_equal(after.calls - before.calls, 2 * N);
    assert_true(after.spawns - before.spawns >= N);
    keeper_stop(keeper);
}

static void a_crash_names_its_signal(void **state)
{
    (void)state;
    struct keeper *keeper = start(HOSTILE_RUNNER);
    struct order order;
    order_init(&order);
    struct ask *segv = order_add(&order, &org_a, ASK_ANSWER, "segv");
    struct ask *quit = order_add(&order, &org_a, ASK_ANSWER, "exit");
    assert_int_equal(keeper_ask_wait(keeper, &order.asks), 0);
    assert_non_null(strstr(segv->fault_text.ptr, "exercises/segv.lua"));
    assert_non_null(strstr(segv->fault_text.ptr, "SIGSEGV"));
    assert_non_null(strstr(quit->fault_text.ptr, "exit code 3"));
    order_finish(&order);
    keeper_stop(keeper);
}

static void an_unasked_answer_ends_an_idle_runner(void **state)
{
    (void)state;
    struct keeper *keeper = start(HOSTILE_RUNNER);
    struct keeper_stats before = stats_of(keeper);
    assert_int_equal(call(keeper, &org_a, ASK_VIEW, "late"), FAULT_NONE);
    while (stats_of(keeper).kills == before.kills) usleep(1000);
    assert_int_equal(call(keeper, &org_a, ASK_VIEW, "dies-after"), FAULT_NONE);
    assert_int_equal(call(keeper, &org_a, ASK_VIEW, "good"), FAULT_NONE);
    keeper_stop(keeper);
}

static void a_fault_reads_clean_and_keeps_the_answer_out(void **state)
{
    (void)state;
    struct keeper *keeper = start(HOSTILE_RUNNER);
    struct order order;
    order_init(&order);
    struct ask *dirty = order_add(&order, &org_a, ASK_ANSWER, "fault-dirty");
    struct ask *quote = order_add(&order, &org_a, ASK_ANSWER, "fault-quote");
    static const struct raw lines[] = {
        {{"story", 5}, {"my wage\tis 2450 a month, and the wage of my colleague is more", 60}}};
    struct ask *cut = order_add(&order, &org_a, ASK_ANSWER, "fault-cut");
    cut->raw = lines;
    assert_int_equal(keeper_ask_wait(keeper, &order.asks), 0);
    assert_int_equal(cut->fault, FAULT_LUA);
    assert_string_equal(cut->fault_text.ptr, "exercises/x.lua:3: cannot read '[answer]");
    assert_int_equal(dirty->fault, FAULT_LUA);
    assert_string_equal(dirty->fault_text.ptr,
                        "exercises/x.lua:3: ?[31m\xEF\xBF\xBD bad?\ntrace\nback");
    assert_int_equal(quote->fault, FAULT_LUA);
    assert_null(strstr(quote->fault_text.ptr, "2450"));
    assert_non_null(strstr(quote->fault_text.ptr, "exercises/x.lua:3: cannot read"));
    assert_int_equal(stats_of(keeper).kills, 0);
    order_finish(&order);
    keeper_stop(keeper);
}

static void a_loop_is_ended_and_an_innocent_neighbour_is_served(void **state)
{
    (void)state;
    static const char *const loops[] = {"loop-1", "loop-2", "loop-3", "silent", "trickle"};
    struct keeper *keeper = start(HOSTILE_RUNNER);
    struct order hog, innocent;
    order_init(&hog);
    for (size_t i = 0; i < 5; i++) order_add(&hog, &org_a, ASK_VIEW, loops[i]);
    order_send(&hog, keeper);
    for (int round = 0; round < 20; round++) {
        order_init(&innocent);
        for (int i = 0; i < 20; i++) order_add(&innocent, &org_b, ASK_ANSWER, "good");
        assert_int_equal(keeper_ask_wait(keeper, &innocent.asks), 0);
        for (size_t i = 0; i < 20; i++) assert_int_equal(innocent.list[i].fault, FAULT_NONE);
        order_finish(&innocent);
    }
    assert_false(order_is_done(&hog));
    order_wait(&hog);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(hog.list[i].fault, FAULT_TIME);
        assert_non_null(strstr(hog.list[i].fault_text.ptr, loops[i]));
    }
    struct keeper_stats stats = stats_of(keeper);
    assert_int_equal(stats.kills, 5);
    assert_true(stats.demotions >= 3);
    order_finish(&hog);
    assert_int_equal(call(keeper, &org_a, ASK_VIEW, "good"), FAULT_NONE);
    keeper_stop(keeper);
}

static void a_slow_call_is_demoted_and_answered(void **state)
{
    (void)state;
    struct keeper *keeper = start(HOSTILE_RUNNER);
    for (int i = 0; i < 5; i++)
        assert_int_equal(call(keeper, &org_a, ASK_ANSWER, "slow"), FAULT_NONE);
    assert_true(stats_of(keeper).demotions > 0);
    assert_int_equal(stats_of(keeper).kills, 0);
    keeper_stop(keeper);
}

static void three_crashes_put_the_exercise_aside(void **state)
{
    (void)state;
    struct keeper *keeper = start(HOSTILE_RUNNER);
    for (int i = 0; i < QUARANTINE_FAULTS; i++)
        assert_int_equal(call(keeper, &org_a, ASK_VIEW, "segv"), FAULT_CRASH);
    struct keeper_stats before = stats_of(keeper);
    assert_int_equal(before.quarantined, 1);
    assert_int_equal(call(keeper, &org_a, ASK_VIEW, "segv"), FAULT_QUARANTINE);
    assert_int_equal(call(keeper, &org_a, ASK_VIEW, "good"), FAULT_NONE);
    struct bundle mended = bundle_of("alfa", "aa99");
    assert_int_equal(call(keeper, &mended, ASK_VIEW, "segv"), FAULT_CRASH);
    assert_int_equal(stats_of(keeper).calls - before.calls, 2); /* not the one put aside */
    keeper_stop(keeper);
}

static void an_answer_that_is_tried_again_puts_nothing_aside(void **state)
{
    (void)state;
    struct keeper *keeper = start(HOSTILE_RUNNER);
    struct order order;
    order_init(&order);
    for (int i = 0; i < 2 * QUARANTINE_FAULTS; i++)
        order_add(&order, &org_a, ASK_ANSWER, i % 2 ? "segv" : "loop-1")->retry = true;
    assert_int_equal(keeper_ask_wait(keeper, &order.asks), 0);
    for (size_t i = 0; i < order.asks.len; i++)
        assert_int_equal(order.list[i].fault, i % 2 ? FAULT_CRASH : FAULT_TIME);
    assert_int_equal(stats_of(keeper).quarantined, 0);
    assert_int_equal(call(keeper, &org_a, ASK_VIEW, "segv"), FAULT_CRASH);
    order_finish(&order);
    keeper_stop(keeper);
}

static void a_full_queue_refuses_that_ask_only(void **state)
{
    (void)state;
    struct keeper *keeper = start(HOSTILE_RUNNER);
    struct order *order = malloc(sizeof *order);
    order_init(order);
    for (int i = 0; i < ORG_QUEUE_MAX + 10; i++) order_add(order, &org_a, ASK_ANSWER, "good");
    for (int i = 0; i < 10; i++) order_add(order, &org_b, ASK_ANSWER, "good");
    assert_int_equal(keeper_ask_wait(keeper, &order->asks), 0);
    size_t busy = 0;
    for (size_t i = 0; i < order->asks.len; i++) {
        if (order->list[i].fault == FAULT_BUSY) busy++;
        else assert_int_equal(order->list[i].fault, FAULT_NONE);
        if (order->list[i].bundle == &org_b) assert_int_equal(order->list[i].fault, FAULT_NONE);
    }
    assert_int_equal(busy, 10);
    order_finish(order);
    free(order);
    keeper_stop(keeper);
}

static void a_hundred_organisations_share_the_runners(void **state)
{
    (void)state;
    enum { ORGS = 100, EACH = 3 };
    struct keeper *keeper = start(HOSTILE_RUNNER);
    static struct bundle bundles[ORGS];
    static char names[ORGS][16];
    struct order *order = malloc(sizeof *order);
    order_init(order);
    for (int i = 0; i < ORGS; i++) {
        snprintf(names[i], sizeof names[i], "org-%d", i);
        bundles[i] = bundle_of(names[i], names[i]);
    }
    for (int i = 0; i < EACH; i++)
        for (int org = 0; org < ORGS; org++)
            order_add(order, &bundles[org], ASK_ANSWER, org % 10 == 9 ? "segv" : "good");
    assert_int_equal(keeper_ask_wait(keeper, &order->asks), 0);
    for (size_t i = 0; i < order->asks.len; i++)
        assert_int_equal(order->list[i].fault,
                         str_is(order->list[i].exercise, "segv") ? FAULT_CRASH : FAULT_NONE);
    struct keeper_stats stats = stats_of(keeper);
    assert_true(stats.runners <= RUNNERS_MAX);
    assert_int_equal(stats.quarantined, ORGS / 10);
    order_finish(order);
    free(order);
    keeper_stop(keeper);
}

static void stopping_answers_all_that_wait_and_run(void **state)
{
    (void)state;
    struct keeper *keeper = start(HOSTILE_RUNNER);
    struct order first, second;
    order_init(&first);
    order_init(&second);
    for (int i = 0; i < 20; i++) order_add(&first, &org_a, ASK_VIEW, "loop");
    for (int i = 0; i < 20; i++) order_add(&second, &org_b, ASK_VIEW, "silent");
    order_send(&first, keeper);
    order_send(&second, keeper);
    while (stats_of(keeper).calls < 2 * ORG_RUNNERS) usleep(1000);
    keeper_stop(keeper);
    assert_true(order_is_done(&first) && order_is_done(&second));
    for (size_t i = 0; i < 20; i++) {
        assert_int_equal(first.list[i].fault, FAULT_BUSY);
        assert_int_equal(second.list[i].fault, FAULT_BUSY);
    }
    order_finish(&first);
    order_finish(&second);
}

static void a_bad_slug_never_travels(void **state)
{
    (void)state;
    struct keeper *keeper = start(HOSTILE_RUNNER);
    uint64_t calls = stats_of(keeper).calls;
    assert_int_equal(call(keeper, &org_a, ASK_VIEW, "../../etc/passwd"), FAULT_MISSING);
    assert_int_equal(call(keeper, &org_a, ASK_VIEW, ""), FAULT_MISSING);
    assert_int_equal(stats_of(keeper).calls, calls);
    keeper_stop(keeper);
}

/* A machine that cannot lock: text goes on, exercises do not, and the sentence says what to do. */
static void expect_unsafe(const char *path, const char *words)
{
    struct keeper *keeper = start(path);
    assert_non_null(keeper_unsafe(keeper));
    if (strstr(keeper_unsafe(keeper), words) == NULL) fail_msg("%s", keeper_unsafe(keeper));
    assert_int_equal(call(keeper, &org_a, ASK_VIEW, "good"), FAULT_UNSAFE);
    assert_int_equal(stats_of(keeper).calls, 0);
    keeper_stop(keeper);
}

static void an_unlocked_runner_gets_no_code(void **state)
{
    (void)state;
    expect_unsafe(HOSTILE_RUNNER "_not_locked", "seccomp is missing");
}

static void a_runner_that_never_gets_ready_is_refused(void **state)
{
    (void)state;
    expect_unsafe(HOSTILE_RUNNER "_never_ready", "not ready within");
}

static void a_missing_runner_is_said(void **state)
{
    (void)state;
    expect_unsafe("/nonexistent/proeftuin-runner", "No such file");
    expect_unsafe("/bin/true", "exit code 0");
}

/* --- the real runner --- */

#define SOURCE(body)                                                                               \
    {                                                                                              \
        body, sizeof(body) - 1                                                                     \
    }
#define EXERCISE(extra)                                                                            \
    "return exercise { title = L{ nl = 'Optellen', en = 'Adding' }, minutes = 2,\n"                \
    "  pitfalls = { 'off-by-one' }, hints = { L{ nl = 'Tel', en = 'Count' } },\n"                  \
    "  generate = function(rng) local n = rng:int('n', 2, 9) return { n = n }, { sum = n + 1 } "   \
    "end,\n"                                                                                       \
    "  view = function(p) return { ui.text(L{ nl = 'Hoeveel?', en = 'How much?' }),\n"             \
    "    ui.number{ id = 'sum', label = L{ nl = 'Som', en = 'Sum' } } } end,\n"                    \
    "  grade = function(p, key, a) " extra                                                         \
    " return parts { sum = { near(a.sum, key.sum, '1%'), weight = 1 } } end,\n"                    \
    "  solution = function(p, key) return { sum = key.sum } end }\n"

static const struct bundle_file real_files[] = {
    {{"exercises/adding.lua", 20}, SOURCE(EXERCISE(""))},
    {{"exercises/looping.lua", 21}, SOURCE(EXERCISE("while true do end"))},
    {{"exercises/growing.lua", 21},
     SOURCE(EXERCISE("local t = {} for i = 1, 1e9 do t[i] = { i } end"))},
    {{"exercises/raising.lua", 21}, SOURCE(EXERCISE("error('no ' .. a.nothing)"))},
};

static struct ask *add_sum(struct order *order, const struct bundle *bundle, const char *slug,
                           const struct raw *raw)
{
    struct ask *ask = order_add(order, bundle, ASK_ANSWER, slug);
    ask->raw = raw;
    return ask;
}

static void the_real_runner_grades(void **state)
{
    (void)state;
    static const struct raw unreadable[] = {{{"sum", 3}, {"many", 4}}};
    struct bundle bundle = {STR("alfa"), STR("aa77"), real_files, 4};
    struct keeper *keeper = start(REAL_RUNNER);
    if (keeper_unsafe(keeper)) fail_msg("%s", keeper_unsafe(keeper));
    struct order order;
    order_init(&order);
    struct ask *index = order_add(&order, &bundle, ASK_INDEX, "adding");
    struct ask *view = order_add(&order, &bundle, ASK_VIEW, "adding");
    view->flags = FRAME_WANT_SOLUTION;
    struct ask *check = add_sum(&order, &bundle, "adding", unreadable);
    assert_int_equal(keeper_ask_wait(keeper, &order.asks), 0);
    for (size_t i = 0; i < 3; i++)
        if (order.list[i].fault != FAULT_NONE) fail_msg("%s", order.list[i].fault_text.ptr);
    assert_int_equal(index->info.minutes, 2);
    assert_true(str_is(index->info.title.in[LANG_EN], "Adding"));
    assert_int_equal(view->view.len, 2);
    assert_true(view->has_solution && view->solution_len == 1);
    assert_int_equal(check->answer.checks_len, 1);
    assert_int_equal(check->answer.checks[0].why, CHECK_NUMBER);
    assert_int_equal(check->view.len, 2);

    /* the worked answer, typed in, is right; and the same seed gives the same exercise */
    char typed_sum[32];
    snprintf(typed_sum, sizeof typed_sum, "%.0f", view->solution[0].number);
    const struct raw right[] = {{{"sum", 3}, str_of(typed_sum)}};
    const struct raw wrong[] = {{{"sum", 3}, {"99", 2}}};
    struct order answers;
    order_init(&answers);
    struct ask *good = add_sum(&answers, &bundle, "adding", right);
    struct ask *bad = add_sum(&answers, &bundle, "adding", wrong);
    assert_int_equal(keeper_ask_wait(keeper, &answers.asks), 0);
    assert_int_equal(good->fault, FAULT_NONE);
    assert_true(good->outcome.score == 1);
    assert_true(good->fingerprint == view->fingerprint);
    assert_int_equal(bad->fault, FAULT_NONE);
    assert_true(bad->outcome.score == 0);
    order_finish(&answers);
    order_finish(&order);
    keeper_stop(keeper);
}

static void the_real_runner_contains_what_goes_wrong(void **state)
{
    (void)state;
    static const struct raw raw[] = {{{"sum", 3}, {"3", 1}}};
    static const struct {
        const char *slug, *words;
        enum fault fault;
    } wrongs[] = {
        {"looping", "exercises/looping.lua", FAULT_STEPS},
        {"growing", "exercises/growing.lua", FAULT_MEMORY},
        {"raising", "exercises/raising.lua:6: the view has no field", FAULT_LUA},
        {"nowhere", "nowhere", FAULT_MISSING},
    };
    enum { N = sizeof wrongs / sizeof wrongs[0] };
    struct bundle bundle = {STR("alfa"), STR("aa77"), real_files, 4};
    struct bundle other = {STR("beta"), STR("aa77"), real_files, 4};
    struct keeper *keeper = start(REAL_RUNNER);
    struct order order;
    order_init(&order);
    for (size_t i = 0; i < N; i++) {
        add_sum(&order, &bundle, wrongs[i].slug, raw);
        add_sum(&order, &bundle, "adding", raw);
        add_sum(&order, &other, "adding", raw);
    }
    assert_int_equal(keeper_ask_wait(keeper, &order.asks), 0);
    for (size_t i = 0; i < N; i++) {
        const struct ask *ask = &order.list[3 * i];
        print_message("  %s: %s\n", fault_name(ask->fault), ask->fault_text.ptr);
        /* on a busy machine the soft timer comes before the last of the steps */
        if (wrongs[i].fault != FAULT_STEPS || ask->fault != FAULT_TIME)
            assert_int_equal(ask->fault, wrongs[i].fault);
        assert_non_null(strstr(ask->fault_text.ptr, wrongs[i].words));
        assert_int_equal(order.list[3 * i + 1].fault, FAULT_NONE);
        assert_int_equal(order.list[3 * i + 2].fault, FAULT_NONE);
    }
    assert_int_equal(stats_of(keeper).kills, 0); /* its own limits did it */
    order_finish(&order);
    keeper_stop(keeper);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_honest_runner_is_heard, setup, teardown),
        cmocka_unit_test_setup_teardown(asking_nothing_is_answered, setup, teardown),
        cmocka_unit_test_setup_teardown(a_runner_has_its_socket_and_nothing_else, setup, teardown),
        cmocka_unit_test_setup_teardown(a_runner_serves_one_organisation, setup, teardown),
        cmocka_unit_test_setup_teardown(a_bundle_is_sent_once_and_the_oldest_goes, setup, teardown),
        cmocka_unit_test_setup_teardown(a_large_bundle_comes_in_pieces, setup, teardown),
        cmocka_unit_test_setup_teardown(lies_end_the_runner_and_nobody_else, setup, teardown),
        cmocka_unit_test_setup_teardown(a_crash_names_its_signal, setup, teardown),
        cmocka_unit_test_setup_teardown(an_unasked_answer_ends_an_idle_runner, setup, teardown),
        cmocka_unit_test_setup_teardown(a_fault_reads_clean_and_keeps_the_answer_out, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_loop_is_ended_and_an_innocent_neighbour_is_served, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_slow_call_is_demoted_and_answered, setup, teardown),
        cmocka_unit_test_setup_teardown(three_crashes_put_the_exercise_aside, setup, teardown),
        cmocka_unit_test_setup_teardown(an_answer_that_is_tried_again_puts_nothing_aside, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_full_queue_refuses_that_ask_only, setup, teardown),
        cmocka_unit_test_setup_teardown(a_hundred_organisations_share_the_runners, setup, teardown),
        cmocka_unit_test_setup_teardown(stopping_answers_all_that_wait_and_run, setup, teardown),
        cmocka_unit_test_setup_teardown(a_bad_slug_never_travels, setup, teardown),
        cmocka_unit_test_setup_teardown(an_unlocked_runner_gets_no_code, setup, teardown),
        cmocka_unit_test_setup_teardown(a_runner_that_never_gets_ready_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_missing_runner_is_said, setup, teardown),
        cmocka_unit_test_setup_teardown(the_real_runner_grades, setup, teardown),
        cmocka_unit_test_setup_teardown(the_real_runner_contains_what_goes_wrong, setup, teardown),
    };
    log_set_level(LOG_ERROR);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
