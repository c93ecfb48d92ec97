#include "base/lang.h"

#include <math.h>
#include <stdio.h>

static const struct {
    const char *code, *name;
    char decimal, group;
} langs[LANG_COUNT] = {
#define X(id, code, name, decimal, group) [LANG_##id] = {code, name, decimal, group},
    LANG_LIST(X)
#undef X
};

const char *lang_code(enum lang lang)
{
    return langs[lang].code;
}

const char *lang_name(enum lang lang)
{
    return langs[lang].name;
}

char lang_decimal(enum lang lang)
{
    return langs[lang].decimal;
}

char lang_group(enum lang lang)
{
    return langs[lang].group;
}

bool lang_parse(struct str code, enum lang *lang)
{
    for (int i = 0; i < LANG_COUNT; i++) {
        if (!str_is(code, langs[i].code)) continue;
        *lang = (enum lang)i;
        return true;
    }
    return false;
}

void lang_number(struct buf *to, double n, enum lang lang)
{
    char plain[64];
    /* %g turns to exponents from 1e12 on; nobody reads those, so write them out up to 1e15 */
    if (fabs(n) >= 1e12 && fabs(n) < 1e15) snprintf(plain, sizeof plain, "%.0f", n);
    else snprintf(plain, sizeof plain, "%.12g", n);
    const char *at = plain;
    if (*at == '-') {
        buf_add_c(to, "\xe2\x88\x92"); /* a minus sign, not a hyphen */
        at++;
    }
    size_t whole = strspn(at, "0123456789");
    for (size_t i = 0; i < whole; i++) {
        buf_add_char(to, at[i]);
        size_t left = whole - i - 1;
        if (whole > 4 && left > 0 && left % 3 == 0) buf_add_char(to, langs[lang].group);
    }
    at += whole;
    if (*at == '.') {
        buf_add_char(to, langs[lang].decimal);
        at++;
    }
    buf_add_c(to, at);
}
