#include "view/address.h"

#include <strings.h>

static bool scheme_is(struct str s, size_t len, const char *scheme)
{
    return len == strlen(scheme) && strncasecmp(s.ptr, scheme, len) == 0;
}

enum address_kind address_kind(struct str s)
{
    /* browsers skip tabs, line breaks and leading spaces, and read \ as /: nothing good has them */
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] <= ' ' || s.ptr[i] == '\\' || s.ptr[i] == 0x7f)
            return ADDRESS_UNSAFE;
    if (str_starts(s, STR("//"))) return ADDRESS_UNSAFE;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '/' || c == '?' || c == '#') return ADDRESS_OWN;
        if (c != ':') continue;
        bool web = scheme_is(s, i, "http") || scheme_is(s, i, "https");
        return web || scheme_is(s, i, "mailto") ? ADDRESS_OTHER : ADDRESS_UNSAFE;
    }
    return ADDRESS_OWN;
}
