#include "base/block.h"

const struct field *view_field(const struct view *view, struct str id)
{
    for (size_t i = 0; i < view->len; i++) {
        const struct block *b = &view->blocks[i];
        if (b->kind == BLOCK_FIELD && str_eq(b->field->id, id)) return b->field;
    }
    return NULL;
}

const struct part *outcome_part(const struct outcome *outcome, struct str id)
{
    for (size_t i = 0; i < outcome->parts_len; i++)
        if (str_eq(outcome->parts[i].id, id)) return &outcome->parts[i];
    return NULL;
}
