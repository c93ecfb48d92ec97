/* What an exercise shows and what comes back, as plain typed data without any language of
 * presentation: the runner writes it as JSON, core/sandbox checks and reads it into these structs,
 * core/view draws them. Everything borrows from one arena. Any thread. */
#ifndef BASE_BLOCK_H
#define BASE_BLOCK_H

#include "base/text.h"

/* A table of read-only cells. Row r, column c is cells[r * columns_len + c]. */
struct table {
    struct text caption;
    const struct table_column {
        struct str id;
        struct text label;
        bool is_number; /* right-aligned, tabular figures */
    } * columns;
    size_t columns_len;
    const struct text *cells;
    size_t rows_len;
    bool row_heads; /* the first column names its row: th scope=row */
};

/* A chart, drawn by core/view as SVG with its description before and its data table after. */
enum chart_kind { CHART_DOTS, CHART_BARS };

struct chart {
    enum chart_kind kind;
    struct text label; /* what is drawn: the accessible name */
    struct text unit;
    const double *values;     /* finite */
    const struct text *names; /* one per value, or NULL */
    size_t values_len;
};

/* X(id, name on the wire): the fields a view may ask. One line here, one parser in
 * core/base/field.c, one drawing in core/view/field.c. */
#define FIELD_LIST(X)                                                                              \
    X(CHOICE, "choice") /* one option, or with `many` any number */                                \
    X(SHORT, "short")   /* one line of text */                                                     \
    X(NUMBER, "number") /* comma or point */                                                       \
    X(MARKS, "marks")   /* cells of a table */

enum field_kind {
#define X(id, name) FIELD_##id,
    FIELD_LIST(X)
#undef X
        FIELD_KINDS
};

struct option {
    struct str id;
    struct text label;
};

struct field {
    enum field_kind kind;
    struct str id; /* [a-z][a-z0-9_]*: the name in the form and in grade's `a` */
    struct text label, help;
    bool optional;                /* empty is an answer */
    bool many;                    /* CHOICE */
    const struct option *options; /* CHOICE */
    size_t options_len;
    struct text unit;          /* NUMBER */
    const struct table *table; /* MARKS: a cell is named "<row from 1>.<column id>" */
};

/* X(id, name on the wire) */
#define BLOCK_LIST(X)                                                                              \
    X(TEXT, "text")                                                                                \
    X(NOTE, "note")                                                                                \
    X(CODE, "code")                                                                                \
    X(TABLE, "table")                                                                              \
    X(CHART, "chart")                                                                              \
    X(FIELD, "field")

enum block_kind {
#define X(id, name) BLOCK_##id,
    BLOCK_LIST(X)
#undef X
        BLOCK_KINDS
};

struct block {
    enum block_kind kind;
    struct text text;          /* TEXT, NOTE, CODE */
    const struct table *table; /* TABLE */
    const struct chart *chart; /* CHART */
    const struct field *field; /* FIELD */
};

struct view {
    const struct block *blocks;
    size_t len;
};

/* The field with this id, or NULL. */
const struct field *view_field(const struct view *view, struct str id);

/* One field's answer after parsing, and equally one field of a worked answer: text values as typed
 * or chosen (option ids, cell names), plus the number for NUMBER. No values: left empty. */
struct value {
    struct str id; /* of the field */
    const struct str *strings;
    size_t strings_len;
    double number;
};

/* Why a field could not be read; the words come from core/view. */
#define CHECK_LIST(X)                                                                              \
    X(EMPTY, "empty")   /* nothing filled in */                                                    \
    X(NUMBER, "number") /* not a number */                                                         \
    X(OPTION, "option") /* not one of the options, or too many of them */                          \
    X(CELL, "cell")     /* not a cell of the table */                                              \
    X(LENGTH, "length") /* too long */                                                             \
    X(TEXT, "text")     /* not UTF-8, or control characters */

enum check_why {
#define X(id, name) CHECK_##id,
    CHECK_LIST(X)
#undef X
        CHECK_COUNT
};

struct check {
    struct str field;
    enum check_why why;
};

/* What a grade gives: the sum, and per part what to say. */
struct note {      /* a remark at one place inside a part */
    struct str at; /* a cell name */
    bool right;
    struct text text;
};

struct part {
    struct str id;      /* a field's id, or the author's own name */
    double score;       /* 0..1 */
    double weight;      /* share of the whole, >= 0 */
    struct text text;   /* what to say; may be empty */
    struct str pitfall; /* slug of the pitfall met, or none */
    const struct note *notes;
    size_t notes_len;
};

struct outcome {
    double score; /* finite, 0..1 */
    bool passed;
    const struct part *parts;
    size_t parts_len;
};

const struct part *outcome_part(const struct outcome *outcome, struct str id);

/* An exercise as the index of its pack describes it. */
struct exercise_info {
    struct str id; /* slug */
    struct text title;
    int minutes;
    const struct str *pitfalls;
    size_t pitfalls_len;
    const struct text *hints;
    size_t hints_len;
};

#endif
