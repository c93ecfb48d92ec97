/* A path, a query, a form value: what decodes is text, and encodes and decodes again to the same;
 * and no text keeps a sign of HTML. Input: one byte for `plus`, then the bytes. */
#include "fuzz.h"

#include "base/escape.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    if (len == 0) return 0;
    struct str in = {(const char *)data + 1, len - 1}, text, again;
    struct arena arena;
    arena_init(&arena);
    bool plus = data[0] & 1;
    if (unescape_url(&arena, in, plus, &text)) {
        HOLDS(text.len <= in.len);
        HOLDS(str_is_utf8(text) && str_find(text, '\0') < 0);
        struct buf out;
        buf_init(&out, 8 * len + 64);
        escape_url(&out, text);
        HOLDS(!buf_failed(&out));
        HOLDS(unescape_url(&arena, buf_str(&out), plus, &again) && str_eq(text, again));
        buf_reset(&out);
        escape_html(&out, text);
        for (const char *c = "<>\"'"; *c; c++) HOLDS(str_find(buf_str(&out), *c) < 0);
        buf_reset(&out);
        escape_json(&out, text);
        HOLDS(!buf_failed(&out) && str_is_utf8(buf_str(&out)));
        for (size_t i = 0; i < out.len; i++) HOLDS((unsigned char)out.ptr[i] >= 0x20);
        buf_finish(&out);
    }
    arena_finish(&arena);
    return 0;
}
