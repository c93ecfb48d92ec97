/* What the tests of core/view share: message files made in memory, the real templates of web/, and
 * a strict reading of HTML that tells its skeleton (tags and names of attributes) from its words.
 */
#ifndef VIEW_SUPPORT_H
#define VIEW_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* needs those before it */
#include <cmocka.h>

#include "view/view.h"

struct pair {
    const char *msgid, *text;
};

/* A .mo file of these messages, in order of msgid; the first is the header (""). */
struct str mo_make(struct arena *arena, const struct pair *pairs, size_t len);

/* An engine of these files and nothing else; fails the test if it cannot be made. */
struct engine *engine_of(const struct engine_file *files, size_t len);
/* The text of the error of an engine with this one template (and "other", static app-1f.css). */
struct str error_of(struct arena *arena, const char *body);

/* All templates of web/templates, with "en: <msgid>" for every message in them but those given. */
struct engine *engine_of_web(struct arena *arena, const struct pair *english, size_t len);

/* Tags and attribute names of well-formed HTML; NULL (with *wrong) where something broke out: a
 * bare < or ", an attribute twice, an entity that is none. */
const char *html_skeleton(struct arena *arena, struct str html, const char **wrong);
/* Text and attribute values with their entities undone, each after a line break. */
struct str html_words(struct arena *arena, struct str html);

/* How often `part` occurs. */
size_t count_of(struct str s, const char *part);
#define assert_has(html, part) assert_has_at(html, part, __FILE__, __LINE__)
#define assert_lacks(html, part) assert_lacks_at(html, part, __FILE__, __LINE__)
void assert_has_at(struct str s, const char *part, const char *file, int line);
void assert_lacks_at(struct str s, const char *part, const char *file, int line);

/* More than 400 strings that have broken pages before, and pairs of them. */
size_t awkward_len(void);
struct str awkward(struct arena *arena, size_t i);

#endif
