#include "sandbox/runner_fields.h"

/* Puts row `at`, if it is one, into the list that takes the place of all rows. */
static void row_keep(json_t *kept, const json_t *rows, const struct field *field, struct str at)
{
    size_t row, column;
    if (cell_parse(at, field->table, &row, &column))
        json_array_set(kept, row, json_array_get(rows, row));
}

static void answer_keep(json_t *kept, const json_t *rows, const struct field *field,
                        const struct answer *answer)
{
    for (size_t i = 0; i < answer->values_len; i++) {
        const struct value *value = &answer->values[i];
        for (size_t s = 0; s < value->strings_len && str_eq(value->id, field->id); s++)
            row_keep(kept, rows, field, value->strings[s]);
    }
}

json_t *fields_json(const json_t *view_json, const struct view *view, const struct answer *answer,
                    const struct answer *solution, const struct outcome *outcome)
{
    json_t *fields = json_array();
    for (size_t i = 0; i < view->len; i++) {
        const struct field *field = view->blocks[i].field;
        json_t *block = json_array_get(view_json, i);
        if (view->blocks[i].kind != BLOCK_FIELD) continue;
        if (field->kind != FIELD_MARKS) {
            json_array_append(fields, block);
            continue;
        }
        json_t *field_json = json_copy(json_object_get(block, "field"));
        json_t *table = json_copy(json_object_get(field_json, "table"));
        json_t *rows = json_object_get(table, "rows"), *kept = json_array();
        for (size_t r = 0; r < field->table->rows_len; r++)
            json_array_append_new(kept, json_null());
        answer_keep(kept, rows, field, answer);
        answer_keep(kept, rows, field, solution);
        const struct part *part = outcome_part(outcome, field->id);
        for (size_t n = 0; part && n < part->notes_len; n++)
            row_keep(kept, rows, field, part->notes[n].at);
        json_object_set_new(table, "rows", kept);
        json_object_set_new(field_json, "table", table);
        json_array_append_new(fields,
                              json_pack("{s:s,s:o}", "block", "field", "field", field_json));
    }
    return fields;
}
