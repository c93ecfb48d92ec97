#include "pack/problems.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"

void problems_init(struct problems *problems, struct arena *arena)
{
    *problems = (struct problems){.arena = arena};
}

void problem_add(struct problems *problems, struct str file, int line, int column, const char *fmt,
                 ...)
{
    if (problems->len == PACK_PROBLEMS_MAX) {
        problems->left_out++;
        return;
    }
    if (problems->len == problems->room) {
        size_t room = problems->room ? problems->room * 2 : 16;
        struct pack_problem *list = arena_array(problems->arena, struct pack_problem, room);
        if (problems->len) memcpy(list, problems->list, problems->len * sizeof *list);
        problems->list = list;
        problems->room = room;
    }
    char text[ERR_TEXT_MAX];
    va_list args;
    va_start(args, fmt);
    int len = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    size_t cut = len < 0 ? 0 : (size_t)len;
    if (cut >= sizeof text) {
        cut = sizeof text - 1;
        while (cut > 0 && ((unsigned char)text[cut] & 0xc0) == 0x80) cut--; /* whole characters */
    }
    problems->list[problems->len++] = (struct pack_problem){
        .file = file,
        .line = line,
        .column = column,
        .text = arena_str(problems->arena, str_slice(text, cut)),
    };
}

static int compare(const struct pack_problem *a, const struct pack_problem *b)
{
    int order = str_compare(a->file, b->file);
    if (order != 0) return order;
    if (a->line != b->line) return a->line < b->line ? -1 : 1;
    if (a->column != b->column) return a->column < b->column ? -1 : 1;
    return 0;
}

void problems_sort(struct problems *problems)
{
    /* insertion: at most PACK_PROBLEMS_MAX, nearly sorted, and stable */
    for (size_t i = 1; i < problems->len; i++) {
        struct pack_problem moving = problems->list[i];
        size_t at = i;
        while (at > 0 && compare(&moving, &problems->list[at - 1]) < 0) {
            problems->list[at] = problems->list[at - 1];
            at--;
        }
        problems->list[at] = moving;
    }
}

int problems_err(const struct problems *problems, struct err *err)
{
    const struct pack_problem *first = &problems->list[0];
    size_t more = problems->len - 1 + problems->left_out;
    char others[64] = "";
    if (more > 0)
        snprintf(others, sizeof others, " (and %zu more problem%s)", more, more == 1 ? "" : "s");
    return err_set(err, ERR_INVALID, "%.*s:%d:%d: %.*s%s", STR_ARG(first->file), first->line,
                   first->column, STR_ARG(first->text), others);
}

void text_position(struct str text, size_t offset, int *line, int *column)
{
    *line = 1;
    *column = 1;
    if (offset > text.len) offset = text.len;
    for (size_t i = 0; i < offset; i++) {
        if (text.ptr[i] == '\n') {
            (*line)++;
            *column = 1;
        } else if (((unsigned char)text.ptr[i] & 0xc0) != 0x80) {
            (*column)++;
        }
    }
}
