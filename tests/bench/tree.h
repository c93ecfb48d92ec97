/* CPU time of a server and of everything that it started, by station: its threads by name (the main
 * one is the loop), and its children together as the runners. From /proc, in microseconds; children
 * that ended are counted once their parent has waited for them. */
#ifndef BENCH_TREE_H
#define BENCH_TREE_H

#include <sys/types.h>

enum station { LOOP, LANES, KEEPER, WRITER, CHECKPOINT, OTHER, RUNNERS, STATIONS };

extern const char *const station_names[STATIONS];

struct tree {
    double us[STATIONS];
    double us_all;
};

/* Ends the program when `server` is gone: there is nothing to measure then. */
void tree_read(struct tree *tree, pid_t server);
struct tree tree_since(const struct tree *now, const struct tree *before);

#endif
