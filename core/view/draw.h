/* What the drawing files of this folder share: one drawing under way, and how typed data becomes
 * values for templates. Every text is set together with `<key>_lang`, empty when it is the reader's
 * own language, so that an inner scope never inherits an outer one's. For this folder only; one
 * thread, one arena. */
#ifndef VIEW_DRAW_H
#define VIEW_DRAW_H

#include "view/view.h"

/* Finished HTML out of a buffer, which is used up: the arena takes over the memory of a large one,
 * so that a page of many cells is not copied from piece to piece. */
struct html html_take(struct arena *arena, struct buf *buf);

struct draw {
    const struct engine *engine;
    struct arena *arena;
    enum lang lang;
    const struct drawing *drawing; /* NULL while drawing a solution */
};

/* Sets `key` and `key_lang`. Keys are literals. */
#define draw_set_text(draw, to, key, text) draw_set_text_as(draw, to, key, key "_lang", text)
void draw_set_text_as(const struct draw *draw, struct val *to, const char *key,
                      const char *lang_key, const struct text *text);
/* A number as its reader writes it. */
struct str draw_number(const struct draw *draw, double n);
/* "<prefix>-<a>" */
struct str draw_id(const struct draw *draw, struct str a);

/* How a part or a cell came out. */
enum level { LEVEL_NONE, LEVEL_RIGHT, LEVEL_PARTLY, LEVEL_AGAIN, LEVEL_LOOK };
enum level level_of(double score);
/* Sets `state` (a word for a class) and the four truths that verdict.html asks. */
void draw_set_level(struct val *to, enum level level);

/* draw_table.c */
struct html draw_table(const struct draw *draw, const struct table *table, struct str id);
/* Sets row, column, value: what cell_name.html says of a cell. */
void draw_set_cell(const struct draw *draw, struct val *to, const struct table *table, size_t row,
                   size_t column);
/* "<id>-4-leeftijd" */
struct str draw_cell_id(const struct draw *draw, struct str id, const struct table *table,
                        size_t row, size_t column);
void draw_set_columns(const struct draw *draw, struct val *to, const struct table *table);
/* ` lang="nl"` if the text is not in the reader's language */
void draw_add_lang(const struct draw *draw, struct buf *to, const struct text *text);

/* draw_chart.c */
struct html draw_chart(const struct draw *draw, const struct chart *chart, struct str id);

/* draw_field.c */
struct html draw_field(const struct draw *draw, const struct field *field);

/* draw_marks.c: caption, columns, rows and count of a table whose cells are marked */
void draw_set_marks(const struct draw *draw, struct val *to, const struct field *field,
                    struct str id);

/* draw_feedback.c: the slot of one field; the slot for parts that are no field */
struct html draw_slot(const struct draw *draw, const struct field *field);
struct html draw_slot_of_others(const struct draw *draw);
const struct check *drawing_check(const struct drawing *drawing, struct str field);

#endif
