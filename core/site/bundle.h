/* What a runner is given of a pack: its Lua sources, its fixtures, and the capabilities that its
 * manifest asks for. */
#ifndef SITE_BUNDLE_H
#define SITE_BUNDLE_H

#include "pack/pack.h"
#include "sandbox/keeper.h"

/* Borrows from the pack; with `tests` the tests beside the exercises too. */
struct bundle bundle_of(struct arena *arena, const struct pack *pack, bool tests);

#endif
