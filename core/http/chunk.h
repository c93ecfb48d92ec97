/* Reading a chunked body (RFC 9112 section 7.1), strictly and in any pieces. llhttp is not asked
 * for this: its versions differ in what they let through after a size and at the end of a chunk,
 * and a body that two programs cut differently is how one smuggles a request past the other.
 * Extensions and trailers are checked, bounded and ignored. The loop's thread; pure. */
#ifndef HTTP_CHUNK_H
#define HTTP_CHUNK_H

#include "http/http.h"

/*   SIZE ─► EXTENSION ─► SIZE_LF ─► DATA ─► DATA_CR ─► DATA_LF ─┐
 *    ▲ └──────────────────▲ │                                   │
 *    └──────────────────────┼───────────────────────────────────┘
 *                 size 0 ───┘► TRAILER ─► TRAILER_TEXT ─► TRAILER_LF ─► TRAILER
 *                              TRAILER ─► END_LF ─► END */
enum chunk_state {
    CHUNK_SIZE,
    CHUNK_EXTENSION,
    CHUNK_SIZE_LF,
    CHUNK_DATA,
    CHUNK_DATA_CR,
    CHUNK_DATA_LF,
    CHUNK_TRAILER,
    CHUNK_TRAILER_TEXT,
    CHUNK_TRAILER_LF,
    CHUNK_END_LF,
    CHUNK_END
};

struct chunk {
    enum chunk_state state;
    size_t size;        /* of the chunk; then what is left of it */
    size_t line_len;    /* of the size line */
    size_t trailer_len; /* of all trailers */
};

/* Adds data to `to`. 0 when it wants more, 1 at the end of the body, or the HTTP status to refuse
 * with. *used tells how many of the bytes belonged to the body. */
int chunk_read(struct chunk *chunk, const struct http_limits *limits, struct str bytes,
               struct buf *to, size_t *used);

#endif
