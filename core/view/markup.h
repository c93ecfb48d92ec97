/* Where in the HTML a byte of a template stands: a small reading of HTML's own states, strict where
 * browsers guess. It decides which expressions may stand at a place, so that escaping is always
 * enough. Used while templates are compiled; owns nothing. */
#ifndef VIEW_MARKUP_H
#define VIEW_MARKUP_H

#include <stdbool.h>
#include <stddef.h>

enum markup_state {
    MARKUP_TEXT,
    MARKUP_LESS,         /* < */
    MARKUP_LESS_SLASH,   /* </ */
    MARKUP_BANG,         /* <! */
    MARKUP_BANG_DASH,    /* <!- */
    MARKUP_COMMENT,      /* until --> */
    MARKUP_DOCTYPE,      /* until > */
    MARKUP_TAG_NAME,     /* <name */
    MARKUP_TAG,          /* between attributes, after white space */
    MARKUP_TAG_SLASH,    /* the slash before > */
    MARKUP_NAME,         /* of an attribute */
    MARKUP_AFTER_NAME,   /* white space after it */
    MARKUP_BEFORE_VALUE, /* after = */
    MARKUP_QUOTED,       /* inside "..." */
    MARKUP_SINGLE,       /* inside '...' */
    MARKUP_UNQUOTED,
    MARKUP_GAP,     /* after a value or a section: white space or the end of the tag must follow */
    MARKUP_RAW,     /* <script>, <style> and their like */
    MARKUP_ESCAPED, /* <title>, <textarea>: text only, no tags */
    MARKUP_END      /* </script, </title seen inside those */
};

struct markup {
    enum markup_state state, inside; /* inside: RAW or ESCAPED while in END */
    char tag[16], attribute[24];     /* lower case, cut */
    bool closing;
    size_t matched; /* bytes of </name seen in RAW and ESCAPED, or dashes in COMMENT */
    size_t tag_count, name_count; /* which tag, which attribute: the same place or another one */
    bool literal, anchored;       /* an address began; it can no longer become one with a scheme */
    int pre;                      /* open <pre> */
};

/* What an expression may do where it stands. */
enum markup_place {
    PLACE_TEXT,   /* escaped; finished HTML as it is */
    PLACE_QUOTED, /* always escaped */
    PLACE_URL,    /* the start of an address: escaped, and only with a harmless scheme */
    PLACE_STATIC, /* the source of code: only the address of a file of ours */
    PLACE_NONE
};

/* One byte further. NULL, or what is wrong. */
const char *markup_step(struct markup *markup, char c);
/* For {{name}}, {{_ }}, {{@ }}; PLACE_NONE sets *why. */
enum markup_place markup_place(const struct markup *markup, const char **why);
/* A section begins here. NULL, or why it cannot. */
const char *markup_open(struct markup *markup);
/* ... and ends here: it must end where it began (`opened`: the state after markup_open). */
const char *markup_close(struct markup *markup, const struct markup *opened);
/* White space may be folded here. */
bool markup_is_loose(const struct markup *markup);

#endif
