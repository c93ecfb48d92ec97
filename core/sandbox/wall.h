/* The wall around pack code: what a runner gives up before it reads its first call. In this order:
 * no new privileges, not dumpable, dies with its parent; only descriptor 0; not root; landlock and
 * namespaces where the kernel has them; limits; last the system call filter, which kills on
 * anything that a runner does not need. Called once, single-threaded, after everything is warm. */
#ifndef SANDBOX_WALL_H
#define SANDBOX_WALL_H

#include "base/buf.h"

/* Adds what locked to `flags`: "seccomp landlock namespaces rlimits". What the machine cannot do is
 * left out; the keeper decides. Ends the process when a step that cannot fail fails. */
void wall_build(struct buf *flags);

#endif
