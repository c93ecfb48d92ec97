/* Unpredictable bytes from the kernel, for keys and tokens. Any thread. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>

/* Never fails: a kernel without getrandom ends the process. */
void random_bytes(void *to, size_t len);

#endif
