#include "base/text.h"

#include "base/limits.h"

struct text text_same(struct str s)
{
    struct text text = {0};
    for (int i = 0; i < LANG_COUNT; i++) text.in[i] = s;
    return text;
}

bool text_is_empty(const struct text *text)
{
    for (int i = 0; i < LANG_COUNT; i++)
        if (text->in[i].len > 0) return false;
    return true;
}

enum lang text_lang(const struct text *text, enum lang wanted)
{
    if (text->in[wanted].ptr) return wanted;
    for (int i = 0; i < LANG_COUNT; i++)
        if (text->in[i].ptr) return (enum lang)i;
    return wanted;
}

static const struct text_var *var_find(const struct text *text, struct str name)
{
    for (size_t i = 0; i < text->vars_len; i++)
        if (str_eq(text->vars[i].name, name)) return &text->vars[i];
    return NULL;
}

void text_write(struct buf *to, const struct text *text, enum lang lang)
{
    enum lang used = text_lang(text, lang);
    struct str rest = text->in[used];
    while (rest.len > 0) {
        ptrdiff_t open = str_find(rest, '{');
        if (open < 0) break;
        struct str after = {rest.ptr + open + 1, rest.len - (size_t)open - 1};
        ptrdiff_t close = str_find(after, '}');
        if (close < 0) break;
        /* the last brace before it opens: "{ {n} }" has a placeholder in plain braces */
        for (ptrdiff_t i = close - 1; i >= 0; i--) {
            if (after.ptr[i] != '{') continue;
            open += i + 1;
            close -= i + 1;
            after = (struct str){after.ptr + i + 1, after.len - (size_t)i - 1};
            break;
        }
        const struct text_var *var = var_find(text, (struct str){after.ptr, (size_t)close});
        buf_add(to, rest.ptr, (size_t)open);
        if (var == NULL) /* not ours: keep it as it stands */
            buf_add(to, rest.ptr + open, (size_t)close + 2);
        else if (var->is_number) lang_number(to, var->number, used);
        else buf_add_str(to, var->string);
        rest = (struct str){after.ptr + close + 1, after.len - (size_t)close - 1};
    }
    buf_add_str(to, rest);
}

struct str text_in(struct arena *arena, const struct text *text, enum lang lang)
{
    if (text->vars_len == 0) {
        struct str s = text->in[text_lang(text, lang)];
        return s.ptr ? s : STR("");
    }
    struct buf buf;
    buf_init(&buf, TEXT_LEN + TEXT_VARS_MAX * TEXT_LEN);
    text_write(&buf, text, lang);
    struct str s = arena_str(arena, buf_str(&buf));
    buf_finish(&buf);
    return s;
}
