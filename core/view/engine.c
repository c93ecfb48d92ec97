#include "view/template.h"

#include <assert.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/limits.h"
#include "base/log.h"
#include "view/address.h"
#include "view/draw.h"
#include "view/val_read.h"

#define HTML_KEEP_LEN 2048 /* from here on memory is handed over, not copied */

/* ---- making it ---- */

static int by_template_name(const void *a, const void *b)
{
    return str_compare(((const struct template *)a)->name, ((const struct template *)b)->name);
}

static int by_static_name(const void *a, const void *b)
{
    return str_compare(((const struct engine_static_file *)a)->name,
                       ((const struct engine_static_file *)b)->name);
}

/* "app-3f2a.css" -> "app.css": the hash stands after the last hyphen, before the first point behind
 * it. A name without one stays as it is. */
static struct str static_name(struct arena *arena, struct str file)
{
    for (size_t hyphen = file.len; hyphen-- > 1;) {
        size_t end = hyphen + 1;
        if (file.ptr[hyphen] != '-') continue;
        while (end < file.len && file.ptr[end] != '.') end++;
        if (end == file.len || end == hyphen + 1) return file;
        return arena_printf(arena, "%.*s%.*s", (int)hyphen, file.ptr, (int)(file.len - end),
                            file.ptr + end);
    }
    return file;
}

static bool path_take(const char *path, const char *folder, const char *ending, struct str *name)
{
    struct str p = str_of(path), f = str_of(folder), e = str_of(ending);
    if (!str_starts(p, f) || !str_ends(p, e) || p.len <= f.len + e.len) return false;
    *name = str_slice(p.ptr + f.len, p.len - f.len - e.len);
    return true;
}

static int file_add(struct engine *e, const struct engine_file *file, struct err *err)
{
    struct str name;
    enum lang lang;
    if (path_take(file->path, "templates/", ".html", &name)) {
        if (file->body.len > TEMPLATE_LEN)
            return err_set(err, ERR_TOO_LARGE, "%s: %zu bytes; a template has at most %zu",
                           file->path, file->body.len, TEMPLATE_LEN);
        e->templates[e->templates_len++] =
            (struct template){.name = name, .path = file->path, .body = file->body};
    } else if (path_take(file->path, "locale/", ".mo", &name)) {
        if (!lang_parse(name, &lang))
            return err_set(err, ERR_INVALID, "%s: no language of this program (core/base/lang.h)",
                           file->path);
        if (catalog_read(&e->catalogs[lang], &e->arena, file->body, err))
            return err_at(err, "%s", file->path);
    } else if (path_take(file->path, "static/", "", &name)) {
        e->statics[e->statics_len++] = (struct engine_static_file){
            static_name(&e->arena, name), arena_printf(&e->arena, "/%s", file->path)};
    }
    return 0;
}

/* Depth of partials; a template that contains itself would never end. */
static int depth_find(struct template *t, struct err *err)
{
    int depth = 0;
    if (t->depth > 0) return 0;
    if (t->walking) return err_set(err, ERR_INVALID, "%s: this template contains itself", t->path);
    t->walking = true;
    for (size_t i = 0; i < t->ops_len; i++) {
        if (t->ops[i].kind != OP_PARTIAL) continue;
        struct template *partial = t->ops[i].partial;
        int code = depth_find(partial, err);
        if (code) return code;
        if (partial->depth > depth) depth = partial->depth;
    }
    t->walking = false;
    t->depth = depth + 1;
    if (t->depth > TEMPLATE_DEPTH_MAX)
        return err_set(err, ERR_INVALID, "%s: more than %d templates inside each other", t->path,
                       TEMPLATE_DEPTH_MAX);
    return 0;
}

static int engine_fill(struct engine *e, const struct engine_file *files, size_t len,
                       struct err *err)
{
    int code = 0;
    e->templates = arena_array(&e->arena, struct template, len);
    e->statics = arena_array(&e->arena, struct engine_static_file, len);
    for (size_t i = 0; i < len; i++)
        if ((code = file_add(e, &files[i], err))) return code;
    if (e->templates_len)
        qsort(e->templates, e->templates_len, sizeof *e->templates, by_template_name);
    if (e->statics_len) qsort(e->statics, e->statics_len, sizeof *e->statics, by_static_name);
    for (size_t i = 0; i < e->templates_len; i++) {
        if (i > 0 && str_eq(e->templates[i - 1].name, e->templates[i].name))
            return err_set(err, ERR_INVALID, "%s: there are two of it", e->templates[i].path);
        if ((code = template_compile(&e->templates[i], e, err))) return code;
    }
    if (e->missing_len > 0)
        return err_set(err, ERR_INVALID, "%.*s%s", STR_ARG(buf_str(&e->missing)),
                       e->missing_len > TEMPLATE_MISSING_SHOWN ? "\n... and more" : "");
    for (size_t i = 0; i < e->templates_len; i++)
        if ((code = depth_find(&e->templates[i], err))) return code;
    return 0;
}

int engine_create(struct engine **out, const struct engine_file *files, size_t len, struct err *err)
{
    struct engine *e = calloc(1, sizeof *e);
    *out = NULL;
    if (e == NULL) return err_set(err, ERR_TOO_LARGE, "no memory left for the templates");
    arena_init(&e->arena);
    buf_init(&e->missing, MIB(1));
    int code = engine_fill(e, files, len, err);
    buf_finish(&e->missing);
    if (code) engine_destroy(e);
    else *out = e;
    return code;
}

void engine_destroy(struct engine *e)
{
    if (e == NULL) return;
    arena_finish(&e->arena);
    free(e);
}

struct template *template_find(const struct engine *e, struct str name)
{
    struct template key = {.name = name};
    if (e->templates_len == 0) return NULL;
    return bsearch(&key, e->templates, e->templates_len, sizeof key, by_template_name);
}

struct str engine_static(const struct engine *e, const char *name)
{
    struct engine_static_file key = {.name = str_of(name)}, *found = NULL;
    if (e->statics_len)
        found = bsearch(&key, e->statics, e->statics_len, sizeof key, by_static_name);
    return found ? found->address : STR_NONE;
}

struct str engine_message(const struct engine *e, enum lang lang, const char *msgid)
{
    struct str text = catalog_find(&e->catalogs[lang], str_of(msgid));
    return text.ptr ? text : str_of(msgid);
}

/* ---- printing a page ---- */

/* Scopes lie on the C stack, innermost first. */
struct scope {
    const struct val *val;
    const struct scope *outer;
    size_t number; /* in a loop, from 1; 0: no loop */
    bool last;
};

/* What a loop itself knows. */
static bool loop_find(const struct scope *scope, struct str key, struct val *spare)
{
    if (scope->number == 0) return false;
    if (str_is(key, "first")) *spare = (struct val){.kind = VAL_BOOL, .number = scope->number == 1};
    else if (str_is(key, "last")) *spare = (struct val){.kind = VAL_BOOL, .number = scope->last};
    else if (str_is(key, "number"))
        *spare = (struct val){.kind = VAL_INT, .number = (int64_t)scope->number};
    else return false;
    return true;
}

/* The first part from the innermost scope outward, the others inside what that found. */
static const struct val *name_find(const struct scope *scope, const struct name *name,
                                   struct val *spare)
{
    const struct name_part *part = name->parts;
    const struct val *found = NULL;
    for (; scope && !found; scope = scope->outer) {
        found = val_find(scope->val, part->key, part->hash);
        if (!found && loop_find(scope, part->key, spare)) found = spare;
    }
    for (size_t i = 1; i < name->len && found; i++)
        found = val_find(found, name->parts[i].key, name->parts[i].hash);
    return found;
}

static void value_print(struct buf *to, const struct scope *scope, const struct name *name,
                        enum markup_place place)
{
    struct val spare;
    const struct val *v = name_find(scope, name, &spare);
    if (v == NULL) return;
    switch (v->kind) {
    case VAL_STR:
        if (place == PLACE_URL && address_kind(v->str) == ADDRESS_UNSAFE) buf_add_char(to, '#');
        else escape_html(to, v->str);
        break;
    case VAL_HTML:
        if (place == PLACE_TEXT) buf_add_str(to, v->str);
        else if (place == PLACE_QUOTED) escape_html(to, v->str);
        break;
    case VAL_INT:
        buf_add_i64(to, v->number);
        break;
    case VAL_BOOL:
        buf_add_c(to, v->number ? "true" : "false");
        break;
    case VAL_OBJECT:
    case VAL_LIST:
        break;
    }
}

static void ops_run(struct buf *to, const struct template *t, size_t from, size_t end,
                    const struct scope *scope, enum lang lang);

static void section_run(struct buf *to, const struct template *t, size_t at,
                        const struct scope *scope, enum lang lang)
{
    const struct op *op = &t->ops[at];
    struct val spare;
    const struct val *v = name_find(scope, &op->name, &spare);
    if (v == NULL || !val_is_some(v)) return;
    struct scope inner = {.val = v, .outer = scope};
    if (v->kind != VAL_LIST) {
        ops_run(to, t, at + 1, op->end, &inner, lang);
        return;
    }
    for (const struct val *item = v->first; item && !buf_failed(to); item = item->next) {
        inner.val = item;
        inner.number++;
        inner.last = item->next == NULL;
        ops_run(to, t, at + 1, op->end, &inner, lang);
    }
}

static void ops_run(struct buf *to, const struct template *t, size_t from, size_t end,
                    const struct scope *scope, enum lang lang)
{
    for (size_t i = from; i < end; i++) {
        const struct op *op = &t->ops[i];
        const struct val *v;
        struct val spare;
        switch (op->kind) {
        case OP_LITERAL: {
            size_t skip = op->folds && to->len > 0 && to->ptr[to->len - 1] == '\n';
            buf_add(to, op->literal.ptr + skip, op->literal.len - skip);
            break;
        }
        case OP_VALUE:
            value_print(to, scope, &op->name, op->place);
            break;
        case OP_SECTION:
            section_run(to, t, i, scope, lang);
            i = op->end - 1;
            break;
        case OP_INVERTED:
            v = name_find(scope, &op->name, &spare);
            if (v == NULL || !val_is_some(v)) ops_run(to, t, i + 1, op->end, scope, lang);
            i = op->end - 1;
            break;
        case OP_PARTIAL:
            ops_run(to, op->partial, 0, op->partial->ops_len, scope, lang);
            break;
        case OP_MESSAGE: {
            const struct phrase *phrase = &op->phrases[lang];
            for (size_t p = 0; p < phrase->len; p++) {
                buf_add_str(to, phrase->pieces[p].literal);
                if (phrase->pieces[p].name.len > 0)
                    value_print(to, scope, &phrase->pieces[p].name, op->place);
            }
            break;
        }
        }
    }
}

void engine_page(const struct engine *e, struct buf *to, const char *name, const struct val *scope,
                 enum lang lang)
{
    const struct template *t = template_find(e, str_of(name));
    struct scope outer = {.val = scope};
    assert(t);
    ops_run(to, t, 0, t->ops_len, &outer, lang);
}

struct html html_take(struct arena *arena, struct buf *buf)
{
    struct html html = {{"", 0}};
    if (buf->len >= HTML_KEEP_LEN) {
        html.markup = buf_str(buf);
        arena_defer(arena, free, buf->ptr);
        *buf = (struct buf){.max = buf->max};
    } else if (buf->len > 0) {
        html.markup = arena_str(arena, buf_str(buf));
    }
    buf_finish(buf);
    return html;
}

struct html engine_piece(const struct engine *e, struct arena *arena, const char *name,
                         const struct val *scope, enum lang lang)
{
    struct buf buf;
    buf_init(&buf, HTTP_RESPONSE_LEN);
    engine_page(e, &buf, name, scope, lang);
    /* a page that is too long fails as a whole later; a piece of it must not go on half */
    if (buf_failed(&buf)) log_error("template %s: more than %zu bytes", name, HTTP_RESPONSE_LEN);
    return html_take(arena, &buf);
}
