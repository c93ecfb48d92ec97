/* What every test of the ground layer includes: cmocka in the order it wants, and strings compared
 * as what they are. */
#ifndef TESTS_BASE_UNIT_H
#define TESTS_BASE_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"

#define LEN(array) (sizeof(array) / sizeof((array)[0]))

static inline void str_same_at(struct str got, const char *want, const char *file, int line)
{
    if (str_is(got, want)) return;
    print_error("got \"%.*s\", expected \"%s\"\n", STR_ARG(got), want);
    _fail(file, line);
}
#define assert_str(got, want) str_same_at((got), (want), __FILE__, __LINE__)

#endif
