#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void buf_init(struct buf *buf, size_t max)
{
    *buf = (struct buf){.max = max};
}

void buf_finish(struct buf *buf)
{
    free(buf->ptr);
    *buf = (struct buf){.max = buf->max};
}

void buf_reset(struct buf *buf)
{
    buf->len = 0;
    buf->failed = false;
}

static void buf_fail(struct buf *buf)
{
    buf_finish(buf);
    buf->failed = true;
}

char *buf_reserve(struct buf *buf, size_t len)
{
    if (buf->failed) return NULL;
    if (len > buf->max - buf->len) {
        buf_fail(buf);
        return NULL;
    }
    if (len > buf->room - buf->len) {
        size_t room = buf->room ? buf->room : 256;
        while (room < buf->len + len) room = room > buf->max / 2 ? buf->max : room * 2;
        char *ptr = realloc(buf->ptr, room + 1); /* and the NUL that vsnprintf writes */
        if (ptr == NULL) {
            buf_fail(buf);
            return NULL;
        }
        buf->ptr = ptr;
        buf->room = room;
    }
    return buf->ptr + buf->len;
}

void buf_add(struct buf *buf, const void *bytes, size_t len)
{
    if (len == 0) return;
    char *to = buf_reserve(buf, len);
    if (to == NULL) return;
    memcpy(to, bytes, len);
    buf->len += len;
}

void buf_add_str(struct buf *buf, struct str s)
{
    buf_add(buf, s.ptr, s.len);
}

void buf_add_c(struct buf *buf, const char *c)
{
    buf_add(buf, c, strlen(c));
}

void buf_add_char(struct buf *buf, char c)
{
    buf_add(buf, &c, 1);
}

void buf_add_i64(struct buf *buf, int64_t n)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t left = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left);
    if (n < 0) digits[--at] = '-';
    buf_add(buf, digits + at, sizeof digits - at);
}

void buf_printf(struct buf *buf, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (n >= 0) {
        char *to = buf_reserve(buf, (size_t)n);
        if (to) {
            vsnprintf(to, (size_t)n + 1, fmt, again);
            buf->len += (size_t)n;
        }
    }
    va_end(again);
}

void buf_drop(struct buf *buf, size_t len)
{
    if (len >= buf->len) {
        buf->len = 0;
        return;
    }
    memmove(buf->ptr, buf->ptr + len, buf->len - len);
    buf->len -= len;
}
