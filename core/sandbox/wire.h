/* JSON from a runner or from the disk, checked against its schema and limits, into the typed
 * structs of base/block.h; and the way back for what is stored. The one place that knows the shape
 * of the wire; used by the keeper (on what a runner sent), by the runner itself (on what Lua
 * returned, so that an author hears the same sentence), and by pages that show a stored outcome.
 * Strict: unknown keys, wrong types, numbers that are not finite, text that is not clean UTF-8 and
 * every size over limits.h are ERR_CORRUPT, with the path
 * ("blocks[3].field.options[1].id: ...", counted from 1 as Lua does) in err. Labels, titles and
 * hints are not empty; ids within one list differ. An outcome that is fine but longer than
 * OUTCOME_LEN is ERR_TOO_LARGE.
 *
 *   text      "same in all languages"  or  {"nl":"..","en":"..","with":{"n":3,"city":".."}}
 *   table
 * {"caption":text?,"columns":[{"id":"age","label":text,"number":true?}],"rows":[[text|number,..],..],
 *              "row_heads":true?}
 *   chart     {"kind":"dots"|"bars","label":text,"unit":text?,"values":[n,..],"names":[text,..]?}
 *   field     {"kind":"number","id":"mean","label":text,"help":text?,"optional":true?,"unit":text?}
 *             {"kind":"choice",...,"many":true?,"options":[{"id":"a","label":text},..]}
 *             {"kind":"short",...}   {"kind":"marks",...,"table":table}
 *   block     {"block":"text"|"note"|"code","text":text}  {"block":"table","table":table}
 *             {"block":"chart","chart":chart}  {"block":"field","field":field}
 *   outcome {"score":0.5,"passed":false,"parts":[{"id":"mean","score":1,"weight":0.25,"text":text?,
 *              "pitfall":"slug"?,"notes":[{"at":"4.age","right":true,"text":text}]?}]}
 *   values    [{"id":"mean","strings":["2.450"],"number":2450?}]
 *   reply to INDEX   {"id":"..","title":text,"minutes":5,"pitfalls":[..],"hints":[text]}
 *   reply to VIEW    {"view":[block],"fingerprint":"16
 * hex","solution":values?,"solution_text":text?} reply to ANSWER  the same, plus
 * "answer":values,"checks":[{"field":"mean","why":"number"}],"outcome":outcome?; "view" only if
 * wanted or if there are checks; "outcome" only without checks
 *   reply to TEST    {"tests":[{"name":"..","ok":true,"text":".."?}]} */
#ifndef SANDBOX_WIRE_H
#define SANDBOX_WIRE_H

#include <jansson.h>

#include "base/block.h"
#include "base/err.h"
#include "base/field.h"

struct ask;

int wire_view(struct arena *arena, const json_t *json, struct view *view, struct err *err);
int wire_info(struct arena *arena, const json_t *json, struct exercise_info *info, struct err *err);
int wire_outcome(struct arena *arena, const json_t *json, struct outcome *outcome, struct err *err);

/* Reads a whole reply of a runner to `ask` into it. */
int wire_reply(struct arena *arena, struct str json, struct ask *ask, struct err *err);

/* What is stored: an outcome as outcome_json gave it, and a raw answer as [["id","value"],...]. */
int wire_read_outcome(struct arena *arena, struct str json, struct outcome *outcome,
                      struct err *err);
int wire_read_raw(struct arena *arena, struct str json, struct raw **raw, size_t *raw_len,
                  struct err *err);
/* The strings are UTF-8, as the form reader sees to. ptr NULL if it would be over ANSWER_LEN. */
struct str wire_write_raw(struct arena *arena, const struct raw *raw, size_t raw_len);

#endif
