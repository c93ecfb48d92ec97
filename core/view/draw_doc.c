#include "base/escape.h"
#include "base/limits.h"
#include "view/address.h"
#include "view/draw.h"

/* A page of text under way: the tree is walked once, tags are written by hand, all text escaped. */
struct walk {
    const struct engine *engine;
    struct arena *arena;
    const struct doc_inserts *inserts;
    enum lang lang;
    struct buf *to;
    size_t tables; /* so far, to name them */
};

static void node_draw(struct walk *w, const struct doc *node);

static void children_draw(struct walk *w, const struct doc *node)
{
    for (const struct doc *child = node->first; child; child = child->next) node_draw(w, child);
}

static void element_draw(struct walk *w, const struct doc *node, const char *open,
                         const char *close)
{
    buf_add_c(w->to, open);
    children_draw(w, node);
    buf_add_c(w->to, close);
}

static void heading_draw(struct walk *w, const struct doc *node)
{
    int level = node->level + w->inserts->heading_base;
    level = level < 1 ? 1 : level > 6 ? 6 : level;
    buf_printf(w->to, "<h%d>", level);
    children_draw(w, node);
    buf_printf(w->to, "</h%d>\n", level);
}

static void list_draw(struct walk *w, const struct doc *node)
{
    if (!node->ordered) {
        element_draw(w, node, "<ul>\n", "</ul>\n");
        return;
    }
    if (node->start != 1) buf_printf(w->to, "<ol start=\"%d\">\n", node->start);
    else buf_add_c(w->to, "<ol>\n");
    children_draw(w, node);
    buf_add_c(w->to, "</ol>\n");
}

static void row_draw(struct walk *w, const struct doc *row, bool head)
{
    buf_add_c(w->to, "<tr>");
    for (const struct doc *cell = row->first; cell; cell = cell->next) {
        buf_add_c(w->to, head ? "<th scope=\"col\">" : "<td>");
        children_draw(w, cell);
        buf_add_c(w->to, head ? "</th>" : "</td>");
    }
    buf_add_c(w->to, "</tr>\n");
}

/* In its own scroll region, which the keyboard can reach. A group, not a landmark: a page may have
 * many. */
static void table_draw(struct walk *w, const struct doc *node)
{
    buf_add_c(w->to, "<div class=\"table-scroll\" role=\"group\" tabindex=\"0\" aria-label=\"");
    escape_html(w->to, engine_message(w->engine, w->lang, "Tabel"));
    buf_printf(w->to, " %zu\">\n<table class=\"table\">\n", ++w->tables);
    const struct doc *row = node->first;
    if (row) {
        buf_add_c(w->to, "<thead>");
        row_draw(w, row, true);
        buf_add_c(w->to, "</thead>\n<tbody>\n");
        for (row = row->next; row; row = row->next) row_draw(w, row, false);
        buf_add_c(w->to, "</tbody>\n");
    }
    buf_add_c(w->to, "</table>\n</div>\n");
}

static void box_draw(struct walk *w, const struct doc *node)
{
    bool tip = node->kind == DOC_TIP;
    struct val *none = val_object(w->arena);
    struct html icon =
        engine_piece(w->engine, w->arena, tip ? "icon_tip" : "icon_note", none, w->lang);
    struct str title = tip ? engine_message(w->engine, w->lang, "Tip")
                           : engine_message(w->engine, w->lang, "Let op");
    buf_printf(w->to, "<div class=\"box box-%s\" role=\"note\">\n<p class=\"box-title\">",
               tip ? "tip" : "note");
    buf_add_str(w->to, icon.markup);
    buf_add_c(w->to, "<span>");
    escape_html(w->to, title);
    buf_add_c(w->to, "</span></p>\n");
    children_draw(w, node);
    buf_add_c(w->to, "</div>\n");
}

static void link_draw(struct walk *w, const struct doc *node)
{
    enum address_kind kind = address_kind(node->target);
    if (kind == ADDRESS_UNSAFE || node->target.len == 0) {
        children_draw(w, node);
        return;
    }
    buf_add_c(w->to, "<a href=\"");
    escape_html(w->to, node->target);
    buf_add_c(w->to, kind == ADDRESS_OTHER ? "\" rel=\"noreferrer\">" : "\">");
    children_draw(w, node);
    buf_add_c(w->to, "</a>");
}

/* A path below media/: names and slashes, no way out of it. */
static bool is_media_path(struct str path)
{
    struct str part;
    if (path.len == 0) return false;
    while (str_cut(&path, '/', &part)) {
        if (part.len == 0 || part.ptr[0] == '.') return false;
        for (size_t i = 0; i < part.len; i++)
            if ((unsigned char)part.ptr[i] <= ' ' || strchr("\\:?#%\x7f", part.ptr[i]))
                return false;
    }
    return true;
}

static void image_draw(struct walk *w, const struct doc *node)
{
    struct str part, path = node->target;
    if (str_starts(path, STR("media/"))) path = str_slice(path.ptr + 6, path.len - 6);
    if (!is_media_path(path) || w->inserts->media_base.len == 0) { /* its words still help */
        escape_html(w->to, node->text);
        return;
    }
    buf_add_c(w->to, "<img src=\"");
    escape_html(w->to, w->inserts->media_base);
    for (bool first = true; str_cut(&path, '/', &part); first = false) {
        if (!first) buf_add_char(w->to, '/');
        escape_url(w->to, part);
    }
    buf_add_c(w->to, "\" alt=\"");
    escape_html(w->to, node->text);
    buf_add_c(w->to, "\" loading=\"lazy\">");
}

static void insert_draw(struct walk *w, const struct doc *node)
{
    if (w->inserts->insert == NULL) return;
    buf_add_str(w->to, w->inserts->insert(w->inserts->data, node->kind, node->text).markup);
}

static void node_draw(struct walk *w, const struct doc *node)
{
    switch (node->kind) {
    case DOC_ROOT:
        children_draw(w, node);
        break;
    case DOC_PARAGRAPH:
        element_draw(w, node, "<p>", "</p>\n");
        break;
    case DOC_HEADING:
        heading_draw(w, node);
        break;
    case DOC_LIST:
        list_draw(w, node);
        break;
    case DOC_ITEM:
        element_draw(w, node, "<li>", "</li>\n");
        break;
    case DOC_QUOTE:
        element_draw(w, node, "<blockquote>\n", "</blockquote>\n");
        break;
    case DOC_CODE:
        buf_add_c(w->to, "<pre class=\"code\" tabindex=\"0\"><code>");
        escape_html(w->to, node->text);
        buf_add_c(w->to, "</code></pre>\n");
        break;
    case DOC_RULE:
        buf_add_c(w->to, "<hr>\n");
        break;
    case DOC_TABLE:
        table_draw(w, node);
        break;
    case DOC_ROW: /* drawn by their table */
    case DOC_CELL:
        break;
    case DOC_TIP:
    case DOC_NOTE:
        box_draw(w, node);
        break;
    case DOC_EXERCISE:
    case DOC_PITFALL:
    case DOC_TERM:
        insert_draw(w, node);
        break;
    case DOC_TEXT:
        escape_html(w->to, node->text);
        break;
    case DOC_EMPH:
        element_draw(w, node, "<em>", "</em>");
        break;
    case DOC_STRONG:
        element_draw(w, node, "<strong>", "</strong>");
        break;
    case DOC_CODE_SPAN:
        buf_add_c(w->to, "<code>");
        escape_html(w->to, node->text);
        children_draw(w, node);
        buf_add_c(w->to, "</code>");
        break;
    case DOC_LINK:
        link_draw(w, node);
        break;
    case DOC_IMAGE:
        image_draw(w, node);
        break;
    case DOC_BREAK:
        buf_add_c(w->to, "<br>\n");
        break;
    }
}

struct html draw_doc(const struct engine *engine, struct arena *arena, const struct doc *doc,
                     const struct doc_inserts *inserts, enum lang lang)
{
    static const struct doc_inserts none = {0};
    struct buf buf;
    struct walk w = {.engine = engine,
                     .arena = arena,
                     .inserts = inserts ? inserts : &none,
                     .lang = lang,
                     .to = &buf};
    buf_init(&buf, HTTP_RESPONSE_LEN);
    node_draw(&w, doc);
    return html_take(arena, &buf);
}
