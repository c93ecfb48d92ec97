#include "unit.h"

#include <stdalign.h>

#include "base/arena.h"

static void test_allocations_are_aligned_apart_and_written_whole(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 7, 16, 100, 1023, 1025, 4095, 4096, 4097, 100000};
    struct arena arena;
    arena_init(&arena);
    unsigned char *at[200];
    size_t size[200];
    for (size_t i = 0; i < LEN(at); i++) {
        size[i] = sizes[i % LEN(sizes)];
        at[i] = arena_alloc(&arena, size[i]);
        assert_non_null(at[i]);
        assert_int_equal((uintptr_t)at[i] % alignof(max_align_t), 0);
        memset(at[i], (int)i, size[i]);
    }
    for (size_t i = 0; i < LEN(at); i++)
        for (size_t b = 0; b < size[i]; b++) assert_int_equal(at[i][b], i);
    arena_finish(&arena);
}

static void test_a_large_allocation_keeps_the_room_of_the_small_block(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    arena_alloc(&arena, 16);
    arena_alloc(&arena, 100000);
    size_t before = arena.total;
    arena_alloc(&arena, 16);
    assert_int_equal(arena.total, before);
    arena_finish(&arena);
    assert_int_equal(arena.total, 0);
}

static void test_zeroed_memory_is_zero_even_when_reused(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    for (int round = 0; round < 3; round++) {
        memset(arena_alloc(&arena, 1000), 0xff, 1000);
        int *n = arena_array(&arena, int, 500);
        for (int i = 0; i < 500; i++) assert_int_equal(n[i], 0);
        memset(n, 0xff, 500 * sizeof *n);
        arena_finish(&arena);
    }
}

static void test_copies_end_with_nul_and_are_the_arenas_own(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    char source[] = "leren";
    struct str copy = arena_str(&arena, str_of(source));
    source[0] = 'X';
    assert_string_equal(copy.ptr, "leren");
    assert_string_equal(arena_str(&arena, STR_NONE).ptr, "");
    struct str inner = arena_str(&arena, str_slice("a\0b", 3));
    assert_int_equal(inner.len, 3);
    assert_memory_equal(inner.ptr, "a\0b", 4);
    struct str long_text = arena_printf(&arena, "%s-%0*d", "n", 9000, 7);
    assert_int_equal(long_text.len, 9002);
    assert_int_equal(strlen(long_text.ptr), 9002);
    assert_str(arena_printf(&arena, "%s", ""), "");
    arena_finish(&arena);
}

static char order[8];

static void note(void *what)
{
    strcat(order, what);
}

static void test_deferred_calls_run_last_first_and_once(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    order[0] = '\0';
    arena_defer(&arena, note, (void *)"a");
    arena_defer(&arena, note, (void *)"b");
    arena_defer(&arena, note, (void *)"c");
    assert_string_equal(order, "");
    arena_finish(&arena);
    assert_string_equal(order, "cba");
    arena_finish(&arena);
    assert_string_equal(order, "cba");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_allocations_are_aligned_apart_and_written_whole),
        cmocka_unit_test(test_a_large_allocation_keeps_the_room_of_the_small_block),
        cmocka_unit_test(test_zeroed_memory_is_zero_even_when_reused),
        cmocka_unit_test(test_copies_end_with_nul_and_are_the_arenas_own),
        cmocka_unit_test(test_deferred_calls_run_last_first_and_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
