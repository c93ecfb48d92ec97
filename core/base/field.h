/* Reading what a learner filled in against the fields that the view asked, before any pack code
 * sees it: what cannot be read is a free check, not a try. Runs in the runner between view and
 * grade. Pure. */
#ifndef BASE_FIELD_H
#define BASE_FIELD_H

#include "base/block.h"

/* One line of a submitted form: the field's id and a value as typed. Several lines may have one id.
 */
struct raw {
    struct str id, value;
};

struct answer {
    const struct value *values; /* one per field of the view, in its order */
    size_t values_len;
    const struct check *checks; /* what could not be read; empty: all is well */
    size_t checks_len;
};

/* Never fails: all that is wrong is in `checks`. Raw lines for unknown fields are ignored. `lang`
 * decides what 1.000 means. Borrows `raw`, allocates in the arena. */
void answer_parse(struct arena *arena, const struct view *view, const struct raw *raw,
                  size_t raw_len, enum lang lang, struct answer *answer);

/* A number as people type it: 1234,5  1.234,5  1,234.5  1 234,5  € 12  12%  12,-  -3. The euro or
 * percent sign and the unit may stand around it; spaces inside are read between thousands only. One
 * separator with exactly three digits after it ("1.000") is read by the habit of `lang`. False if
 * it is no number. */
bool number_parse(struct str s, struct str unit, enum lang lang, double *number);

/* "<row from 1>.<column id>" of a table: row from 0 and column, or false. */
bool cell_parse(struct str s, const struct table *table, size_t *row, size_t *column);

#endif
