#include "unit.h"

#include "base/escape.h"

/* ---- awkward strings: what people, tools and attackers really put into texts ---- */

#define AWKWARD_MIN 400

static const char *const seeds[] = {
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</textarea><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "<!--",
    "-->",
    "<![CDATA[x]]>",
    "]]>",
    "<?php echo 1 ?>",
    "{{ 7*7 }}",
    "{%raw%}",
    "${x}",
    "&amp;",
    "&lt;b&gt;",
    "&#39;",
    "&#x27;",
    "&nosuch;",
    "&",
    "&&&&",
    "a & b < c > d \" e ' f",
    "</title>",
    "</style><style>*{}",
    "<a href=\"x\">y</a>",
    "`backticks`",
    "\\",
    "\\\"",
    "\\u003c",
    "%3Cscript%3E",
    "+1 +2",
    "null",
    "undefined",
    "true",
    "NaN",
    "0",
    "-1",
    "1e309",
    "\"",
    "'",
    "''",
    "\"\"",
    "' OR 1=1 --",
    "'; DROP TABLE attempts; --",
    "../../etc/passwd",
    "C:\\temp\\",
    "%s%n%d",
    "%00",
    "line\nbreak",
    "line\r\nbreak",
    "tab\there",
    " leading and trailing ",
    "\v\f",
    "caf\xc3\xa9",
    "cafe\xcc\x81",                                 /* combining */
    "Z\xcc\xb4\xcc\x82\xcd\x9d\xcc\xa1\xcc\xab",    /* many marks on one letter */
    "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",             /* Hebrew */
    "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7 123", /* Arabic with digits */
    "\xe2\x80\xae"
    "gnp.exe", /* right-to-left override */
    "\xe2\x81\xa6"
    "abc"
    "\xe2\x81\xa9", /* isolates */
    "\xef\xbb\xbf"
    "BOM",
    "zero\xe2\x80\x8bwidth",
    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7", /* joined emoji */
    "\xf0\x9f\x87\xb3\xf0\x9f\x87\xb1",             /* flag */
    "\xe2\x80\xa8 and \xe2\x80\xa9",                /* line and paragraph separators */
    "\xc2\x85 next line",
    "\xc2\xa0no-break",
    "\xc2\xadsoft",
    "\xef\xbc\x9c"
    "script"
    "\xef\xbc\x9e", /* full-width signs */
    "\xca\xbc modifier apostrophe",
    "\xe2\x80\x9c quoted \xe2\x80\x9d",
    "\xef\xbf\xbd",             /* the replacement character */
    "\xef\xbf\xbf",             /* a non-character */
    "\xf4\x8f\xbf\xbf",         /* the last code point */
    "\xc4\xb0\xc4\xb1\xc3\x9f", /* letters without simple case */
    "\xe4\xb8\xad\xe6\x96\x87",
    "\xff", /* not UTF-8 from here on */
    "\xc0\xaf",
    "\xc0\xbcscript\xc0\xbe", /* overlong < and > */
    "\xed\xa0\x80",
    "\xe2\x82",
    "\xf0\x9f",
    "\x80<",
    "\xc3<b>", /* a lead byte that might eat the < */
    "\xe2\x82\"",
    "\xf4\x90\x80\x80'",
};

struct awkward {
    char *ptr;
    size_t len;
};

static struct awkward awkwards[1024];
static size_t awkwards_len;

static void awkward_add(const char *bytes, size_t len)
{
    char *copy = malloc(len + 1); /* exactly as large: reading past it is seen */
    memcpy(copy, bytes, len);
    copy[len] = '\0';
    awkwards[awkwards_len++] = (struct awkward){copy, len};
}

static int awkwards_make(void **state)
{
    (void)state;
    awkwards_len = 0;
    awkward_add("", 0);
    for (int c = 0; c < 256; c++) { /* every byte between two signs */
        char s[3] = {'<', (char)c, '>'};
        awkward_add(s, 3);
    }
    for (size_t i = 0; i < LEN(seeds); i++) {
        size_t len = strlen(seeds[i]);
        awkward_add(seeds[i], len);
        char pair[256]; /* and joined with the next, a NUL between */
        const char *other = seeds[(i + 1) % LEN(seeds)];
        int n = snprintf(pair, sizeof pair, "%s%c%s", seeds[i], 0, other);
        awkward_add(pair, (size_t)n);
    }
    static const char fill[] = {'a', '&', '<', '\'', '"', '\n', '\x80'};
    for (size_t i = 0; i < LEN(fill); i++)
        for (size_t len = 255; len <= 70000; len = len * 4 + 1) {
            char *s = malloc(len);
            memset(s, fill[i], len);
            awkward_add(s, len);
            free(s);
        }
    assert_true(awkwards_len >= AWKWARD_MIN);
    return 0;
}

static int awkwards_free(void **state)
{
    (void)state;
    for (size_t i = 0; i < awkwards_len; i++) free(awkwards[i].ptr);
    return 0;
}

/* Reads HTML text back: only the five entities that escape_html writes. */
static void html_read(struct buf *to, struct str s)
{
    static const struct {
        struct str entity;
        char c;
    } entities[] = {{{"&amp;", 5}, '&'},
                    {{"&lt;", 4}, '<'},
                    {{"&gt;", 4}, '>'},
                    {{"&quot;", 6}, '"'},
                    {{"&#39;", 5}, '\''}};
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] != '&') {
            buf_add_char(to, s.ptr[i]);
            continue;
        }
        size_t e = 0;
        while (e < LEN(entities) &&
               !str_starts(str_slice(s.ptr + i, s.len - i), entities[e].entity))
            e++;
        if (e == LEN(entities)) fail_msg("a bare & at %zu", i);
        buf_add_char(to, entities[e].c);
        i += entities[e].entity.len - 1;
    }
}

static void test_html_holds_no_sign_and_reads_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < awkwards_len; i++) {
        struct str s = str_slice(awkwards[i].ptr, awkwards[i].len);
        struct buf html, back;
        buf_init(&html, 1000000);
        buf_init(&back, 1000000);
        escape_html(&html, s);
        struct str out = buf_str(&html);
        for (const char *c = "<>\"'"; *c; c++)
            if (str_find(out, *c) >= 0) fail_msg("awkward %zu keeps a %c", i, *c);
        html_read(&back, out);
        if (!str_eq(buf_str(&back), s)) fail_msg("awkward %zu reads back differently", i);
        buf_finish(&html);
        buf_finish(&back);
    }
    struct buf html;
    buf_init(&html, 100);
    escape_html(&html, STR_NONE);
    escape_html(&html, STR("<a href='x'>\"R&D\"</a>"));
    assert_str(buf_str(&html), "&lt;a href=&#39;x&#39;&gt;&quot;R&amp;D&quot;&lt;/a&gt;");
    buf_finish(&html);
}

static void test_url_reads_back_what_is_text(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < awkwards_len; i++) {
        struct str s = str_slice(awkwards[i].ptr, awkwards[i].len), back;
        struct buf url;
        buf_init(&url, 1000000);
        escape_url(&url, s);
        for (size_t k = 0; k < url.len; k++)
            assert_non_null(memchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                   "0123456789-._~%",
                                   url.ptr[k], 67));
        bool is_text = str_is_utf8(s) && (s.len == 0 || !memchr(s.ptr, 0, s.len));
        for (int plus = 0; plus < 2; plus++) {
            bool ok = unescape_url(&arena, buf_str(&url), plus, &back);
            if (ok != is_text) fail_msg("awkward %zu: read %d, text %d", i, ok, is_text);
            if (ok && !str_eq(back, s)) fail_msg("awkward %zu reads back differently", i);
        }
        buf_finish(&url);
    }
    arena_finish(&arena);
}

static void test_url_decodes_forms_and_refuses_broken_ones(void **state)
{
    (void)state;
    struct arena arena;
    struct str out;
    arena_init(&arena);
    assert_true(unescape_url(&arena, STR("a+b%20c%2bd%2B"), true, &out));
    assert_str(out, "a b c+d+");
    assert_true(unescape_url(&arena, STR("a+b"), false, &out));
    assert_str(out, "a+b");
    assert_true(unescape_url(&arena, STR("%E2%82%ac"), false, &out));
    assert_str(out, "\xe2\x82\xac");
    assert_true(unescape_url(&arena, STR(""), true, &out));
    assert_str(out, "");
    static const char *const bad[] = {"%",         "%4",   "a%",    "%zz", "%4g",
                                      "%%41",      "%00",  "a%00b", "%ff", "%c3",
                                      "%ED%A0%80", "% 41", "%+1",   "%-1", "%0x"};
    for (size_t i = 0; i < LEN(bad); i++)
        if (unescape_url(&arena, str_of(bad[i]), true, &out)) fail_msg("\"%s\" passed", bad[i]);
    assert_false(unescape_url(&arena, str_slice("a\0b", 3), true, &out));
    arena_finish(&arena);
}

static void test_json_is_one_line_of_plain_strings(void **state)
{
    (void)state;
    struct buf json;
    buf_init(&json, 1000);
    escape_json(&json, str_slice("a\"b\\c\nd\te\0f\x7f\x1f</script>\xe2\x82\xac", 25));
    assert_str(buf_str(&json),
               "\"a\\\"b\\\\c\\nd\\u0009e\\u0000f\x7f\\u001f</script>\xe2\x82\xac\"");
    buf_reset(&json);
    escape_json(&json, STR_NONE);
    assert_str(buf_str(&json), "\"\"");
    buf_finish(&json);
    for (size_t i = 0; i < awkwards_len; i++) {
        struct str s = str_slice(awkwards[i].ptr, awkwards[i].len);
        if (!str_is_utf8(s)) continue;
        buf_init(&json, 1000000);
        escape_json(&json, s);
        assert_int_equal(json.ptr[0], '"');
        assert_int_equal(json.ptr[json.len - 1], '"');
        for (size_t k = 1; k + 1 < json.len; k++) {
            unsigned char c = (unsigned char)json.ptr[k];
            assert_true(c >= 0x20);
            assert_int_not_equal(c, '"'); /* an escaped one is skipped below */
            if (c != '\\') continue;
            k++;
            assert_non_null(memchr("\"\\nu", json.ptr[k], 4));
        }
        buf_finish(&json);
    }
}

static void test_hex_is_lower_case_and_exact(void **state)
{
    (void)state;
    unsigned char bytes[256], back[256];
    char text[513];
    for (int i = 0; i < 256; i++) bytes[i] = (unsigned char)i;
    hex_write(text, bytes, 256);
    assert_int_equal(strlen(text), 512);
    assert_memory_equal(text, "000102", 6);
    assert_string_equal(text + 506, "fdfeff");
    assert_true(hex_parse(str_of(text), back, 256));
    assert_memory_equal(bytes, back, 256);
    assert_true(hex_parse(STR(""), back, 0));
    static const char *const bad[] = {"0", "000", "0g", "AB", "aB", "Ab", " 1", "0x", "+1", ""};
    for (size_t i = 0; i < LEN(bad); i++) assert_false(hex_parse(str_of(bad[i]), back, 1));
}

static void test_base64url_is_canonical(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *text;
    } known[] = {/* RFC 4648 section 10, without padding */
                 {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
                 {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
    char text[400];
    unsigned char back[300];
    for (size_t i = 0; i < LEN(known); i++) {
        size_t len = strlen(known[i].bytes);
        base64url_write(text, known[i].bytes, len);
        assert_string_equal(text, known[i].text);
        assert_true(base64url_parse(str_of(text), back, len));
        assert_memory_equal(back, known[i].bytes, len);
    }
    unsigned char bytes[256];
    for (int i = 0; i < 256; i++) bytes[i] = (unsigned char)(i * 7);
    for (size_t len = 0; len <= 256; len++) {
        base64url_write(text, bytes, len);
        assert_int_equal(strlen(text), (len * 4 + 2) / 3);
        assert_true(base64url_parse(str_of(text), back, len));
        assert_memory_equal(back, bytes, len);
    }
    /* loose bits, padding, the other alphabet, wrong length */
    static const char *const bad[] = {"Zh", "Zg==", "Z", "Zg=", "+g", "/g", "Z\n", "Zm", "  ", ""};
    for (size_t i = 0; i < LEN(bad); i++)
        if (base64url_parse(str_of(bad[i]), back, 1) && strcmp(bad[i], "Zg") != 0)
            fail_msg("\"%s\" passed", bad[i]);
    assert_false(base64url_parse(str_slice("Z\0", 2), back, 1));
    assert_true(base64url_parse(STR("_-8"), back, 2));
    assert_memory_equal(back, "\xff\xef", 2);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_html_holds_no_sign_and_reads_back),
        cmocka_unit_test(test_url_reads_back_what_is_text),
        cmocka_unit_test(test_url_decodes_forms_and_refuses_broken_ones),
        cmocka_unit_test(test_json_is_one_line_of_plain_strings),
        cmocka_unit_test(test_hex_is_lower_case_and_exact),
        cmocka_unit_test(test_base64url_is_canonical),
    };
    return cmocka_run_group_tests(tests, awkwards_make, awkwards_free);
}
