#include <stdio.h>
#include <stdlib.h>

#include "http/loop.h"

/* Static files are answered by the loop itself: found by binary search, with headers that were made
 * when the server started, written from where they lie in the program. */

#define STATIC_HEADERS 6

struct static_file {
    const struct http_static *file;
    char etag[20]; /* quoted: the FNV-1a hash of the body, as the strong validator of RFC 9110 */
    struct header headers[STATIC_HEADERS];
    size_t headers_len;
};

static uint64_t fnv1a(struct str s)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < s.len; i++) hash = (hash ^ (unsigned char)s.ptr[i]) * 0x100000001b3u;
    return hash;
}

static int by_path(const void *a, const void *b)
{
    const struct static_file *left = a, *right = b;
    return strcmp(left->file->path, right->file->path);
}

static void add(struct static_file *file, const char *name, struct str value)
{
    file->headers[file->headers_len++] = (struct header){str_of(name), value};
}

int static_open(struct http *http, struct err *err)
{
    size_t len = http->config.files_len;
    if (len == 0) return 0;
    http->statics = calloc(len, sizeof *http->statics);
    if (http->statics == NULL)
        return err_set(err, ERR_IO, "no memory for the table of static files");
    for (size_t i = 0; i < len; i++) http->statics[i].file = &http->config.files[i];
    qsort(http->statics, len, sizeof *http->statics, by_path);
    for (size_t i = 0; i < len; i++) {
        struct static_file *file = &http->statics[i];
        const char *type = file->file->type;
        snprintf(file->etag, sizeof file->etag, "\"%016llx\"",
                 (unsigned long long)fnv1a(file->file->body));
        add(file, "ETag", str_of(file->etag));
        add(file, "Cache-Control",
            file->file->immutable ? STR("public, max-age=31536000, immutable") : STR("no-cache"));
        /* the last is not sent with 304 */
        add(file, "X-Content-Type-Options", STR("nosniff"));
        add(file, "Cross-Origin-Resource-Policy", STR("same-origin"));
        add(file, "Content-Type", str_of(type));
        /* what a browser could open as a page of its own gets no powers */
        if (strstr(type, "svg") || strstr(type, "html") || strstr(type, "xml"))
            add(file, "Content-Security-Policy",
                STR("default-src 'none'; frame-ancestors 'none'; sandbox"));
    }
    return 0;
}

void static_close(struct http *http)
{
    free(http->statics);
    http->statics = NULL;
}

static bool has_etag(struct str list, struct str etag)
{
    struct str one;
    while (str_cut(&list, ',', &one)) {
        one = str_trim(one);
        if (str_is(one, "*")) return true;
        if (str_starts(one, STR("W/"))) one = str_slice(one.ptr + 2, one.len - 2);
        if (str_eq(one, etag)) return true;
    }
    return false;
}

bool static_find(struct http *http, struct request *request)
{
    if (request->method != METHOD_GET && request->method != METHOD_HEAD) return false;
    size_t low = 0, high = http->config.files_len;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        struct static_file *file = &http->statics[mid];
        int order = str_compare(request->path, str_of(file->file->path));
        if (order == 0) {
            bool known = has_etag(request_header(request, "if-none-match"), str_of(file->etag));
            request->response.status = known ? 304 : 200;
            request->response.headers = file->headers;
            request->response.headers_len = known ? 2 : file->headers_len;
            request->response.fixed = file->file->body;
            return true;
        }
        if (order < 0) high = mid;
        else low = mid + 1;
    }
    return false;
}
