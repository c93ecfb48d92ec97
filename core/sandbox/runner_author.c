#include "sandbox/runner_author.h"

#include <lauxlib.h>
#include <math.h>
#include <stdio.h>

#include "base/limits.h"
#include "sandbox/lua_api.h"
#include "sandbox/lua_play.h"
#include "sandbox/lua_value.h"
#include "sandbox/lua_world.h"

/* One test under way. It lives in the content of its object, so that a `t` kept for later cannot
 * reach a variant that is no longer there: only the newest is usable. */
struct variant {
    struct view view;
    struct answer answer;
    struct outcome outcome;
    enum lang lang;
    bool generated, answered;
};

static struct {
    json_t *list;
    struct variant *now; /* the arena's */
} tests;

/* --- what a test stands on --- */

static void seed_set(lua_State *lua, lua_Integer n)
{
    struct world *world = world_of(lua);
    memset(world->seed, 0, SEED_LEN);
    for (size_t i = 0; i < 8; i++) world->seed[i] = (unsigned char)((lua_Unsigned)n >> (8 * i));
}

static struct variant *variant_of(lua_State *lua)
{
    api_content(lua, 1);
    if (tests.now == NULL || lua_touserdata(lua, -1) != tests.now)
        api_error(lua, "this test is over; its t is of no use outside its function");
    lua_pop(lua, 1);
    return tests.now;
}

/* What one step of a variant may give is what it may give a learner; test_new puts back what is
 * left for the results of the file. */
static void output_allow(lua_State *lua, size_t bytes)
{
    world_of(lua)->output_left = bytes;
}

/* The variant of the seed, made at its first use. */
static struct variant *variant_get(lua_State *lua)
{
    struct variant *variant = variant_of(lua);
    if (!variant->generated) {
        output_allow(lua, BUDGET_GENERATE_OUTPUT);
        play_generate(lua);
        output_allow(lua, BUDGET_VIEW_OUTPUT);
        play_view(lua, &variant->view);
        variant->generated = true;
    }
    return variant;
}

static struct variant *answered(lua_State *lua, const char *what)
{
    struct variant *variant = variant_of(lua);
    if (!variant->answered) api_error(lua, "t:%s needs an answer first: t:answer{ ... }", what);
    return variant;
}

static const char *why_name(enum check_why why)
{
    static const char *const names[] = {
#define X(id, name) [CHECK_##id] = name,
        CHECK_LIST(X)
#undef X
    };
    return names[why];
}

static struct variant *graded(lua_State *lua, const char *what)
{
    struct variant *variant = answered(lua, what);
    if (variant->answer.checks_len > 0)
        api_error(lua, "the answer was not graded: field '%.*s' cannot be read (%s)",
                  STR_ARG(variant->answer.checks[0].field),
                  why_name(variant->answer.checks[0].why));
    return variant;
}

static const struct part *part_get(lua_State *lua, const struct variant *variant)
{
    const struct part *part = outcome_part(&variant->outcome, api_str(lua, 2));
    if (part == NULL) api_error(lua, "there is no part '%s'", lua_tostring(lua, 2));
    return part;
}

/* --- t: --- */

int test_seed(lua_State *lua)
{
    struct variant *variant = variant_of(lua);
    variant->generated = variant->answered = false; /* a test may walk through many variants */
    seed_set(lua, lua_tointeger(lua, 2));
    return 0;
}

int test_lang(lua_State *lua)
{
    if (!lang_parse(api_str(lua, 2), &variant_of(lua)->lang))
        return api_argument(lua, 2, "'%s' is not a language here; nl or en", lua_tostring(lua, 2));
    return 0;
}

static void variant_answer(lua_State *lua, struct variant *variant, const struct raw *raw,
                           size_t len, enum lang lang)
{
    answer_parse(world_of(lua)->arena, &variant->view, raw, len, lang, &variant->answer);
    variant->answered = true;
    output_allow(lua, BUDGET_GRADE_OUTPUT);
    if (variant->answer.checks_len == 0) play_grade(lua, &variant->answer, &variant->outcome);
}

int test_answer(lua_State *lua)
{
    struct variant *variant = variant_get(lua);
    struct raw *raw;
    size_t len;
    lua_settop(lua, 2);
    play_raw(lua, "t:answer", variant->lang, &raw, &len);
    variant_answer(lua, variant, raw, len, variant->lang);
    return 0;
}

int test_solve(lua_State *lua)
{
    struct variant *variant = variant_get(lua);
    json_t *text;
    struct answer answer;
    output_allow(lua, BUDGET_VIEW_OUTPUT);
    if (!play_solve(lua, &answer, &text)) return api_error(lua, "the exercise has no solution");
    variant->answer = answer;
    variant->answered = true;
    output_allow(lua, BUDGET_GRADE_OUTPUT);
    play_grade(lua, &variant->answer, &variant->outcome);
    return 0;
}

int test_params(lua_State *lua)
{
    variant_get(lua);
    world_get(lua, SLOT_PARAMS);
    return 1;
}

int test_key(lua_State *lua)
{
    variant_get(lua);
    world_get(lua, SLOT_KEY);
    return 1;
}

int test_score(lua_State *lua)
{
    double want = lua_tonumber(lua, 2), got = graded(lua, "score")->outcome.score;
    if (fabs(want - got) > 1e-6) return api_error(lua, "score %.6g, expected %.6g", got, want);
    return 0;
}

int test_passed(lua_State *lua)
{
    bool want = lua_toboolean(lua, 2), got = graded(lua, "passed")->outcome.passed;
    if (want != got)
        return api_error(lua, "%s, expected %s", got ? "passed" : "not passed",
                         want ? "passed" : "not passed");
    return 0;
}

int test_part(lua_State *lua)
{
    const struct part *part = part_get(lua, graded(lua, "part"));
    double want = lua_tonumber(lua, 3);
    if (fabs(want - part->score) > 1e-6)
        return api_error(lua, "part '%s' scores %.6g, expected %.6g", lua_tostring(lua, 2),
                         part->score, want);
    return 0;
}

int test_pitfall(lua_State *lua)
{
    const struct outcome *outcome = &graded(lua, "pitfall")->outcome;
    for (size_t i = 0; i < outcome->parts_len; i++)
        if (str_eq(outcome->parts[i].pitfall, api_str(lua, 2))) return 0;
    return api_error(lua, "no part met the pitfall '%s'", lua_tostring(lua, 2));
}

int test_check(lua_State *lua)
{
    const struct answer *answer = &answered(lua, "check")->answer;
    for (size_t i = 0; i < answer->checks_len; i++) {
        if (!str_eq(answer->checks[i].field, api_str(lua, 2))) continue;
        const char *why = why_name(answer->checks[i].why);
        if (str_is(api_str(lua, 3), why)) return 0;
        return api_error(lua, "field '%s' cannot be read because of '%s', expected '%s'",
                         lua_tostring(lua, 2), why, lua_tostring(lua, 3));
    }
    return api_error(lua, "field '%s' could be read", lua_tostring(lua, 2));
}

int test_says(lua_State *lua)
{
    const struct part *part = part_get(lua, graded(lua, "says"));
    struct arena *arena = world_of(lua)->arena;
    struct str words = api_str(lua, 3), said = text_in(arena, &part->text, LANG_NL);
    if (memmem(said.ptr, said.len, words.ptr, words.len)) return 0;
    for (size_t i = 0; i < part->notes_len; i++) {
        struct str note = text_in(arena, &part->notes[i].text, LANG_NL);
        if (memmem(note.ptr, note.len, words.ptr, words.len)) return 0;
    }
    return api_error(lua, "part '%s' says '%.*s', which lacks '%s'", lua_tostring(lua, 2),
                     STR_ARG(said), lua_tostring(lua, 3));
}

/* --- test(name, function(t) ... end) --- */

/* Argument 1: the body. A fresh environment, exercise and variant; errors are the caller's. */
static int test_body(lua_State *lua)
{
    struct world *world = world_of(lua);
    world->tests = false; /* the exercise itself sees what it always sees */
    env_fresh(lua);
    world->tests = true;
    world_put(lua, SLOT_ENV);
    lua_newtable(lua);
    world_put(lua, SLOT_LOADED);
    lua_newtable(lua);
    world_put(lua, SLOT_FIXTURES);
    world->view = NULL;
    seed_set(lua, 1);
    play_load(lua);
    tests.now = arena_new(world->arena, struct variant);
    tests.now->lang = LANG_EN;
    lua_settop(lua, 1);
    lua_pushlightuserdata(lua, tests.now);
    api_object(lua, TYPE_TEST);
    lua_call(lua, 1, 0);
    return 0;
}

static void result_add(lua_State *lua, bool ok, struct str text)
{
    json_t *result = json_object();
    struct str name = api_str(lua, 1);
    world_output(lua, name.len + text.len + 30);
    json_object_set_new(result, "name", json_stringn(name.ptr, name.len));
    json_object_set_new(result, "ok", json_boolean(ok));
    if (!ok) {
        json_t *words = json_stringn(text.ptr, text.len);
        json_object_set_new(result, "text",
                            words ? words : json_string("an error that is not UTF-8"));
    }
    json_array_append_new(tests.list, result);
}

int test_new(lua_State *lua)
{
    struct world *world = world_of(lua);
    if (tests.list == NULL || tests.now) return api_error(lua, "test: not inside another test");
    if (json_array_size(tests.list) >= TESTS_MAX)
        return api_error(lua, "test: at most %d in one file", TESTS_MAX);
    struct str name = api_str(lua, 1);
    if (name.len == 0 || name.len > TEXT_LEN || !str_is_utf8(name))
        return api_argument(lua, 1, "a name to recognise it by");
    lua_pushcfunction(lua, test_body);
    lua_pushvalue(lua, 2);
    size_t left = world->output_left;
    int status = lua_pcall(lua, 1, 0, 0);
    world->output_left = left;
    tests.now = NULL;
    if (status == LUA_OK) {
        result_add(lua, true, STR_NONE);
        return 0;
    }
    if (world->fault == FAULT_SHAPE || world->fault == FAULT_MISSING) {
        /* what the exercise gave breaks the rules: this test's result, and the next may do better
         */
        lua_pushstring(lua, world->fault_text);
        world->fault = FAULT_NONE;
        world->aborted = false;
    }
    if (world->aborted || status == LUA_ERRMEM) return lua_error(lua);
    struct str text =
        lua_type(lua, -1) == LUA_TSTRING ? api_str(lua, -1) : STR("an error that is not a message");
    if (text.len > FAULT_TEXT_LEN) text.len = FAULT_TEXT_LEN;
    result_add(lua, false, text);
    return 0;
}

static int tests_run(lua_State *lua)
{
    struct world *world = world_of(lua);
    char path[PACK_PATH_LEN];
    snprintf(path, sizeof path, "exercises/%.*s_test.lua", STR_ARG(world->exercise));
    world->tests = true;
    env_fresh(lua);
    world_put(lua, SLOT_ENV);
    play_chunk(lua, str_of(path));
    lua_call(lua, 0, 0);
    return 0;
}

json_t *author_tests(struct world *world)
{
    tests.list = json_array();
    tests.now = NULL;
    bool ran = tests.list && world_run(world, PHASE_TEST, tests_run, NULL);
    json_t *list = tests.list, *reply = ran ? json_object() : NULL;
    tests.list = NULL;
    tests.now = NULL;
    world->tests = false;
    if (reply) json_object_set_new(reply, "tests", list);
    else json_decref(list);
    return reply;
}
