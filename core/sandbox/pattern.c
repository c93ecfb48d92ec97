#include "sandbox/pattern.h"

#include <assert.h>
#include <string.h>

#include "base/limits.h"

/* What one item asks of the subject. */
enum item_kind {
    ITEM_CHAR,     /* the byte `a` */
    ITEM_ANY,      /* any byte */
    ITEM_CLASS,    /* a byte of class mask `class`, or none of it if `negated` */
    ITEM_SET,      /* a byte of set `index` */
    ITEM_BALANCED, /* %bxy */
    ITEM_FRONTIER, /* %f[set] */
    ITEM_BACK,     /* %1: what capture `index` holds */
    ITEM_OPEN,     /* ( */
    ITEM_CLOSE,    /* ) */
    ITEM_POSITION, /* () */
    ITEM_END,      /* $ as the last character */
    ITEM_NEVER,    /* cannot match */
    ITEM_FAULT,    /* malformed from here on */
    ITEM_DONE
};

enum item_repeat { REPEAT_ONCE, REPEAT_OPTIONAL, REPEAT_STAR, REPEAT_PLUS, REPEAT_LAZY };

#define NO_ITEM UINT32_MAX

struct pattern_item {
    unsigned char kind, repeat;
    unsigned char a, b;
    uint16_t class;
    bool negated;
    uint32_t index; /* of a set or a capture */
    const char *error;
    /* The point of return, while matching: where to go on if what follows fails. Since items are
     * walked in order, an item holds at most one, and they chain from the newest to the oldest. */
    uint32_t before;
    size_t at, low;
};

/* Character classes of the C locale, whatever locale the process has. */
#define CLASS_ALPHA 1
#define CLASS_DIGIT 2
#define CLASS_LOWER 4
#define CLASS_UPPER 8
#define CLASS_SPACE 16
#define CLASS_CONTROL 32
#define CLASS_PUNCT 64
#define CLASS_HEX 128
#define CLASS_ZERO 256

#define IS_IN(c, low, high) ((c) >= (low) && (c) <= (high))
#define IS_ALNUM(c) (IS_IN(c, 'a', 'z') || IS_IN(c, 'A', 'Z') || IS_IN(c, '0', '9'))
#define CLASSES(c)                                                                                 \
    ((IS_IN(c, 'a', 'z') ? CLASS_ALPHA | CLASS_LOWER : 0) |                                        \
     (IS_IN(c, 'A', 'Z') ? CLASS_ALPHA | CLASS_UPPER : 0) |                                        \
     (IS_IN(c, '0', '9') ? CLASS_DIGIT | CLASS_HEX : 0) |                                          \
     (IS_IN(c, 'a', 'f') || IS_IN(c, 'A', 'F') ? CLASS_HEX : 0) |                                  \
     (IS_IN(c, '\t', '\r') || (c) == ' ' ? CLASS_SPACE : 0) |                                      \
     (IS_IN(c, 0, 31) || (c) == 127 ? CLASS_CONTROL : 0) |                                         \
     (IS_IN(c, 33, 126) && !IS_ALNUM(c) ? CLASS_PUNCT : 0) | ((c) == 0 ? CLASS_ZERO : 0))
#define ROW4(c) CLASSES(c), CLASSES((c) + 1), CLASSES((c) + 2), CLASSES((c) + 3)
#define ROW16(c) ROW4(c), ROW4((c) + 4), ROW4((c) + 8), ROW4((c) + 12)
#define ROW64(c) ROW16(c), ROW16((c) + 16), ROW16((c) + 32), ROW16((c) + 48)

static const uint16_t classes[256] = {ROW64(0), ROW64(64)}; /* above ASCII: in no class */

/* By class letter from 'a': the mask that it stands for; 0 names no class. */
static const uint16_t letter_masks[26] = {
    ['a' - 'a'] = CLASS_ALPHA,
    ['c' - 'a'] = CLASS_CONTROL,
    ['d' - 'a'] = CLASS_DIGIT,
    ['g' - 'a'] = CLASS_ALPHA | CLASS_DIGIT | CLASS_PUNCT,
    ['l' - 'a'] = CLASS_LOWER,
    ['p' - 'a'] = CLASS_PUNCT,
    ['s' - 'a'] = CLASS_SPACE,
    ['u' - 'a'] = CLASS_UPPER,
    ['w' - 'a'] = CLASS_ALPHA | CLASS_DIGIT,
    ['x' - 'a'] = CLASS_HEX,
    ['z' - 'a'] = CLASS_ZERO, /* no longer in the manual, still in the language */
};

static uint16_t class_mask(unsigned char letter)
{
    return classes[letter] & CLASS_ALPHA ? letter_masks[(letter | 0x20) - 'a'] : 0;
}
/* ---- compiling ---- */

#define SETS_OFFSET(items) ((items) * sizeof(struct pattern_item))

static size_t sets_count(const char *text, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++) n += text[i] == '[';
    return n;
}

size_t pattern_size(const char *text, size_t len)
{
    return SETS_OFFSET(len + 1) + sets_count(text, len) * 32;
}

struct source {
    const unsigned char *at, *end;
};

static void set_add(unsigned char *set, unsigned char c)
{
    set[c >> 3] = (unsigned char)(set[c >> 3] | 1u << (c & 7));
}

static bool set_has(const unsigned char *set, unsigned char c)
{
    return set[c >> 3] >> (c & 7) & 1;
}

static void set_add_class(unsigned char *set, unsigned char letter)
{
    uint16_t mask = class_mask(letter);
    if (mask == 0) {
        set_add(set, letter);
        return;
    }
    bool negated = (classes[letter] & CLASS_UPPER) != 0;
    for (unsigned c = 0; c < 256; c++)
        if (((classes[c] & mask) != 0) != negated) set_add(set, (unsigned char)c);
}

/* Finds the `]` that closes a set whose first content byte is at `from`: a `]` in first place is
 * content, and so is what follows a `%`. NULL if there is none. */
static const unsigned char *set_close(const unsigned char *from, const unsigned char *end)
{
    for (const unsigned char *p = from; p < end; p++) {
        if (*p == ']' && p > from) return p;
        if (*p == '%' && ++p == end) break;
    }
    return NULL;
}

/* Reads a set after its `[`. Returns its number, or NO_ITEM when `]` is missing. */
static uint32_t set_parse(struct pattern *pattern, struct source *in)
{
    bool negated = in->at < in->end && *in->at == '^';
    if (negated) in->at++;
    const unsigned char *close = set_close(in->at, in->end);
    if (close == NULL) return NO_ITEM;
    unsigned char *set = pattern->sets[pattern->sets_len];
    memset(set, 0, 32);
    const unsigned char *p = in->at;
    while (p < close) {
        if (*p == '%') {
            set_add_class(set, p[1]);
            p += 2;
        } else if (close - p > 2 && p[1] == '-') {
            for (unsigned c = p[0]; c <= p[2]; c++) set_add(set, (unsigned char)c);
            p += 3;
        } else {
            set_add(set, *p++);
        }
    }
    if (negated)
        for (int i = 0; i < 32; i++) set[i] = (unsigned char)~set[i];
    in->at = close + 1;
    return pattern->sets_len++;
}

static void item_fault(struct pattern_item *item, const char *error)
{
    item->kind = ITEM_FAULT;
    item->error = error;
}

static enum item_repeat repeat_parse(struct source *in)
{
    if (in->at == in->end) return REPEAT_ONCE;
    switch (*in->at) {
    case '?':
        in->at++;
        return REPEAT_OPTIONAL;
    case '*':
        in->at++;
        return REPEAT_STAR;
    case '+':
        in->at++;
        return REPEAT_PLUS;
    case '-':
        in->at++;
        return REPEAT_LAZY;
    default:
        return REPEAT_ONCE;
    }
}

/* Captures as known at one place of the text: since nothing in a pattern repeats or branches over a
 * parenthesis, which are open and which are closed is known before matching. */
struct captures {
    enum { CAPTURE_OPEN, CAPTURE_CLOSED, CAPTURE_POSITION } state[PATTERN_CAPTURES];
    unsigned len;
};

static void open_parse(struct captures *captures, struct source *in, struct pattern_item *item)
{
    bool position = in->at < in->end && *in->at == ')';
    if (captures->len == PATTERN_CAPTURES) {
        item_fault(item, "too many captures");
        return;
    }
    if (position) in->at++;
    item->kind = position ? ITEM_POSITION : ITEM_OPEN;
    item->index = captures->len;
    captures->state[captures->len++] = position ? CAPTURE_POSITION : CAPTURE_OPEN;
}

static void close_parse(struct captures *captures, struct pattern_item *item)
{
    for (unsigned i = captures->len; i-- > 0;) {
        if (captures->state[i] != CAPTURE_OPEN) continue;
        captures->state[i] = CAPTURE_CLOSED;
        item->kind = ITEM_CLOSE;
        item->index = i;
        return;
    }
    item_fault(item, "invalid pattern capture: this ')' has no '(' before it");
}

static void back_parse(const struct captures *captures, unsigned char digit,
                       struct pattern_item *item)
{
    unsigned i = (unsigned)(digit - '1'); /* '0' becomes large */
    if (i >= captures->len || captures->state[i] == CAPTURE_OPEN) {
        item_fault(item, "invalid capture index in pattern: %1 to %9 name a capture that is closed "
                         "before them");
        return;
    }
    /* a position is no text: referring back to one never matches */
    item->kind = captures->state[i] == CAPTURE_POSITION ? ITEM_NEVER : ITEM_BACK;
    item->index = i;
}

/* Reads what follows a `%` outside a set. */
static void escape_parse(struct pattern *pattern, const struct captures *captures,
                         struct source *in, struct pattern_item *item)
{
    if (in->at == in->end) {
        item_fault(item, "malformed pattern (ends with '%'; write '%%' for a percent sign)");
        return;
    }
    unsigned char c = *in->at++;
    if (c == 'b') {
        if (in->end - in->at < 2) {
            item_fault(item, "malformed pattern (missing arguments to '%b'; it takes two, as in "
                             "'%b()')");
            return;
        }
        item->kind = ITEM_BALANCED;
        item->a = *in->at++;
        item->b = *in->at++;
    } else if (c == 'f') {
        if (in->at == in->end || *in->at != '[') {
            item_fault(item, "missing '[' after '%f' in pattern");
            return;
        }
        in->at++;
        item->kind = ITEM_FRONTIER;
        item->index = set_parse(pattern, in);
        if (item->index == NO_ITEM) item_fault(item, "malformed pattern (missing ']')");
    } else if (classes[c] & CLASS_DIGIT) {
        back_parse(captures, c, item);
    } else {
        uint16_t mask = class_mask(c);
        item->kind = mask ? ITEM_CLASS : ITEM_CHAR;
        item->a = c;
        item->class = mask;
        item->negated = (classes[c] & CLASS_UPPER) != 0;
        item->repeat = (unsigned char)repeat_parse(in);
    }
}

static void item_parse(struct pattern *pattern, struct captures *captures, struct source *in,
                       struct pattern_item *item)
{
    unsigned char c = *in->at++;
    switch (c) {
    case '(':
        open_parse(captures, in, item);
        return;
    case ')':
        close_parse(captures, item);
        return;
    case '%':
        escape_parse(pattern, captures, in, item);
        return;
    case '$':
        if (in->at == in->end) {
            item->kind = ITEM_END;
            return;
        }
        item->kind = ITEM_CHAR;
        break;
    case '.':
        item->kind = ITEM_ANY;
        break;
    case '[':
        item->kind = ITEM_SET;
        item->index = set_parse(pattern, in);
        if (item->index == NO_ITEM) {
            item_fault(item, "malformed pattern (missing ']')");
            return;
        }
        break;
    default:
        item->kind = ITEM_CHAR;
        break;
    }
    item->a = c;
    item->repeat = (unsigned char)repeat_parse(in);
}

void pattern_compile(struct pattern *pattern, void *memory, const char *text, size_t len)
{
    assert(len <= PATTERN_LEN);
    struct captures captures = {.len = 0};
    const unsigned char *from = (const unsigned char *)text;
    struct source in = {from, from + len};
    *pattern = (struct pattern){.items = memory};
    pattern->sets = (void *)((char *)memory + SETS_OFFSET(len + 1));
    unsigned char last = ITEM_CHAR;
    while (in.at < in.end && last != ITEM_FAULT) {
        struct pattern_item *item = &pattern->items[pattern->items_len++];
        *item = (struct pattern_item){.repeat = REPEAT_ONCE};
        item_parse(pattern, &captures, &in, item);
        last = item->kind;
    }
    if (last != ITEM_FAULT)
        pattern->items[pattern->items_len++] = (struct pattern_item){.kind = ITEM_DONE};
}

/* ---- matching ---- */

struct walk {
    struct pattern *pattern;
    const char *subject;
    size_t len;
    size_t at;       /* in the subject */
    uint32_t item;   /* the item to match next */
    uint32_t newest; /* point of return, or NO_ITEM */
    uint64_t steps;  /* left */
};

static bool steps_take(struct walk *w, size_t n)
{
    if (w->steps < n) {
        w->steps = 0;
        return false;
    }
    w->steps -= n;
    return true;
}

/* Does the byte at offset `at` satisfy a single-character item? */
static bool byte_fits(const struct walk *w, const struct pattern_item *item, size_t at)
{
    if (at >= w->len) return false;
    unsigned char c = (unsigned char)w->subject[at];
    switch (item->kind) {
    case ITEM_CHAR:
        return c == item->a;
    case ITEM_ANY:
        return true;
    case ITEM_CLASS:
        return ((classes[c] & item->class) != 0) != item->negated;
    default:
        return set_has(w->pattern->sets[item->index], c);
    }
}

static void return_push(struct walk *w, size_t low, size_t at)
{
    struct pattern_item *item = &w->pattern->items[w->item];
    item->low = low;
    item->at = at;
    item->before = w->newest;
    w->newest = w->item;
}

/* A single-character item with its repetition; the byte budget of a greedy run is one step each. */
static enum pattern_found single_match(struct walk *w, const struct pattern_item *item)
{
    size_t from = w->at;
    switch (item->repeat) {
    case REPEAT_ONCE:
        if (!byte_fits(w, item, from)) return PATTERN_NONE;
        w->at++;
        return PATTERN_MATCH;
    case REPEAT_OPTIONAL:
        if (byte_fits(w, item, from)) {
            return_push(w, from, from);
            w->at++;
        }
        return PATTERN_MATCH;
    case REPEAT_LAZY:
        return_push(w, from, from);
        return PATTERN_MATCH;
    default:
        while (byte_fits(w, item, w->at)) {
            if (!steps_take(w, 1)) return PATTERN_SPENT;
            w->at++;
        }
        if (item->repeat == REPEAT_PLUS) {
            if (w->at == from) return PATTERN_NONE;
            from++;
        }
        if (w->at > from) return_push(w, from, w->at);
        return PATTERN_MATCH;
    }
}

static enum pattern_found balanced_match(struct walk *w, const struct pattern_item *item)
{
    if (w->at >= w->len || (unsigned char)w->subject[w->at] != item->a) return PATTERN_NONE;
    size_t depth = 1;
    for (size_t i = w->at + 1; i < w->len; i++) {
        if (!steps_take(w, 1)) return PATTERN_SPENT;
        unsigned char c = (unsigned char)w->subject[i];
        if (c == item->b) { /* first, so that %bxx ends at the second x */
            if (--depth == 0) {
                w->at = i + 1;
                return PATTERN_MATCH;
            }
        } else if (c == item->a) {
            depth++;
        }
    }
    return PATTERN_NONE;
}

static enum pattern_found back_match(struct walk *w, const struct pattern_capture *capture)
{
    if (capture->len > w->len - w->at) return PATTERN_NONE;
    if (!steps_take(w, capture->len)) return PATTERN_SPENT;
    if (memcmp(w->subject + capture->start, w->subject + w->at, capture->len) != 0)
        return PATTERN_NONE;
    w->at += capture->len;
    return PATTERN_MATCH;
}

static bool is_frontier(const struct walk *w, const unsigned char *set)
{
    /* both ends of the subject count as the byte 0 */
    unsigned char before = w->at > 0 ? (unsigned char)w->subject[w->at - 1] : 0;
    unsigned char after = w->at < w->len ? (unsigned char)w->subject[w->at] : 0;
    return !set_has(set, before) && set_has(set, after);
}

static enum pattern_found item_match(struct walk *w, const struct pattern_item *item)
{
    struct pattern_capture *captures = w->pattern->captures;
    switch ((enum item_kind)item->kind) {
    case ITEM_CHAR:
    case ITEM_ANY:
    case ITEM_CLASS:
    case ITEM_SET:
        return single_match(w, item);
    case ITEM_BALANCED:
        return balanced_match(w, item);
    case ITEM_FRONTIER:
        return is_frontier(w, w->pattern->sets[item->index]) ? PATTERN_MATCH : PATTERN_NONE;
    case ITEM_BACK:
        return back_match(w, &captures[item->index]);
    case ITEM_OPEN:
    case ITEM_POSITION:
        captures[item->index] = (struct pattern_capture){.start = w->at,
                                                         .is_position = item->kind == ITEM_POSITION,
                                                         .is_open = item->kind == ITEM_OPEN};
        w->pattern->captures_len = item->index + 1;
        return PATTERN_MATCH;
    case ITEM_CLOSE:
        captures[item->index].len = w->at - captures[item->index].start;
        captures[item->index].is_open = false;
        return PATTERN_MATCH;
    case ITEM_END:
        return w->at == w->len ? PATTERN_MATCH : PATTERN_NONE;
    case ITEM_FAULT:
        w->pattern->error = item->error;
        return PATTERN_BAD;
    case ITEM_NEVER:
    case ITEM_DONE:
        break;
    }
    return PATTERN_NONE;
}

/* Goes back to the newest point of return and takes its next possibility. False: there is none
 * left. Captures need no undoing: whatever was captured after that point is captured anew before
 * anything reads it. */
static bool walk_return(struct walk *w)
{
    while (w->newest != NO_ITEM) {
        struct pattern_item *item = &w->pattern->items[w->newest];
        w->item = w->newest + 1;
        if (item->repeat == REPEAT_LAZY) { /* one byte more */
            if (byte_fits(w, item, item->at)) {
                w->at = ++item->at;
                return true;
            }
            w->newest = item->before;
        } else { /* one byte less; REPEAT_OPTIONAL has only that */
            w->at = item->repeat == REPEAT_OPTIONAL ? item->at : --item->at;
            if (item->at == item->low) w->newest = item->before;
            return true;
        }
    }
    return false;
}

enum pattern_found pattern_match(struct pattern *pattern, const char *subject, size_t len,
                                 size_t at, uint64_t *steps, size_t *end)
{
    struct walk w = {.pattern = pattern,
                     .subject = subject,
                     .len = len,
                     .at = at,
                     .newest = NO_ITEM,
                     .steps = *steps};
    enum pattern_found found = PATTERN_SPENT;
    pattern->captures_len = 0;
    while (steps_take(&w, 1)) {
        const struct pattern_item *item = &pattern->items[w.item];
        if (item->kind == ITEM_DONE) {
            *end = w.at;
            found = PATTERN_MATCH;
            break;
        }
        found = item_match(&w, item);
        if (found == PATTERN_MATCH) {
            w.item++;
        } else if (found != PATTERN_NONE || !walk_return(&w)) {
            break;
        }
        found = PATTERN_SPENT; /* unless there are steps for the next one */
    }
    *steps = w.steps;
    return found;
}
