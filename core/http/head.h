/* From raw bytes to a request's head, in two steps. The scan walks the bytes as they arrive and
 * knows the grammar of lines: it finds the end, holds the limits, and refuses what parsers read in
 * two ways (a CR or LF alone, folded lines, a space before the colon, control characters), whatever
 * version of llhttp reads them next. The parse runs llhttp over the complete head and decides what
 * the headers mean together: length, coding, host. Strings borrow from the copy in the request's
 * arena. The loop's thread; pure. Format: RFC 9112. */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include "http/http.h"

struct head_scan {
    size_t begin;         /* of the request line, after an empty line that is skipped */
    size_t at;            /* bytes looked at */
    size_t line;          /* start of the line under way */
    size_t headers_begin; /* 0: still in the request line */
    size_t headers_len;   /* lines complete */
    size_t len;           /* of the whole head, with `begin` and the empty line at its end */
};

#define HEAD_MORE 0
#define HEAD_WHOLE 1

/* `bytes` starts where it started at the call before, and may have grown. HEAD_MORE, HEAD_WHOLE, or
 * the HTTP status to refuse with; then `why` is a sentence. */
int head_scan(struct head_scan *scan, const struct http_limits *limits, struct str bytes,
              const char **why);

/* What the loop needs to know to read on and to answer. */
struct head {
    bool keep_alive;
    bool chunked;
    size_t length; /* of the body, when it is not chunked */
    bool expects;  /* waits for 100 Continue */
};

/* Copies the scanned head into the request's arena and fills method, target, path, query and
 * headers. 0 or the HTTP status to refuse with, and request->err's text. */
int head_parse(struct request *request, struct str bytes, const struct head_scan *scan,
               const struct http_limits *limits, struct head *head);

/* Bytes that may stand in a name, in a value (RFC 9110 section 5). */
bool head_is_token(unsigned char c);
bool head_is_value(unsigned char c);

#endif
