/* The gate: open it lets in, closed it holds newcomers until it opens, and says whether somebody is
 * still inside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>

#include "store/gate.h"

static atomic_int inside, peak;

static void *visitor(void *gate)
{
    for (int i = 0; i < 2000; i++) {
        gate_enter(gate);
        int now = atomic_fetch_add(&inside, 1) + 1;
        if (now > atomic_load(&peak)) atomic_store(&peak, now);
        atomic_fetch_sub(&inside, 1);
        gate_leave(gate);
    }
    return NULL;
}

static void closing_empties_it(void **state)
{
    (void)state;
    struct gate *gate = gate_create();
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, visitor, gate);
    for (int i = 0; i < 50; i++) {
        if (gate_close(gate)) assert_int_equal(atomic_load(&inside), 0);
        gate_open(gate);
    }
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    assert_true(atomic_load(&peak) >= 1);
    gate_destroy(gate);
}

static void it_says_when_somebody_stays(void **state)
{
    (void)state;
    struct gate *gate = gate_create();
    gate_enter(gate);
    assert_false(gate_close(gate));
    gate_open(gate);
    gate_leave(gate);
    assert_true(gate_close(gate));
    gate_enter(gate); /* waits its moment, then goes in: nobody is kept out for good */
    gate_leave(gate);
    gate_open(gate);
    gate_destroy(gate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(closing_empties_it),
                                       cmocka_unit_test(it_says_when_somebody_stays)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
