/* Who waits and for how long: the fair queue, and the quarantine with a clock of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/limits.h"
#include "sandbox/fairqueue.h"
#include "sandbox/quarantine.h"

static struct bundle bundle_of(const char *org)
{
    return (struct bundle){.org = str_of(org), .digest = STR("d")};
}

static void organisations_take_turns(void **state)
{
    (void)state;
    struct fairqueue queue;
    fairqueue_init(&queue);
    struct bundle a = bundle_of("a"), b = bundle_of("b"), c = bundle_of("c");
    struct ask hog[20], b1 = {.bundle = &b}, b2 = {.bundle = &b}, c1 = {.bundle = &c};
    struct asks asks = {0};
    for (size_t i = 0; i < 20; i++) {
        hog[i] = (struct ask){.bundle = &a};
        assert_int_equal(fairqueue_add(&queue, &asks, &hog[i], 0), 0);
    }
    assert_int_equal(fairqueue_add(&queue, &asks, &b1, 0), 0);
    assert_int_equal(fairqueue_add(&queue, &asks, &b2, 0), 0);
    assert_int_equal(fairqueue_add(&queue, &asks, &c1, 0), 0);
    const struct ask *order[] = {&hog[0], &b1, &c1, &hog[1], &b2};
    struct call *calls[5];
    for (size_t i = 0; i < 5; i++) {
        calls[i] = fairqueue_next(&queue);
        assert_non_null(calls[i]);
        assert_ptr_equal(calls[i]->ask, order[i]);
    }
    assert_null(fairqueue_next(&queue)); /* a has ORG_RUNNERS at work; the others are empty */
    fairqueue_end(&queue, calls[0]);
    struct call *next = fairqueue_next(&queue);
    assert_ptr_equal(next->ask, &hog[2]); /* oldest first */
    assert_null(fairqueue_next(&queue));
    fairqueue_end(&queue, next);
    for (size_t i = 1; i < 5; i++) fairqueue_end(&queue, calls[i]);
    while ((next = fairqueue_any(&queue))) fairqueue_end(&queue, next);
    assert_int_equal(queue.waiting, 0);
    fairqueue_finish(&queue);
}

static void queues_are_bounded_one_by_one_and_together(void **state)
{
    (void)state;
    struct fairqueue queue;
    fairqueue_init(&queue);
    enum { ORGS = KEEPER_QUEUE_MAX / ORG_QUEUE_MAX + 1 };
    struct bundle bundles[ORGS];
    char names[ORGS][16];
    struct ask asks_of[ORGS];
    struct asks asks = {0};
    size_t taken = 0;
    for (int org = 0; org < ORGS; org++) {
        snprintf(names[org], sizeof names[org], "org-%d", org);
        bundles[org] = bundle_of(names[org]);
        asks_of[org] = (struct ask){.bundle = &bundles[org]};
        size_t mine = 0;
        while (fairqueue_add(&queue, &asks, &asks_of[org], 0) == 0) mine++;
        assert_true(mine <= ORG_QUEUE_MAX);
        if (org == 0) assert_int_equal(mine, ORG_QUEUE_MAX);
        taken += mine;
    }
    assert_int_equal(taken, KEEPER_QUEUE_MAX);
    struct call *call;
    while ((call = fairqueue_any(&queue))) fairqueue_end(&queue, call);
    fairqueue_finish(&queue);
}

static void three_in_the_window_put_aside_and_time_heals(void **state)
{
    (void)state;
    struct quarantine q;
    quarantine_init(&q);
    struct str d = STR("digest"), slug = STR("loop");
    assert_false(quarantine_add(&q, d, slug, 1000));
    assert_false(quarantine_add(&q, d, slug, 2000));
    assert_int_equal(quarantine_left_ms(&q, d, slug, 2000), 0);
    assert_true(quarantine_add(&q, d, slug, 3000));
    assert_int_equal(quarantine_left_ms(&q, d, slug, 3000), QUARANTINE_MS);
    assert_int_equal(quarantine_left_ms(&q, d, STR("other"), 3000), 0);
    assert_int_equal(quarantine_left_ms(&q, STR("mended"), slug, 3000), 0);
    int64_t healed = 3000 + QUARANTINE_MS;
    assert_int_equal(quarantine_left_ms(&q, d, slug, healed - 1), 1);
    assert_int_equal(quarantine_left_ms(&q, d, slug, healed), 0);
    assert_false(quarantine_add(&q, d, slug, healed)); /* counting starts anew */
    quarantine_finish(&q);
}

static void old_faults_are_forgotten(void **state)
{
    (void)state;
    struct quarantine q;
    quarantine_init(&q);
    struct str d = STR("digest"), slug = STR("now-and-then");
    for (int64_t i = 0; i < 10; i++)
        assert_false(quarantine_add(&q, d, slug, i * (QUARANTINE_WINDOW_MS / 2 + 1)));
    quarantine_finish(&q);
}

static void what_is_over_takes_no_memory(void **state)
{
    (void)state;
    struct quarantine q;
    quarantine_init(&q);
    char slug[32];
    for (int i = 0; i < 20000; i++) {
        snprintf(slug, sizeof slug, "exercise-%d", i);
        quarantine_add(&q, STR("digest"), str_of(slug), (int64_t)i * 10000);
    }
    assert_true(q.len < 1000); /* sixty happen within one window */
    quarantine_finish(&q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(organisations_take_turns),
        cmocka_unit_test(queues_are_bounded_one_by_one_and_together),
        cmocka_unit_test(three_in_the_window_put_aside_and_time_heals),
        cmocka_unit_test(old_faults_are_forgotten),
        cmocka_unit_test(what_is_over_takes_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
