#include "base/str.h"

int str_compare(struct str a, struct str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
    if (order != 0) return order;
    return a.len < b.len ? -1 : a.len > b.len;
}

bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_eq((struct str){s.ptr, prefix.len}, prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    if (suffix.len == 0) return true;
    return s.len >= suffix.len &&
           str_eq((struct str){s.ptr + (s.len - suffix.len), suffix.len}, suffix);
}

ptrdiff_t str_find(struct str s, char c)
{
    const char *at = s.len ? memchr(s.ptr, c, s.len) : NULL;
    return at ? at - s.ptr : -1;
}

bool str_cut(struct str *rest, char sep, struct str *piece)
{
    if (rest->ptr == NULL) return false;
    ptrdiff_t at = str_find(*rest, sep);
    if (at < 0) {
        *piece = *rest;
        *rest = STR_NONE;
    } else {
        *piece = (struct str){rest->ptr, (size_t)at};
        rest->ptr += at + 1;
        rest->len -= (size_t)at + 1;
    }
    return true;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    while (s.len > 0 && is_space(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && is_space(s.ptr[s.len - 1])) s.len--;
    return s;
}

bool str_parse_u64(struct str s, uint64_t max, uint64_t *value)
{
    if (s.len == 0 || s.len > 20) return false;
    uint64_t sum = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
        uint64_t digit = (uint64_t)(s.ptr[i] - '0');
        if (sum > (UINT64_MAX - digit) / 10) return false;
        sum = sum * 10 + digit;
    }
    if (sum > max) return false;
    *value = sum;
    return true;
}

bool str_is_utf8(struct str s)
{
    if (s.len == 0) return true;
    const unsigned char *p = (const unsigned char *)s.ptr;
    const unsigned char *end = p + s.len;
    while (p < end) {
        unsigned char c = *p++;
        if (c < 0x80) continue;
        int more = c >= 0xC2 && c <= 0xDF   ? 1
                   : c >= 0xE0 && c <= 0xEF ? 2
                   : c >= 0xF0 && c <= 0xF4 ? 3
                                            : 0;
        if (more == 0 || end - p < more) return false;
        /* the second byte carries the bounds: E0 and F0 overlong, ED surrogates, F4 above U+10FFFF
         */
        unsigned char low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
        unsigned char high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
        if (*p < low || *p > high) return false;
        p++;
        for (int i = 1; i < more; i++, p++)
            if (*p < 0x80 || *p > 0xBF) return false;
    }
    return true;
}

size_t str_utf8_len(struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) n += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
    return n;
}

bool str_is_slug(struct str s, size_t max)
{
    if (s.len == 0 || s.len > max || s.ptr[0] == '-' || s.ptr[s.len - 1] == '-') return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool ok =
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && s.ptr[i - 1] != '-');
        if (!ok) return false;
    }
    return true;
}

bool str_eq_secret(struct str a, struct str b)
{
    if (a.len != b.len) return false;
    unsigned char diff = 0;
    for (size_t i = 0; i < a.len; i++) diff |= (unsigned char)(a.ptr[i] ^ b.ptr[i]);
    return *(volatile unsigned char *)&diff == 0;
}
