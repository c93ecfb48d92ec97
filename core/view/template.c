#include "view/template.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/escape.h"
#include "base/limits.h"
#include "view/val_read.h"

struct compiler {
    struct engine *engine;
    struct template *template;
    struct arena *arena;
    struct str all;  /* the body */
    size_t at;       /* in it */
    size_t began_at; /* of the expression under way */
    struct markup markup;
    struct buf literal; /* what stands before the next op */
    bool folds;         /* it begins with folded white space */
    struct op *ops;
    size_t ops_len, ops_room;
    struct {
        size_t op, at;
        struct markup markup;
    } open[TEMPLATE_DEPTH_MAX]; /* sections not yet closed */
    size_t open_len;
    struct err *err;
};

/* The line of the expression that is being read. */
static size_t line_of(const struct compiler *c)
{
    size_t line = 1;
    for (size_t i = 0; i < c->began_at; i++) line += c->all.ptr[i] == '\n';
    return line;
}

static int fail(struct compiler *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static int fail(struct compiler *c, const char *fmt, ...)
{
    va_list args;
    char words[ERR_TEXT_MAX];
    va_start(args, fmt);
    vsnprintf(words, sizeof words, fmt, args);
    va_end(args);
    return err_set(c->err, ERR_INVALID, "%s:%zu: %s", c->template->path, line_of(c), words);
}

static struct op *op_add(struct compiler *c, enum op_kind kind)
{
    if (c->ops_len == c->ops_room) {
        size_t room = c->ops_room ? c->ops_room * 2 : 16;
        struct op *ops = arena_array(c->arena, struct op, room);
        if (c->ops_len) memcpy(ops, c->ops, c->ops_len * sizeof *ops);
        c->ops = ops;
        c->ops_room = room;
    }
    struct op *op = &c->ops[c->ops_len++];
    *op = (struct op){.kind = kind};
    return op;
}

static void literal_flush(struct compiler *c)
{
    if (c->literal.len == 0) return;
    struct op *op = op_add(c, OP_LITERAL);
    op->literal = arena_str(c->arena, buf_str(&c->literal));
    op->folds = c->folds;
    c->folds = false;
    buf_reset(&c->literal);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

/* "a.b" into its parts; false if it is no name. */
static bool name_parse(struct arena *arena, struct str s, struct name *name)
{
    struct name_part *parts = arena_array(arena, struct name_part, TEMPLATE_NAME_PARTS_MAX);
    struct str key;
    *name = (struct name){parts, 0};
    if (s.len == 0) return false;
    while (str_cut(&s, '.', &key)) {
        if (key.len == 0 || name->len == TEMPLATE_NAME_PARTS_MAX) return false;
        for (size_t i = 0; i < key.len; i++)
            if (!is_name_byte(key.ptr[i])) return false;
        parts[name->len++] = (struct name_part){key, val_hash(key)};
    }
    return true;
}

/* One literal byte run of HTML. Folds white space with a line break in it to one line break where
 * HTML does not care. */
static int literal_add(struct compiler *c, size_t end)
{
    while (c->at < end) {
        char byte = c->all.ptr[c->at];
        if (is_space(byte) && markup_is_loose(&c->markup)) {
            size_t to = c->at;
            bool line = false;
            while (to < end && is_space(c->all.ptr[to])) line = c->all.ptr[to++] == '\n' || line;
            if (line && c->literal.len == 0) c->folds = true;
            if (line) buf_add_char(&c->literal, '\n');
            else buf_add(&c->literal, c->all.ptr + c->at, to - c->at);
            markup_step(&c->markup, ' ');
            c->at = to;
            continue;
        }
        const char *wrong = markup_step(&c->markup, byte);
        if (wrong) {
            c->began_at = c->at;
            return fail(c, "%s", wrong);
        }
        buf_add_char(&c->literal, byte);
        c->at++;
    }
    return 0;
}

/* ---- messages ---- */

/* Cuts `text` at its {placeholders}. Only those that `allowed` (the msgid's phrase) has may occur;
 * NULL: any. */
static int phrase_parse(struct compiler *c, struct str text, const struct phrase *allowed,
                        struct phrase *phrase)
{
    size_t braces = 0;
    for (size_t b = 0; b < text.len; b++) braces += text.ptr[b] == '{';
    struct phrase_piece *pieces = arena_array(c->arena, struct phrase_piece, 2 * braces + 1);
    struct buf escaped;
    size_t from = 0, i = 0;
    *phrase = (struct phrase){pieces, 0};
    buf_init(&escaped, TEXT_LEN * 6);
    while (i <= text.len) {
        struct name name = {0};
        size_t end = i;
        if (i < text.len && text.ptr[i] == '{') {
            ptrdiff_t close = str_find(str_slice(text.ptr + i, text.len - i), '}');
            if (close > 0 &&
                name_parse(c->arena, str_slice(text.ptr + i + 1, (size_t)close - 1), &name))
                end = i + (size_t)close + 1;
        }
        if (end == i && i < text.len) {
            i++;
            continue;
        }
        if (i > from) {
            buf_reset(&escaped);
            escape_html(&escaped, str_slice(text.ptr + from, i - from));
            pieces[phrase->len++].literal = arena_str(c->arena, buf_str(&escaped));
        }
        if (i == text.len) break;
        bool known = allowed == NULL;
        for (size_t p = 0; allowed && p < allowed->len; p++) {
            const struct name *other = &allowed->pieces[p].name;
            known = known || (other->len > 0 && str_eq(other->parts[0].key, name.parts[0].key) &&
                              other->len == name.len);
        }
        if (!known) {
            buf_finish(&escaped);
            return fail(c, "the translation \"%.*s\" has a placeholder that the Dutch has not",
                        STR_ARG(text));
        }
        pieces[phrase->len++].name = name;
        from = i = end;
    }
    buf_finish(&escaped);
    return 0;
}

static void missing_add(struct compiler *c, enum lang lang, struct str msgid)
{
    struct engine *e = c->engine;
    if (e->missing_len++ < TEMPLATE_MISSING_SHOWN)
        buf_printf(&e->missing, "%s%s:%zu: \"%.*s\" has no translation in locale/%s.po",
                   e->missing_len > 1 ? "\n" : "", c->template->path, line_of(c), STR_ARG(msgid),
                   lang_code(lang));
}

/* `_ "words"` */
static int message_compile(struct compiler *c, struct str s, enum markup_place place)
{
    struct buf words;
    size_t i = 1;
    s = str_trim(str_slice(s.ptr + 1, s.len - 1));
    if (s.len < 3 || s.ptr[0] != '"' || s.ptr[s.len - 1] != '"')
        return fail(c, "a message is written {{_ \"Dutch words\"}}");
    buf_init(&words, TEXT_LEN);
    for (; i < s.len - 1; i++) {
        char byte = s.ptr[i];
        if (byte == '\\' && i + 1 < s.len - 1 && (s.ptr[i + 1] == '"' || s.ptr[i + 1] == '\\'))
            byte = s.ptr[++i];
        else if (byte == '"' || byte == '\\' || byte == '\n') break;
        buf_add_char(&words, byte);
    }
    bool whole = i == s.len - 1 && words.len > 0;
    struct str msgid = arena_str(c->arena, buf_str(&words));
    buf_finish(&words);
    if (!whole)
        return fail(c, "a message stands on one line, with \\\" and \\\\ for a quote and a "
                       "backslash in it");
    if (place == PLACE_URL || place == PLACE_STATIC)
        return fail(c, "a message cannot be an address");
    struct phrase *phrases = arena_array(c->arena, struct phrase, LANG_COUNT), source;
    int code = phrase_parse(c, msgid, NULL, &source);
    for (int lang = 0; lang < LANG_COUNT && code == 0; lang++) {
        struct str text = catalog_find(&c->engine->catalogs[lang], msgid);
        if (text.ptr == NULL && lang != LANG_SOURCE) missing_add(c, (enum lang)lang, msgid);
        if (text.ptr == NULL) phrases[lang] = source;
        else code = phrase_parse(c, text, &source, &phrases[lang]);
    }
    if (code) return code;
    struct op *op = op_add(c, OP_MESSAGE);
    op->place = place;
    op->phrases = phrases;
    return 0;
}

/* ---- expressions ---- */

static int section_open(struct compiler *c, enum op_kind kind, struct name name)
{
    if (c->open_len == TEMPLATE_DEPTH_MAX)
        return fail(c, "more than %d sections inside each other", TEMPLATE_DEPTH_MAX);
    const char *wrong = markup_open(&c->markup);
    if (wrong) return fail(c, "%s", wrong);
    struct op *op = op_add(c, kind);
    op->name = name;
    c->open[c->open_len].op = c->ops_len - 1;
    c->open[c->open_len].at = c->began_at;
    c->open[c->open_len++].markup = c->markup;
    return 0;
}

static bool name_eq(const struct name *a, const struct name *b)
{
    if (a->len != b->len) return false;
    for (size_t i = 0; i < a->len; i++)
        if (!str_eq(a->parts[i].key, b->parts[i].key)) return false;
    return true;
}

static int section_close(struct compiler *c, const struct name *name)
{
    if (c->open_len == 0) return fail(c, "{{/%.*s}} closes nothing", STR_ARG(name->parts[0].key));
    size_t last = --c->open_len;
    struct op *op = &c->ops[c->open[last].op];
    if (!name_eq(&op->name, name))
        return fail(c, "{{/%.*s}} stands where the section %.*s is still open",
                    STR_ARG(name->parts[0].key), STR_ARG(op->name.parts[0].key));
    const char *wrong = markup_close(&c->markup, &c->open[last].markup);
    if (wrong) return fail(c, "%s", wrong);
    op->end = c->ops_len;
    return 0;
}

static int partial_compile(struct compiler *c, struct str name)
{
    if (c->markup.state != MARKUP_TEXT)
        return fail(c, "another template can only stand in text, not in a tag");
    struct template *partial = template_find(c->engine, name);
    if (partial == NULL)
        return fail(c, "there is no template \"%.*s\"; is templates/%.*s.html there?",
                    STR_ARG(name), STR_ARG(name));
    op_add(c, OP_PARTIAL)->partial = partial;
    return 0;
}

/* What stands between {{ and }}, trimmed. */
static int expression_compile(struct compiler *c, struct str s)
{
    const char *why = NULL;
    struct name name;
    char mark = s.len ? s.ptr[0] : '\0';
    struct str rest = s.len ? str_trim(str_slice(s.ptr + 1, s.len - 1)) : s;
    literal_flush(c);
    switch (mark) {
    case '#':
    case '^':
        if (!name_parse(c->arena, rest, &name)) break;
        return section_open(c, mark == '#' ? OP_SECTION : OP_INVERTED, name);
    case '/':
        if (!name_parse(c->arena, rest, &name)) break;
        return section_close(c, &name);
    case '>':
        return partial_compile(c, rest);
    default: {
        enum markup_place place = markup_place(&c->markup, &why);
        if (place == PLACE_NONE) return fail(c, "%s", why);
        if (mark == '@') {
            struct str address = engine_static(c->engine, arena_str(c->arena, rest).ptr);
            if (address.ptr == NULL)
                return fail(c, "there is no static file \"%.*s\"", STR_ARG(rest));
            op_add(c, OP_LITERAL)->literal = address;
            return 0;
        }
        if (mark == '_' && rest.len > 0 && rest.ptr[0] == '"') return message_compile(c, s, place);
        if (place == PLACE_STATIC) return fail(c, "only {{@file}} can be the address of code");
        if (!name_parse(c->arena, s, &name)) break;
        struct op *op = op_add(c, OP_VALUE);
        op->place = place;
        op->name = name;
        c->markup.literal = true;
        return 0;
    }
    }
    return fail(c, "{{%.*s}} is no expression", (int)(s.len > 40 ? 40 : s.len), s.ptr);
}

/* The }} of the expression that begins at `from`: past quotes, if it is a message. */
static ptrdiff_t expression_end(struct str all, size_t from)
{
    while (from < all.len && is_space(all.ptr[from])) from++;
    bool quoted = false, message = from < all.len && all.ptr[from] == '_';
    for (size_t i = from; i + 1 < all.len; i++) {
        if (message && all.ptr[i] == '\\') i++;
        else if (message && all.ptr[i] == '"') quoted = !quoted;
        else if (!quoted && all.ptr[i] == '}' && all.ptr[i + 1] == '}') return (ptrdiff_t)i;
    }
    return -1;
}

static int body_compile(struct compiler *c)
{
    while (c->at < c->all.len) {
        size_t next = c->at;
        while (next + 1 < c->all.len && !(c->all.ptr[next] == '{' && c->all.ptr[next + 1] == '{'))
            next++;
        if (next + 1 >= c->all.len) next = c->all.len;
        int code = literal_add(c, next);
        if (code) return code;
        if (next == c->all.len) break;
        c->began_at = next;
        ptrdiff_t end = expression_end(c->all, next + 2);
        if (end < 0) return fail(c, "{{ without its }}");
        struct str inside = str_trim(str_slice(c->all.ptr + next + 2, (size_t)end - next - 2));
        c->at = (size_t)end + 2;
        if (inside.len > 0 && inside.ptr[0] == '!') continue;
        if ((code = expression_compile(c, inside))) return code;
    }
    c->began_at = c->all.len;
    if (c->open_len > 0) {
        const struct op *op = &c->ops[c->open[c->open_len - 1].op];
        c->began_at = c->open[c->open_len - 1].at;
        return fail(c, "the section %.*s is never closed", STR_ARG(op->name.parts[0].key));
    }
    if (c->markup.state != MARKUP_TEXT) return fail(c, "the template ends inside a tag or comment");
    literal_flush(c);
    return 0;
}

int template_compile(struct template *template, struct engine *engine, struct err *err)
{
    struct compiler c = {.engine = engine,
                         .template = template,
                         .arena = &engine->arena,
                         .all = template->body,
                         .err = err};
    /* the file's own first and last line breaks are no part of it: partials stand inside lines */
    while (c.at < c.all.len && is_space(c.all.ptr[c.at])) c.at++;
    while (c.all.len > c.at && is_space(c.all.ptr[c.all.len - 1])) c.all.len--;
    buf_init(&c.literal, TEMPLATE_LEN);
    int code = body_compile(&c);
    buf_finish(&c.literal);
    template->ops = c.ops;
    template->ops_len = c.ops_len;
    return code;
}
