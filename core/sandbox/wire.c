#include "sandbox/wire.h"

#include "base/escape.h"
#include "base/limits.h"
#include "sandbox/keeper.h"
#include "sandbox/wire_read.h"

/* Answers and outcomes */

struct values {
    const struct value *list;
    size_t len;
};

static int read_strings(struct wire *w, const json_t *json, void *to)
{
    struct value *value = to;
    return READ_LIST(w, json, FIELD_VALUES_MAX, struct str, wire_read_typed, value->strings,
                     value->strings_len);
}

static int read_value(struct wire *w, const json_t *json, void *to)
{
    static const struct key keys[] = {
        KEY("id", wire_read_name, struct value, id, NEED),
        WHOLE("strings", read_strings, NEED),
        KEY("number", wire_read_number, struct value, number, MAY),
    };
    return READ_OBJECT(w, json, keys, to);
}

static int read_values(struct wire *w, const json_t *json, void *to)
{
    struct values *values = to;
    int rc = READ_LIST(w, json, BLOCKS_MAX, struct value, read_value, values->list, values->len);
    if (rc) return rc;
    return wire_ids_differ(w, values->list, values->len, sizeof values->list[0]);
}

static int read_check_why(struct wire *w, const json_t *json, void *to)
{
    static const char *const names[CHECK_COUNT] = {
#define X(id, name) [CHECK_##id] = name,
        CHECK_LIST(X)
#undef X
    };
    const char *name = json_string_value(json);
    for (size_t i = 0; name && i < CHECK_COUNT; i++) {
        if (strcmp(name, names[i]) != 0) continue;
        *(enum check_why *)to = (enum check_why)i;
        return 0;
    }
    return fail(w, "is not a reason that is known");
}

static int read_check(struct wire *w, const json_t *json, void *to)
{
    static const struct key keys[] = {
        KEY("field", wire_read_name, struct check, field, NEED),
        KEY("why", read_check_why, struct check, why, NEED),
    };
    return READ_OBJECT(w, json, keys, to);
}

static int read_note(struct wire *w, const json_t *json, void *to)
{
    static const struct key keys[] = {
        KEY("at", wire_read_line, struct note, at, NEED),
        KEY("right", wire_read_bool, struct note, right, NEED),
        KEY("text", wire_read_text, struct note, text, NEED),
    };
    return READ_OBJECT(w, json, keys, to);
}

static int read_notes(struct wire *w, const json_t *json, void *to)
{
    struct part *part = to;
    return READ_LIST(w, json, NOTES_MAX, struct note, read_note, part->notes, part->notes_len);
}

static int read_part(struct wire *w, const json_t *json, void *to)
{
    static const struct key keys[] = {
        KEY("id", wire_read_key, struct part, id, NEED),
        KEY("score", wire_read_score, struct part, score, NEED),
        KEY("weight", wire_read_weight, struct part, weight, NEED),
        KEY("text", wire_read_text, struct part, text, MAY),
        KEY("pitfall", wire_read_slug, struct part, pitfall, MAY),
        WHOLE("notes", read_notes, MAY),
    };
    return READ_OBJECT(w, json, keys, to);
}

static int read_parts(struct wire *w, const json_t *json, void *to)
{
    struct outcome *outcome = to;
    int rc =
        READ_LIST(w, json, PARTS_MAX, struct part, read_part, outcome->parts, outcome->parts_len);
    if (rc) return rc;
    return wire_ids_differ(w, outcome->parts, outcome->parts_len, sizeof outcome->parts[0]);
}

static int read_outcome(struct wire *w, const json_t *json, void *to)
{
    static const struct key keys[] = {
        KEY("score", wire_read_score, struct outcome, score, NEED),
        KEY("passed", wire_read_bool, struct outcome, passed, NEED),
        WHOLE("parts", read_parts, NEED),
    };
    return READ_OBJECT(w, json, keys, to);
}

static int read_pitfalls(struct wire *w, const json_t *json, void *to)
{
    struct exercise_info *info = to;
    return READ_LIST(w, json, PITFALLS_MAX, struct str, wire_read_slug, info->pitfalls,
                     info->pitfalls_len);
}

static int read_hints(struct wire *w, const json_t *json, void *to)
{
    struct exercise_info *info = to;
    return READ_LIST(w, json, HINTS_MAX, struct text, wire_read_label, info->hints,
                     info->hints_len);
}

static int read_info(struct wire *w, const json_t *json, void *to)
{
    static const struct key keys[] = {
        KEY("id", wire_read_slug, struct exercise_info, id, NEED),
        KEY("title", wire_read_label, struct exercise_info, title, NEED),
        KEY("minutes", wire_read_minutes, struct exercise_info, minutes, NEED),
        WHOLE("pitfalls", read_pitfalls, NEED),
        WHOLE("hints", read_hints, NEED),
    };
    return READ_OBJECT(w, json, keys, to);
}

int wire_view(struct arena *arena, const json_t *json, struct view *view, struct err *err)
{
    struct wire w = {.arena = arena, .err = err};
    *view = (struct view){0};
    wire_enter(&w, "blocks", 0);
    return wire_read_view(&w, json, view);
}

int wire_outcome(struct arena *arena, const json_t *json, struct outcome *outcome, struct err *err)
{
    struct wire w = {.arena = arena, .err = err};
    *outcome = (struct outcome){0};
    wire_enter(&w, "outcome", 0);
    return read_outcome(&w, json, outcome);
}

int wire_info(struct arena *arena, const json_t *json, struct exercise_info *info, struct err *err)
{
    struct wire w = {.arena = arena, .err = err};
    *info = (struct exercise_info){0};
    return read_info(&w, json, info);
}

/* Whole replies */

struct reply {
    struct ask *ask;
    struct values solution, answer;
    const struct check *checks;
    size_t checks_len;
    bool has_view, has_outcome, has_solution_text;
};

static int read_reply_view(struct wire *w, const json_t *json, void *to)
{
    struct reply *reply = to;
    reply->has_view = true;
    return wire_read_view(w, json, &reply->ask->view);
}

static int read_fingerprint(struct wire *w, const json_t *json, void *to)
{
    struct reply *reply = to;
    struct str s;
    unsigned char bytes[8];
    int rc = wire_peek_string(w, json, 16, &s);
    if (rc) return rc;
    if (!hex_parse(s, bytes, sizeof bytes)) return fail(w, "must be 16 hexadecimal digits");
    uint64_t n = 0;
    for (size_t i = 0; i < sizeof bytes; i++) n = n << 8 | bytes[i];
    reply->ask->fingerprint = n;
    return 0;
}

static int read_reply_solution(struct wire *w, const json_t *json, void *to)
{
    struct reply *reply = to;
    reply->ask->has_solution = true;
    return read_values(w, json, &reply->solution);
}

static int read_solution_text(struct wire *w, const json_t *json, void *to)
{
    struct reply *reply = to;
    reply->has_solution_text = true;
    return wire_read_text(w, json, &reply->ask->solution_text);
}

static int read_checks(struct wire *w, const json_t *json, void *to)
{
    struct reply *reply = to;
    return READ_LIST(w, json, BLOCKS_MAX, struct check, read_check, reply->checks,
                     reply->checks_len);
}

static int read_reply_outcome(struct wire *w, const json_t *json, void *to)
{
    struct reply *reply = to;
    reply->has_outcome = true;
    int rc = read_outcome(w, json, &reply->ask->outcome);
    if (rc) return rc;
    char dump[4096];
    size_t flags = JSON_COMPACT | JSON_REAL_PRECISION(15);
    size_t len = json_dumpb(json, dump, sizeof dump, flags);
    if (len == 0 || len > OUTCOME_LEN)
        return wire_fail(w, ERR_TOO_LARGE, "is %zu bytes long; at most %zu are kept", len,
                         OUTCOME_LEN);
    if (len <= sizeof dump) {
        reply->ask->outcome_json = arena_str(w->arena, (struct str){dump, len});
    } else {
        char *whole = arena_alloc(w->arena, len);
        json_dumpb(json, whole, len, flags);
        reply->ask->outcome_json = (struct str){whole, len};
    }
    return 0;
}

#define VIEW_REPLY_KEYS(need_view)                                                                 \
    WHOLE("view", read_reply_view, need_view), WHOLE("fingerprint", read_fingerprint, NEED),       \
        WHOLE("solution", read_reply_solution, MAY),                                               \
        WHOLE("solution_text", read_solution_text, MAY)

static int reply_view(struct wire *w, const json_t *json, struct reply *reply)
{
    static const struct key keys[] = {VIEW_REPLY_KEYS(NEED)};
    return READ_OBJECT(w, json, keys, reply);
}

static int reply_answer(struct wire *w, const json_t *json, struct reply *reply)
{
    static const struct key keys[] = {
        VIEW_REPLY_KEYS(MAY),
        KEY("answer", read_values, struct reply, answer, NEED),
        WHOLE("checks", read_checks, NEED),
        WHOLE("outcome", read_reply_outcome, MAY),
    };
    int rc = READ_OBJECT(w, json, keys, reply);
    if (rc) return rc;
    bool view_due =
        (reply->ask->flags & (FRAME_WANT_VIEW | FRAME_WANT_FIELDS)) != 0 || reply->checks_len > 0;
    if (reply->has_view != view_due)
        return fail(w, view_due ? "\"view\" is missing" : "\"view\" was not asked");
    if (reply->has_outcome != (reply->checks_len == 0))
        return fail(w, reply->has_outcome ? "an outcome of an answer that could not be read"
                                          : "\"outcome\" is missing");
    return 0;
}

static int reply_index(struct wire *w, const json_t *json, struct reply *reply)
{
    int rc = read_info(w, json, &reply->ask->info);
    if (rc) return rc;
    return str_eq(reply->ask->info.id, reply->ask->exercise)
               ? 0
               : fail(w, "describes another exercise than was asked");
}

static int read_test(struct wire *w, const json_t *json, void *to)
{
    static const struct key keys[] = {
        KEY("name", wire_read_sentence, struct test_result, name, NEED),
        KEY("ok", wire_read_bool, struct test_result, ok, NEED),
        KEY("text", wire_read_long, struct test_result, text, MAY),
    };
    return READ_OBJECT(w, json, keys, to);
}

static int read_tests(struct wire *w, const json_t *json, void *to)
{
    struct ask *ask = ((struct reply *)to)->ask;
    return READ_LIST(w, json, TESTS_MAX, struct test_result, read_test, ask->tests, ask->tests_len);
}

static int reply_test(struct wire *w, const json_t *json, struct reply *reply)
{
    static const struct key keys[] = {WHOLE("tests", read_tests, NEED)};
    return READ_OBJECT(w, json, keys, reply);
}

/* Nesting, before the parser recurses into it. */
static bool is_deep(struct str json)
{
    size_t depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < json.len; i++) {
        char c = json.ptr[i];
        if (in_string) {
            if (c == '\\') i++;
            else if (c == '"') in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '[' || c == '{') {
            if (++depth > WIRE_DEPTH_MAX) return true;
        } else if ((c == ']' || c == '}') && depth > 0) {
            depth--;
        }
    }
    return false;
}

/* Returns owned, or NULL with err set. What the parser found is not repeated: it may be a learner's
 * own words, and errors are logged. */
static json_t *parse(struct str json, size_t max, struct err *err)
{
    json_error_t error;
    if (json.len > max) {
        err_set(err, ERR_CORRUPT, "%zu bytes of JSON; at most %zu are allowed", json.len, max);
        return NULL;
    }
    if (is_deep(json)) {
        err_set(err, ERR_CORRUPT, "nested more than %d deep", WIRE_DEPTH_MAX);
        return NULL;
    }
    json_t *root = json_loadb(json.ptr ? json.ptr : "", json.len, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) {
        const char *why = "not well-formed JSON";
        enum json_error_code code = json_error_code(&error);
        if (code == json_error_invalid_utf8) why = "not UTF-8";
        else if (code == json_error_duplicate_key) why = "a key stands twice in one object";
        else if (code == json_error_null_character) why = "a NUL character";
        else if (code == json_error_numeric_overflow) why = "a number that is too large";
        err_set(err, ERR_CORRUPT, "%s at byte %d", why, error.position);
    }
    return root;
}

int wire_reply(struct arena *arena, struct str json, struct ask *ask, struct err *err)
{
    json_t *root = parse(json, FRAME_LEN, err);
    if (root == NULL) return ERR_CORRUPT;
    struct wire w = {.arena = arena, .err = err};
    struct reply reply = {.ask = ask};
    int rc = ERR_CORRUPT;
    switch (ask->kind) {
    case ASK_INDEX:
        rc = reply_index(&w, root, &reply);
        break;
    case ASK_VIEW:
        rc = reply_view(&w, root, &reply);
        break;
    case ASK_ANSWER:
        w.rows_lack = (ask->flags & FRAME_WANT_FIELDS) != 0;
        rc = reply_answer(&w, root, &reply);
        break;
    case ASK_TEST:
        rc = reply_test(&w, root, &reply);
        break;
    }
    if (rc == 0 && !(ask->flags & FRAME_WANT_SOLUTION) &&
        (ask->has_solution || reply.has_solution_text))
        rc = fail(&w, "the solution was not asked");
    json_decref(root);
    ask->solution = reply.solution.list;
    ask->solution_len = reply.solution.len;
    ask->answer =
        (struct answer){reply.answer.list, reply.answer.len, reply.checks, reply.checks_len};
    return rc;
}

/* What is stored */

int wire_read_outcome(struct arena *arena, struct str json, struct outcome *outcome,
                      struct err *err)
{
    *outcome = (struct outcome){0};
    json_t *root = parse(json, OUTCOME_LEN, err);
    if (root == NULL) return ERR_CORRUPT;
    int rc = wire_outcome(arena, root, outcome, err);
    json_decref(root);
    return rc;
}

static int read_raw_string(struct wire *w, const json_t *json, struct str *s)
{
    if (!json_is_string(json)) return fail(w, "must be a text");
    *s = arena_str(w->arena, (struct str){json_string_value(json), json_string_length(json)});
    return 0;
}

static int read_raw(struct wire *w, const json_t *json, void *to)
{
    struct raw *raw = to;
    if (!json_is_array(json) || json_array_size(json) != 2)
        return fail(w, "must be a field's id and its value");
    int rc = read_raw_string(w, json_array_get(json, 0), &raw->id);
    return rc ? rc : read_raw_string(w, json_array_get(json, 1), &raw->value);
}

int wire_read_raw(struct arena *arena, struct str json, struct raw **raw, size_t *raw_len,
                  struct err *err)
{
    *raw = NULL;
    *raw_len = 0;
    json_t *root = parse(json, ANSWER_LEN, err);
    if (root == NULL) return ERR_CORRUPT;
    struct wire w = {.arena = arena, .err = err};
    void *list = NULL;
    int rc = wire_read_list(&w, root, HTTP_FORM_FIELDS_MAX, sizeof(struct raw), read_raw, &list,
                            raw_len);
    json_decref(root);
    if (rc) *raw_len = 0;
    else *raw = list;
    return rc;
}

struct str wire_write_raw(struct arena *arena, const struct raw *raw, size_t raw_len)
{
    struct buf buf;
    buf_init(&buf, ANSWER_LEN);
    buf_add_char(&buf, '[');
    for (size_t i = 0; i < raw_len; i++) {
        buf_add_c(&buf, i ? ",[" : "[");
        escape_json(&buf, raw[i].id);
        buf_add_char(&buf, ',');
        escape_json(&buf, raw[i].value);
        buf_add_char(&buf, ']');
    }
    buf_add_char(&buf, ']');
    struct str json = buf_failed(&buf) ? STR_NONE : arena_str(arena, buf_str(&buf));
    buf_finish(&buf);
    return json;
}
