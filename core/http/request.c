#include "http/request.h"

#include "base/escape.h"
#include "http/head.h"

struct str request_header(const struct request *request, const char *name)
{
    struct str wanted = str_of(name);
    for (size_t i = 0; i < request->headers_len; i++)
        if (str_eq(request->headers[i].name, wanted)) return request->headers[i].value;
    return STR_NONE;
}

/* ---- cookies (RFC 6265 section 4.1.1) ---- */

static bool is_cookie_value(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c <= 0x20 || c >= 0x7f || c == '"' || c == ',' || c == ';' || c == '\\') return false;
    }
    return true;
}

struct str request_cookie(const struct request *request, const char *name)
{
    struct str wanted = str_of(name);
    size_t seen = 0;
    for (size_t i = 0; i < request->headers_len; i++) {
        if (!str_is(request->headers[i].name, "cookie")) continue;
        struct str rest = request->headers[i].value, pair;
        while (str_cut(&rest, ';', &pair)) {
            if (++seen > HTTP_COOKIES_MAX) return STR_NONE;
            if (pair.len > 0 && pair.ptr[0] == ' ') pair = str_slice(pair.ptr + 1, pair.len - 1);
            struct str key;
            if (!str_cut(&pair, '=', &key) || pair.ptr == NULL) continue;
            /* a pair that breaks the grammar is somebody else's: skipped, not repaired */
            if (str_eq(key, wanted) && is_cookie_value(pair)) return pair;
        }
    }
    return STR_NONE;
}

/* ---- query and form ---- */

/* Both sides of one name=value, decoded. */
static bool pair_decode(struct arena *arena, struct str pair, struct form_field *field)
{
    struct str name;
    str_cut(&pair, '=', &name);
    struct str value = pair.ptr ? pair : STR("");
    return unescape_url(arena, name, true, &field->name) &&
           unescape_url(arena, value, true, &field->value);
}

static bool needs_decoding(struct str s)
{
    return str_find(s, '%') >= 0 || str_find(s, '+') >= 0;
}

struct str request_query(struct request *request, const char *name)
{
    struct str rest = request->query, pair;
    while (str_cut(&rest, '&', &pair)) {
        ptrdiff_t equals = str_find(pair, '=');
        struct str key = equals < 0 ? pair : str_slice(pair.ptr, (size_t)equals);
        struct form_field field;
        if (!needs_decoding(key) && !str_is(key, name)) continue;
        if (pair_decode(&request->arena, pair, &field) && str_is(field.name, name))
            return field.value;
    }
    return STR_NONE;
}

static bool is_form(const struct request *request)
{
    static const char type[] = "application/x-www-form-urlencoded";
    struct str value = request_header(request, "content-type"), first;
    if (!str_cut(&value, ';', &first)) return false;
    first = str_trim(first);
    if (first.len != sizeof type - 1) return false;
    for (size_t i = 0; i < first.len; i++) {
        char c = first.ptr[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
        if (c != type[i]) return false;
    }
    return true;
}

int request_form(struct request *request, struct form_field **fields, size_t *fields_len)
{
    *fields = NULL;
    *fields_len = 0;
    if (!is_form(request))
        return err_set(&request->err, ERR_INVALID,
                       "the body is no form: send application/x-www-form-urlencoded");
    size_t max = 1;
    for (size_t i = 0; i < request->body.len; i++) max += request->body.ptr[i] == '&';
    if (max > HTTP_FORM_FIELDS_MAX)
        return err_set(&request->err, ERR_TOO_LARGE, "the form has more than %d fields",
                       HTTP_FORM_FIELDS_MAX);
    struct form_field *list = arena_array(&request->arena, struct form_field, max);
    size_t len = 0;
    struct str rest = request->body, pair;
    while (str_cut(&rest, '&', &pair)) {
        if (pair.len == 0) continue;
        if (!pair_decode(&request->arena, pair, &list[len++]))
            return err_set(&request->err, ERR_INVALID,
                           "field %zu of the form has a broken %%XX in it or is not UTF-8", len);
    }
    *fields = list;
    *fields_len = len;
    return 0;
}
