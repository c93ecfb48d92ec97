/* Drawing: templates, exercises, pages of text, charts, in the reader's language. Knows nothing of
 * HTTP, the store or packs. The engine is made once at start and then only read: any thread.
 *
 * Templates (web/templates/NAME.html) are HTML with:
 *   {{name}} {{a.b}}        the value, escaped for text and for quoted attributes; a struct html as
 * it is
 *   {{#name}}..{{/name}}    for each of a list; once if an object, true, or a string or number that
 * is not empty or 0, with it as the innermost scope
 *   {{^name}}..{{/name}}    if there is nothing of that
 *   {{>name}}               another template, same scope
 *   {{_ "Dutch {n} words"}} the message in the reader's language; {n} is filled from the scope,
 * escaped. The msgid is the Dutch text; web/locale/en.po has the English
 *   {{@app.css}}            the address of a static file, with its hash
 *   {{! remark }}
 * Inside a loop, {{first}}, {{last}} and {{number}} (from 1) are set. A name is looked up in the
 * innermost scope first, then outward; a name that nobody set prints nothing.
 *
 * Expressions stand in text or in a double-quoted attribute value; sections also between the
 * attributes of a tag (<input{{#checked}} checked{{/checked}}>), and a section ends in the same
 * text, value or tag that it began in. Finished HTML is escaped like any string inside an
 * attribute, <title> and <textarea>. At the start of an address (href, action ...) a value with
 * another scheme than http, https or mailto prints "#". White space with a line break in it is
 * folded to one line break, and a file's first and last white space is no part of it. Inside a
 * message \" and \\ are a quote and a backslash; it stands on one line.
 *
 * An error with file and line when the engine is made: an unknown partial, static file or message
 * (no translation, or one with another placeholder), a section unclosed or closed elsewhere, an
 * expression at any other place (an unquoted attribute, a <script>, a <style>, a comment, an on...
 * or style attribute), a template that contains itself. */
#ifndef VIEW_VIEW_H
#define VIEW_VIEW_H

#include "base/block.h"
#include "base/doc.h"
#include "base/err.h"
#include "view/html.h"
#include "view/val.h"

struct engine;

struct engine_file {
    const char *path; /* "templates/home.html", "locale/en.mo", "static/app-3f2a.css" */
    struct str body;
};

/* Compiles all templates and reads all message files. The files outlive the engine. */
int engine_create(struct engine **out, const struct engine_file *files, size_t len,
                  struct err *err);
void engine_destroy(struct engine *engine);

/* Writes template `name` into `to`. An unknown template is a programming error (asserted). */
void engine_page(const struct engine *engine, struct buf *to, const char *name,
                 const struct val *scope, enum lang lang);
/* The same as a piece to put into another. */
struct html engine_piece(const struct engine *engine, struct arena *arena, const char *name,
                         const struct val *scope, enum lang lang);

/* A message outside templates: msgid (Dutch) in `lang`; the msgid itself if there is no
 * translation. */
struct str engine_message(const struct engine *engine, enum lang lang, const char *msgid);
/* Address of a static file ("app.css" -> "/static/app-3f2a.css"), or STR_NONE. */
struct str engine_static(const struct engine *engine, const char *name);

/* A page of text. Exercises, pitfalls and terms in it are drawn by `insert` (NULL: left out). */
struct doc_inserts {
    struct html (*insert)(void *data, enum doc_kind kind, struct str id);
    void *data;
    struct str media_base; /* "/media/org/pack@digest/": images point there */
    int heading_base;      /* added to heading levels: the page's own h1 is not repeated */
};
struct html draw_doc(const struct engine *engine, struct arena *arena, const struct doc *doc,
                     const struct doc_inserts *inserts, enum lang lang);

/* An exercise's view: its blocks in order, each field with its label, help, entry and feedback
 * slot. */
struct drawing {
    const struct view *view;
    struct str prefix; /* unique on the page: "gemiddelde-of-mediaan": ids are "<prefix>-<field>" */
    bool disabled;     /* a preview, or closed: fields are shown but cannot be filled */
    const struct raw_value {
        struct str id, value;
    } * filled; /* what was typed before, put back */
    size_t filled_len;
    const struct check *checks; /* what could not be read */
    size_t checks_len;
    const struct outcome *outcome; /* what came back on exactly these values, or NULL */
    const struct value *read;      /* how numbers were understood, shown back; or NULL */
    size_t read_len;
    /* a pitfall's title and address (may be empty) for its slug; false if unknown */
    bool (*pitfall)(void *data, struct str slug, struct str *title, struct str *address);
    void *pitfall_data;
};
struct html draw_exercise(const struct engine *engine, struct arena *arena,
                          const struct drawing *drawing, enum lang lang);
/* Only the feedback slots (`<div id="<prefix>-<field>-feedback">`), for a page that already has the
 * fields. */
struct html draw_feedback(const struct engine *engine, struct arena *arena,
                          const struct drawing *drawing, enum lang lang);
/* The worked answer as a list of field label and value, plus the author's explanation. */
struct html draw_solution(const struct engine *engine, struct arena *arena, const struct view *view,
                          const struct value *values, size_t values_len, const struct text *text,
                          enum lang lang);

#endif
