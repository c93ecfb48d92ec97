#include "view/draw.h"

#include "base/limits.h"

void draw_set_text_as(const struct draw *d, struct val *to, const char *key, const char *lang_key,
                      const struct text *text)
{
    struct str s = text ? text_in(d->arena, text, d->lang) : STR_NONE;
    enum lang used = text ? text_lang(text, d->lang) : d->lang;
    val_set_str(to, key, s);
    val_set_c(to, lang_key, s.len > 0 && used != d->lang ? lang_code(used) : "");
}

struct str draw_number(const struct draw *d, double n)
{
    struct buf buf;
    buf_init(&buf, KIB(1));
    lang_number(&buf, n, d->lang);
    struct str s = arena_str(d->arena, buf_str(&buf));
    buf_finish(&buf);
    return s;
}

struct str draw_id(const struct draw *d, struct str a)
{
    return arena_printf(d->arena, "%.*s-%.*s", STR_ARG(d->drawing->prefix), STR_ARG(a));
}

/* Empty lines divide paragraphs. */
static void set_paragraphs(const struct draw *d, struct val *to, const struct text *text)
{
    struct str line, rest = text_in(d->arena, text, d->lang);
    enum lang used = text_lang(text, d->lang);
    struct val *paragraphs = val_set_list(to, "paragraphs");
    struct str paragraph = STR_NONE;
    val_set_c(to, "lang", used != d->lang ? lang_code(used) : "");
    while (str_cut(&rest, '\n', &line)) {
        bool empty = str_trim(line).len == 0;
        if (!empty && paragraph.len == 0) paragraph = line;
        else if (!empty) paragraph.len = (size_t)(line.ptr + line.len - paragraph.ptr);
        if (paragraph.len == 0 || (!empty && rest.ptr != NULL)) continue;
        val_set_str(val_add(paragraphs), "text", paragraph);
        paragraph = STR_NONE;
    }
}

static struct html draw_block(const struct draw *d, const struct block *block, size_t number)
{
    struct val *v = val_object(d->arena);
    struct str id = arena_printf(d->arena, "%.*s-%zu", STR_ARG(d->drawing->prefix), number);
    switch (block->kind) {
    case BLOCK_TEXT:
        set_paragraphs(d, v, &block->text);
        return engine_piece(d->engine, d->arena, "block_text", v, d->lang);
    case BLOCK_NOTE:
        set_paragraphs(d, v, &block->text);
        return engine_piece(d->engine, d->arena, "block_note", v, d->lang);
    case BLOCK_CODE:
        draw_set_text(d, v, "text", &block->text);
        return engine_piece(d->engine, d->arena, "block_code", v, d->lang);
    case BLOCK_TABLE:
        return draw_table(d, block->table, id);
    case BLOCK_CHART:
        return draw_chart(d, block->chart, id);
    case BLOCK_FIELD:
        return draw_field(d, block->field);
    case BLOCK_KINDS:
        break;
    }
    return (struct html){STR_NONE};
}

struct html draw_exercise(const struct engine *engine, struct arena *arena,
                          const struct drawing *drawing, enum lang lang)
{
    struct draw d = {engine, arena, lang, drawing};
    struct buf buf;
    buf_init(&buf, HTTP_RESPONSE_LEN);
    for (size_t i = 0; i < drawing->view->len; i++) {
        buf_add_str(&buf, draw_block(&d, &drawing->view->blocks[i], i + 1).markup);
        buf_add_char(&buf, '\n');
    }
    buf_add_str(&buf, draw_slot_of_others(&d).markup);
    return html_take(arena, &buf);
}

struct html draw_feedback(const struct engine *engine, struct arena *arena,
                          const struct drawing *drawing, enum lang lang)
{
    struct draw d = {engine, arena, lang, drawing};
    struct buf buf;
    buf_init(&buf, HTTP_RESPONSE_LEN);
    for (size_t i = 0; i < drawing->view->len; i++) {
        if (drawing->view->blocks[i].kind != BLOCK_FIELD) continue;
        buf_add_str(&buf, draw_slot(&d, drawing->view->blocks[i].field).markup);
        buf_add_char(&buf, '\n');
    }
    buf_add_str(&buf, draw_slot_of_others(&d).markup);
    return html_take(arena, &buf);
}
