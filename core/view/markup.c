#include "view/markup.h"

#include <string.h>

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_name(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ':' || c == '.';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static void name_add(char *name, size_t size, char c)
{
    size_t len = strlen(name);
    if (len + 1 >= size) return;
    name[len] = lower(c);
    name[len + 1] = '\0';
}

static bool is_one_of(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(name, *list) == 0) return true;
    return false;
}

static const char *tag_begin(struct markup *m, bool closing, char c)
{
    if (!is_letter(c)) return "a < that begins no tag: write &lt;";
    m->state = MARKUP_TAG_NAME;
    m->closing = closing;
    m->tag[0] = m->attribute[0] = '\0';
    m->tag_count++;
    name_add(m->tag, sizeof m->tag, c);
    return NULL;
}

static const char *tag_end(struct markup *m)
{
    static const char *const raw[] = {"script",   "style", "iframe",    "noembed",
                                      "noframes", "xmp",   "plaintext", NULL};
    static const char *const escaped[] = {"title", "textarea", NULL};
    bool is_pre = strcmp(m->tag, "pre") == 0;
    m->state = MARKUP_TEXT;
    m->matched = 0;
    if (m->closing) {
        if (is_pre && m->pre > 0) m->pre--;
        return NULL;
    }
    if (is_pre) m->pre++;
    if (is_one_of(m->tag, raw)) m->state = MARKUP_RAW;
    if (is_one_of(m->tag, escaped)) m->state = MARKUP_ESCAPED;
    return NULL;
}

static const char *name_begin(struct markup *m, char c)
{
    if (!is_letter(c)) return "no name of an attribute begins like this";
    m->state = MARKUP_NAME;
    m->attribute[0] = '\0';
    m->name_count++;
    m->literal = m->anchored = false;
    name_add(m->attribute, sizeof m->attribute, c);
    return NULL;
}

/* Between the parts of a tag: where what comes next is not yet known. */
static const char *tag_step(struct markup *m, char c)
{
    if (is_space(c)) {
        m->state = MARKUP_TAG;
        return NULL;
    }
    if (c == '>') return tag_end(m);
    if (c == '/') {
        m->state = MARKUP_TAG_SLASH;
        return NULL;
    }
    if (m->state == MARKUP_GAP) return "put a space between attributes";
    return name_begin(m, c);
}

/* Inside <script> or <title>: only its own closing tag ends it. */
static void raw_step(struct markup *m, char c)
{
    size_t len = strlen(m->tag);
    char want = m->matched == 0 ? '<' : m->matched == 1 ? '/' : m->tag[m->matched - 2];
    if (lower(c) != want) {
        m->matched = c == '<' ? 1 : 0;
        return;
    }
    if (++m->matched < len + 2) return;
    m->inside = m->state;
    m->state = MARKUP_END;
    m->matched = 0;
}

const char *markup_step(struct markup *m, char c)
{
    switch (m->state) {
    case MARKUP_TEXT:
        if (c == '<') m->state = MARKUP_LESS;
        return NULL;
    case MARKUP_LESS:
        if (c == '/') m->state = MARKUP_LESS_SLASH;
        else if (c == '!') m->state = MARKUP_BANG;
        else return tag_begin(m, false, c);
        return NULL;
    case MARKUP_LESS_SLASH:
        return tag_begin(m, true, c);
    case MARKUP_BANG:
        if (c == '-') m->state = MARKUP_BANG_DASH;
        else if (is_letter(c)) m->state = MARKUP_DOCTYPE;
        else return "after <! comes a comment or the document type";
        return NULL;
    case MARKUP_BANG_DASH:
        if (c != '-') return "a comment begins with <!--";
        m->state = MARKUP_COMMENT;
        m->matched = 0;
        return NULL;
    case MARKUP_COMMENT:
        if (c == '-') m->matched++;
        else if (c == '>' && m->matched >= 2) m->state = MARKUP_TEXT;
        else m->matched = 0;
        return NULL;
    case MARKUP_DOCTYPE:
        if (c == '>') m->state = MARKUP_TEXT;
        return NULL;
    case MARKUP_TAG_NAME:
        if (!is_name(c)) return tag_step(m, c);
        name_add(m->tag, sizeof m->tag, c);
        return NULL;
    case MARKUP_TAG:
    case MARKUP_GAP:
        return tag_step(m, c);
    case MARKUP_TAG_SLASH:
        return c == '>' ? tag_end(m) : "after / the tag ends with >";
    case MARKUP_NAME:
    case MARKUP_AFTER_NAME:
        if (c == '=') m->state = MARKUP_BEFORE_VALUE;
        else if (is_space(c)) m->state = MARKUP_AFTER_NAME;
        else if (m->state == MARKUP_NAME && is_name(c))
            name_add(m->attribute, sizeof m->attribute, c);
        else if (m->state == MARKUP_NAME && c != '>' && c != '/')
            return "a sign that does not belong in the name of an attribute";
        else return tag_step(m, c);
        return NULL;
    case MARKUP_BEFORE_VALUE:
        if (c == '>') return "an attribute without its value";
        if (c == '"') m->state = MARKUP_QUOTED;
        else if (c == '\'') m->state = MARKUP_SINGLE;
        else if (!is_space(c)) m->state = MARKUP_UNQUOTED;
        return NULL;
    case MARKUP_QUOTED:
        if (c == '"') m->state = MARKUP_GAP;
        m->literal = true;
        if (c == '/' || c == '?' || c == '#') m->anchored = true;
        return NULL;
    case MARKUP_SINGLE:
        if (c == '\'') m->state = MARKUP_GAP;
        return NULL;
    case MARKUP_UNQUOTED:
        if (is_space(c)) m->state = MARKUP_TAG;
        return c == '>' ? tag_end(m) : NULL;
    case MARKUP_RAW:
    case MARKUP_ESCAPED:
        raw_step(m, c);
        return NULL;
    case MARKUP_END:
        if (c == '>' || c == '/' || is_space(c)) {
            m->closing = true;
            m->state = MARKUP_GAP;
            return tag_step(m, c);
        }
        m->state = m->inside;
        return NULL;
    }
    return NULL;
}

static enum markup_place attribute_place(const struct markup *m, const char **why)
{
    static const char *const address[] = {"href",   "src",  "action",     "formaction", "cite",
                                          "poster", "data", "xlink:href", "manifest",   NULL};
    static const char *const code[] = {"script", "iframe", "object", "embed", "base", NULL};
    if (strncmp(m->attribute, "on", 2) == 0) {
        *why = "no expression in an on... attribute: it would be code";
        return PLACE_NONE;
    }
    if (strcmp(m->attribute, "style") == 0) {
        *why = "no expression in a style attribute: use a class";
        return PLACE_NONE;
    }
    if (strcmp(m->attribute, "srcdoc") == 0 || strcmp(m->attribute, "srcset") == 0) {
        *why = "no expression in srcdoc or srcset";
        return PLACE_NONE;
    }
    if (!is_one_of(m->attribute, address)) return PLACE_QUOTED;
    if (is_one_of(m->tag, code)) return PLACE_STATIC;
    if (m->anchored) return PLACE_QUOTED;
    if (!m->literal) return PLACE_URL;
    *why = "begin an address with / or with one expression for the whole of it";
    return PLACE_NONE;
}

enum markup_place markup_place(const struct markup *m, const char **why)
{
    switch (m->state) {
    case MARKUP_TEXT:
        return PLACE_TEXT;
    case MARKUP_ESCAPED:
        return PLACE_QUOTED;
    case MARKUP_QUOTED:
        return attribute_place(m, why);
    case MARKUP_SINGLE:
    case MARKUP_UNQUOTED:
    case MARKUP_BEFORE_VALUE:
        *why = "an expression in an attribute stands between double quotes";
        return PLACE_NONE;
    case MARKUP_RAW:
    case MARKUP_END:
        *why = "no expression in a script or style: it would be code";
        return PLACE_NONE;
    case MARKUP_COMMENT:
    case MARKUP_BANG:
    case MARKUP_BANG_DASH:
    case MARKUP_DOCTYPE:
        *why = "no expression in a comment; a remark is {{! ... }}";
        return PLACE_NONE;
    case MARKUP_LESS:
    case MARKUP_LESS_SLASH:
    case MARKUP_TAG_NAME:
    case MARKUP_TAG:
    case MARKUP_TAG_SLASH:
    case MARKUP_NAME:
    case MARKUP_AFTER_NAME:
    case MARKUP_GAP:
        break;
    }
    *why = "no expression in a tag outside a double-quoted attribute value";
    return PLACE_NONE;
}

static bool is_in_tag(enum markup_state state)
{
    return state == MARKUP_TAG_NAME || state == MARKUP_TAG || state == MARKUP_NAME ||
           state == MARKUP_AFTER_NAME || state == MARKUP_GAP;
}

const char *markup_open(struct markup *m)
{
    if (m->state == MARKUP_TEXT || m->state == MARKUP_ESCAPED || m->state == MARKUP_QUOTED)
        return NULL;
    if (!is_in_tag(m->state))
        return "a section stands in text, in a double-quoted value or between attributes";
    /* whether the section prints or not, what follows must not join what stands before */
    if (m->state != MARKUP_TAG) m->state = MARKUP_GAP;
    return NULL;
}

const char *markup_close(struct markup *m, const struct markup *opened)
{
    bool same = m->state == opened->state;
    if (is_in_tag(opened->state)) {
        same = is_in_tag(m->state) && m->tag_count == opened->tag_count;
        m->state = m->state == MARKUP_TAG && opened->state == MARKUP_TAG ? MARKUP_TAG : MARKUP_GAP;
    } else if (opened->state == MARKUP_ESCAPED) {
        same = same && m->tag_count == opened->tag_count;
    } else if (opened->state == MARKUP_QUOTED) {
        same = same && m->name_count == opened->name_count;
        /* it may have printed nothing */
        m->anchored = opened->anchored;
        m->literal = m->literal || opened->literal;
    }
    return same ? NULL : "a section ends where it began: in the same text, value or tag";
}

bool markup_is_loose(const struct markup *m)
{
    return (m->state == MARKUP_TEXT && m->pre == 0) || m->state == MARKUP_TAG_NAME ||
           m->state == MARKUP_TAG || m->state == MARKUP_GAP;
}
