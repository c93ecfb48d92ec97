#include "base/field.h"

#include <math.h>
#include <stdlib.h>

#include "base/limits.h"

static bool take(struct str *s, struct str prefix)
{
    if (prefix.len == 0 || !str_starts(*s, prefix)) return false;
    *s = (struct str){s->ptr + prefix.len, s->len - prefix.len};
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Copies the digits of s into plain with '.' as the decimal sign; `decimal` may be 0 (none). Every
 * other separator must stand before groups of exactly three digits. */
static bool digits_copy(struct str s, char decimal, char group, char *plain)
{
    size_t since_group = 0, n = 0;
    bool grouped = false, in_fraction = false, any = false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (is_digit(c)) {
            plain[n++] = c;
            since_group++;
            any = true;
        } else if (c == decimal && decimal && !in_fraction) {
            if (grouped && since_group != 3) return false;
            plain[n++] = '.';
            in_fraction = true;
            since_group = 0;
        } else if (c == group && !in_fraction && i > 0) {
            if (grouped ? since_group != 3 : since_group > 3 || since_group == 0) return false;
            grouped = true;
            since_group = 0;
        } else {
            return false;
        }
    }
    if (grouped && !in_fraction && since_group != 3) return false;
    plain[n] = '\0';
    return any;
}

static bool take_end(struct str *s, struct str suffix)
{
    if (suffix.len == 0 || !str_ends(*s, suffix)) return false;
    s->len -= suffix.len;
    return true;
}

#define EURO STR("\xe2\x82\xac")
#define MINUS STR("\xe2\x88\x92")

static bool take_space(struct str *s, bool (*from)(struct str *s, struct str what))
{
    return from(s, STR(" ")) || from(s, STR("\t")) || from(s, STR("\xc2\xa0")) /* no-break */ ||
           from(s, STR("\xe2\x80\xaf")) /* narrow no-break */;
}

/* Takes what may stand around a number off both ends. */
static void trim_around(struct str *s, struct str unit, bool *negative)
{
    bool sign_seen = false, more = true;
    while (more) {
        more = take(s, unit) || take(s, EURO) || take(s, STR("%")) || take_space(s, take);
        if (more || sign_seen) continue;
        *negative = take(s, STR("-")) || take(s, MINUS);
        more = sign_seen = *negative || take(s, STR("+"));
    }
    while (take_end(s, unit) || take_end(s, EURO) || take_end(s, STR("%")) ||
           take_space(s, take_end))
        continue;
}

bool number_parse(struct str s, struct str unit, enum lang lang, double *number)
{
    char left[64];
    size_t len = 0, spaces = 0;
    bool negative = false;
    s = str_trim(s);
    trim_around(&s, unit, &negative);
    while (s.len > 0) {
        if (len + 1 >= sizeof left) return false;
        if (take_space(&s, take)) {
            left[len++] = ' ';
            spaces++;
            continue;
        }
        left[len++] = s.ptr[0];
        s = (struct str){s.ptr + 1, s.len - 1};
    }
    /* Dutch prices, "1.250,-": the sign before the dash is the decimal one */
    char priced = 0;
    if (len > 2 && left[len - 1] == '-' && (left[len - 2] == ',' || left[len - 2] == '.')) {
        priced = left[len - 2];
        len -= 2;
    }

    size_t commas = 0, points = 0, last = 0;
    for (size_t i = 0; i < len; i++) {
        if (left[i] == ',') commas++, last = i;
        if (left[i] == '.') points++, last = i;
    }
    char decimal = 0, group = 0;
    if (priced) {
        group = spaces ? ' ' : priced == ',' ? '.' : ',';
    } else if (spaces) { /* between thousands: then the other separator is the decimal sign */
        group = ' ';
        if (commas + points > 1) return false;
        if (commas + points == 1) decimal = left[last];
        bool thousand_like = decimal && len - last - 1 == 3;
        if (thousand_like && decimal != lang_decimal(lang)) return false;
    } else if (commas && points) {
        decimal = left[last];
        group = decimal == ',' ? '.' : ',';
    } else if (commas + points > 1) {
        group = left[last];
    } else if (commas + points == 1) {
        bool thousand_like = len - last - 1 == 3 && last >= 1 && last <= 3 && left[0] != '0';
        if (thousand_like && left[last] != lang_decimal(lang)) group = left[last];
        else decimal = left[last];
    }
    char plain[72];
    if (!digits_copy((struct str){left, len}, decimal, group, plain)) return false;
    double n = strtod(plain, NULL);
    if (!isfinite(n) || n > 1e15) return false;
    *number = negative ? -n : n;
    return true;
}

bool cell_parse(struct str s, const struct table *table, size_t *row, size_t *column)
{
    struct str number;
    uint64_t r;
    if (!str_cut(&s, '.', &number) || s.ptr == NULL) return false;
    if (!str_parse_u64(number, table->rows_len, &r) || r == 0 || number.ptr[0] == '0') return false;
    for (size_t c = 0; c < table->columns_len; c++) {
        if (!str_eq(table->columns[c].id, s)) continue;
        *row = (size_t)r - 1;
        *column = c;
        return true;
    }
    return false;
}

static bool is_clean_text(struct str s)
{
    if (!str_is_utf8(s)) return false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f) return false;
    }
    return true;
}

static bool is_option(const struct field *field, struct str id)
{
    for (size_t i = 0; i < field->options_len; i++)
        if (str_eq(field->options[i].id, id)) return true;
    return false;
}

/* One typed value: true if it can be read, else *why. */
static bool value_check(const struct field *field, struct str s, enum lang lang,
                        struct value *value, enum check_why *why)
{
    size_t row, column;
    switch (field->kind) {
    case FIELD_CHOICE:
        *why = CHECK_OPTION;
        return is_option(field, s) && (field->many || value->strings_len == 0);
    case FIELD_SHORT:
        *why = CHECK_TEXT;
        return is_clean_text(s) && value->strings_len == 0;
    case FIELD_NUMBER:
        *why = CHECK_NUMBER;
        return value->strings_len == 0 &&
               number_parse(s,
                            text_is_empty(&field->unit)
                                ? STR_NONE
                                : field->unit.in[text_lang(&field->unit, lang)],
                            lang, &value->number);
    case FIELD_MARKS:
        *why = CHECK_CELL;
        return cell_parse(s, field->table, &row, &column);
    case FIELD_KINDS:
        break;
    }
    *why = CHECK_TEXT;
    return false;
}

static bool has_string(const struct value *value, struct str s)
{
    for (size_t i = 0; i < value->strings_len; i++)
        if (str_eq(value->strings[i], s)) return true;
    return false;
}

void answer_parse(struct arena *arena, const struct view *view, const struct raw *raw,
                  size_t raw_len, enum lang lang, struct answer *answer)
{
    struct value *values = arena_array(arena, struct value, view->len);
    struct check *checks = arena_array(arena, struct check, view->len);
    size_t values_len = 0, checks_len = 0;
    for (size_t b = 0; b < view->len; b++) {
        if (view->blocks[b].kind != BLOCK_FIELD) continue;
        const struct field *field = view->blocks[b].field;
        struct value *value = &values[values_len++];
        value->id = field->id;
        struct str *strings = NULL;
        bool bad = false;
        enum check_why why = CHECK_EMPTY;
        for (size_t i = 0; i < raw_len && !bad; i++) {
            if (!str_eq(raw[i].id, field->id)) continue;
            struct str s = str_trim(raw[i].value);
            if (s.len == 0) continue;
            if (s.len > FIELD_VALUE_LEN || value->strings_len == FIELD_VALUES_MAX) {
                why = CHECK_LENGTH;
                bad = true;
            } else if (!value_check(field, s, lang, value, &why)) {
                bad = true;
            } else if (!has_string(value, s)) {
                if (strings == NULL) strings = arena_array(arena, struct str, raw_len - i);
                strings[value->strings_len++] = s;
                value->strings = strings;
            }
        }
        if (!bad && value->strings_len == 0 && !field->optional) {
            why = CHECK_EMPTY;
            bad = true;
        }
        if (bad) checks[checks_len++] = (struct check){field->id, why};
    }
    *answer = (struct answer){values, values_len, checks, checks_len};
}
