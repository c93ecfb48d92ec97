/* A borrowed run of bytes: pointer and length, not NUL-terminated, never owned. A struct str lives
 * as long as what it points into (an arena, a buffer, a literal). Any thread. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *ptr;
    size_t len;
};

#define STR(lit) ((struct str){(lit), sizeof(lit) - 1})
#define STR_ARG(s) (int)(s).len, (s).ptr /* for "%.*s" */
#define STR_NONE ((struct str){NULL, 0})

static inline struct str str_of(const char *c)
{
    return (struct str){c, c ? strlen(c) : 0};
}

static inline struct str str_slice(const char *ptr, size_t len)
{
    return (struct str){ptr, len};
}

static inline bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool str_is(struct str a, const char *c)
{
    return str_eq(a, str_of(c));
}

/* Byte order, shorter first on a tie: negative, 0 or positive. */
int str_compare(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);

/* Position of the first `c`, or -1. */
ptrdiff_t str_find(struct str s, char c);

/* Takes what stands before the first `sep` off *rest and returns it; without `sep`, takes all.
 * Returns false when *rest was already used up (its ptr is NULL). */
bool str_cut(struct str *rest, char sep, struct str *piece);

/* Without leading and trailing ASCII white space. */
struct str str_trim(struct str s);

/* Decimal digits only, no sign, at most `max`. False leaves *value alone. */
bool str_parse_u64(struct str s, uint64_t max, uint64_t *value);

/* Well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF). */
bool str_is_utf8(struct str s);

/* Characters (code points) of a well-formed string. */
size_t str_utf8_len(struct str s);

/* A lower-case name: [a-z0-9] and single inner hyphens, 1..max bytes. Ids of organisations, packs,
 * modules, exercises and steps are slugs. */
bool str_is_slug(struct str s, size_t max);

/* Compares without telling by its time where the first difference is. */
bool str_eq_secret(struct str a, struct str b);

#endif
