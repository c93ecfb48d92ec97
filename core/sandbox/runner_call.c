#include "sandbox/runner_call.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "sandbox/lua_play.h"
#include "sandbox/lua_value.h"
#include "sandbox/lua_world.h"
#include "sandbox/runner_author.h"
#include "sandbox/runner_fields.h"

/* One call under way, between frame and reply. */
struct call {
    struct world *world;
    struct arena arena;
    uint64_t fingerprint;
    struct view view;
    struct answer answer, solution;
    struct outcome outcome;
    bool solved;
    json_t *view_json, *outcome_json, *solution_text, *info_json; /* the world's */
};

/* --- phases: run inside world_run --- */

static struct call *call_of(lua_State *lua)
{
    return lua_touserdata(lua, 1);
}

static int phase_load(lua_State *lua)
{
    play_load(lua);
    return 0;
}

static int phase_index(lua_State *lua)
{
    play_load(lua);
    call_of(lua)->info_json = play_info(lua);
    return 0;
}

static int phase_generate(lua_State *lua)
{
    call_of(lua)->fingerprint = play_generate(lua);
    return 0;
}

static int phase_view(lua_State *lua)
{
    struct call *call = call_of(lua);
    call->view_json = play_view(lua, &call->view);
    return 0;
}

static int phase_grade(lua_State *lua)
{
    struct call *call = call_of(lua);
    call->outcome_json = play_grade(lua, &call->answer, &call->outcome);
    return 0;
}

static int phase_solve(lua_State *lua)
{
    struct call *call = call_of(lua);
    call->solved = play_solve(lua, &call->solution, &call->solution_text);
    return 0;
}

/* --- replies --- */

static json_t *json_str(struct str s)
{
    return json_stringn(s.ptr ? s.ptr : "", s.len);
}

static json_t *values_json(const struct call *call, const struct answer *answer)
{
    json_t *list = json_array();
    for (size_t i = 0; i < answer->values_len; i++) {
        const struct value *value = &answer->values[i];
        const struct field *field = view_field(&call->view, value->id);
        json_t *entry = json_object(), *strings = json_array();
        json_object_set_new(entry, "id", json_str(value->id));
        for (size_t s = 0; s < value->strings_len; s++)
            json_array_append_new(strings, json_str(value->strings[s]));
        json_object_set_new(entry, "strings", strings);
        if (field->kind == FIELD_NUMBER && value->strings_len > 0)
            json_object_set_new(entry, "number", json_number_of(value->number));
        json_array_append_new(list, entry);
    }
    return list;
}

static json_t *checks_json(const struct answer *answer)
{
    static const char *const names[] = {
#define X(id, name) [CHECK_##id] = name,
        CHECK_LIST(X)
#undef X
    };
    json_t *list = json_array();
    for (size_t i = 0; i < answer->checks_len; i++) {
        json_t *check = json_object();
        json_object_set_new(check, "field", json_str(answer->checks[i].field));
        json_object_set_new(check, "why", json_string(names[answer->checks[i].why]));
        json_array_append_new(list, check);
    }
    return list;
}

static int dump_add(const char *bytes, size_t len, void *buf)
{
    buf_add(buf, bytes, len);
    return buf_failed(buf) ? -1 : 0;
}

static void reply_fault(struct buf *out, uint32_t id, enum fault fault, struct str text,
                        struct str trace, struct str log)
{
    size_t begin = frame_begin(out, FRAME_FAULT, id);
    frame_part(out, begin, str_of(fault_name(fault)));
    frame_part(out, begin, text);
    frame_part(out, begin, trace);
    frame_part(out, begin, log);
    frame_end(out, begin);
}

/* Takes `json`, which may be NULL: no memory for it. */
static void reply_json(struct buf *out, uint32_t id, json_t *json)
{
    struct buf text;
    buf_init(&text, FRAME_LEN - 64);
    if (json && json_dump_callback(json, dump_add, &text, JSON_COMPACT) == 0) {
        size_t begin = frame_begin(out, FRAME_RESULT, id);
        frame_part(out, begin, buf_str(&text));
        frame_end(out, begin);
    } else {
        reply_fault(out, id, FAULT_OUTPUT, STR("the reply does not fit in one frame"), STR_NONE,
                    STR_NONE);
    }
    buf_finish(&text);
    json_decref(json);
}

static void reply_world_fault(struct buf *out, uint32_t id, struct world *world)
{
    reply_fault(out, id, world->fault, str_of(world->fault_text), str_of(world->trace),
                world_log(world));
}

/* --- calls --- */

static json_t *view_reply(const struct call *call, unsigned flags)
{
    json_t *json = json_object();
    char fingerprint[20];
    snprintf(fingerprint, sizeof fingerprint, "%016llx", (unsigned long long)call->fingerprint);
    if (flags & FRAME_WANT_VIEW) json_object_set(json, "view", call->view_json);
    else if (flags & FRAME_WANT_FIELDS)
        json_object_set_new(json, "view",
                            fields_json(call->view_json, &call->view, &call->answer,
                                        &call->solution, &call->outcome));
    json_object_set_new(json, "fingerprint", json_string(fingerprint));
    if (call->solved) json_object_set_new(json, "solution", values_json(call, &call->solution));
    if (call->solution_text) json_object_set(json, "solution_text", call->solution_text);
    return json;
}

/* Form lines after the first five parts: id, value, id, value, ... */
static struct raw *raw_read(struct arena *arena, const struct frame *frame, size_t *len)
{
    struct raw *raw = arena_array(arena, struct raw, frame->parts_len / 2 + 1);
    struct str rest = frame->body, id, value;
    *len = 0;
    for (int skip = 0; skip < 5; skip++) frame_part_next(&rest, &id);
    while (frame_part_next(&rest, &id) && frame_part_next(&rest, &value))
        raw[(*len)++] = (struct raw){id, value};
    return raw;
}

static bool call_view(struct call *call)
{
    return world_run(call->world, PHASE_LOAD, phase_load, call) &&
           world_run(call->world, PHASE_GENERATE, phase_generate, call) &&
           world_run(call->world, PHASE_VIEW, phase_view, call);
}

static bool call_answer(struct call *call, const struct frame *frame)
{
    if (!call_view(call)) return false;
    size_t raw_len;
    struct raw *raw = raw_read(&call->arena, frame, &raw_len);
    answer_parse(&call->arena, &call->view, raw, raw_len, call->world->lang, &call->answer);
    return call->answer.checks_len > 0 || world_run(call->world, PHASE_GRADE, phase_grade, call);
}

static json_t *call_run(struct call *call, const struct frame *frame, unsigned flags)
{
    json_t *json;
    bool checks;
    switch (frame->type) {
    case FRAME_INDEX:
        if (!world_run(call->world, PHASE_LOAD, phase_index, call)) return NULL;
        return json_incref(call->info_json);
    case FRAME_VIEW:
        if (!call_view(call)) return NULL;
        if (flags & FRAME_WANT_SOLUTION && !world_run(call->world, PHASE_GRADE, phase_solve, call))
            return NULL;
        return view_reply(call, FRAME_WANT_VIEW);
    case FRAME_ANSWER:
        if (!call_answer(call, frame)) return NULL;
        if (flags & FRAME_WANT_SOLUTION && !world_run(call->world, PHASE_GRADE, phase_solve, call))
            return NULL;
        checks = call->answer.checks_len > 0;
        json = view_reply(call, checks ? FRAME_WANT_VIEW : flags);
        json_object_set_new(json, "answer", values_json(call, &call->answer));
        json_object_set_new(json, "checks", checks_json(&call->answer));
        if (!checks) json_object_set(json, "outcome", call->outcome_json);
        return json;
    case FRAME_TEST:
        return author_tests(call->world);
    case FRAME_LOAD:
    case FRAME_DROP:
    case FRAME_READY:
    case FRAME_RESULT:
    case FRAME_FAULT:
        break;
    }
    return NULL;
}

static bool world_ready(struct runner *runner)
{
    if (runner->world &&
        (runner->world->aborted || runner->world->calls >= RUNNER_CALLS_PER_STATE)) {
        world_destroy(runner->world);
        runner->world = NULL;
    }
    if (runner->world == NULL) runner->world = world_create();
    return runner->world != NULL;
}

static int call_handle(struct runner *runner, const struct frame *frame, struct buf *out)
{
    unsigned char seed[SEED_LEN] = {0};
    enum lang lang = LANG_NL;
    unsigned flags = 0;
    if (frame->parts_len < 2) return ERR_CORRUPT;
    if (frame->type == FRAME_VIEW || frame->type == FRAME_ANSWER) {
        if (frame->parts_len < 5 || frame->parts[2].len != SEED_LEN || frame->parts[3].len != 1 ||
            !lang_parse(frame->parts[4], &lang))
            return ERR_CORRUPT;
        memcpy(seed, frame->parts[2].ptr, SEED_LEN);
        flags = (unsigned char)frame->parts[3].ptr[0];
    }
    struct code *code = code_find(&runner->codes, frame->parts[0]);
    if (code == NULL) {
        reply_fault(out, frame->id, FAULT_MISSING, STR("this pack is not loaded in this runner"),
                    STR_NONE, STR_NONE);
        return 0;
    }
    if (!str_is_slug(frame->parts[1], SLUG_LEN)) return ERR_CORRUPT;
    if (!world_ready(runner)) {
        reply_fault(out, frame->id, FAULT_MEMORY, STR("no memory for a Lua state"), STR_NONE,
                    STR_NONE);
        return 0;
    }
    struct call call = {.world = runner->world};
    arena_init(&call.arena);
    bool began = world_begin(call.world, code, frame->parts[1], seed, lang, &call.arena) == 0;
    json_t *json = began ? call_run(&call, frame, flags) : NULL;
    if (call.world->fault != FAULT_NONE) {
        json_decref(json);
        reply_world_fault(out, frame->id, call.world);
    } else {
        reply_json(out, frame->id, json);
    }
    world_end(call.world);
    arena_finish(&call.arena);
    return 0;
}

static int load_handle(struct runner *runner, const struct frame *frame)
{
    struct str rest = frame->body, digest, path, source;
    if (!frame_part_next(&rest, &digest)) return ERR_CORRUPT;
    struct code *code = code_load(&runner->codes, digest);
    if (code == NULL) return 0; /* shows at the first call */
    while (frame_part_next(&rest, &path) && frame_part_next(&rest, &source))
        code_add(code, path, source);
    return 0;
}

int runner_call(struct runner *runner, const struct frame *frame, struct buf *out)
{
    switch (frame->type) {
    case FRAME_LOAD:
        return load_handle(runner, frame);
    case FRAME_DROP:
        if (frame->parts_len != 1) return ERR_CORRUPT;
        code_drop(&runner->codes, frame->parts[0]);
        return 0;
    case FRAME_INDEX:
    case FRAME_VIEW:
    case FRAME_ANSWER:
    case FRAME_TEST:
        return call_handle(runner, frame, out);
    case FRAME_READY:
    case FRAME_RESULT:
    case FRAME_FAULT:
        break;
    }
    return ERR_CORRUPT;
}
