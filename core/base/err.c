#include "base/err.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Takes off the part of a UTF-8 character that a cut at the buffer's end left behind. */
static void text_mend(char *text, size_t len)
{
    size_t back = 0;
    while (back < 3 && back < len && ((unsigned char)text[len - 1 - back] & 0xC0) == 0x80) back++;
    if (back == len) return;
    unsigned char lead = (unsigned char)text[len - 1 - back];
    size_t want = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    if (back < want) text[len - 1 - back] = '\0';
}

int err_set(struct err *err, int code, const char *fmt, ...)
{
    if (err == NULL) return code;
    va_list args;
    va_start(args, fmt);
    int len = vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    if (len >= (int)sizeof err->text) text_mend(err->text, sizeof err->text - 1);
    err->code = code;
    return code;
}

int err_at(struct err *err, const char *fmt, ...)
{
    if (err == NULL) return ERR_INVALID;
    char where[ERR_TEXT_MAX / 2 + 2];
    va_list args;
    va_start(args, fmt);
    int where_len = vsnprintf(where, sizeof where - 2, fmt, args);
    va_end(args);
    if (where_len >= (int)sizeof where - 2) text_mend(where, strlen(where));
    size_t len = strlen(where), left = strlen(err->text);
    memcpy(where + len, ": ", 3);
    len += 2;
    bool cut = left > sizeof err->text - 1 - len;
    if (cut) left = sizeof err->text - 1 - len;
    memmove(err->text + len, err->text, left);
    memcpy(err->text, where, len);
    err->text[len + left] = '\0';
    if (cut) text_mend(err->text, len + left);
    return err->code;
}

const char *err_name(int code)
{
    static const char *const names[] = {"ok",   "invalid", "too large", "not found", "conflict",
                                        "gone", "denied",  "busy",      "timeout",   "io",
                                        "full", "corrupt", "fault",     "stopped"};
    int i = -code;
    if (i < 0 || (size_t)i >= sizeof names / sizeof names[0]) return "unknown";
    return names[i];
}
