/* What every fuzz target includes. A property that does not hold ends the process with its line,
 * which libFuzzer keeps with the input. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#define HOLDS(what)                                                                                \
    do {                                                                                           \
        if (!(what)) {                                                                             \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #what);              \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Takes up to `most` bytes, as many as the first byte says, off the input. */
static inline struct str input_take(struct str *input, size_t most)
{
    struct str piece = {input->ptr, 0};
    if (input->len == 0) return piece;
    size_t want = (unsigned char)input->ptr[0] % (most + 1);
    *input = (struct str){input->ptr + 1, input->len - 1};
    piece = (struct str){input->ptr, want < input->len ? want : input->len};
    *input = (struct str){input->ptr + piece.len, input->len - piece.len};
    return piece;
}

#endif
