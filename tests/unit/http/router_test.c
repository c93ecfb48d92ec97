/* Addresses to routes: what wins, what is refused, what 404 and 405 say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/router.h"

/* a route is only a pointer here; its name stands in for it */
#define ROUTE(name) ((const struct route *)(const void *)(name))

static const struct router_entry entries[] = {
    {METHOD_GET, "/", ROUTE("home")},
    {METHOD_GET, "/m/{org}/{pack}/{module}", ROUTE("module")},
    {METHOD_POST, "/m/{org}/{pack}/{module}", ROUTE("begin")},
    {METHOD_POST, "/m/{org}/{pack}/{module}/x/{exercise}", ROUTE("answer")},
    {METHOD_GET, "/m/proeftuin/{pack}/{module}", ROUTE("own")},
    {METHOD_GET, "/{page}", ROUTE("page")},
    {METHOD_GET, "/me/record", ROUTE("record")},
    {METHOD_POST, "/me/record/erase", ROUTE("erase")},
};

static struct router *router;

static int start(void **state)
{
    struct err err;
    (void)state;
    return router_create(&router, entries, sizeof entries / sizeof *entries, &err);
}

static int stop(void **state)
{
    (void)state;
    router_destroy(router);
    return 0;
}

static int find(struct request *request, enum method method, const char *path, struct str *allow)
{
    *request = (struct request){.method = method, .path = str_of(path)};
    *allow = STR_NONE;
    return router_find(router, request, allow);
}

static void test_found(void **state)
{
    (void)state;
    static const struct {
        enum method method;
        const char *path, *route, *first, *last;
    } cases[] = {
        {METHOD_GET, "/", "home", NULL, NULL},
        {METHOD_HEAD, "/", "home", NULL, NULL},
        {METHOD_GET, "/about", "page", "about", NULL},
        {METHOD_GET, "/m/a/b/c", "module", "a", "c"},
        {METHOD_HEAD, "/m/a/b/c", "module", "a", "c"},
        {METHOD_POST, "/m/a/b/c", "begin", "a", "c"},
        {METHOD_GET, "/m/proeftuin/b/c", "own", "b", NULL},
        {METHOD_POST, "/m/proeftuin/b/c/x/d", "answer", "proeftuin", "c"}, /* goes back up */
        {METHOD_GET, "/me/record", "record", NULL, NULL},
        {METHOD_POST, "/me/record/erase", "erase", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct request request;
        struct str allow;
        assert_int_equal(find(&request, cases[i].method, cases[i].path, &allow), 0);
        assert_string_equal((const char *)(const void *)request.route, cases[i].route);
        if (cases[i].first) assert_true(str_is(request.params[0], cases[i].first));
        if (cases[i].last) assert_true(str_is(request.params[2], cases[i].last));
    }
}

static void test_missing(void **state)
{
    (void)state;
    static const char *paths[] = {"/m",       "/m/",          "/m/a",       "/m/a/b",
                                  "/m/a/b/",  "/m/a/b/c/",    "/m/a/b/c/d", "/m/a/b/c/x/",
                                  "/about/x", "/me/record/x", "/about/",    ""};
    for (size_t i = 1; i < sizeof paths / sizeof *paths; i++) {
        struct request request;
        struct str allow;
        assert_int_equal(find(&request, METHOD_GET, paths[i], &allow), ERR_NOT_FOUND);
        assert_null(request.route);
    }
}

static void test_other_methods(void **state)
{
    (void)state;
    struct request request;
    struct str allow;
    assert_int_equal(find(&request, METHOD_OTHER, "/m/a/b/c", &allow), ERR_DENIED);
    assert_true(str_is(allow, "GET, HEAD, POST"));
    assert_int_equal(find(&request, METHOD_POST, "/", &allow), ERR_DENIED);
    assert_true(str_is(allow, "GET, HEAD"));
    assert_int_equal(find(&request, METHOD_GET, "/m/a/b/c/x/d", &allow), ERR_DENIED);
    assert_true(str_is(allow, "POST"));
    assert_null(request.route);
}

static void test_bad_tables(void **state)
{
    (void)state;
    static const struct router_entry bad[][2] = {
        {{METHOD_GET, "/a/{x}", ROUTE("1")}, {METHOD_GET, "/a/{y}", ROUTE("2")}},
        {{METHOD_GET, "/a", ROUTE("1")}, {METHOD_GET, "/a", ROUTE("2")}},
        {{METHOD_GET, "/a", ROUTE("1")}, {METHOD_GET, "b", ROUTE("2")}},
        {{METHOD_GET, "/a", ROUTE("1")}, {METHOD_GET, "/b/", ROUTE("2")}},
        {{METHOD_GET, "/a", ROUTE("1")}, {METHOD_GET, "/b//c", ROUTE("2")}},
        {{METHOD_GET, "/a", ROUTE("1")}, {METHOD_GET, "/{b}.json", ROUTE("2")}},
        {{METHOD_GET, "/a", ROUTE("1")}, {METHOD_GET, "/{}", ROUTE("2")}},
        {{METHOD_GET, "/a", ROUTE("1")}, {METHOD_HEAD, "/b", ROUTE("2")}},
        {{METHOD_GET, "/a", ROUTE("1")}, {METHOD_GET, "/{1}/{2}/{3}/{4}/{5}/{6}/{7}", ROUTE("2")}},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct router *broken;
        struct err err = {0};
        assert_int_equal(router_create(&broken, bad[i], 2, &err), ERR_INVALID);
        assert_null(broken);
        assert_non_null(strstr(err.text, bad[i][1].pattern));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),
        cmocka_unit_test(test_missing),
        cmocka_unit_test(test_other_methods),
        cmocka_unit_test(test_bad_tables),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
