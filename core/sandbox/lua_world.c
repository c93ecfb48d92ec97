#include "sandbox/lua_world.h"

#include <assert.h>
#include <lauxlib.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>

#include "sandbox/lua_api.h"
#include "sandbox/lua_value.h"

static const struct {
    const char *name;
    int64_t steps;
    int soft_ms;
    size_t output;
} phases[] = {
#define X(id, name, budget) {name, budget##_STEPS, budget##_SOFT_MS, budget##_OUTPUT},
    PHASE_LIST(X)
#undef X
};

const char *phase_name(enum phase phase)
{
    return phases[phase].name;
}

struct world *world_of(lua_State *lua)
{
    struct world *world;
    memcpy(&world, lua_getextraspace(lua), sizeof world);
    return world;
}

/* --- memory --- */

static void *world_alloc(void *ud, void *ptr, size_t old, size_t size)
{
    struct world *world = ud;
    if (ptr == NULL) old = 0;
    if (size == 0) {
        free(ptr);
        world->used -= old;
        return NULL;
    }
    size_t left = world->used < world->limit ? world->limit - world->used : 0;
    if (size > old && size - old > left) {
        world->refused = true;
        return NULL;
    }
    void *now = realloc(ptr, size);
    if (now) world->used = world->used - old + size;
    else world->refused = true;
    return now;
}

json_t *world_keep(lua_State *lua, json_t *json)
{
    struct world *world = world_of(lua);
    if (json == NULL || json_array_append_new(world->roots, json) != 0)
        world_abort(lua, FAULT_MEMORY, "more than %zu MiB of memory", BUDGET_MEMORY / MIB(1));
    return json;
}

/* --- what went wrong --- */

void world_where(lua_State *lua, char *to, size_t len)
{
    lua_Debug at;
    to[0] = '\0';
    for (int level = 0; lua_getstack(lua, level, &at); level++) {
        lua_getinfo(lua, "Sl", &at);
        if (at.currentline <= 0) continue;
        snprintf(to, len, "%s:%d: ", at.short_src, at.currentline);
        return;
    }
}

/* Only what a log line and a page may hold: UTF-8 without control characters, cut between
 * characters. Returns the new length. */
static size_t text_clean(char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (((unsigned char)text[i] < 0x20 && text[i] != '\n') || text[i] == 0x7f) text[i] = ' ';
    for (size_t cut = 0; cut < 4 && cut <= len; cut++)
        if (str_is_utf8(str_slice(text, len - cut))) return len - cut;
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] >= 0x80) text[i] = '?';
    return len;
}

static void string_clean(char *text)
{
    text[text_clean(text, strlen(text))] = '\0';
}

struct str world_log(struct world *world)
{
    world->log_len = text_clean(world->log, world->log_len);
    return str_slice(world->log, world->log_len);
}

/* The author's frames only: ours are C. */
static void trace_write(struct world *world, lua_State *lua)
{
    char *to = world->trace;
    size_t room = sizeof world->trace;
    int n = snprintf(to, room, "  while %s, seed ", phase_name(world->phase));
    for (int i = 0; i < SEED_LEN; i++)
        n += snprintf(to + n, room - (size_t)n, "%02x", world->seed[i]);
    lua_Debug at;
    int shown = 0;
    for (int level = 0; shown < 12 && lua_getstack(lua, level, &at); level++) {
        lua_getinfo(lua, "Sln", &at);
        if (at.currentline <= 0) continue;
        size_t left = room - (size_t)n;
        int more = at.name ? snprintf(to + n, left, "\n  %s:%d: in %s", at.short_src,
                                      at.currentline, at.name)
                           : snprintf(to + n, left, "\n  %s:%d", at.short_src, at.currentline);
        if (more < 0 || (size_t)more >= left) break;
        n += more;
        shown++;
    }
    string_clean(world->trace);
}

static void fault_set(struct world *world, lua_State *lua, enum fault fault, bool abort,
                      const char *where, const char *text)
{
    if (world->aborted) return;
    world->fault = fault;
    world->aborted = abort;
    snprintf(world->fault_text, sizeof world->fault_text, "%s%s", where, text);
    string_clean(world->fault_text);
    trace_write(world, lua);
}

int world_abort(lua_State *lua, enum fault fault, const char *fmt, ...)
{
    char where[PACK_PATH_LEN + 32], text[FAULT_TEXT_LEN];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    world_where(lua, where, sizeof where);
    fault_set(world_of(lua), lua, fault, true, where, text);
    lua_checkstack(lua, 1);
    lua_pushliteral(lua, "aborted");
    return lua_error(lua);
}

int world_shape(lua_State *lua, const char *fmt, ...)
{
    struct world *world = world_of(lua);
    char where[PACK_PATH_LEN + 32], text[FAULT_TEXT_LEN];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    world_where(lua, where, sizeof where);
    if (where[0] == '\0')
        snprintf(where, sizeof where, "exercises/%.*s.lua: ", STR_ARG(world->exercise));
    fault_set(world, lua, FAULT_SHAPE, true, where, text);
    lua_checkstack(lua, 1);
    lua_pushliteral(lua, "aborted");
    return lua_error(lua);
}

/* Runs where the error was raised, with the stack still there. */
static int on_error(lua_State *lua)
{
    struct world *world = world_of(lua);
    if (world->aborted) return 1;
    char where[PACK_PATH_LEN + 32] = "";
    const char *text = lua_type(lua, 1) == LUA_TSTRING ? lua_tostring(lua, 1) : NULL;
    char described[80];
    if (text && world->refused && strcmp(text, "not enough memory") == 0) {
        world_where(lua, where, sizeof where);
        snprintf(described, sizeof described, "more than %zu MiB of memory",
                 BUDGET_MEMORY / MIB(1));
        fault_set(world, lua, FAULT_MEMORY, true, where, described);
        return 1;
    }
    if (text == NULL) {
        world_where(lua, where, sizeof where);
        snprintf(described, sizeof described, "error was called with a %s instead of a message",
                 api_type_name(lua, 1));
        text = described;
    }
    fault_set(world, lua, FAULT_LUA, false, where, text);
    return 1;
}

/* --- time --- */

static struct world *ticking; /* whose phase the timer measures */

static int abort_time(lua_State *lua)
{
    const struct world *world = world_of(lua);
    return world_abort(lua, FAULT_TIME, "more than %d ms of work", phases[world->phase].soft_ms);
}

static int abort_steps(lua_State *lua)
{
    const struct world *world = world_of(lua);
    return world_abort(lua, FAULT_STEPS,
                       "more than %lld million steps; is there a loop without end?",
                       (long long)(phases[world->phase].steps / 1000000));
}

static void on_count(lua_State *lua, lua_Debug *at)
{
    (void)at;
    struct world *world = world_of(lua);
    if (world->alarm) abort_time(lua);
    world->steps_left -= HOOK_STEPS;
    if (world->steps_left <= 0) abort_steps(lua);
}

void world_charge(lua_State *lua, size_t steps)
{
    struct world *world = world_of(lua);
    if (!world->running) return;
    if (world->alarm) abort_time(lua);
    if (steps > INT32_MAX || world->steps_left < (int64_t)steps) abort_steps(lua);
    world->steps_left -= (int64_t)steps;
}

void world_output(lua_State *lua, size_t bytes)
{
    struct world *world = world_of(lua);
    if (bytes > world->output_left)
        world_abort(lua, FAULT_OUTPUT, "more than %zu KiB of output",
                    phases[world->phase].output / KIB(1));
    world->output_left -= bytes;
}

static void on_alarm(int signal)
{
    (void)signal;
    struct world *world = ticking;
    if (world == NULL) return;
    world->alarm = 1;
    /* the one call that Lua allows in a signal handler: look at the next instruction */
    lua_sethook(world->lua, on_count, LUA_MASKCOUNT, 1);
}

static void timer_set(int ms)
{
    /* the processor's time, not the wall's: on a busy machine a runner waits without being slow.
     * The keeper's hard limit is the one that looks at the clock. */
    struct itimerval timer = {.it_value = {ms / 1000, ms % 1000 * 1000}};
    setitimer(ITIMER_PROF, &timer, NULL);
}

bool world_run(struct world *world, enum phase phase, lua_CFunction fn, void *data)
{
    lua_State *lua = world->lua;
    assert(!world->running);
    int top = lua_gettop(lua);
    world->phase = phase;
    world->steps_left = phases[phase].steps;
    world->output_left = phases[phase].output;
    world->running = true;
    lua_sethook(lua, on_count, LUA_MASKCOUNT, HOOK_STEPS);
    timer_set(phases[phase].soft_ms); /* first: what the last phase left of it must not ring here */
    world->alarm = 0;
    ticking = world;

    lua_pushcfunction(lua, on_error);
    lua_pushcfunction(lua, fn);
    lua_pushlightuserdata(lua, data);
    int status = lua_pcall(lua, 1, 0, top + 1);

    ticking = NULL; /* the timer may go on: the next phase sets it, the call's end stops it */
    lua_sethook(lua, NULL, 0, 0);
    world->running = false;
    lua_settop(lua, top);
    if (status == LUA_OK) return true;
    if (status == LUA_ERRMEM && !world->aborted) {
        world->trace[0] = '\0';
        char text[FAULT_TEXT_LEN];
        snprintf(text, sizeof text, "exercises/%.*s.lua: more than %zu MiB of memory",
                 STR_ARG(world->exercise), BUDGET_MEMORY / MIB(1));
        fault_set(world, lua, FAULT_MEMORY, true, "", text);
    } else if (world->fault == FAULT_NONE) {
        fault_set(world, lua, FAULT_LUA, false, "", "an error while handling an error");
    }
    return false;
}

/* --- life --- */

static char slots_key; /* its address names the per-call values in Lua's registry */

void world_put(lua_State *lua, enum slot slot)
{
    lua_rawgetp(lua, LUA_REGISTRYINDEX, &slots_key);
    lua_insert(lua, -2);
    lua_rawseti(lua, -2, slot);
    lua_pop(lua, 1);
}

int world_get(lua_State *lua, enum slot slot)
{
    lua_rawgetp(lua, LUA_REGISTRYINDEX, &slots_key);
    int type = lua_rawgeti(lua, -1, slot);
    lua_remove(lua, -2);
    return type;
}

static int call_fresh(lua_State *lua)
{
    lua_newtable(lua);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, &slots_key);
    env_fresh(lua);
    world_put(lua, SLOT_ENV);
    lua_newtable(lua);
    world_put(lua, SLOT_LOADED);
    lua_newtable(lua);
    world_put(lua, SLOT_STREAMS);
    lua_newtable(lua);
    world_put(lua, SLOT_FIXTURES);
    return 0;
}

static int call_forget(lua_State *lua)
{
    lua_newtable(lua);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, &slots_key);
    return 0;
}

static int world_open(lua_State *lua)
{
    api_open(lua);
    return 0;
}

void world_prepare(void)
{
    struct sigaction action = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};
    sigaction(SIGPROF, &action, NULL);
    value_prepare();
}

struct world *world_create(void)
{
    struct world *world = calloc(1, sizeof *world);
    if (world == NULL) return NULL;
    world->limit = BUDGET_MEMORY;
    world->lua = lua_newstate(world_alloc, world);
    if (world->lua == NULL) {
        free(world);
        return NULL;
    }
    memcpy(lua_getextraspace(world->lua), &world, sizeof world);
    lua_pushcfunction(world->lua, world_open);
    if (lua_pcall(world->lua, 0, 0, 0) != LUA_OK) {
        world_destroy(world);
        return NULL;
    }
    lua_gc(world->lua, LUA_GCCOLLECT);
    world->base = world->used;
    world->limit = world->base + BUDGET_MEMORY;
    return world;
}

void world_destroy(struct world *world)
{
    if (world == NULL) return;
    world->limit = SIZE_MAX;
    lua_close(world->lua);
    json_decref(world->roots);
    free(world);
}

int world_begin(struct world *world, struct code *code, struct str exercise,
                const unsigned char seed[SEED_LEN], enum lang lang, struct arena *arena)
{
    world->calls++;
    world->code = code;
    world->exercise = exercise;
    memcpy(world->seed, seed, SEED_LEN);
    world->lang = lang;
    world->arena = arena;
    world->view = NULL;
    world->tests = false;
    world->refused = false;
    world->aborted = false;
    world->fault = FAULT_NONE;
    world->fault_text[0] = world->trace[0] = '\0';
    world->log_len = 0;
    world->roots = json_array();
    /* C functions ask for memory without Lua collecting first: begin with room */
    if (world->used > world->base + BUDGET_MEMORY / 4) lua_gc(world->lua, LUA_GCCOLLECT);
    if (world->roots && world_run(world, PHASE_LOAD, call_fresh, NULL)) return 0;
    return ERR_FAULT;
}

void world_end(struct world *world)
{
    timer_set(0);
    json_decref(world->roots);
    world->roots = NULL;
    world->arena = NULL;
    world->view = NULL;
    if (!world->aborted) {
        /* what one learner typed is out of reach for the next */
        lua_pushcfunction(world->lua, call_forget);
        if (lua_pcall(world->lua, 0, 0, 0) != LUA_OK) world->aborted = true;
    }
}
