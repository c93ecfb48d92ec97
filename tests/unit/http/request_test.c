/* Headers, cookies, queries and forms as pages see them; response headers and redirects. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/loop.h"

static struct str cookie(const char *line, const char *name)
{
    struct header header = {STR("cookie"), str_of(line)};
    struct request request = {.headers = &header, .headers_len = 1};
    return request_cookie(&request, name);
}

static void test_cookies(void **state)
{
    (void)state;
    assert_true(str_is(cookie("a=1; key=two; b=3", "key"), "two"));
    assert_true(str_is(cookie("key=1; key=2", "key"), "1"));
    assert_true(str_is(cookie("key=", "key"), ""));
    assert_true(str_is(cookie("a=1;key=x=y==", "key"), "x=y=="));
    assert_null(cookie("", "key").ptr);
    assert_null(cookie("key", "key").ptr);
    assert_null(cookie("KEY=1; xkey=2; key2=3", "key").ptr);
    assert_null(cookie("key=a b", "key").ptr);
    assert_null(cookie("key=\"a\"", "key").ptr);
    assert_null(cookie("key=a,b", "key").ptr);
    assert_null(cookie("key=a\\b", "key").ptr);
    assert_null(cookie("key=\xc3\xa9", "key").ptr);
    assert_null(cookie("key =1;  key=2", "key").ptr);
    /* what breaks the rules is passed over, what follows is found */
    assert_true(str_is(cookie("key=a b; key=good; x", "key"), "good"));

    struct buf many;
    buf_init(&many, KIB(16));
    for (int i = 0; i < HTTP_COOKIES_MAX; i++) buf_printf(&many, "c%d=1; ", i);
    buf_add(&many, "key=2", 6);
    assert_null(cookie(many.ptr, "key").ptr);
    buf_finish(&many);
}

static void test_two_cookie_lines(void **state)
{
    (void)state;
    struct header headers[] = {
        {STR("cookie"), STR("a=1")}, {STR("x"), STR("key=no")}, {STR("cookie"), STR("key=2")}};
    struct request request = {.headers = headers, .headers_len = 3};
    assert_true(str_is(request_cookie(&request, "key"), "2"));
}

static void test_query(void **state)
{
    (void)state;
    struct request request = {.query = STR("a=1&b=%C3%A9+x&c&%64=4&a=2&bad=%zz&e=%2")};
    assert_true(str_is(request_query(&request, "a"), "1"));
    assert_true(str_is(request_query(&request, "b"), "\xc3\xa9 x"));
    assert_true(str_is(request_query(&request, "c"), ""));
    assert_true(str_is(request_query(&request, "d"), "4"));
    assert_null(request_query(&request, "bad").ptr);
    assert_null(request_query(&request, "e").ptr);
    assert_null(request_query(&request, "f").ptr);
    request.query = STR("");
    assert_null(request_query(&request, "a").ptr);
    arena_finish(&request.arena);
}

static int form(struct request *request, const char *type, struct str body,
                struct form_field **fields, size_t *len)
{
    static struct header header;
    header = (struct header){STR("content-type"), str_of(type)};
    *request = (struct request){.headers = &header, .headers_len = 1, .body = body};
    return request_form(request, fields, len);
}

static void test_form(void **state)
{
    (void)state;
    const char *type = "application/x-www-form-urlencoded";
    struct request request;
    struct form_field *fields;
    size_t len;
    assert_int_equal(form(&request, type, STR("a=1&b=x+%26%0D%0Ay&&a=&c"), &fields, &len), 0);
    assert_int_equal(len, 4);
    assert_true(str_is(fields[0].name, "a") && str_is(fields[0].value, "1"));
    assert_true(str_is(fields[1].value, "x &\r\ny"));
    assert_true(str_is(fields[2].name, "a") && str_is(fields[2].value, ""));
    assert_true(str_is(fields[3].name, "c") && str_is(fields[3].value, ""));
    arena_finish(&request.arena);

    assert_int_equal(
        form(&request, "Application/X-WWW-Form-URLEncoded; charset=UTF-8", STR(""), &fields, &len),
        0);
    assert_int_equal(len, 0);
    arena_finish(&request.arena);

    static const struct str broken[] = {{"a=%", 3},   {"a=%4", 4},  {"a=%00", 5},  {"a=%ff", 5},
                                        {"a\0=1", 4}, {"%C3=1", 5}, {"a=\xc3", 3}, {"x&a=%g0", 7}};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        assert_int_equal(form(&request, type, broken[i], &fields, &len), ERR_INVALID);
        assert_true(request.err.text[0] != '\0');
        assert_int_equal(len, 0);
        arena_finish(&request.arena);
    }
    static const char *types[] = {"text/plain", "", "multipart/form-data; boundary=x",
                                  "application/x-www-form-urlencodedx"};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(form(&request, types[i], STR("a=1"), &fields, &len), ERR_INVALID);
}

static void test_form_too_many(void **state)
{
    (void)state;
    static char body[2 * HTTP_FORM_FIELDS_MAX];
    struct request request;
    struct form_field *fields;
    size_t len;
    for (size_t i = 0; i < sizeof body; i++) body[i] = i % 2 ? '&' : 'a';
    const char *type = "application/x-www-form-urlencoded";
    assert_int_equal(form(&request, type, str_slice(body, sizeof body - 1), &fields, &len), 0);
    assert_int_equal(len, HTTP_FORM_FIELDS_MAX);
    arena_finish(&request.arena);
    assert_int_equal(form(&request, type, str_slice(body, sizeof body), &fields, &len),
                     ERR_TOO_LARGE);
    arena_finish(&request.arena);
}

static void test_redirect_stays_here(void **state)
{
    (void)state;
    static const struct {
        const char *path, *location;
    } cases[] = {
        {"/m/a/b?c=1&d=%20#e", "/m/a/b?c=1&d=%20#e"},
        {"/caf\xc3\xa9 x", "/caf%C3%A9%20x"},
        {"/a\r\nSet-Cookie: b", "/a%0D%0ASet-Cookie:%20b"},
        {"//elders.example/", "/"},
        {"/\\elders.example/", "/"},
        {"https://elders.example/", "/"},
        {"", "/"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct request request = {0};
        response_redirect(&request, str_of(cases[i].path));
        assert_int_equal(request.response.status, 303);
        assert_int_equal(request.response.headers_len, 1);
        assert_true(str_is(request.response.headers[0].value, cases[i].location));
        arena_finish(&request.arena);
    }
}

static void test_many_headers(void **state)
{
    (void)state;
    struct request request = {0};
    for (int i = 0; i < 100; i++)
        response_header(&request, "X", arena_printf(&request.arena, "%d", i));
    assert_int_equal(request.response.headers_len, 100);
    for (int i = 0; i < 100; i++) {
        char expected[8];
        snprintf(expected, sizeof expected, "%d", i);
        assert_true(str_is(request.response.headers[i].value, expected));
    }
    arena_finish(&request.arena);
}

static void test_date(void **state)
{
    (void)state;
    char date[40];
    response_date(date, 784111777); /* the example of RFC 9110 section 5.6.7 */
    assert_string_equal(date, "Sun, 06 Nov 1994 08:49:37 GMT");
    response_date(date, 0);
    assert_string_equal(date, "Thu, 01 Jan 1970 00:00:00 GMT");
    response_date(date, 1709164800);
    assert_string_equal(date, "Thu, 29 Feb 2024 00:00:00 GMT");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cookies),       cmocka_unit_test(test_two_cookie_lines),
        cmocka_unit_test(test_query),         cmocka_unit_test(test_form),
        cmocka_unit_test(test_form_too_many), cmocka_unit_test(test_redirect_stays_here),
        cmocka_unit_test(test_many_headers),  cmocka_unit_test(test_date),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
