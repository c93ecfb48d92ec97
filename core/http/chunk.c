#include "http/chunk.h"

#include "http/head.h"

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* One byte of what stands around the data: 0 or the status to refuse with. */
static int frame_byte(struct chunk *chunk, const struct http_limits *limits, size_t body_len,
                      char c)
{
    int digit;
    switch (chunk->state) {
    case CHUNK_SIZE:
        digit = hex_value(c);
        if (++chunk->line_len > HTTP_CHUNK_LINE_LEN) return 400;
        if (digit >= 0) {
            chunk->size = chunk->size * 16 + (size_t)digit;
            return chunk->size > limits->body_len - body_len ? 413 : 0;
        }
        if (chunk->line_len == 1) return 400; /* no size at all */
        if (c != ';' && c != '\r') return 400;
        chunk->state = c == ';' ? CHUNK_EXTENSION : CHUNK_SIZE_LF;
        return 0;
    case CHUNK_EXTENSION:
        if (++chunk->line_len > HTTP_CHUNK_LINE_LEN) return 400;
        if (c == '\r') chunk->state = CHUNK_SIZE_LF;
        else if (!head_is_value((unsigned char)c)) return 400;
        return 0;
    case CHUNK_SIZE_LF:
        chunk->state = chunk->size > 0 ? CHUNK_DATA : CHUNK_TRAILER;
        return c == '\n' ? 0 : 400;
    case CHUNK_DATA_CR:
        chunk->state = CHUNK_DATA_LF;
        return c == '\r' ? 0 : 400;
    case CHUNK_DATA_LF:
        *chunk = (struct chunk){.state = CHUNK_SIZE};
        return c == '\n' ? 0 : 400;
    case CHUNK_TRAILER:
        if (c == '\r') chunk->state = CHUNK_END_LF;
        else if (head_is_token((unsigned char)c)) chunk->state = CHUNK_TRAILER_TEXT;
        else return 400;
        return ++chunk->trailer_len > limits->headers_len ? 431 : 0;
    case CHUNK_TRAILER_TEXT:
        if (c == '\r') chunk->state = CHUNK_TRAILER_LF;
        else if (!head_is_value((unsigned char)c)) return 400;
        return ++chunk->trailer_len > limits->headers_len ? 431 : 0;
    case CHUNK_TRAILER_LF:
        chunk->state = CHUNK_TRAILER;
        return c == '\n' ? 0 : 400;
    case CHUNK_END_LF:
        chunk->state = CHUNK_END;
        return c == '\n' ? 0 : 400;
    case CHUNK_DATA:
    case CHUNK_END:
        break;
    }
    return 400;
}

int chunk_read(struct chunk *chunk, const struct http_limits *limits, struct str bytes,
               struct buf *to, size_t *used)
{
    size_t at = 0;
    int status = 0;
    while (status == 0 && at < bytes.len && chunk->state != CHUNK_END) {
        if (chunk->state == CHUNK_DATA) {
            size_t n = bytes.len - at < chunk->size ? bytes.len - at : chunk->size;
            buf_add(to, bytes.ptr + at, n);
            if (buf_failed(to)) status = 503;
            at += n;
            chunk->size -= n;
            if (chunk->size == 0) chunk->state = CHUNK_DATA_CR;
        } else {
            status = frame_byte(chunk, limits, to->len, bytes.ptr[at++]);
        }
    }
    *used = at;
    return status ? status : chunk->state == CHUNK_END;
}
