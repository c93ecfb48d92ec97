/* The options of `proeftuin serve`. Main thread. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>

struct options {
    const char *data_dir, *plugins_dir, *host;
    int port;
    int posts_per_minute, learners_per_minute; /* 0: no limit */
};

/* Fills in what the arguments say; false if there is nothing to serve (--help, a mistake): then
 * *code is the exit code. */
bool options_read(struct options *options, int argc, char **argv, int *code);

#endif
