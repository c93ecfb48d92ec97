#include "pack/markdown.h"

#include <assert.h>
#include <md4c.h>

#include "base/limits.h"
#include "pack/directive.h"
#include "pack/entity.h"

/* A node under construction. Tips and notes are on the same stack as md4c's blocks and spans. */
struct level {
    struct doc *doc;
    size_t at; /* where it began, in the separated text */
};

/* A directive met inside a paragraph, until the paragraph is cut up around it. */
struct marker {
    struct doc *doc;
    const struct directive *directive;
    size_t at;
    struct marker *next;
};

struct parse {
    struct arena *arena;
    struct problems *problems;
    struct str file, source;
    struct directive_lines lines;
    size_t asked; /* offset in the source whose line and column are known */
    int asked_line, asked_column;
    struct level stack[DOC_DEPTH_MAX];
    int depth;
    size_t nodes, text_len;
    struct buf run; /* text not yet in a node */
    size_t at;      /* end of the last text seen: the best idea of where we are */
    bool located;   /* `at` was set since the innermost block began */
    size_t block_at;
    int image; /* > 0: inside an image, text is its alternative */
    int heading;
    struct doc *paragraph; /* the one being filled: not in its parent yet */
    struct marker *markers, **markers_end;
    struct markdown_ref *refs;
    size_t refs_len, refs_room;
    size_t words;
    bool stopped; /* a limit: said once */
};

/* Offsets mostly rise: go on from the last one asked for. */
static void where(struct parse *p, size_t at, int *line, int *column)
{
    size_t offset = directive_source(&p->lines, at);
    if (offset < p->asked || p->asked_line == 0) {
        p->asked = 0;
        p->asked_line = p->asked_column = 1;
    }
    struct str between = str_slice(p->source.ptr + p->asked, offset - p->asked);
    int lines, columns;
    text_position(between, between.len, &lines, &columns);
    p->asked_column = lines == 1 ? p->asked_column + columns - 1 : columns;
    p->asked_line += lines - 1;
    p->asked = offset;
    *line = p->asked_line;
    *column = p->asked_column;
}

#define PROBLEM(p, offset, ...)                                                                    \
    do {                                                                                           \
        int line_, column_;                                                                        \
        where((p), (offset), &line_, &column_);                                                    \
        problem_add((p)->problems, (p)->file, line_, column_, __VA_ARGS__);                        \
    } while (0)

static int stop(struct parse *p, const char *why)
{
    if (!p->stopped) PROBLEM(p, p->at, "%s", why);
    p->stopped = true;
    return 1;
}

static struct doc *top(struct parse *p)
{
    return p->stack[p->depth - 1].doc;
}

static void append(struct doc *parent, struct doc *child)
{
    child->next = NULL;
    if (parent->last) parent->last->next = child;
    else parent->first = child;
    parent->last = child;
}

static struct doc *node(struct parse *p, enum doc_kind kind)
{
    struct doc *doc = arena_new(p->arena, struct doc);
    doc->kind = kind;
    p->nodes++;
    return doc;
}

static int push(struct parse *p, struct doc *doc, size_t at)
{
    if (p->depth == DOC_DEPTH_MAX)
        return stop(p, "lists, quotes or emphasis are nested too deeply here; make it flatter");
    p->stack[p->depth++] = (struct level){doc, at};
    return 0;
}

static void add_ref(struct parse *p, struct doc *doc, size_t at)
{
    if (p->refs_len == p->refs_room) {
        size_t room = p->refs_room ? p->refs_room * 2 : 16;
        struct markdown_ref *refs = arena_array(p->arena, struct markdown_ref, room);
        if (p->refs_len) memcpy(refs, p->refs, p->refs_len * sizeof *refs);
        p->refs = refs;
        p->refs_room = room;
    }
    struct markdown_ref *ref = &p->refs[p->refs_len++];
    ref->doc = doc;
    where(p, at, &ref->line, &ref->column);
}

static size_t count_words(struct str s)
{
    size_t words = 0;
    bool inside = false, counted = false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        inside = c > ' ';
        if (!inside) counted = false;
        bool letter =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xc3;
        if (inside && letter && !counted) {
            counted = true;
            words++;
        }
    }
    return words;
}

/* The text collected so far, as the arena's. */
static struct str take_run(struct parse *p)
{
    struct str text = arena_str(p->arena, buf_str(&p->run));
    buf_reset(&p->run);
    return text;
}

static void flush_text(struct parse *p)
{
    if (p->image > 0 || p->run.len == 0) return;
    struct doc *doc = node(p, DOC_TEXT);
    doc->text = take_run(p);
    p->words += count_words(doc->text);
    append(top(p), doc);
}

/* Takes an attribute (the target of a link) apart. */
static struct str attribute(struct parse *p, const MD_ATTRIBUTE *attribute)
{
    struct buf to;
    buf_init(&to, DOC_TEXT_LEN);
    for (size_t i = 0; attribute->size && attribute->substr_offsets[i] < attribute->size; i++) {
        MD_OFFSET from = attribute->substr_offsets[i];
        struct str piece =
            str_slice(attribute->text + from, attribute->substr_offsets[i + 1] - from);
        if (attribute->substr_types[i] == MD_TEXT_NULLCHAR) buf_add_c(&to, "\xef\xbf\xbd");
        else if (attribute->substr_types[i] != MD_TEXT_ENTITY || !entity_add(&to, piece))
            buf_add_str(&to, piece);
    }
    struct str text = arena_str(p->arena, buf_str(&to));
    buf_finish(&to);
    p->text_len += text.len;
    return text;
}

static bool over_limits(struct parse *p)
{
    return p->nodes > DOC_NODES_MAX || p->text_len > DOC_TEXT_LEN;
}

#define TOO_MUCH "this page holds more than a page can; cut it into several"

/* --- directives ------------------------------------------------------------------------------ */

/* A tip or note opens: paragraphs that follow go into it. */
static int open_box(struct parse *p, const struct marker *marker)
{
    for (int i = 0; i < p->depth; i++) {
        enum doc_kind kind = p->stack[i].doc->kind;
        if (kind != DOC_TIP && kind != DOC_NOTE) continue;
        const char *name = kind == DOC_TIP ? "tip" : "note";
        PROBLEM(p, marker->at, "{{%s}}: it stands inside a {{%s}}; close that first with {{/%s}}",
                marker->directive->name, name, name);
        return 0;
    }
    append(top(p), marker->doc);
    return push(p, marker->doc, marker->at);
}

static void close_box(struct parse *p, const struct marker *marker)
{
    if (top(p)->kind == marker->directive->kind) {
        p->depth--;
        return;
    }
    const char *name = marker->directive->name + 1;
    for (int i = 0; i < p->depth; i++) {
        if (p->stack[i].doc->kind != marker->directive->kind) continue;
        PROBLEM(p, marker->at,
                "{{/%s}}: it stands inside a list or quote, the {{%s}} before it; put an empty "
                "line before it, and start it at the left margin",
                name, name);
        return;
    }
    PROBLEM(p, marker->at, "{{/%s}}: there is no {{%s}} that it closes", name, name);
}

/* Tips and notes that are still open when the block around them ends. */
static void close_open_boxes(struct parse *p)
{
    while (p->depth > 1 && (top(p)->kind == DOC_TIP || top(p)->kind == DOC_NOTE)) {
        const char *name = top(p)->kind == DOC_TIP ? "tip" : "note";
        PROBLEM(p, p->stack[p->depth - 1].at,
                "{{%s}}: it is not closed; write {{/%s}} after its last line", name, name);
        p->depth--;
    }
}

static void place_block(struct parse *p, const struct marker *marker, bool alone)
{
    const char *name = marker->directive->name;
    struct str id = marker->doc->text;
    if (!alone) {
        PROBLEM(p, marker->at, "{{%s %.*s}}: it stands alone on its line; put it on one", name,
                STR_ARG(id));
    } else if (marker->directive->kind == DOC_EXERCISE && p->depth > 1) {
        PROBLEM(p, marker->at,
                "{{%s %.*s}}: an exercise stands outside lists, quotes, tips and notes; move it to "
                "the left margin",
                name, STR_ARG(id));
    } else {
        append(top(p), marker->doc);
        add_ref(p, marker->doc, marker->at);
    }
}

static bool is_blank(const struct doc *inline_doc)
{
    return inline_doc->kind == DOC_TEXT && str_trim(inline_doc->text).len == 0;
}

/* Hangs a paragraph's finished piece into the tree, without the blanks around it. */
static void finish_piece(struct parse *p, struct doc *piece)
{
    if (piece->first && piece->first->kind == DOC_TEXT) {
        struct str *text = &piece->first->text;
        while (text->len && text->ptr[0] == ' ') text->ptr++, text->len--;
    }
    if (piece->last && piece->last->kind == DOC_TEXT) {
        struct str *text = &piece->last->text;
        while (text->len && text->ptr[text->len - 1] == ' ') text->len--;
    }
    for (const struct doc *child = piece->first; child; child = child->next) {
        if (is_blank(child) || child->kind == DOC_BREAK) continue;
        append(top(p), piece);
        return;
    }
}

/* The paragraph is complete: cut it at its directives and hang the pieces where they belong. */
static int leave_paragraph(struct parse *p)
{
    struct doc *whole = p->paragraph;
    p->paragraph = NULL;
    p->depth--;
    bool alone = true;
    struct marker *marker = p->markers;
    for (const struct doc *child = whole->first; child; child = child->next) {
        if (marker && marker->doc == child) marker = marker->next;
        else if (!is_blank(child) && child->kind != DOC_BREAK) alone = false;
    }
    struct doc *piece = node(p, DOC_PARAGRAPH);
    marker = p->markers;
    int failed = 0;
    for (struct doc *child = whole->first, *next; child && !failed; child = next) {
        next = child->next;
        if (marker == NULL || marker->doc != child) {
            append(piece, child);
            continue;
        }
        finish_piece(p, piece);
        piece = node(p, DOC_PARAGRAPH);
        if (marker->directive->place == DIRECTIVE_OPEN) failed = open_box(p, marker);
        else if (marker->directive->place == DIRECTIVE_CLOSE) close_box(p, marker);
        else place_block(p, marker, alone);
        marker = marker->next;
    }
    if (!failed) finish_piece(p, piece);
    p->markers = NULL;
    return failed;
}

/* What stands between {{ and }}, beginning at `at`. */
static void on_directive(struct parse *p, struct str inside, size_t at)
{
    int line, column;
    struct str id;
    where(p, at, &line, &column);
    const struct directive *directive =
        directive_parse(p->problems, p->file, line, column, inside, &id);
    if (directive == NULL) return;
    struct doc *doc = node(p, directive->kind);
    doc->text = arena_str(p->arena, id);
    if (directive->place == DIRECTIVE_INLINE && p->image == 0) {
        append(top(p), doc);
        add_ref(p, doc, at);
        p->words++;
        return;
    }
    if (p->image > 0 || p->paragraph == NULL || top(p) != p->paragraph) {
        PROBLEM(p, at,
                "{{%s}}: it cannot stand inside a heading, a table, a link, an image, emphasis or "
                "a list item of one line; give it a line of its own with an empty line before and "
                "after",
                directive->name);
        return;
    }
    struct marker *marker = arena_new(p->arena, struct marker);
    *marker = (struct marker){doc, directive, at, NULL};
    if (p->markers == NULL) p->markers_end = &p->markers;
    *p->markers_end = marker;
    p->markers_end = &marker->next;
    append(p->paragraph, doc);
}

/* Plain text, with directives in it. `at` is where it stands, or SIZE_MAX if that is not known. Of
 * \\{{ md4c gives the first brace on its own, so that no directive is seen. */
static void on_plain(struct parse *p, struct str text, size_t at)
{
    size_t done = 0;
    for (size_t i = 0; at != SIZE_MAX && i + 1 < text.len; i++) {
        if (text.ptr[i] != '{' || text.ptr[i + 1] != '{') continue;
        size_t end = i + 2;
        while (end + 1 < text.len && !(text.ptr[end] == '}' && text.ptr[end + 1] == '}')) end++;
        if (end + 1 >= text.len) {
            PROBLEM(p, at + i,
                    "{{ without }} on the same line; close it, or write \\{{ for braces as text");
            break;
        }
        buf_add(&p->run, text.ptr + done, i - done);
        flush_text(p);
        on_directive(p, str_slice(text.ptr + i + 2, end - i - 2), at + i);
        done = end + 2;
        i = done - 1;
    }
    buf_add(&p->run, text.ptr + done, text.len - done);
}

/* --- what md4c calls, in the order of a page ---------------------------------------------------
 */

/* md4c 0.4.8 calls on after a callback has said stop: so each looks first whether that was said. */

static enum doc_kind block_kind(MD_BLOCKTYPE type)
{
    switch (type) {
    case MD_BLOCK_QUOTE:
        return DOC_QUOTE;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
        return DOC_LIST;
    case MD_BLOCK_LI:
        return DOC_ITEM;
    case MD_BLOCK_HR:
        return DOC_RULE;
    case MD_BLOCK_H:
        return DOC_HEADING;
    case MD_BLOCK_CODE:
        return DOC_CODE;
    case MD_BLOCK_HTML: /* switched off: never called */
    case MD_BLOCK_P:
        return DOC_PARAGRAPH;
    case MD_BLOCK_TABLE:
        return DOC_TABLE;
    case MD_BLOCK_TR:
        return DOC_ROW;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        return DOC_CELL;
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
    case MD_BLOCK_DOC:
        break;
    }
    return DOC_ROOT;
}

/* Blocks that are no node of ours. */
static bool is_transparent(MD_BLOCKTYPE type)
{
    return type == MD_BLOCK_DOC || type == MD_BLOCK_THEAD || type == MD_BLOCK_TBODY;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *data)
{
    struct parse *p = data;
    if (p->stopped) return 1;
    flush_text(p);
    if (over_limits(p)) return stop(p, TOO_MUCH);
    if (is_transparent(type)) return 0;
    p->located = false;
    struct doc *doc = node(p, block_kind(type));
    if (type == MD_BLOCK_P) {
        p->paragraph = doc;
        return push(p, doc, p->at);
    }
    if (type == MD_BLOCK_H) doc->level = (int)((MD_BLOCK_H_DETAIL *)detail)->level;
    if (type == MD_BLOCK_OL) {
        doc->ordered = true;
        doc->start = (int)((MD_BLOCK_OL_DETAIL *)detail)->start;
    }
    append(top(p), doc);
    return push(p, doc, p->at);
}

static void check_heading(struct parse *p, const struct doc *heading)
{
    size_t at = p->located ? p->block_at : p->at;
    if (heading->first == NULL) PROBLEM(p, at, "this heading is empty; write its words");
    /* a page may begin with its own title (#) or, having it elsewhere, with ## */
    int deepest = p->heading == 0 ? 2 : p->heading + 1;
    if (heading->level > deepest)
        PROBLEM(p, at,
                "a heading of level %d follows %s; who listens to the page misses a level: use %d",
                heading->level,
                p->heading == 0   ? "no heading at all"
                : p->heading == 1 ? "one of level 1"
                : p->heading == 2 ? "one of level 2"
                                  : "one of a much higher level",
                deepest);
    p->heading = heading->level;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *data)
{
    struct parse *p = data;
    if (p->stopped) return 1;
    (void)detail;
    if (type == MD_BLOCK_THEAD || type == MD_BLOCK_TBODY) return 0;
    if (type == MD_BLOCK_CODE) top(p)->text = take_run(p);
    flush_text(p);
    if (type == MD_BLOCK_P) return leave_paragraph(p);
    close_open_boxes(p);
    if (type == MD_BLOCK_DOC) return 0;
    if (type == MD_BLOCK_H) check_heading(p, top(p));
    p->depth--;
    return 0;
}

/* An image has no text of its own to tell where it stands: find its "![". */
static size_t image_at(struct parse *p)
{
    struct str text = p->lines.text;
    for (size_t i = p->at; i + 1 < text.len; i++)
        if (text.ptr[i] == '!' && text.ptr[i + 1] == '[') return i;
    return p->at;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *data)
{
    struct parse *p = data;
    if (p->stopped) return 1;
    if (p->image > 0) { /* the alternative is plain text: spans inside it have no node */
        if (type == MD_SPAN_IMG) p->image++;
        return 0;
    }
    flush_text(p);
    if (over_limits(p)) return stop(p, TOO_MUCH);
    struct doc *doc = node(p, type == MD_SPAN_EM       ? DOC_EMPH
                              : type == MD_SPAN_STRONG ? DOC_STRONG
                              : type == MD_SPAN_CODE   ? DOC_CODE_SPAN
                              : type == MD_SPAN_IMG    ? DOC_IMAGE
                                                       : DOC_LINK);
    if (type == MD_SPAN_A) doc->target = attribute(p, &((MD_SPAN_A_DETAIL *)detail)->href);
    append(top(p), doc);
    size_t at = p->at;
    if (type == MD_SPAN_IMG) {
        doc->target = attribute(p, &((MD_SPAN_IMG_DETAIL *)detail)->src);
        at = image_at(p);
        p->at = at;
        p->image = 1;
        add_ref(p, doc, at);
    }
    return push(p, doc, at);
}

static int leave_span(MD_SPANTYPE type, void *detail, void *data)
{
    struct parse *p = data;
    if (p->stopped) return 1;
    (void)detail;
    if (p->image > 0) {
        if (type != MD_SPAN_IMG || --p->image > 0) return 0;
        top(p)->text = str_trim(take_run(p));
        if (top(p)->text.len == 0)
            PROBLEM(p, p->stack[p->depth - 1].at,
                    "this image has no text alternative; describe between the brackets what "
                    "somebody who does not see it must know: ![...](...)");
    } else if (type == MD_SPAN_CODE) {
        top(p)->text = take_run(p);
        p->words += count_words(top(p)->text);
    } else {
        flush_text(p);
        if (type == MD_SPAN_A && top(p)->first == NULL)
            PROBLEM(p, p->stack[p->depth - 1].at,
                    "a link after this place has no words; write between the brackets where it "
                    "leads");
    }
    p->depth--;
    return 0;
}

/* Where a run of text stands in the separated page, or SIZE_MAX for md4c's own strings. */
static size_t locate(struct parse *p, const char *ptr, size_t len)
{
    uintptr_t from = (uintptr_t)p->lines.text.ptr, at = (uintptr_t)ptr;
    if (at < from || at + len > from + p->lines.text.len) return SIZE_MAX;
    size_t offset = (size_t)(at - from);
    p->at = offset + len;
    if (!p->located) p->block_at = offset;
    p->located = true;
    return offset;
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *ptr, MD_SIZE size, void *data)
{
    struct parse *p = data;
    if (p->stopped) return 1;
    struct str text = str_slice(ptr, size);
    p->text_len += size;
    if (over_limits(p)) return stop(p, TOO_MUCH);
    size_t at = locate(p, ptr, size);
    switch (type) {
    case MD_TEXT_NORMAL:
        on_plain(p, text, at);
        break;
    case MD_TEXT_NULLCHAR:
        buf_add_c(&p->run, "\xef\xbf\xbd");
        break;
    case MD_TEXT_BR:
        flush_text(p);
        if (p->image > 0) buf_add_char(&p->run, ' ');
        else append(top(p), node(p, DOC_BREAK));
        break;
    case MD_TEXT_SOFTBR:
        buf_add_char(&p->run, ' ');
        break;
    case MD_TEXT_ENTITY:
        if (entity_add(&p->run, text)) break;
        PROBLEM(p, at == SIZE_MAX ? p->at : at,
                "%.*s: this name of a character is not known here; write the character itself",
                STR_ARG(text));
        break;
    case MD_TEXT_CODE:
    case MD_TEXT_HTML: /* switched off: never called */
    case MD_TEXT_LATEXMATH:
        buf_add_str(&p->run, text);
        break;
    }
    return 0;
}

static bool check_bytes(struct parse *p, struct str bytes)
{
    if (bytes.len > PACK_FILE_LEN) {
        problem_add(p->problems, p->file, 1, 1,
                    "this page is %zu bytes long; at most %zu fit: cut it into several", bytes.len,
                    PACK_FILE_LEN);
        return false;
    }
    if (!str_is_utf8(bytes) || (bytes.len && memchr(bytes.ptr, '\0', bytes.len))) {
        problem_add(p->problems, p->file, 1, 1, "this is not text in UTF-8; save it as UTF-8");
        return false;
    }
    return true;
}

bool markdown_parse(struct arena *arena, struct problems *problems, struct str file,
                    struct str bytes, struct markdown *out)
{
    struct parse p = {.arena = arena, .problems = problems, .file = file, .source = bytes};
    *out = (struct markdown){0};
    if (!check_bytes(&p, bytes)) return false;
    if (str_starts(bytes, STR("\xef\xbb\xbf"))) p.source = str_slice(bytes.ptr + 3, bytes.len - 3);
    p.lines = directive_separate(arena, p.source);
    buf_init(&p.run, DOC_TEXT_LEN + KIB(4));
    struct doc *root = node(&p, DOC_ROOT);
    push(&p, root, 0);
    const MD_PARSER parser = {
        .flags = MD_FLAG_TABLES | MD_FLAG_NOHTML,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = on_text,
    };
    int failed =
        md_parse(p.lines.text.len ? p.lines.text.ptr : "", (MD_SIZE)p.lines.text.len, &parser, &p);
    buf_finish(&p.run);
    if (failed || p.stopped) {
        if (!p.stopped) stop(&p, "no memory left to read this page");
        return false;
    }
    assert(p.depth == 1);
    *out = (struct markdown){root, p.refs, p.refs_len, p.words};
    return true;
}
