/* A real runner at the other end of a socket, as the keeper would start it: for tests of what a
 * runner answers and of how it dies. Not for threads. */
#ifndef TEST_RUNNER_DRIVE_H
#define TEST_RUNNER_DRIVE_H

#include <sys/types.h>

#include "base/frame.h"

struct drive {
    pid_t pid;
    int fd;
    int status; /* wait status, once it has died */
    uint32_t id;
    struct buf in, out;
    struct frame frame; /* the last reply; its parts live until the next call */
};

/* Starts the program and reads READY into drive->frame. */
void drive_start(struct drive *drive, const char *path);
/* Closes the socket and waits for the end, unless it has died. */
void drive_stop(struct drive *drive);

/* Adds one file to a bundle. */
void drive_load(struct drive *drive, const char *digest, const char *path, struct str source);

/* Sends a frame and reads the reply. False when the runner died instead: see drive->status. */
bool drive_call(struct drive *drive, enum frame_type type, const struct str *parts, size_t len);

/* ANSWER (or VIEW, INDEX, TEST) of exercise "x" of bundle "d": seed is one byte repeated; `fields`
 * is "a=1&b=2" or NULL. */
bool drive_exercise(struct drive *drive, enum frame_type type, unsigned char seed, char flags,
                    const char *lang, const char *fields);

/* The reply's first part. */
struct str drive_reply(const struct drive *drive);
bool str_has(struct str s, const char *words);

#endif
