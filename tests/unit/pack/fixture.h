/* A small good pack in a temporary folder, and ways to spoil it. */
#ifndef TEST_PACK_FIXTURE_H
#define TEST_PACK_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "pack/pack.h"

struct fixture {
    char root[64]; /* a temporary folder */
    char pack[80]; /* root/pack */
    struct arena arena;
    struct pack *read;
    struct pack_problem *problems;
    size_t problems_len;
    struct err err;
};

/* Group and test set-ups for cmocka: *state is a struct fixture. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

/* Paths are relative to the pack. */
void fixture_write(struct fixture *fixture, const char *path, struct str bytes);
void fixture_remove(struct fixture *fixture, const char *path);
/* Replaces the first `from` in a file; it must be there. */
void fixture_replace(struct fixture *fixture, const char *path, const char *from, const char *to);
/* Puts the good pack back as it was. */
void fixture_reset(struct fixture *fixture);
/* pack_read into fixture->read and problems. */
int fixture_read(struct fixture *fixture);
/* Problem i as people see it, in the arena. */
const char *fixture_problem(struct fixture *fixture, size_t i);
/* Fails with all problems unless one of them begins with `start`. */
void fixture_expect(struct fixture *fixture, const char *start);
/* rm -r, read-only folders too. */
void fixture_erase(const char *path);

#endif
