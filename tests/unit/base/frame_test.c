#include "unit.h"

#include "base/err.h"
#include "base/frame.h"

static struct buf buf;

static int start(void **state)
{
    (void)state;
    buf_init(&buf, 4 * FRAME_LEN);
    return 0;
}

static int end(void **state)
{
    (void)state;
    buf_finish(&buf);
    return 0;
}

static void sample_write(uint32_t id)
{
    size_t begin = frame_begin(&buf, FRAME_VIEW, id);
    frame_part(&buf, begin, STR("digest"));
    frame_part(&buf, begin, STR(""));
    frame_part(&buf, begin, str_slice("a\0\xff", 3));
    assert_int_equal(frame_end(&buf, begin), 0);
}

/* Parses from a copy of exactly these bytes, so that a sanitizer sees a read past them. */
static int parse_exact(const char *bytes, size_t len, struct frame *frame, size_t *used)
{
    char *copy = malloc(len ? len : 1);
    memcpy(copy, bytes, len);
    int rc = frame_parse((struct str){copy, len}, FRAME_LEN, frame, used);
    free(copy);
    return rc;
}

static void put_u32(size_t at, uint32_t n)
{
    memcpy(buf.ptr + at, &n, 4);
}

static void put_u16(size_t at, uint16_t n)
{
    memcpy(buf.ptr + at, &n, 2);
}

static void test_a_frame_comes_back_as_it_was_sent(void **state)
{
    (void)state;
    struct frame frame;
    size_t used = 0;
    sample_write(7);
    sample_write(UINT32_MAX);
    struct str in = buf_str(&buf);
    assert_int_equal(frame_parse(in, FRAME_LEN, &frame, &used), 1);
    assert_int_equal(used, buf.len / 2);
    assert_int_equal(frame.id, 7);
    assert_int_equal(frame.type, FRAME_VIEW);
    assert_int_equal(frame.parts_len, 3);
    assert_str(frame.parts[0], "digest");
    assert_int_equal(frame.parts[1].len, 0);
    assert_memory_equal(frame.parts[2].ptr, "a\0\xff", 3);
    in = (struct str){in.ptr + used, in.len - used};
    assert_int_equal(frame_parse(in, FRAME_LEN, &frame, &used), 1);
    assert_int_equal(frame.id, UINT32_MAX);
    assert_int_equal(used, in.len);
}

static void test_a_frame_without_parts(void **state)
{
    (void)state;
    struct frame frame;
    size_t used;
    size_t begin = frame_begin(&buf, FRAME_READY, 0);
    assert_int_equal(frame_end(&buf, begin), 0);
    assert_int_equal(buf.len, FRAME_HEAD_LEN);
    assert_int_equal(frame_parse(buf_str(&buf), FRAME_LEN, &frame, &used), 1);
    assert_int_equal(frame.parts_len, 0);
}

static void test_a_frame_cut_at_every_byte_is_not_here_yet(void **state)
{
    (void)state;
    struct frame frame;
    size_t used = 99;
    sample_write(1);
    for (size_t len = 0; len < buf.len; len++)
        assert_int_equal(parse_exact(buf.ptr, len, &frame, &used), 0);
    assert_int_equal(used, 99);
    assert_int_equal(parse_exact(buf.ptr, buf.len, &frame, &used), 1);
}

static void test_lying_lengths_are_corrupt(void **state)
{
    (void)state;
    struct frame frame;
    size_t used;
    sample_write(1);
    size_t len = buf.len;
    static const uint32_t lies[] = {0, 1, 7, FRAME_LEN + 1, UINT32_MAX};
    for (size_t i = 0; i < LEN(lies); i++) {
        put_u32(0, lies[i]);
        assert_int_equal(parse_exact(buf.ptr, len, &frame, &used), ERR_CORRUPT);
    }
    /* a frame length that cuts into the parts, for every such length */
    for (uint32_t n = FRAME_HEAD_LEN - 4; n < len - 4; n++) {
        put_u32(0, n);
        assert_int_equal(parse_exact(buf.ptr, len, &frame, &used), ERR_CORRUPT);
    }
    put_u32(0, (uint32_t)len - 4);
    /* part lengths, at each of the three parts */
    static const size_t at[] = {12, 22, 26};
    static const uint32_t right[] = {6, 0, 3};
    for (size_t p = 0; p < LEN(at); p++) {
        for (uint32_t n = 0; n < 64; n++) {
            if (n == right[p]) continue;
            put_u32(at[p], n);
            assert_int_equal(parse_exact(buf.ptr, len, &frame, &used), ERR_CORRUPT);
        }
        put_u32(at[p], UINT32_MAX);
        assert_int_equal(parse_exact(buf.ptr, len, &frame, &used), ERR_CORRUPT);
        put_u32(at[p], right[p]);
    }
    static const uint16_t counts[] = {0, 1, 2, 4, 5, FRAME_PARTS_MAX, FRAME_PARTS_MAX + 1, 65535};
    for (size_t i = 0; i < LEN(counts); i++) {
        put_u16(10, counts[i]);
        assert_int_equal(parse_exact(buf.ptr, len, &frame, &used), ERR_CORRUPT);
    }
    put_u16(10, 3);
    assert_int_equal(parse_exact(buf.ptr, len, &frame, &used), 1);
}

static void test_the_readers_own_limit_counts(void **state)
{
    (void)state;
    struct frame frame;
    size_t used;
    sample_write(1);
    assert_int_equal(frame_parse(buf_str(&buf), buf.len - 4, &frame, &used), 1);
    assert_int_equal(frame_parse(buf_str(&buf), buf.len - 5, &frame, &used), ERR_CORRUPT);
    /* already by its first four bytes, before anything is kept for it */
    assert_int_equal(frame_parse(str_slice(buf.ptr, 4), buf.len - 5, &frame, &used), ERR_CORRUPT);
}

static void test_more_than_64_parts_are_walked(void **state)
{
    (void)state;
    struct frame frame;
    size_t used;
    size_t begin = frame_begin(&buf, FRAME_LOAD, 3);
    for (int i = 0; i < FRAME_PARTS_MAX; i++) {
        char text[16];
        snprintf(text, sizeof text, "%d", i);
        frame_part(&buf, begin, str_of(text));
    }
    assert_int_equal(frame_end(&buf, begin), 0);
    assert_int_equal(frame_parse(buf_str(&buf), FRAME_LEN, &frame, &used), 1);
    assert_int_equal(frame.parts_len, FRAME_PARTS_MAX);
    struct str rest = frame.body, part;
    for (int i = 0; i < FRAME_PARTS_MAX; i++) {
        char text[16];
        snprintf(text, sizeof text, "%d", i);
        assert_true(frame_part_next(&rest, &part));
        assert_str(part, text);
        if (i < 64) assert_str(frame.parts[i], text);
    }
    assert_false(frame_part_next(&rest, &part));
}

static void test_too_many_parts_fail_the_writer(void **state)
{
    (void)state;
    size_t begin = frame_begin(&buf, FRAME_LOAD, 3);
    for (int i = 0; i <= FRAME_PARTS_MAX; i++) frame_part(&buf, begin, STR("x"));
    assert_int_equal(frame_end(&buf, begin), ERR_TOO_LARGE);
    assert_true(buf_failed(&buf));
    buf_reset(&buf);
    begin = frame_begin(&buf, FRAME_LOAD, 3);
    frame_part(&buf, begin, (struct str){"x", (size_t)FRAME_LEN + 1}); /* refused before reading */
    assert_int_equal(frame_end(&buf, begin), ERR_TOO_LARGE);
}

static void test_a_frame_over_the_limit_is_taken_back(void **state)
{
    (void)state;
    struct frame frame;
    size_t used;
    sample_write(1);
    size_t before = buf.len;
    char *large = calloc(1, FRAME_LEN / 2);
    size_t begin = frame_begin(&buf, FRAME_RESULT, 2);
    frame_part(&buf, begin, str_slice(large, FRAME_LEN / 2));
    frame_part(&buf, begin, str_slice(large, FRAME_LEN / 2));
    assert_int_equal(frame_end(&buf, begin), ERR_TOO_LARGE);
    assert_int_equal(buf.len, before);
    /* the largest one that goes */
    begin = frame_begin(&buf, FRAME_RESULT, 2);
    frame_part(&buf, begin, str_slice(large, FRAME_LEN / 2));
    frame_part(&buf, begin, str_slice(large, FRAME_LEN / 2 - 16));
    assert_int_equal(frame_end(&buf, begin), 0);
    assert_int_equal(
        frame_parse(str_slice(buf.ptr + before, buf.len - before), FRAME_LEN, &frame, &used), 1);
    assert_int_equal(used, 4 + FRAME_LEN);
    free(large);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, start, end)
    static const struct CMUnitTest tests[] = {
        T(test_a_frame_comes_back_as_it_was_sent),
        T(test_a_frame_without_parts),
        T(test_a_frame_cut_at_every_byte_is_not_here_yet),
        T(test_lying_lengths_are_corrupt),
        T(test_the_readers_own_limit_counts),
        T(test_more_than_64_parts_are_walked),
        T(test_too_many_parts_fail_the_writer),
        T(test_a_frame_over_the_limit_is_taken_back),
    };
#undef T
    return cmocka_run_group_tests(tests, NULL, NULL);
}
