/* Lanes: every baton runs once, on a lane that was made; a full queue says so; nothing is lost at
 * the stop. */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/limits.h"
#include "http/lane.h"

struct job {
    struct queue_node node;
    int ran;
};

static struct {
    atomic_int made, finished, ran;
    int fail_at; /* the lane that cannot be made; 0: none */
    pthread_mutex_t gate;
} seen;

static void reset(void)
{
    seen.made = seen.finished = seen.ran = 0;
    seen.fail_at = 0;
    pthread_mutex_init(&seen.gate, NULL);
}

static int lane_init(void **lane, void *data, struct err *err)
{
    (void)data;
    int n = ++seen.made;
    if (n == seen.fail_at) {
        seen.made--;
        return err_set(err, ERR_CORRUPT, "lane %d has no store", n);
    }
    *lane = malloc(1);
    return 0;
}

static void lane_run(void *lane, struct queue_node *baton, void *data)
{
    assert(lane != NULL && data == &seen);
    pthread_mutex_lock(&seen.gate);
    pthread_mutex_unlock(&seen.gate);
    ((struct job *)(void *)baton)->ran++;
    seen.ran++;
}

static void lane_finish(void *lane)
{
    free(lane);
    seen.finished++;
}

static const struct lanes_config config = {.threads = 3,
                                           .queue_max = 10,
                                           .init = lane_init,
                                           .run = lane_run,
                                           .finish = lane_finish,
                                           .data = &seen};

static void test_all_run_once(void **state)
{
    (void)state;
    static struct job jobs[1000];
    struct lanes *lanes;
    struct err err;
    reset();
    assert_int_equal(lanes_start(&lanes, &config, &err), 0);
    assert_int_equal(seen.made, 3);
    for (size_t i = 0; i < 1000; i++) assert_int_equal(lanes_push_always(lanes, &jobs[i].node), 0);
    lanes_stop(lanes);
    assert_int_equal(seen.ran, 1000);
    assert_int_equal(seen.finished, 3);
    for (size_t i = 0; i < 1000; i++) assert_int_equal(jobs[i].ran, 1);
}

static void test_full(void **state)
{
    (void)state;
    static struct job jobs[40];
    struct lanes *lanes;
    struct err err;
    reset();
    assert_int_equal(lanes_start(&lanes, &config, &err), 0);
    pthread_mutex_lock(&seen.gate); /* the lanes hold at most one each */
    int pushed = 0, refused = 0;
    for (int i = 0; i < 30; i++) {
        if (lanes_push(lanes, &jobs[pushed].node) == 0) pushed++;
        else refused++;
    }
    assert_in_range(pushed, 10, 13);
    assert_int_equal(pushed + refused, 30);
    assert_in_range(lanes_waiting(lanes), 7, 10);
    assert_int_equal(lanes_push_always(lanes, &jobs[pushed].node), 0);
    pthread_mutex_unlock(&seen.gate);
    lanes_stop(lanes);
    assert_int_equal(seen.ran, pushed + 1);
}

static void test_a_lane_that_cannot_be_made(void **state)
{
    (void)state;
    struct lanes *lanes;
    struct err err = {0};
    reset();
    seen.fail_at = 2;
    assert_int_equal(lanes_start(&lanes, &config, &err), ERR_CORRUPT);
    assert_null(lanes);
    assert_string_equal(err.text, "lane 2 has no store");
    assert_int_equal(seen.finished, seen.made); /* those that were made are undone */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_run_once),
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_a_lane_that_cannot_be_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
