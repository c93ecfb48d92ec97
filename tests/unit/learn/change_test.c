/* Every change, run once, run twice, and after one that contradicts it: a change may be re-run, and
 * decides on the rows as they are then. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../temp_dir.h"
#include "base/limits.h"
#include "learn/attempt.h"
#include "learn/enrolment.h"
#include "learn/learner.h"
#include "learn/name.h"

#define MODULE 1
#define EXERCISE 2
#define CLOSURE 3

struct world {
    char *dir;
    struct store *store;
    struct arena arena;
    struct err err;
    int64_t learner;
    struct digest key_hash;
};

static struct begin begin_of(const struct world *w)
{
    return (struct begin){.key_hash = w->key_hash,
                          .module_id = MODULE,
                          .closure_id = CLOSURE,
                          .day = 100,
                          .step = STR("een")};
}

static int setup(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    char text[LEARNER_KEY_TEXT_LEN + 1];
    digest_init();
    w->dir = temp_dir_make();
    assert_int_equal(store_open(&w->store, w->dir, STORE_WRITE, &w->err), 0);
    learner_key_make(text, &w->key_hash);
    struct begin begin = begin_of(w);
    assert_int_equal(begin_apply(w->store, &begin, &w->err), 0);
    assert_int_equal(begin.result, BEGIN_OK);
    struct learner learner;
    assert_int_equal(learner_find(w->store, &w->key_hash, &learner, &w->err), 1);
    w->learner = learner.id;
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    arena_finish(&w->arena);
    store_close(w->store);
    temp_dir_remove(w->dir);
    free(w);
    return 0;
}

static struct answer_change answer_of(const struct world *w, int64_t n, int64_t try_no,
                                      double score)
{
    return (struct answer_change){.learner_id = w->learner,
                                  .exercise_id = EXERCISE,
                                  .closure_id = CLOSURE,
                                  .module_id = MODULE,
                                  .step = STR("een"),
                                  .n = n,
                                  .try_no = try_no,
                                  .answer = STR("[]"),
                                  .outcome = STR("{}"),
                                  .score = score,
                                  .passed = score >= 0.7,
                                  .fingerprint = 7,
                                  .now_ms = 5,
                                  .day = 101};
}

static enum answer_result answer(struct world *w, int64_t n, int64_t try_no, double score)
{
    struct answer_change a = answer_of(w, n, try_no, score);
    assert_int_equal(answer_apply(w->store, &a, &w->err), 0);
    return a.result;
}

static struct practice practice(struct world *w)
{
    struct practice p;
    assert_int_equal(practice_find(w->store, w->learner, EXERCISE, &p, &w->err), 0);
    return p;
}

static bool stored(struct world *w, int64_t n, int64_t try_no, double *score)
{
    struct attempt attempt;
    int rc = attempt_find(w->store, &w->arena, w->learner, EXERCISE, n, try_no, &attempt, &w->err);
    assert_true(rc >= 0);
    if (rc == 1 && score) *score = attempt.score;
    return rc == 1;
}

static void begin_twice_is_one_learner(void **state)
{
    struct world *w = *state;
    struct begin again = begin_of(w);
    assert_int_equal(begin_apply(w->store, &again, &w->err), 0);
    assert_int_equal(again.result, BEGIN_ALREADY);
    struct learner learner;
    assert_int_equal(learner_find(w->store, &w->key_hash, &learner, &w->err), 1);
    assert_int_equal(learner.id, w->learner);

    /* the enrolment keeps the version it began with */
    struct begin other = begin_of(w);
    other.learner_id = w->learner;
    other.closure_id = CLOSURE + 1;
    assert_int_equal(begin_apply(w->store, &other, &w->err), 0);
    assert_int_equal(other.result, BEGIN_ALREADY);
    struct enrolment enrolment;
    assert_int_equal(enrolment_find(w->store, &w->arena, w->learner, MODULE, &enrolment, &w->err),
                     1);
    assert_int_equal(enrolment.closure_id, CLOSURE);
}

static void begin_after_erasing_is_gone(void **state)
{
    struct world *w = *state;
    struct erase erase = {.learner_id = w->learner};
    struct begin begin = begin_of(w);
    begin.learner_id = w->learner;
    assert_int_equal(erase_apply(w->store, &erase, &w->err), 0);
    assert_int_equal(begin_apply(w->store, &begin, &w->err), 0);
    assert_int_equal(begin.result, BEGIN_GONE);
}

static void an_answer_twice_keeps_the_first_outcome(void **state)
{
    struct world *w = *state;
    double score;
    assert_int_equal(answer(w, 1, 1, 0.5), ANSWER_OK);
    assert_int_equal(answer(w, 1, 1, 0.9), ANSWER_DUPLICATE);
    assert_true(stored(w, 1, 1, &score));
    assert_float_equal(score, 0.5, 0);
    assert_int_equal(practice(w).tries, 1);
}

static void an_answer_out_of_turn_is_a_conflict(void **state)
{
    struct world *w = *state;
    assert_int_equal(answer(w, 1, 2, 1), ANSWER_CONFLICT); /* the second before the first */
    assert_int_equal(answer(w, 2, 1, 1), ANSWER_CONFLICT); /* a variant that was never shown */
    assert_false(stored(w, 1, 2, NULL));
    assert_int_equal(practice(w).tries, 0);
}

static void three_tries_close_a_variant(void **state)
{
    struct world *w = *state;
    for (int64_t try_no = 1; try_no <= TRIES_MAX; try_no++) {
        assert_false(practice(w).closed);
        assert_int_equal(answer(w, 1, try_no, 0), ANSWER_OK);
    }
    assert_true(practice(w).closed);
    assert_int_equal(answer(w, 1, TRIES_MAX + 1, 1), ANSWER_CONFLICT);
}

static void all_right_closes_it_at_once(void **state)
{
    struct world *w = *state;
    assert_int_equal(answer(w, 1, 1, 1), ANSWER_OK);
    struct practice p = practice(w);
    assert_true(p.closed && p.passed);
    assert_float_equal(p.best, 1, 0);
}

static enum answer_result again(struct world *w, int64_t n)
{
    struct again_change a = {.learner_id = w->learner, .exercise_id = EXERCISE, .n = n, .day = 101};
    assert_int_equal(again_apply(w->store, &a, &w->err), 0);
    return a.result;
}

static void again_goes_one_step_however_often_it_is_sent(void **state)
{
    struct world *w = *state;
    assert_int_equal(again(w, 1), ANSWER_CONFLICT); /* not tried yet */
    assert_int_equal(answer(w, 1, 1, 0), ANSWER_OK);
    assert_int_equal(again(w, 1), ANSWER_OK);
    assert_int_equal(again(w, 1), ANSWER_DUPLICATE);
    assert_int_equal(practice(w).n, 2);
    assert_int_equal(practice(w).tries, 0);
    /* the other window still has the old variant: nothing is lost, nothing is overwritten */
    assert_int_equal(answer(w, 1, 2, 1), ANSWER_CONFLICT);
    assert_int_equal(answer(w, 1, 1, 1), ANSWER_DUPLICATE);
    assert_int_equal(answer(w, 2, 1, 1), ANSWER_OK);
}

static struct ungraded_change ungraded_of(const struct world *w, int64_t n, int64_t try_no)
{
    return (struct ungraded_change){.learner_id = w->learner,
                                    .exercise_id = EXERCISE,
                                    .closure_id = CLOSURE,
                                    .n = n,
                                    .try_no = try_no,
                                    .answer = STR("[[\"a\",\"1\"]]"),
                                    .fault = STR("error"),
                                    .detail = STR("exercises/x.lua:3: broke"),
                                    .now_ms = 5};
}

static void an_ungraded_answer_uses_no_try_and_goes_when_graded(void **state)
{
    struct world *w = *state;
    struct ungraded found;
    for (int twice = 0; twice < 2; twice++) {
        struct ungraded_change u = ungraded_of(w, 1, 1);
        assert_int_equal(ungraded_apply(w->store, &u, &w->err), 0);
        assert_int_equal(u.result, ANSWER_OK);
    }
    assert_int_equal(practice(w).tries, 0);
    assert_int_equal(ungraded_find(w->store, &w->arena, w->learner, EXERCISE, 1, &found, &w->err),
                     1);
    struct due due[4];
    struct str name = STR("org/pack/x");
    assert_int_equal(store_run(w->store, &w->err, SQL_NAME_ADD, STR("a")), 1);
    assert_int_equal(store_run(w->store, &w->err, SQL_NAME_ADD, name), 1);
    assert_int_equal(due_list(w->store, &w->arena, 10, due, 4, &w->err), 1);
    assert_true(str_eq(due[0].exercise, name));

    struct defer_change later = {w->learner, EXERCISE, 1, 10};
    assert_int_equal(defer_apply(w->store, &later, &w->err), 0);
    assert_int_equal(due_list(w->store, &w->arena, 11, due, 4, &w->err), 0);
    assert_int_equal(due_list(w->store, &w->arena, 1000000, due, 4, &w->err), 1);

    struct answer_change graded = answer_of(w, 1, 1, 1);
    graded.late = true;
    assert_int_equal(answer_apply(w->store, &graded, &w->err), 0);
    assert_int_equal(graded.result, ANSWER_OK);
    assert_int_equal(ungraded_find(w->store, &w->arena, w->learner, EXERCISE, 1, &found, &w->err),
                     0);
    assert_true(stored(w, 1, 1, NULL));
}

static void a_late_grade_fills_in_an_earlier_variant(void **state)
{
    struct world *w = *state;
    assert_int_equal(answer(w, 1, 1, 0), ANSWER_OK);
    struct ungraded_change u = ungraded_of(w, 1, 2);
    assert_int_equal(ungraded_apply(w->store, &u, &w->err), 0);
    assert_int_equal(again(w, 1), ANSWER_OK);
    struct answer_change graded = answer_of(w, 1, 2, 1);
    graded.late = true;
    assert_int_equal(answer_apply(w->store, &graded, &w->err), 0);
    assert_int_equal(graded.result, ANSWER_OK);
    struct practice p = practice(w);
    assert_int_equal(p.n, 2);
    assert_int_equal(p.tries, 0);
    assert_true(p.passed);
}

static void an_ungraded_answer_after_a_graded_one_changes_nothing(void **state)
{
    struct world *w = *state;
    struct ungraded found;
    assert_int_equal(answer(w, 1, 1, 0.5), ANSWER_OK);
    struct ungraded_change u = ungraded_of(w, 1, 1);
    assert_int_equal(ungraded_apply(w->store, &u, &w->err), 0);
    assert_int_equal(u.result, ANSWER_DUPLICATE);
    assert_int_equal(ungraded_find(w->store, &w->arena, w->learner, EXERCISE, 1, &found, &w->err),
                     0);
}

static void a_step_done_twice_is_done_once(void **state)
{
    struct world *w = *state;
    struct enrolment enrolment;
    for (int twice = 0; twice < 2; twice++) {
        struct step_change s = {.learner_id = w->learner,
                                .module_id = MODULE,
                                .day = 101,
                                .step = STR("een"),
                                .next = STR("twee")};
        assert_int_equal(step_apply(w->store, &s, &w->err), 0);
        assert_false(s.gone);
    }
    assert_int_equal(enrolment_find(w->store, &w->arena, w->learner, MODULE, &enrolment, &w->err),
                     1);
    assert_int_equal(enrolment.done_len, 1);
    assert_true(enrolment_done(&enrolment, STR("een")));
    assert_true(str_is(enrolment.at_step, "twee"));

    struct step_change elsewhere = {
        .learner_id = w->learner, .module_id = MODULE + 1, .step = STR("een")};
    assert_int_equal(step_apply(w->store, &elsewhere, &w->err), 0);
    assert_true(elsewhere.gone);
}

static void erasing_takes_all_in_pieces_and_answers_find_nobody(void **state)
{
    struct world *w = *state;
    int64_t n = 1;
    for (; n <= 200; n++) {
        assert_int_equal(answer(w, n, 1, 0), ANSWER_OK);
        assert_int_equal(answer(w, n, 2, 0), ANSWER_OK);
        assert_int_equal(again(w, n), ANSWER_OK);
    }
    struct erase erase = {.learner_id = w->learner};
    struct learner learner;
    int pieces = 0;
    do {
        assert_int_equal(erase_apply(w->store, &erase, &w->err), 0);
        pieces++;
        assert_int_equal(learner_find(w->store, &w->key_hash, &learner, &w->err), 0);
        if (erase.more) { /* a crash here: the upkeep finds the rest */
            int64_t old[2];
            /* what was under way when the learner erased brings nobody back */
            struct step_change step = {
                .learner_id = w->learner, .module_id = MODULE, .day = 102, .step = STR("een")};
            assert_int_equal(answer(w, n, 1, 1), ANSWER_GONE);
            assert_int_equal(step_apply(w->store, &step, &w->err), 0);
            assert_int_equal(learner_list_old(w->store, 101, old, 2, &w->err), 1);
            assert_int_equal(old[0], w->learner);
        }
    } while (erase.more);
    assert_true(pieces > 1);
    assert_int_equal(answer(w, n, 1, 1), ANSWER_GONE);
    assert_false(stored(w, 1, 1, NULL));
    assert_int_equal(erase_apply(w->store, &erase, &w->err), 0); /* once more changes nothing */
    assert_false(erase.more);
}

static void the_upkeep_spares_who_came_back_since_it_looked(void **state)
{
    struct world *w = *state;
    struct erase erase = {.learner_id = w->learner, .spare_from = 101};
    assert_int_equal(answer(w, 1, 1, 0), ANSWER_OK); /* on day 101 */
    assert_int_equal(erase_apply(w->store, &erase, &w->err), 0);
    assert_true(stored(w, 1, 1, NULL));
    erase.spare_from = 102;
    assert_int_equal(erase_apply(w->store, &erase, &w->err), 0);
    assert_false(stored(w, 1, 1, NULL));
}

static void learners_are_kept_as_long_as_the_page_says(void **state)
{
    struct world *w = *state;
    int64_t old[4];
    assert_int_equal(learner_list_old(w->store, 100 + LEARNER_KEEP_DAYS, old, 4, &w->err), 0);
    assert_int_equal(learner_list_old(w->store, 101 + LEARNER_KEEP_DAYS, old, 4, &w->err), 1);
    assert_int_equal(old[0], w->learner);
    assert_int_equal(answer(w, 1, 1, 1), ANSWER_OK); /* on day 101 */
    assert_int_equal(learner_list_old(w->store, 101 + LEARNER_KEEP_DAYS, old, 4, &w->err), 0);
}

static void a_clock_that_jumps_is_noticed(void **state)
{
    struct world *w = *state;
    assert_int_equal(learner_clock_is_odd(w->store, 100 + CLOCK_JUMP_DAYS, &w->err), 0);
    assert_int_equal(learner_clock_is_odd(w->store, 101 + CLOCK_JUMP_DAYS, &w->err), 1);
    struct erase erase = {.learner_id = w->learner};
    assert_int_equal(erase_apply(w->store, &erase, &w->err), 0);
    assert_int_equal(learner_clock_is_odd(w->store, 500, &w->err), 0); /* nobody left to erase */
}

static void names_and_closures_get_one_number(void **state)
{
    (void)state;
    char *dir = temp_dir_make();
    struct writer *writer;
    struct err err = {0};
    assert_int_equal(writer_start(&writer, dir, &err), 0);
    int64_t a, b, c;
    struct digest x = digest_of(STR("x"));
    assert_int_equal(name_intern(writer, STR("o/p/a"), &a, &err), 0);
    assert_int_equal(name_intern(writer, STR("o/p/b"), &b, &err), 0);
    assert_int_equal(name_intern(writer, STR("o/p/a"), &c, &err), 0);
    assert_int_equal(a, c);
    assert_int_not_equal(a, b);
    assert_int_equal(closure_intern(writer, &x, &x, &a, &err), 0);
    assert_int_equal(closure_intern(writer, &x, &x, &b, &err), 0);
    assert_int_equal(a, b);
    assert_int_equal(closure_remove_unused(writer, a, &err), 1);
    writer_stop(writer);
    temp_dir_remove(dir);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(begin_twice_is_one_learner),
        TEST(begin_after_erasing_is_gone),
        TEST(an_answer_twice_keeps_the_first_outcome),
        TEST(an_answer_out_of_turn_is_a_conflict),
        TEST(three_tries_close_a_variant),
        TEST(all_right_closes_it_at_once),
        TEST(again_goes_one_step_however_often_it_is_sent),
        TEST(an_ungraded_answer_uses_no_try_and_goes_when_graded),
        TEST(a_late_grade_fills_in_an_earlier_variant),
        TEST(an_ungraded_answer_after_a_graded_one_changes_nothing),
        TEST(a_step_done_twice_is_done_once),
        TEST(erasing_takes_all_in_pieces_and_answers_find_nobody),
        TEST(the_upkeep_spares_who_came_back_since_it_looked),
        TEST(learners_are_kept_as_long_as_the_page_says),
        TEST(a_clock_that_jumps_is_noticed),
        cmocka_unit_test(names_and_closures_get_one_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
