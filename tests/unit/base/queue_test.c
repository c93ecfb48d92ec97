#include "unit.h"

#include <poll.h>

#include "base/err.h"
#include "base/queue.h"

struct item {
    struct queue_node node;
    int n;
};

static int number_of(struct queue_node *node)
{
    return ((struct item *)node)->n;
}

static void test_first_in_is_first_out(void **state)
{
    (void)state;
    struct queue queue;
    struct item items[5];
    queue_init(&queue, 10, false);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 5; i++) {
            items[i].n = i;
            assert_int_equal(queue_push(&queue, &items[i].node), 0);
        }
        assert_int_equal(queue_len(&queue), 5);
        assert_int_equal(number_of(queue_pop(&queue)), 0);
        struct queue_node *some = queue_take(&queue, 2);
        assert_int_equal(number_of(some), 1);
        assert_int_equal(number_of(some->next), 2);
        assert_null(some->next->next);
        some = queue_take_now(&queue);
        assert_int_equal(number_of(some), 3);
        assert_int_equal(number_of(some->next), 4);
        assert_null(some->next->next);
        assert_null(queue_take_now(&queue));
        assert_int_equal(queue_len(&queue), 0);
    }
    queue_finish(&queue);
}

static void test_a_full_queue_refuses_all_but_work_already_done(void **state)
{
    (void)state;
    struct queue queue;
    struct item items[4];
    queue_init(&queue, 2, false);
    assert_int_equal(queue_push(&queue, &items[0].node), 0);
    assert_int_equal(queue_push(&queue, &items[1].node), 0);
    assert_int_equal(queue_push(&queue, &items[2].node), ERR_BUSY);
    assert_int_equal(queue_len(&queue), 2);
    assert_int_equal(queue_push_always(&queue, &items[2].node), 0);
    assert_int_equal(queue_push(&queue, &items[3].node), ERR_BUSY);
    assert_ptr_equal(queue_pop(&queue), &items[0].node);
    assert_ptr_equal(queue_pop(&queue), &items[1].node);
    assert_int_equal(queue_push(&queue, &items[3].node), 0);
    assert_ptr_equal(queue_pop(&queue), &items[2].node);
    assert_ptr_equal(queue_pop(&queue), &items[3].node);
    queue_finish(&queue);
}

static void test_a_closed_queue_gives_out_what_it_holds_and_takes_no_more(void **state)
{
    (void)state;
    struct queue queue;
    struct item items[3];
    queue_init(&queue, 10, false);
    queue_push(&queue, &items[0].node);
    queue_push(&queue, &items[1].node);
    queue_close(&queue);
    assert_int_equal(queue_push(&queue, &items[2].node), ERR_STOPPED);
    assert_int_equal(queue_push_always(&queue, &items[2].node), ERR_STOPPED);
    assert_ptr_equal(queue_pop(&queue), &items[0].node);
    assert_ptr_equal(queue_pop(&queue), &items[1].node);
    assert_null(queue_pop(&queue));
    assert_null(queue_take(&queue, 10));
    queue_finish(&queue);
}

static bool is_readable(const struct queue *queue)
{
    struct pollfd fd = {.fd = queue_fd(queue), .events = POLLIN};
    return poll(&fd, 1, 0) == 1;
}

static void test_a_polled_queue_is_readable_while_it_has_something(void **state)
{
    (void)state;
    struct queue queue;
    struct item items[2];
    queue_init(&queue, 10, true);
    assert_false(is_readable(&queue));
    queue_push(&queue, &items[0].node);
    queue_push(&queue, &items[1].node);
    assert_true(is_readable(&queue));
    assert_non_null(queue_take_now(&queue));
    assert_false(is_readable(&queue));
    queue_close(&queue);
    assert_true(is_readable(&queue));
    queue_finish(&queue);
    queue_init(&queue, 10, false);
    assert_int_equal(queue_fd(&queue), -1);
    queue_finish(&queue);
}

/* ---- threads ---- */

#define PUSHERS 3
#define POPPERS 2
#define EACH 4000

static struct queue shared;
static struct item all[PUSHERS][EACH];
static unsigned char seen[PUSHERS][EACH];
static pthread_mutex_t seen_lock = PTHREAD_MUTEX_INITIALIZER;

static void *pusher(void *what)
{
    struct item *items = what;
    for (int i = 0; i < EACH; i++) {
        int rc;
        while ((rc = queue_push(&shared, &items[i].node)) == ERR_BUSY) sched_yield();
        if (rc != 0) return what; /* read by the join below */
    }
    return NULL;
}

static void *popper(void *what)
{
    struct queue_node *node;
    int last[PUSHERS] = {0};
    (void)what;
    while ((node = queue_take(&shared, 7))) {
        for (struct queue_node *next; node; node = next) {
            next = node->next;
            int n = number_of(node), p = n / EACH, i = n % EACH;
            if (i + 1 <= last[p]) return node; /* one pusher's items came out of order */
            last[p] = i + 1;
            pthread_mutex_lock(&seen_lock);
            seen[p][i]++;
            pthread_mutex_unlock(&seen_lock);
        }
    }
    return NULL;
}

static void test_threads_lose_and_double_nothing(void **state)
{
    (void)state;
    pthread_t pushers[PUSHERS], poppers[POPPERS];
    void *trouble;
    queue_init(&shared, 16, false);
    for (int p = 0; p < PUSHERS; p++)
        for (int i = 0; i < EACH; i++) all[p][i].n = p * EACH + i;
    for (int i = 0; i < POPPERS; i++)
        assert_int_equal(pthread_create(&poppers[i], NULL, popper, NULL), 0);
    for (int i = 0; i < PUSHERS; i++)
        assert_int_equal(pthread_create(&pushers[i], NULL, pusher, all[i]), 0);
    for (int i = 0; i < PUSHERS; i++) {
        pthread_join(pushers[i], &trouble);
        assert_null(trouble);
    }
    queue_close(&shared); /* wakes every popper that waits */
    for (int i = 0; i < POPPERS; i++) {
        pthread_join(poppers[i], &trouble);
        assert_null(trouble);
    }
    for (int p = 0; p < PUSHERS; p++)
        for (int i = 0; i < EACH; i++) assert_int_equal(seen[p][i], 1);
    queue_finish(&shared);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_in_is_first_out),
        cmocka_unit_test(test_a_full_queue_refuses_all_but_work_already_done),
        cmocka_unit_test(test_a_closed_queue_gives_out_what_it_holds_and_takes_no_more),
        cmocka_unit_test(test_a_polled_queue_is_readable_while_it_has_something),
        cmocka_unit_test(test_threads_lose_and_double_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
