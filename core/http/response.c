#include <assert.h>
#include <stdio.h>

#include "http/loop.h"

/* X(status, reason) */
#define STATUS_LIST(X)                                                                             \
    X(200, "OK")                                                                                   \
    X(201, "Created")                                                                              \
    X(204, "No Content")                                                                           \
    X(301, "Moved Permanently")                                                                    \
    X(302, "Found")                                                                                \
    X(303, "See Other")                                                                            \
    X(304, "Not Modified")                                                                         \
    X(308, "Permanent Redirect")                                                                   \
    X(400, "Bad Request")                                                                          \
    X(401, "Unauthorized")                                                                         \
    X(403, "Forbidden")                                                                            \
    X(404, "Not Found")                                                                            \
    X(405, "Method Not Allowed")                                                                   \
    X(408, "Request Timeout")                                                                      \
    X(409, "Conflict")                                                                             \
    X(410, "Gone")                                                                                 \
    X(413, "Content Too Large")                                                                    \
    X(414, "URI Too Long")                                                                         \
    X(415, "Unsupported Media Type")                                                               \
    X(417, "Expectation Failed")                                                                   \
    X(422, "Unprocessable Content")                                                                \
    X(429, "Too Many Requests")                                                                    \
    X(431, "Request Header Fields Too Large")                                                      \
    X(500, "Internal Server Error")                                                                \
    X(501, "Not Implemented")                                                                      \
    X(503, "Service Unavailable")                                                                  \
    X(505, "HTTP Version Not Supported")                                                           \
    X(507, "Insufficient Storage")

const char *response_reason(int status)
{
    switch (status) {
#define X(number, text)                                                                            \
    case number:                                                                                   \
        return text;
        STATUS_LIST(X)
#undef X
    default:
        return "";
    }
}

static bool is_clean(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == '\r' || s.ptr[i] == '\n' || s.ptr[i] == '\0') return false;
    return true;
}

void response_header(struct request *request, const char *name, struct str value)
{
    struct response *response = &request->response;
    assert(is_clean(value));
    size_t len = response->headers_len;
    if ((len & (len - 1)) == 0 && (len == 0 || len >= 8)) { /* full at 0, 8, 16, 32, ... */
        struct header *more = arena_alloc(&request->arena, sizeof *more * (len == 0 ? 8 : len * 2));
        if (len > 0) memcpy(more, response->headers, sizeof *more * len);
        response->headers = more;
    }
    response->headers[response->headers_len++] = (struct header){str_of(name), value};
}

/* A path that came from somewhere must neither leave this server nor break the header. */
static struct str path_local(struct arena *arena, struct str path)
{
    static const char digits[] = "0123456789ABCDEF";
    bool leaves = path.len == 0 || path.ptr[0] != '/' ||
                  (path.len > 1 && (path.ptr[1] == '/' || path.ptr[1] == '\\'));
    if (leaves) return STR("/");
    char *to = arena_alloc(arena, path.len * 3);
    size_t len = 0;
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.ptr[i];
        if (c > 0x20 && c < 0x7f && strchr("\"<>\\^`{|}", c) == NULL) {
            to[len++] = (char)c;
        } else {
            to[len++] = '%';
            to[len++] = digits[c >> 4];
            to[len++] = digits[c & 15];
        }
    }
    return (struct str){to, len};
}

void response_redirect(struct request *request, struct str path)
{
    request->response.status = 303;
    response_header(request, "Location", path_local(&request->arena, path));
}

void response_date(char *to, int64_t seconds)
{
    /* not strftime: the names must not follow the locale */
    static const char days[7][4] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t time = (time_t)seconds;
    struct tm tm;
    gmtime_r(&time, &tm);
    snprintf(to, 40, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[(seconds / 86400) % 7], tm.tm_mday,
             months[tm.tm_mon], tm.tm_year % 8000 + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

void response_head(struct buf *to, struct request *request, bool keep_alive, const char *date,
                   struct str *body)
{
    struct response *response = &request->response;
    *body = response->fixed.ptr ? response->fixed : buf_str(&response->body);
    buf_add(to, "HTTP/1.1 ", 9);
    buf_add_i64(to, response->status);
    buf_add_char(to, ' ');
    buf_add_c(to, response_reason(response->status));
    buf_add(to, "\r\nDate: ", 8);
    buf_add_c(to, date);
    buf_add(to, "\r\n", 2);
    for (size_t i = 0; i < response->headers_len; i++) {
        buf_add_str(to, response->headers[i].name);
        buf_add(to, ": ", 2);
        buf_add_str(to, response->headers[i].value);
        buf_add(to, "\r\n", 2);
    }
    bool bodiless = response->status == 204 || response->status == 304;
    if (!bodiless) {
        buf_add(to, "Content-Length: ", 16);
        buf_add_i64(to, (int64_t)body->len);
        buf_add(to, "\r\n", 2);
    }
    if (keep_alive) buf_add(to, "Connection: keep-alive\r\n\r\n", 26);
    else buf_add(to, "Connection: close\r\n\r\n", 21);
    if (bodiless || request->method == METHOD_HEAD) *body = STR_NONE;
}
