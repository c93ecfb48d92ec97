#include "http/head.h"

#include <llhttp.h>
#include <stdio.h>

#include "base/escape.h"

bool head_is_token(unsigned char c)
{
    static const bool token[128] = {
        ['!'] = 1, ['#'] = 1, ['$'] = 1, ['%'] = 1, ['&'] = 1, ['\''] = 1, ['*'] = 1, ['+'] = 1,
        ['-'] = 1, ['.'] = 1, ['^'] = 1, ['_'] = 1, ['`'] = 1, ['|'] = 1,  ['~'] = 1, ['0'] = 1,
        ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1,  ['7'] = 1, ['8'] = 1,
        ['9'] = 1, ['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1,  ['F'] = 1, ['G'] = 1,
        ['H'] = 1, ['I'] = 1, ['J'] = 1, ['K'] = 1, ['L'] = 1, ['M'] = 1,  ['N'] = 1, ['O'] = 1,
        ['P'] = 1, ['Q'] = 1, ['R'] = 1, ['S'] = 1, ['T'] = 1, ['U'] = 1,  ['V'] = 1, ['W'] = 1,
        ['X'] = 1, ['Y'] = 1, ['Z'] = 1, ['a'] = 1, ['b'] = 1, ['c'] = 1,  ['d'] = 1, ['e'] = 1,
        ['f'] = 1, ['g'] = 1, ['h'] = 1, ['i'] = 1, ['j'] = 1, ['k'] = 1,  ['l'] = 1, ['m'] = 1,
        ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1, ['r'] = 1, ['s'] = 1,  ['t'] = 1, ['u'] = 1,
        ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1};
    return c < 128 && token[c];
}

bool head_is_value(unsigned char c)
{
    return (c >= 0x20 && c != 0x7f) || c == '\t';
}

/* ---- the scan ---- */

static bool is_target(unsigned char c)
{
    return c > 0x20 && c < 0x7f && c != '#';
}

/* method SP target SP HTTP/d.d */
static int request_line_check(struct str line, const char **why)
{
    size_t i = 0;
    while (i < line.len && head_is_token((unsigned char)line.ptr[i])) i++;
    size_t target = i + 1;
    bool ok = i > 0 && i < line.len && line.ptr[i] == ' ';
    for (i = target; ok && i < line.len && is_target((unsigned char)line.ptr[i]); i++) continue;
    if (!ok || i == target || i >= line.len || line.ptr[i] != ' ') {
        *why = "The request line is not method, one space, address, one space, version.";
        return 400;
    }
    struct str version = {line.ptr + i + 1, line.len - i - 1};
    if (str_is(version, "HTTP/1.1") || str_is(version, "HTTP/1.0")) return 0;
    bool is_version = version.len == 8 && memcmp(version.ptr, "HTTP/", 5) == 0 &&
                      version.ptr[5] >= '0' && version.ptr[5] <= '9' && version.ptr[6] == '.' &&
                      version.ptr[7] >= '0' && version.ptr[7] <= '9';
    *why = is_version ? "This server speaks HTTP/1.1 and HTTP/1.0."
                      : "The request line does not end in a version of HTTP.";
    return is_version ? 505 : 400;
}

static int header_line_check(struct str line, const char **why)
{
    size_t i = 0;
    while (i < line.len && head_is_token((unsigned char)line.ptr[i])) i++;
    if (i == 0 || i >= line.len || line.ptr[i] != ':') {
        *why = i == 0 && (line.ptr[0] == ' ' || line.ptr[0] == '\t')
                   ? "A header is folded over two lines."
                   : "A header's name is not a token with a colon right after it.";
        return 400;
    }
    for (i++; i < line.len; i++) {
        if (!head_is_value((unsigned char)line.ptr[i])) {
            *why = "A header's value has a control character in it.";
            return 400;
        }
    }
    return 0;
}

int head_scan(struct head_scan *scan, const struct http_limits *limits, struct str bytes,
              const char **why)
{
    if (scan->at == 0 && bytes.len > 0 && bytes.ptr[0] != '\r' &&
        !head_is_token((unsigned char)bytes.ptr[0])) {
        /* said at once: somebody speaks TLS to us and would wait for the deadline */
        *why = "This is no HTTP request; the address may have to start with http:// here.";
        return 400;
    }
    for (;;) {
        const char *lf =
            scan->at < bytes.len ? memchr(bytes.ptr + scan->at, '\n', bytes.len - scan->at) : NULL;
        size_t end = lf ? (size_t)(lf - bytes.ptr) : bytes.len;
        if (scan->headers_begin == 0 && end - scan->line > limits->line_len) {
            *why = "The address is too long.";
            return 414;
        }
        if (scan->headers_begin > 0 && end - scan->headers_begin > limits->headers_len) {
            *why = "The headers are too large.";
            return 431;
        }
        if (lf == NULL) {
            scan->at = bytes.len;
            return HEAD_MORE;
        }
        struct str line = {bytes.ptr + scan->line, end - scan->line};
        scan->at = scan->line = end + 1;
        if (line.len == 0 || line.ptr[line.len - 1] != '\r') {
            *why = "A line does not end in CR and LF.";
            return 400;
        }
        line.len--;
        int status = 0;
        if (scan->headers_begin == 0 && line.len == 0 && end == 1) {
            scan->begin = scan->line; /* one empty line before a request: RFC 9112 section 2.2 */
        } else if (scan->headers_begin == 0) {
            status = request_line_check(line, why);
            scan->headers_begin = scan->line;
        } else if (line.len == 0) {
            scan->len = end + 1;
            return HEAD_WHOLE;
        } else if (++scan->headers_len > limits->headers_max) {
            *why = "There are too many headers.";
            status = 431;
        } else {
            status = header_line_check(line, why);
        }
        if (status != 0) return status;
    }
}

/* ---- the parse ---- */

struct reading { /* what llhttp's callbacks fill */
    struct str target;
    struct header *headers;
    size_t len, room;
    bool complete;
};

/* Each span comes in one piece, since the whole head is there. */
static int on_url(llhttp_t *parser, const char *at, size_t len)
{
    struct reading *reading = parser->data;
    reading->target = str_slice(at, len);
    return 0;
}

static int on_header_field(llhttp_t *parser, const char *at, size_t len)
{
    struct reading *reading = parser->data;
    if (reading->len == reading->room) return -1; /* it sees more headers than there are lines */
    reading->headers[reading->len++] = (struct header){str_slice(at, len), str_slice(at + len, 0)};
    return 0;
}

static int on_header_value(llhttp_t *parser, const char *at, size_t len)
{
    struct reading *reading = parser->data;
    if (reading->len == 0) return -1;
    reading->headers[reading->len - 1].value = str_slice(at, len);
    return 0;
}

static int on_headers_complete(llhttp_t *parser)
{
    struct reading *reading = parser->data;
    reading->complete = true;
    return HPE_PAUSED; /* bodies are read by the connection */
}

static const llhttp_settings_t settings = {
    .on_url = on_url,
    .on_header_field = on_header_field,
    .on_header_value = on_header_value,
    .on_headers_complete = on_headers_complete,
};

static int refuse(struct request *request, int status, const char *why)
{
    err_set(&request->err, ERR_INVALID, "%s", why);
    return status;
}

static bool is_same_word(struct str a, struct str lower)
{
    if (a.len != lower.len) return false;
    for (size_t i = 0; i < a.len; i++) {
        char c = a.ptr[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
        if (c != lower.ptr[i]) return false;
    }
    return true;
}

/* An absolute address ("GET http://host/path") must name the host of the Host header: everything
 * later looks at that one. Leaves the part from the path on. */
static bool target_origin(struct str *target, struct str host)
{
    static const struct str schemes[] = {{"http://", 7}, {"https://", 8}};
    for (size_t i = 0; i < 2; i++) {
        struct str rest = *target;
        if (!str_starts(rest, schemes[i])) continue;
        rest.ptr += schemes[i].len;
        rest.len -= schemes[i].len;
        size_t end = 0;
        while (end < rest.len && rest.ptr[end] != '/' && rest.ptr[end] != '?') end++;
        if (end == rest.len || rest.ptr[end] != '/') return false;
        if (!str_eq(str_slice(rest.ptr, end), host)) return false;
        *target = str_slice(rest.ptr + end, rest.len - end);
    }
    return true;
}

static bool path_has_control(struct str path)
{
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.ptr[i];
        if (c < 0x20 || c == 0x7f) return true;
        if (c == 0xc2 && i + 1 < path.len && (unsigned char)path.ptr[i + 1] < 0xa0) return true;
    }
    return false;
}

/* No empty segment but a last one, no "." or "..". */
static bool path_is_plain(struct str path)
{
    struct str rest = {path.ptr + 1, path.len - 1}, segment;
    while (str_cut(&rest, '/', &segment)) {
        if (segment.len == 0 && rest.ptr != NULL) return false;
        if (str_is(segment, ".") || str_is(segment, "..")) return false;
    }
    return true;
}

static int path_parse(struct request *request, struct str host)
{
    struct str target = request->target;
    if (str_is(target, "*") && request->method == METHOD_OTHER) target = STR("/");
    if (!target_origin(&target, host))
        return refuse(request, 400, "The address names another host than the Host header.");
    ptrdiff_t mark = str_find(target, '?');
    request->path = mark < 0 ? target : str_slice(target.ptr, (size_t)mark);
    request->query = mark < 0 ? str_slice(target.ptr + target.len, 0)
                              : str_slice(target.ptr + mark + 1, target.len - (size_t)mark - 1);
    struct str raw = request->path;
    if (raw.len == 0 || raw.ptr[0] != '/')
        return refuse(request, 400, "The address does not start with a slash.");
    if (str_find(raw, '%') >= 0 && !unescape_url(&request->arena, raw, false, &request->path)) {
        request->path = raw;
        return refuse(request, 400, "The address has a broken %XX in it or is not UTF-8.");
    }
    if (path_has_control(request->path)) {
        request->path = raw;
        return refuse(request, 400, "The address has a control character in it.");
    }
    if (!path_is_plain(request->path))
        return refuse(request, 400, "The address has an empty, . or .. part in it.");
    return 0;
}

static bool host_is_plain(struct str host)
{
    for (size_t i = 0; i < host.len; i++) {
        char c = host.ptr[i];
        bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  strchr("-._~:[]", c) != NULL;
        if (!ok) return false;
    }
    return host.len > 0;
}

/* The headers that decide where this request ends and whom it is for, taken together. */
static int framing_parse(struct request *request, bool is_1_0, const struct http_limits *limits,
                         struct head *head, struct str *host)
{
    struct str length = STR_NONE, coding = STR_NONE, expect = STR_NONE;
    size_t hosts = 0, lengths = 0, codings = 0;
    for (size_t i = 0; i < request->headers_len; i++) {
        const struct header *header = &request->headers[i];
        if (str_is(header->name, "host")) {
            *host = header->value;
            hosts++;
        } else if (str_is(header->name, "content-length")) {
            length = header->value;
            lengths++;
        } else if (str_is(header->name, "transfer-encoding")) {
            coding = header->value;
            codings++;
        } else if (str_is(header->name, "expect")) {
            expect = header->value;
        }
    }
    if (hosts > 1 || (hosts == 0 && !is_1_0) || (hosts == 1 && !host_is_plain(*host)))
        return refuse(request, 400, "There must be exactly one Host header, with a host's name.");
    if (lengths > 1) return refuse(request, 400, "There is more than one Content-Length.");
    if (codings > 0 && (lengths > 0 || codings > 1 || is_1_0))
        return refuse(request, 400, "Transfer-Encoding does not go with the other headers.");
    if (codings > 0 && !is_same_word(coding, STR("chunked"))) {
        struct str list = coding, one;
        while (str_cut(&list, ',', &one))
            if (list.ptr != NULL && is_same_word(str_trim(one), STR("chunked")))
                return refuse(request, 400, "After chunked no other transfer coding can follow.");
        return refuse(request, 501, "Of the transfer codings only chunked is known here.");
    }
    head->chunked = codings > 0;
    if (lengths > 0) {
        uint64_t value;
        for (size_t i = 0; i < length.len; i++)
            if (length.ptr[i] < '0' || length.ptr[i] > '9')
                return refuse(request, 400, "The Content-Length is not a number.");
        if (length.len == 0) return refuse(request, 400, "The Content-Length is empty.");
        if (!str_parse_u64(length, limits->body_len, &value))
            return refuse(request, 413, "The form or file is too large.");
        head->length = (size_t)value;
    }
    if (expect.ptr != NULL && !is_1_0) {
        if (!is_same_word(expect, STR("100-continue")))
            return refuse(request, 417, "Only 100-continue can be expected here.");
        head->expects = true;
    }
    return 0;
}

int head_parse(struct request *request, struct str bytes, const struct head_scan *scan,
               const struct http_limits *limits, struct head *head)
{
    struct str raw =
        arena_str(&request->arena, str_slice(bytes.ptr + scan->begin, scan->len - scan->begin));
    struct reading reading = {.room = scan->headers_len};
    reading.headers = arena_alloc(&request->arena, sizeof *reading.headers * scan->headers_len);

    *head = (struct head){0};
    llhttp_t parser;
    llhttp_init(&parser, HTTP_REQUEST, &settings);
    parser.data = &reading;
    llhttp_errno_t rc = llhttp_execute(&parser, raw.ptr, raw.len);
    if (rc == HPE_INVALID_METHOD) return refuse(request, 501, "This method is not known here.");
    if (rc != HPE_PAUSED || !reading.complete || reading.len != scan->headers_len) {
        const char *reason = llhttp_get_error_reason(&parser);
        err_set(&request->err, ERR_INVALID, "The request cannot be read (%s).",
                rc != HPE_PAUSED && reason && reason[0] ? reason : llhttp_errno_name(rc));
        return 400;
    }

    request->method = parser.method == HTTP_GET    ? METHOD_GET
                      : parser.method == HTTP_HEAD ? METHOD_HEAD
                      : parser.method == HTTP_POST ? METHOD_POST
                                                   : METHOD_OTHER;
    request->target = reading.target;
    for (size_t i = 0; i < reading.len; i++) {
        struct header *header = &reading.headers[i];
        /* the bytes are our arena's own, only the library's view of them is const */
        char *name = (char *)(uintptr_t)header->name.ptr;
        for (size_t k = 0; k < header->name.len; k++)
            if (name[k] >= 'A' && name[k] <= 'Z') name[k] = (char)(name[k] + 32);
        header->value = str_trim(header->value);
    }
    request->headers = reading.headers;
    request->headers_len = reading.len;

    bool is_1_0 = parser.http_major == 1 && parser.http_minor == 0;
    head->keep_alive = !is_1_0 && (parser.flags & F_CONNECTION_CLOSE) == 0;
    struct str host = STR_NONE;
    int status = framing_parse(request, is_1_0, limits, head, &host);
    return status ? status : path_parse(request, host);
}
