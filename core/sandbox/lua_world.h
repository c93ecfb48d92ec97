/* A world: one Lua state with its limits, and the call that runs in it. The runner owns one at a
 * time and replaces it after an abort or RUNNER_CALLS_PER_STATE calls. Pack code runs in phases
 * (load, generate, view, grade), each with its own budget of instructions, time and output;
 * whatever raises, ends in `fault` with a sentence for the author. Everything that touches Lua runs
 * inside world_run, so that no error escapes. One thread; the only signal handler is the soft
 * timer's. */
#ifndef SANDBOX_LUA_WORLD_H
#define SANDBOX_LUA_WORLD_H

#include <jansson.h>
#include <lua.h>
#include <signal.h>

#include "base/block.h"
#include "sandbox/keeper.h"
#include "sandbox/runner_code.h"

/* X(id, what the author reads: "while grading", budget's name in limits.h) */
#define PHASE_LIST(X)                                                                              \
    X(LOAD, "loading", BUDGET_LOAD)                                                                \
    X(GENERATE, "generating", BUDGET_GENERATE)                                                     \
    X(VIEW, "viewing", BUDGET_VIEW)                                                                \
    X(GRADE, "grading", BUDGET_GRADE)                                                              \
    X(TEST, "testing", BUDGET_TEST)

enum phase {
#define X(id, ...) PHASE_##id,
    PHASE_LIST(X)
#undef X
        PHASE_COUNT
};

struct world {
    lua_State *lua;
    size_t used, limit; /* bytes of Lua memory now, and the most it may have */
    size_t base;        /* bytes before any pack code ran */
    bool refused;       /* the allocator has said no during this call */
    int calls;

    /* the call under way */
    struct code *code;
    struct str exercise;          /* slug */
    unsigned char seed[SEED_LEN]; /* of the named streams */
    enum lang lang;
    const struct view *view; /* what was asked, once it is known: orders parts and answers */
    json_t *roots;           /* JSON that lives until the call ends */
    struct arena *arena;     /* the same for C memory */
    bool tests;              /* an author's test file runs: exercises load anew for each test */

    /* the phase under way */
    enum phase phase;
    bool running;
    volatile sig_atomic_t alarm; /* the soft timer has rung */
    int64_t steps_left;
    size_t output_left;

    /* what went wrong; FAULT_NONE while all is well. Once set to an abort (steps, time, memory,
     * output) every pcall raises it again until the phase has ended. */
    enum fault fault;
    bool aborted;
    char fault_text[FAULT_TEXT_LEN], trace[TRACE_LEN];
    char log[RUNNER_LOG_LEN];
    size_t log_len;
};

/* Once in a process, before the wall: the signal handler, the cap on JSON's memory. */
void world_prepare(void);

/* NULL without memory. */
struct world *world_create(void);
void world_destroy(struct world *world);
struct world *world_of(lua_State *lua);

/* Begins a call: forgets the last one's fault, log and memory, and builds a fresh environment. */
int world_begin(struct world *world, struct code *code, struct str exercise,
                const unsigned char seed[SEED_LEN], enum lang lang, struct arena *arena);
void world_end(struct world *world);

/* Runs fn with `data` as its light userdata argument under the phase's budget. False: see fault. */
bool world_run(struct world *world, enum phase phase, lua_CFunction fn, void *data);

/* Ends the phase for good: records the fault with the author's line, raises. Never returns. */
int world_abort(lua_State *lua, enum fault fault, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* A view, an outcome or a table that breaks the rules: raises FAULT_SHAPE. Never returns. */
int world_shape(lua_State *lua, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* What log() was told during the call, as far as it fits; clean UTF-8. */
struct str world_log(struct world *world);

/* To be called in every C loop whose length pack code decides: takes `steps` from the budget and
 * raises when it is used up or the soft timer has rung. */
void world_charge(lua_State *lua, size_t steps);
/* Takes from the phase's output, and raises. */
void world_output(lua_State *lua, size_t bytes);

/* Per-call Lua values, kept out of pack code's reach. */
enum slot {
    SLOT_ENV = 1,
    SLOT_LOADED,
    SLOT_STREAMS,
    SLOT_EXERCISE,
    SLOT_PARAMS,
    SLOT_KEY,
    SLOT_FIXTURES
};
void world_put(lua_State *lua, enum slot slot); /* pops the value */
int world_get(lua_State *lua, enum slot slot);  /* pushes it, returns its type */

/* JSON that lives until the call ends; NULL stands for no memory and raises. Takes `json`. */
json_t *world_keep(lua_State *lua, json_t *json);

/* "exercises/x.lua:17: " of the author's innermost line, or "". */
void world_where(lua_State *lua, char *to, size_t len);

const char *phase_name(enum phase phase);

#endif
