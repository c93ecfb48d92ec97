#include "base/lang.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

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

/* Twelve significant digits without an exponent, which nobody reads, as far as that goes. */
static void number_write(char *plain, size_t size, double n)
{
    double size_of_n = fabs(n);
    if (n == 0) {
        snprintf(plain, size, "0"); /* -0 too */
        return;
    }
    if (!(size_of_n >= 1e-9 && size_of_n < 1e15)) {
        snprintf(plain, size, "%.12g", n);
        return;
    }
    char rounded[32];
    snprintf(rounded, sizeof rounded, "%.11e", n);
    int decimals = 11 - atoi(strchr(rounded, 'e') + 1);
    if (decimals <= 0) {
        snprintf(plain, size, "%.0f", n);
        return;
    }
    size_t len = (size_t)snprintf(plain, size, "%.*f", decimals, n);
    while (plain[len - 1] == '0') len--;
    if (plain[len - 1] == '.') len--;
    plain[len] = '\0';
}

void lang_number(struct buf *to, double n, enum lang lang)
{
    char plain[64];
    number_write(plain, sizeof plain, n);
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
