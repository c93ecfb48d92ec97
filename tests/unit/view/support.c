#include "support.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- message files ---- */

static int by_msgid(const void *a, const void *b)
{
    return strcmp(((const struct pair *)a)->msgid, ((const struct pair *)b)->msgid);
}

static void word_put(char *at, size_t n)
{
    uint32_t word = (uint32_t)n;
    memcpy(at, &word, sizeof word);
}

struct str mo_make(struct arena *arena, const struct pair *pairs, size_t len)
{
    size_t size = 20 + len * 16, at = size;
    struct pair *sorted = arena_array(arena, struct pair, len + 1);
    if (len) memcpy(sorted, pairs, len * sizeof *pairs);
    if (len) qsort(sorted, len, sizeof *sorted, by_msgid);
    for (size_t i = 0; i < len; i++) size += strlen(sorted[i].msgid) + strlen(sorted[i].text) + 2;
    char *mo = arena_alloc(arena, size);
    word_put(mo, 0x950412deU);
    word_put(mo + 4, 0);
    word_put(mo + 8, len);
    word_put(mo + 12, 20);
    word_put(mo + 16, 20 + len * 8);
    for (size_t i = 0; i < 2 * len; i++) {
        const char *text = i < len ? sorted[i].msgid : sorted[i - len].text;
        word_put(mo + 20 + i * 8, strlen(text));
        word_put(mo + 24 + i * 8, at);
        memcpy(mo + at, text, strlen(text) + 1);
        at += strlen(text) + 1;
    }
    return str_slice(mo, size);
}

/* ---- engines ---- */

struct engine *engine_of(const struct engine_file *files, size_t len)
{
    struct engine *engine;
    struct err err = {0};
    if (engine_create(&engine, files, len, &err)) fail_msg("%s", err.text);
    return engine;
}

struct str error_of(struct arena *arena, const char *body)
{
    static const struct pair english[] = {{"", "Content-Type: text/plain; charset=UTF-8\n"},
                                          {"Dag {n}", "Hello {n}"},
                                          {"Dag", "Hello {who}"}};
    struct engine *engine;
    struct err err = {0};
    const struct engine_file files[] = {{"templates/page.html", str_of(body)},
                                        {"templates/other.html", STR("<b>{{x}}</b>")},
                                        {"static/app-1f.css", STR("")},
                                        {"locale/en.mo", mo_make(arena, english, 3)}};
    if (engine_create(&engine, files, 4, &err) == 0) {
        engine_destroy(engine);
        return STR("");
    }
    assert_null(engine);
    return arena_str(arena, str_of(err.text));
}

static struct str file_read(struct arena *arena, const char *path)
{
    struct buf buf;
    FILE *file = fopen(path, "rb");
    char part[4096];
    if (file == NULL) fail_msg("cannot open %s", path);
    buf_init(&buf, 1 << 20);
    for (size_t n; (n = fread(part, 1, sizeof part, file)) > 0;) buf_add(&buf, part, n);
    fclose(file);
    struct str s = arena_str(arena, buf_str(&buf));
    buf_finish(&buf);
    return s;
}

struct lists {
    struct arena *arena;
    struct engine_file files[512];
    size_t files_len;
    struct pair pairs[2048];
    size_t pairs_len;
};

static void message_add(struct lists *l, const char *msgid)
{
    for (size_t i = 0; i < l->pairs_len; i++)
        if (strcmp(l->pairs[i].msgid, msgid) == 0) return;
    assert_true(l->pairs_len < 2048);
    l->pairs[l->pairs_len++] = (struct pair){msgid, arena_printf(l->arena, "en: %s", msgid).ptr};
}

/* The messages and static files that a template names. */
static void template_scan(struct lists *l, struct str body)
{
    for (const char *at = body.ptr; (at = strstr(at, "{{"));) {
        at += 2;
        if (*at == '_' && strchr(at, '"')) {
            char msgid[2048];
            size_t len = 0;
            for (at = strchr(at, '"') + 1; *at && *at != '"'; at++) {
                if (*at == '\\') at++;
                msgid[len++] = *at;
                assert_true(len < sizeof msgid);
            }
            message_add(l, arena_str(l->arena, str_slice(msgid, len)).ptr);
        } else if (*at == '@') {
            size_t len = strcspn(at, "}");
            int point = 0;
            while (at[point] != '.' && at[point] != '}') point++;
            l->files[l->files_len++] =
                (struct engine_file){arena_printf(l->arena, "static/%.*s-3f2a%.*s", point - 1,
                                                  at + 1, (int)len - point, at + point)
                                         .ptr,
                                     STR("")};
        }
    }
}

/* Each file of the folder as "templates/<prefix><name>.html": drawings are partials too. */
static void folder_add(struct lists *l, const char *folder, const char *ending, const char *prefix)
{
    DIR *dir = opendir(folder);
    if (dir == NULL) fail_msg("no %s: run this from the top of the source tree", folder);
    for (struct dirent *entry; (entry = readdir(dir));) {
        struct str name = str_of(entry->d_name);
        if (!str_ends(name, str_of(ending)) || str_is(name, "icon.svg")) continue;
        name.len -= strlen(ending);
        struct str body =
            file_read(l->arena, arena_printf(l->arena, "%s/%s", folder, entry->d_name).ptr);
        assert_true(l->files_len < 400);
        l->files[l->files_len++] = (struct engine_file){
            arena_printf(l->arena, "templates/%s%.*s.html", prefix, STR_ARG(name)).ptr, body};
        template_scan(l, body);
    }
    closedir(dir);
}

struct engine *engine_of_web(struct arena *arena, const struct pair *english, size_t len)
{
    struct lists *l = arena_new(arena, struct lists);
    l->arena = arena;
    l->pairs[l->pairs_len++] = (struct pair){"", "Content-Type: text/plain; charset=UTF-8\n"};
    for (size_t i = 0; i < len; i++) l->pairs[l->pairs_len++] = english[i];
    folder_add(l, "web/templates", ".html", "");
    folder_add(l, "web/drawings", ".svg", "drawing_");
    l->files[l->files_len++] =
        (struct engine_file){"locale/en.mo", mo_make(arena, l->pairs, l->pairs_len)};
    return engine_of(l->files, l->files_len);
}

/* ---- reading HTML ---- */

struct reader {
    const char *at, *end, *wrong;
    struct buf *skeleton; /* or NULL */
    struct buf *words;    /* or NULL */
};

/* Text up to `stop`, its entities undone. */
static void words_read(struct reader *r, char stop)
{
    static const struct {
        const char *entity;
        char c;
    } known[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    if (r->words) buf_add_char(r->words, '\n');
    while (r->at < r->end && *r->at != stop) {
        char c = *r->at;
        size_t used = 1;
        if (c == '<' || (c == '>' && stop == '<')) r->wrong = "a bare < or >";
        if (c == '&') {
            used = 0;
            for (size_t i = 0; i < 5; i++) {
                size_t len = strlen(known[i].entity);
                if ((size_t)(r->end - r->at) < len || memcmp(r->at, known[i].entity, len) != 0)
                    continue;
                used = len;
                c = known[i].c;
            }
            if (used == 0) {
                r->wrong = "a bare &";
                return;
            }
        }
        if (r->words) buf_add_char(r->words, c);
        r->at += used;
    }
}

static void mark(struct reader *r, const char *from, const char *to)
{
    if (r->skeleton) buf_add(r->skeleton, from, (size_t)(to - from));
}

static void mark_c(struct reader *r, char c)
{
    if (r->skeleton) buf_add_char(r->skeleton, c);
}

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '-' || c == ':';
}

static void tag_read(struct reader *r)
{
    struct {
        const char *from;
        size_t len;
    } seen[40];
    size_t seen_len = 0;
    const char *from = r->at++;
    if (r->at < r->end && *r->at == '!') { /* document type */
        while (r->at < r->end && *r->at != '>') r->at++;
        r->at++;
        return;
    }
    if (r->at < r->end && *r->at == '/') r->at++;
    if (r->at >= r->end || !isalpha((unsigned char)*r->at)) r->wrong = "a < that begins no tag";
    while (r->at < r->end && is_name(*r->at)) r->at++;
    mark(r, from, r->at);
    while (r->at < r->end && !r->wrong) {
        while (r->at < r->end && isspace((unsigned char)*r->at)) r->at++;
        if (r->at < r->end && *r->at == '/') r->at++;
        if (r->at < r->end && *r->at == '>') {
            r->at++;
            mark_c(r, '>');
            return;
        }
        from = r->at;
        while (r->at < r->end && is_name(*r->at)) r->at++;
        if (r->at == from) {
            r->wrong = "no attribute where one should be";
            return;
        }
        for (size_t i = 0; i < seen_len; i++)
            if (seen[i].len == (size_t)(r->at - from) &&
                memcmp(seen[i].from, from, seen[i].len) == 0)
                r->wrong = "an attribute twice";
        if (seen_len < 40) {
            seen[seen_len].from = from;
            seen[seen_len++].len = (size_t)(r->at - from);
        }
        mark_c(r, ' ');
        mark(r, from, r->at);
        if (r->at == r->end || *r->at != '=') continue;
        if (r->end - r->at < 2 || r->at[1] != '"') {
            r->wrong = "an unquoted value";
            return;
        }
        r->at += 2;
        words_read(r, '"');
        if (r->at < r->end) r->at++;
    }
    if (!r->wrong) r->wrong = "a tag without its end";
}

static bool html_read(struct reader *r, struct str html)
{
    r->at = html.ptr;
    r->end = html.ptr + html.len;
    r->wrong = NULL;
    while (r->at < r->end && !r->wrong) {
        if (*r->at == '<') tag_read(r);
        else words_read(r, '<');
    }
    return r->wrong == NULL;
}

const char *html_skeleton(struct arena *arena, struct str html, const char **wrong)
{
    struct buf skeleton;
    struct reader r = {.skeleton = &skeleton};
    buf_init(&skeleton, 8 << 20);
    bool well = html_read(&r, html);
    const char *text = arena_str(arena, buf_str(&skeleton)).ptr;
    buf_finish(&skeleton);
    *wrong = r.wrong;
    return well ? text : NULL;
}

struct str html_words(struct arena *arena, struct str html)
{
    struct buf words;
    struct reader r = {.words = &words};
    buf_init(&words, 8 << 20);
    html_read(&r, html);
    struct str s = arena_str(arena, buf_str(&words));
    buf_finish(&words);
    return s;
}

/* ---- asserting ---- */

size_t count_of(struct str s, const char *part)
{
    size_t count = 0, len = strlen(part);
    for (size_t i = 0; i + len <= s.len; i++) count += memcmp(s.ptr + i, part, len) == 0;
    return count;
}

void assert_has_at(struct str s, const char *part, const char *file, int line)
{
    if (count_of(s, part) > 0) return;
    print_error("%s:%d: \"%s\" is not in:\n%.*s\n", file, line, part, STR_ARG(s));
    fail();
}

void assert_lacks_at(struct str s, const char *part, const char *file, int line)
{
    if (count_of(s, part) == 0) return;
    print_error("%s:%d: \"%s\" should not be in:\n%.*s\n", file, line, part, STR_ARG(s));
    fail();
}

/* ---- awkward strings ---- */

static const char *const pieces[] = {
    "<script>alert(1)</script>",
    "\" onmouseover=\"alert(1)",
    "' onclick='alert(1)",
    "</title><b>",
    "</textarea>",
    "<!-- ",
    "-->",
    "]]>",
    "&",
    "&lt;b&gt;",
    "&#x3c;i&#x3e;",
    "&quot;",
    "javascript:alert(1)",
    "{{label}}",
    "{n}",
    "=",
    "\\\"",
    "`",
    "<",
    ">",
    "\n\n",
    "\t",
    "é ß İ",
    "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7",     /* Arabic */
    "\xe2\x80\xae z",                               /* text turned round */
    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x8c\xbe", /* an emoji of three characters */
    "\xef\xbb\xbf",                                 /* byte-order mark */
    "%3Cscript%3E%22",
    "0",
    "1.000,50",
};

#define PIECES (sizeof pieces / sizeof pieces[0])

size_t awkward_len(void)
{
    return PIECES + PIECES * PIECES + 1;
}

struct str awkward(struct arena *arena, size_t i)
{
    if (i < PIECES) return str_of(pieces[i]);
    i -= PIECES;
    if (i < PIECES * PIECES)
        return arena_printf(arena, "%s%s", pieces[i / PIECES], pieces[i % PIECES]);
    char *long_one = arena_alloc(arena, 8000);
    memset(long_one, '"', 8000);
    return str_slice(long_one, 8000);
}
