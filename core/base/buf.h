/* A growing byte buffer with its limit in the constructor. Adding past the limit, or without
 * memory, marks the buffer failed and drops what it held; later calls do nothing. So a writer adds
 * without looking, and asks buf_failed once at the end. Owns its memory until buf_finish or
 * buf_take. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/str.h"

struct buf {
    char *ptr;
    size_t len, room;
    size_t max; /* bytes it may ever hold */
    bool failed;
};

void buf_init(struct buf *buf, size_t max);
void buf_finish(struct buf *buf);
/* Empties it, keeps the memory and the limit, clears the failure. */
void buf_reset(struct buf *buf);

void buf_add(struct buf *buf, const void *bytes, size_t len);
void buf_add_str(struct buf *buf, struct str s);
void buf_add_c(struct buf *buf, const char *c);
void buf_add_char(struct buf *buf, char c);
void buf_add_i64(struct buf *buf, int64_t n);
void buf_printf(struct buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Room for `len` more bytes to write into directly, or NULL (failed). Then set buf->len. */
char *buf_reserve(struct buf *buf, size_t len);
/* Drops the first `len` bytes (what a reader has used). */
void buf_drop(struct buf *buf, size_t len);

static inline struct str buf_str(const struct buf *buf)
{
    return (struct str){buf->ptr, buf->len};
}

static inline bool buf_failed(const struct buf *buf)
{
    return buf->failed;
}

#endif
