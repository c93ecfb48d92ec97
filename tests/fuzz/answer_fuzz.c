/* A submitted form against a view with every kind of field: what is read obeys the fields, and a
 * number that was read can be shown and read again. Input: language, then id, length, value ... */
#include "fuzz.h"

#include <math.h>

#include "base/field.h"
#include "base/limits.h"

static const struct option options[] = {{.id = {"mean", 4}}, {.id = {"median", 6}}};
static const struct table_column columns[] = {{.id = {"a", 1}}, {.id = {"b", 1}}};
static const struct table table = {.columns = columns, .columns_len = 2, .rows_len = 40};
static const struct field fields[] = {
    {.kind = FIELD_NUMBER, .id = {"n", 1}},
    {.kind = FIELD_NUMBER,
     .id = {"u", 1},
     .unit = {.in = {[LANG_NL] = {"km", 2}, [LANG_EN] = {"mi", 2}}}},
    {.kind = FIELD_CHOICE, .id = {"c", 1}, .options = options, .options_len = 2},
    {.kind = FIELD_CHOICE, .id = {"m", 1}, .options = options, .options_len = 2, .many = true},
    {.kind = FIELD_SHORT, .id = {"s", 1}, .optional = true},
    {.kind = FIELD_MARKS, .id = {"x", 1}, .table = &table, .optional = true},
};
#define FIELDS (sizeof fields / sizeof fields[0])

static void number_holds(double n, enum lang lang)
{
    HOLDS(isfinite(n) && fabs(n) <= 1e15);
    if (fabs(n) >= 1e15 || (fabs(n) < 1e-9 && n != 0)) return;
    struct buf shown;
    double back;
    buf_init(&shown, 100);
    lang_number(&shown, n, lang);
    HOLDS(number_parse(buf_str(&shown), STR_NONE, lang, &back));
    HOLDS(fabs(back - n) <= fabs(n) * 1e-11);
    buf_finish(&shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static struct block blocks[FIELDS];
    for (size_t i = 0; i < FIELDS; i++)
        blocks[i] = (struct block){.kind = BLOCK_FIELD, .field = &fields[i]};
    struct view view = {.blocks = blocks, .len = FIELDS};
    if (len == 0) return 0;
    enum lang lang = data[0] & 1 ? LANG_NL : LANG_EN;
    struct str input = {(const char *)data + 1, len - 1};
    struct raw raw[64];
    size_t raw_len = 0;
    for (; raw_len < 64 && input.len > 1; raw_len++) {
        raw[raw_len].id = (struct str){input.ptr, 1};
        input = (struct str){input.ptr + 1, input.len - 1};
        raw[raw_len].value = input_take(&input, 80);
    }
    struct arena arena;
    struct answer answer;
    arena_init(&arena);
    answer_parse(&arena, &view, raw, raw_len, lang, &answer);
    HOLDS(answer.values_len == FIELDS && answer.checks_len <= FIELDS);
    for (size_t i = 0; i < FIELDS; i++) {
        const struct value *value = &answer.values[i];
        bool checked = false;
        for (size_t c = 0; c < answer.checks_len; c++) {
            HOLDS((unsigned)answer.checks[c].why < CHECK_COUNT);
            if (str_eq(answer.checks[c].field, fields[i].id)) checked = true;
        }
        if (checked) continue;
        HOLDS(fields[i].optional || value->strings_len > 0);
        HOLDS(fields[i].many || fields[i].kind == FIELD_MARKS || value->strings_len <= 1);
        for (size_t k = 0; k < value->strings_len; k++) {
            size_t row = 99, column = 99;
            HOLDS(value->strings[k].len > 0 && str_is_utf8(value->strings[k]));
            if (fields[i].kind == FIELD_MARKS)
                HOLDS(cell_parse(value->strings[k], &table, &row, &column) && row < 40 &&
                      column < 2);
        }
        if (fields[i].kind == FIELD_NUMBER) number_holds(value->number, lang);
    }
    arena_finish(&arena);
    return 0;
}
