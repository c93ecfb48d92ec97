/* Lua's patterns (reference manual 5.4, section 6.4.1) with a step budget and without recursion. A
 * pattern is compiled into items; matching walks them with at most one point of return per item, so
 * memory is fixed at compile time and no pattern can exhaust the C stack. Each test of a character
 * costs a step: Lua's own count hook does not fire inside C, so this budget is what ends a pattern
 * that would try for hours. Knows nothing of the Lua state. One owner at a time. */
#ifndef SANDBOX_PATTERN_H
#define SANDBOX_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PATTERN_CAPTURES 32 /* as stock Lua */

/* What a pattern captured, as offsets into the subject. */
struct pattern_capture {
    size_t start, len;
    bool is_position; /* `()`: start alone counts */
    bool is_open;     /* the pattern ends without its `)`: the caller refuses to read it */
};

struct pattern_item;

struct pattern {
    struct pattern_item *items;
    uint32_t items_len;
    unsigned char (*sets)[32]; /* one bit per byte value */
    uint32_t sets_len;
    struct pattern_capture captures[PATTERN_CAPTURES];
    unsigned captures_len; /* of the last match */
    const char *error;     /* why PATTERN_BAD: static words */
};

enum pattern_found {
    PATTERN_NONE,  /* no match */
    PATTERN_MATCH, /* *end and captures are set */
    PATTERN_BAD,   /* matching reached a malformed place; error says what */
    PATTERN_SPENT  /* no steps left */
};

/* Bytes that pattern_compile needs for a text of this length and content. */
size_t pattern_size(const char *text, size_t len);

/* Compiles into `memory` (pattern_size bytes, aligned for any type), which must live as long as the
 * pattern; the text itself is not kept. A leading `^` is an item like others: the caller takes the
 * anchor off. A malformed text compiles up to the fault, which is met when matching gets there, as
 * in stock Lua. `len` at most PATTERN_LEN. */
void pattern_compile(struct pattern *pattern, void *memory, const char *text, size_t len);

/* Matches at exactly offset `at` of the subject (`at` <= len). Takes what it used off *steps. */
enum pattern_found pattern_match(struct pattern *pattern, const char *subject, size_t len,
                                 size_t at, uint64_t *steps, size_t *end);

#endif
