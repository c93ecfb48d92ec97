/* One variant of an exercise played in Lua: load, generate, view, grade, solve. Each raises what is
 * wrong, so call them inside world_run; results live in the world's arena and JSON until the call
 * ends. Shared by the runner's calls and the author's tests. One thread. */
#ifndef SANDBOX_LUA_PLAY_H
#define SANDBOX_LUA_PLAY_H

#include "base/field.h"
#include "sandbox/lua_world.h"

/* Pushes the function that a file of the pack compiles to, with the call's environment. Missing
 * files raise FAULT_MISSING. */
void play_chunk(lua_State *lua, struct str path);

/* Runs exercises/<slug>.lua: SLOT_EXERCISE becomes the table of its definition. */
void play_load(lua_State *lua);
/* Fills SLOT_PARAMS and SLOT_KEY for the world's seed; the fingerprint of the parameters. */
uint64_t play_generate(lua_State *lua);
/* What the learner sees: as JSON (borrowed) and as checked structs. */
json_t *play_view(lua_State *lua, struct view *view);
/* The outcome of an answer without checks, as JSON (borrowed) and checked. */
json_t *play_grade(lua_State *lua, const struct answer *answer, struct outcome *outcome);
/* The worked answer; false when the exercise has none. *text is the explanation or NULL. */
bool play_solve(lua_State *lua, struct answer *answer, json_t **text);

/* A table of the author's (field id -> number, string or list) on top of the stack, popped, as a
 * learner would type it in `lang`. `what` names it in messages. */
void play_raw(lua_State *lua, const char *what, enum lang lang, struct raw **raw, size_t *len);

/* The index entry. */
json_t *play_info(lua_State *lua);

/* Pushes a new rng on the world's seed; all streams begin anew. */
void rng_push(lua_State *lua);

#endif
