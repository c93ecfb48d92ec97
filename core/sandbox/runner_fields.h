/* The part of a view that feedback speaks of. A page that shows its exercise already needs no view
 * with a reply to its answer: only the fields, and of a large table only the rows that are named.
 */
#ifndef SANDBOX_RUNNER_FIELDS_H
#define SANDBOX_RUNNER_FIELDS_H

#include <jansson.h>

#include "base/block.h"
#include "base/field.h"

/* A copy of the view's JSON (owned) without blocks that are no fields, and with null for each row
 * of a table that neither the answer nor the solution nor a note of the outcome names. */
json_t *fields_json(const json_t *view_json, const struct view *view, const struct answer *answer,
                    const struct answer *solution, const struct outcome *outcome);

#endif
