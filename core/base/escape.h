/* Escaping and decoding of the web's small languages, each in one place. Any thread. */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include "base/arena.h"
#include "base/buf.h"

/* For HTML text and quoted attributes: & < > " ' become entities. */
void escape_html(struct buf *to, struct str s);
/* For one path segment or query value: all but RFC 3986 unreserved becomes %XX. */
void escape_url(struct buf *to, struct str s);
/* A JSON string with its quotes (RFC 8259); `s` must be well-formed UTF-8. */
void escape_json(struct buf *to, struct str s);

/* Undoes %XX; with `plus`, + is a space (forms). False on a broken %, on NUL, or on what is not
 * UTF-8 afterwards. *out is in the arena, or `s` itself if nothing had to change. */
bool unescape_url(struct arena *arena, struct str s, bool plus, struct str *out);

/* Lower-case hexadecimal, NUL-terminated: `to` holds 2 * len + 1 bytes. */
void hex_write(char *to, const void *bytes, size_t len);
/* Exactly 2 * len lower-case digits, or false. */
bool hex_parse(struct str s, void *bytes, size_t len);

/* URL-safe base64 without padding (RFC 4648 section 5): `to` holds (len * 4 + 2) / 3 + 1 bytes. */
void base64url_write(char *to, const void *bytes, size_t len);
/* Exactly `len` bytes, canonical, or false. */
bool base64url_parse(struct str s, void *bytes, size_t len);

#endif
