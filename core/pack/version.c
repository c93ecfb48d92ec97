#include "pack/version.h"

#define PART_MAX 999999

/* A number without leading zeros. */
static bool number(struct str s, uint64_t *value)
{
    if (s.len > 1 && s.ptr[0] == '0') return false;
    return str_parse_u64(s, PART_MAX, value);
}

static bool is_pre(struct str s)
{
    struct str rest = s, piece;
    if (s.len == 0 || s.len > 32) return false;
    while (str_cut(&rest, '.', &piece)) {
        if (piece.len == 0) return false;
        for (size_t i = 0; i < piece.len; i++) {
            char c = piece.ptr[i];
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  c == '-'))
                return false;
        }
    }
    return true;
}

bool version_parse(struct str s, struct version *version)
{
    struct version read = {.pre = STR_NONE};
    ptrdiff_t hyphen = str_find(s, '-');
    struct str numbers = s;
    if (hyphen >= 0) {
        numbers.len = (size_t)hyphen;
        read.pre = str_slice(s.ptr + hyphen + 1, s.len - (size_t)hyphen - 1);
        if (!is_pre(read.pre)) return false;
    }
    struct str piece;
    for (int i = 0; i < 3; i++)
        if (!str_cut(&numbers, '.', &piece) || !number(piece, &read.part[i])) return false;
    if (str_cut(&numbers, '.', &piece)) return false;
    *version = read;
    return true;
}

static int compare_u64(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

/* Semver rule 11.4: piece by piece, numbers as numbers and before words. */
static int compare_pre(struct str a, struct str b)
{
    struct str piece_a, piece_b;
    for (;;) {
        bool more_a = str_cut(&a, '.', &piece_a), more_b = str_cut(&b, '.', &piece_b);
        if (!more_a || !more_b) return (int)more_a - (int)more_b;
        uint64_t number_a, number_b;
        bool is_a = number(piece_a, &number_a), is_b = number(piece_b, &number_b);
        int order = is_a && is_b   ? compare_u64(number_a, number_b)
                    : is_a != is_b ? (int)is_b - (int)is_a
                                   : str_compare(piece_a, piece_b);
        if (order != 0) return order;
    }
}

int version_compare(const struct version *a, const struct version *b)
{
    for (int i = 0; i < 3; i++)
        if (a->part[i] != b->part[i]) return compare_u64(a->part[i], b->part[i]);
    if (a->pre.ptr == NULL || b->pre.ptr == NULL)
        return (a->pre.ptr == NULL) - (b->pre.ptr == NULL);
    return compare_pre(a->pre, b->pre);
}

bool range_parse(struct str s, struct range *range)
{
    enum range_kind kind = RANGE_EXACT;
    size_t skip = 0;
    if (str_starts(s, STR("^"))) kind = RANGE_CARET, skip = 1;
    else if (str_starts(s, STR("~"))) kind = RANGE_TILDE, skip = 1;
    else if (str_starts(s, STR(">="))) kind = RANGE_FROM, skip = 2;
    struct version from;
    if (!version_parse(str_slice(s.ptr + skip, s.len - skip), &from)) return false;
    *range = (struct range){kind, from};
    return true;
}

bool range_has(const struct range *range, const struct version *version)
{
    const struct version *from = &range->from;
    int order = version_compare(version, from);
    if (order == 0) return true;
    if (range->kind == RANGE_EXACT || order < 0 || version->pre.ptr) return false;
    if (range->kind == RANGE_FROM) return true;
    if (version->part[0] != from->part[0]) return false;
    /* before 1.0.0 every minor version may change everything */
    if (range->kind == RANGE_CARET && from->part[0] > 0) return true;
    return version->part[1] == from->part[1];
}
