#include "pack/directive.h"

#include "base/limits.h"
#include "pack/suggest.h"

static const struct directive directives[] = {
    {"exercise", DIRECTIVE_BLOCK, DOC_EXERCISE, true},
    {"pitfall", DIRECTIVE_BLOCK, DOC_PITFALL, true},
    {"term", DIRECTIVE_INLINE, DOC_TERM, true},
    {"tip", DIRECTIVE_OPEN, DOC_TIP, false},
    {"/tip", DIRECTIVE_CLOSE, DOC_TIP, false},
    {"note", DIRECTIVE_OPEN, DOC_NOTE, false},
    {"/note", DIRECTIVE_CLOSE, DOC_NOTE, false},
};

#define DIRECTIVES (sizeof directives / sizeof directives[0])

static const struct directive *find(struct str name)
{
    for (size_t i = 0; i < DIRECTIVES; i++)
        if (str_is(name, directives[i].name)) return &directives[i];
    return NULL;
}

/* Splits "exercise gemiddelde" into its name and what follows. */
static struct str split_name(struct str inside, struct str *rest)
{
    struct str trimmed = str_trim(inside);
    size_t end = 0;
    while (end < trimmed.len && trimmed.ptr[end] != ' ' && trimmed.ptr[end] != '\t') end++;
    *rest = str_trim(str_slice(trimmed.ptr + end, trimmed.len - end));
    return str_slice(trimmed.ptr, end);
}

const struct directive *directive_parse(struct problems *problems, struct str file, int line,
                                        int column, struct str inside, struct str *id)
{
    struct str name = split_name(inside, id);
    const struct directive *directive = find(name);
    if (directive == NULL) {
        struct suggest suggest;
        suggest_init(&suggest, name);
        for (size_t i = 0; i < DIRECTIVES; i++) suggest_offer(&suggest, str_of(directives[i].name));
        struct str hint = suggest_words(&suggest, problems->arena);
        problem_add(problems, file, line, column,
                    "{{%.*s}}: this is not one of our additions to Markdown%.*s%s known: exercise, "
                    "pitfall, term, tip, note; for braces as text write \\{{",
                    STR_ARG(name), STR_ARG(hint), hint.len ? "" : ";");
        return NULL;
    }
    if (directive->has_id && !str_is_slug(*id, SLUG_LEN)) {
        problem_add(problems, file, line, column,
                    "{{%.*s %.*s}}: here belongs the one name of %s, as in {{%.*s gemiddelde}}",
                    STR_ARG(name), STR_ARG(*id),
                    directive->kind == DOC_EXERCISE  ? "an exercise"
                    : directive->kind == DOC_PITFALL ? "a pitfall"
                                                     : "a term",
                    STR_ARG(name));
        return NULL;
    }
    if (!directive->has_id && id->len > 0) {
        problem_add(problems, file, line, column,
                    "{{%.*s %.*s}}: nothing follows the word; write {{%.*s}}", STR_ARG(name),
                    STR_ARG(*id), STR_ARG(name));
        return NULL;
    }
    return directive;
}

/* A line that is nothing but one directive that stands on its own. */
static bool is_directive_line(struct str line)
{
    if (!str_starts(line, STR("{{"))) return false;
    line = str_trim(line);
    if (line.len < 5 || !str_ends(line, STR("}}"))) return false;
    struct str inside = str_slice(line.ptr + 2, line.len - 4), rest;
    if (str_find(inside, '{') >= 0 || str_find(inside, '}') >= 0) return false;
    const struct directive *directive = find(split_name(inside, &rest));
    return directive && directive->place != DIRECTIVE_INLINE;
}

/* Follows ``` and ~~~ at the start of lines (CommonMark section 4.5); *fence is the run's length,
 * 0 outside. */
static void follow_fence(struct str line, char *mark, size_t *fence)
{
    size_t indent = 0, run = 0;
    while (indent < line.len && line.ptr[indent] == ' ') indent++;
    if (indent > 3 || indent == line.len) return;
    char c = line.ptr[indent];
    if (c != '`' && c != '~') return;
    while (indent + run < line.len && line.ptr[indent + run] == c) run++;
    struct str after = str_slice(line.ptr + indent + run, line.len - indent - run);
    if (*fence == 0 && run >= 3 && (c == '~' || str_find(after, '`') < 0)) {
        *mark = c;
        *fence = run;
    } else if (*fence > 0 && c == *mark && run >= *fence && str_trim(after).len == 0) {
        *fence = 0;
    }
}

struct directive_lines directive_separate(struct arena *arena, struct str source)
{
    size_t found = 0;
    struct str rest = source, line;
    while (source.len && str_cut(&rest, '\n', &line)) found += is_directive_line(line);
    struct directive_lines lines = {.text = source};
    if (found == 0) return lines;

    char *to = arena_alloc(arena, source.len + 2 * found + 1);
    size_t len = 0, fence = 0;
    char mark = 0;
    lines.inserted = arena_array(arena, size_t, 2 * found);
    rest = source;
    while (str_cut(&rest, '\n', &line)) {
        bool own = fence == 0 && is_directive_line(line);
        if (own) {
            lines.inserted[lines.inserted_len++] = len;
            to[len++] = '\n';
        }
        memcpy(to + len, line.ptr, line.len);
        len += line.len;
        if (rest.ptr) to[len++] = '\n';
        if (own && rest.ptr) {
            lines.inserted[lines.inserted_len++] = len;
            to[len++] = '\n';
        }
        follow_fence(line, &mark, &fence);
    }
    to[len] = '\0';
    lines.text = str_slice(to, len);
    return lines;
}

size_t directive_source(const struct directive_lines *lines, size_t offset)
{
    size_t low = 0, high = lines->inserted_len; /* how many inserted bytes come before */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (lines->inserted[middle] < offset) low = middle + 1;
        else high = middle;
    }
    return offset - low;
}
