/* Versions of packs (semver.org 2.0.0: major.minor.patch, optionally -pre.release) and the ranges
 * that `needs` writes: an exact version, ^1.2.0 (up to the next major), ~1.2.0 (up to the next
 * minor), >=1.2.0. Pure; any thread. */
#ifndef PACK_VERSION_H
#define PACK_VERSION_H

#include "base/str.h"

struct version {
    uint64_t part[3];
    struct str pre; /* after the hyphen; ptr NULL: a release */
};

bool version_parse(struct str s, struct version *version);
/* Semver's order: a pre-release comes before its release. */
int version_compare(const struct version *a, const struct version *b);

enum range_kind { RANGE_EXACT, RANGE_CARET, RANGE_TILDE, RANGE_FROM };

struct range {
    enum range_kind kind;
    struct version from;
};

bool range_parse(struct str s, struct range *range);
/* A pre-release is only in the range that names it exactly. */
bool range_has(const struct range *range, const struct version *version);

#endif
