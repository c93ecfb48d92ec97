#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int err_set(struct err *err, int code, const char *fmt, ...)
{
    if (err == NULL) return code;
    va_list args;
    va_start(args, fmt);
    vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    err->code = code;
    return code;
}

int err_at(struct err *err, const char *fmt, ...)
{
    if (err == NULL) return ERR_INVALID;
    char where[ERR_TEXT_MAX / 2 + 2];
    va_list args;
    va_start(args, fmt);
    vsnprintf(where, sizeof where - 2, fmt, args);
    va_end(args);
    size_t len = strlen(where), left = strlen(err->text);
    memcpy(where + len, ": ", 3);
    len += 2;
    if (left > sizeof err->text - 1 - len) left = sizeof err->text - 1 - len;
    memmove(err->text + len, err->text, left);
    memcpy(err->text, where, len);
    err->text[len + left] = '\0';
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
