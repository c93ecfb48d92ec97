/* The author's tests beside an exercise: runs exercises/<slug>_test.lua with the function `test`,
 * each test on a fresh variant. */
#ifndef SANDBOX_RUNNER_AUTHOR_H
#define SANDBOX_RUNNER_AUTHOR_H

#include <jansson.h>

struct world;

/* The reply to TEST, owned by the caller; NULL with the world's fault when the file does not run.
 */
json_t *author_tests(struct world *world);

#endif
