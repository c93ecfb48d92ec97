/* Bytes as a client sends them: head, chunked body, cookies, query and form. What is read in one
 * piece and what is read byte by byte must agree, and what is accepted must keep its promises. */
#include <assert.h>
#include <stdint.h>

#include "http/chunk.h"
#include "http/head.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct http_limits limits = {
    .line_len = 512, .headers_len = 1024, .headers_max = 16, .body_len = 2048};

static int scan_by(struct head_scan *scan, struct str bytes, size_t step)
{
    const char *why = "";
    int rc = HEAD_MORE;
    *scan = (struct head_scan){0};
    for (size_t len = step < bytes.len ? step : bytes.len; rc == HEAD_MORE; len += step) {
        if (len > bytes.len) len = bytes.len;
        rc = head_scan(scan, &limits, str_slice(bytes.ptr, len), &why);
        if (len == bytes.len) break;
    }
    return rc;
}

static int chunks_by(struct buf *body, struct str bytes, size_t step, size_t *used)
{
    struct chunk chunk = {0};
    int rc = 0;
    *used = 0;
    while (rc == 0 && *used < bytes.len) {
        size_t n = bytes.len - *used < step ? bytes.len - *used : step, taken;
        rc = chunk_read(&chunk, &limits, str_slice(bytes.ptr + *used, n), body, &taken);
        *used += taken;
    }
    return rc;
}

static void check_promises(const struct request *request)
{
    assert(request->path.len > 0 && request->path.ptr[0] == '/');
    assert(str_is_utf8(request->path));
    for (size_t i = 0; i < request->path.len; i++)
        assert((unsigned char)request->path.ptr[i] >= 0x20 && request->path.ptr[i] != 0x7f);
    struct str rest = {request->path.ptr + 1, request->path.len - 1}, segment;
    while (str_cut(&rest, '/', &segment))
        assert(!str_is(segment, ".") && !str_is(segment, "..") &&
               (segment.len > 0 || rest.ptr == NULL));
    size_t hosts = 0;
    for (size_t i = 0; i < request->headers_len; i++) {
        const struct header *header = &request->headers[i];
        hosts += str_is(header->name, "host");
        assert(header->name.len > 0);
        for (size_t k = 0; k < header->name.len; k++)
            assert(head_is_token((unsigned char)header->name.ptr[k]));
        for (size_t k = 0; k < header->value.len; k++)
            assert(head_is_value((unsigned char)header->value.ptr[k]));
    }
    assert(hosts <= 1);
}

static void read_request(struct str bytes, const struct head_scan *scan)
{
    struct request request = {0};
    struct head head;
    if (head_parse(&request, bytes, scan, &limits, &head) == 0) {
        check_promises(&request);
        struct str body = {bytes.ptr + scan->len, bytes.len - scan->len};
        struct form_field *fields;
        size_t len;
        request_cookie(&request, "key");
        request_query(&request, "q");
        request.body = body;
        request_form(&request, &fields, &len);
        for (size_t i = 0; i < len; i++)
            assert(str_is_utf8(fields[i].name) && str_is_utf8(fields[i].value));
    }
    arena_finish(&request.arena);
}

static void read_chunks(struct str bytes)
{
    struct buf whole, bytewise;
    size_t used, used_bytewise;
    buf_init(&whole, limits.body_len);
    buf_init(&bytewise, limits.body_len);
    int rc = chunks_by(&whole, bytes, bytes.len ? bytes.len : 1, &used);
    assert(rc == chunks_by(&bytewise, bytes, 1, &used_bytewise));
    assert(used == used_bytewise && str_eq(buf_str(&whole), buf_str(&bytewise)));
    buf_finish(&whole);
    buf_finish(&bytewise);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 8192) return 0;
    struct str bytes = {(const char *)data, size};
    struct head_scan scan, bytewise;
    int rc = scan_by(&scan, bytes, size ? size : 1);
    int rc_bytewise = scan_by(&bytewise, bytes, 1);
    assert(rc == rc_bytewise);
    if (rc == HEAD_WHOLE) {
        assert(scan.len == bytewise.len && scan.begin == bytewise.begin);
        read_request(bytes, &scan);
        read_chunks(str_slice(bytes.ptr + scan.len, bytes.len - scan.len));
    } else {
        read_chunks(bytes);
    }
    return 0;
}
