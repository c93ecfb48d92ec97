/* One child process at the end of a socketpair: started with an empty environment, its socket as
 * descriptor 0 and nothing else open. Owned by the keeper's thread alone (a child set to die with
 * its parent dies with the thread that started it). Nothing here blocks. */
#ifndef SANDBOX_PROCESS_H
#define SANDBOX_PROCESS_H

#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

struct process {
    pid_t pid;
    int fd;         /* our end of the socket; -1 once closed */
    int pidfd;      /* readable when it has ended */
    struct buf in;  /* what has arrived of a frame that is not whole yet */
    struct buf out; /* what the socket would not take yet */
};

/* ERR_BUSY when the machine is out of descriptors, processes or memory; ERR_IO when the program
 * cannot be run. */
int process_spawn(struct process *process, const char *path, struct err *err);

/* Writes what it can of `out`: 0 all of it, 1 some is left, ERR_GONE the other end is. */
int process_send(struct process *process);

/* Reads once into `to`: bytes, 0 nothing there now, ERR_IO the other end is closed, ERR_GONE it is
 * and had not read all that was sent. */
ssize_t process_receive(struct process *process, char *to, size_t len);

/* SIGKILL, and no more talk. It must still be reaped. */
void process_kill(struct process *process);
/* No more talk; the buffers are given back. */
void process_hang_up(struct process *process);
/* True once it has ended: its wait status, and everything closed. With `wait` only then. */
bool process_reap(struct process *process, bool wait, int *status);

/* Lets all others go first, and back. Going back needs a privilege that a plain user lacks. */
bool process_demote(const struct process *process);
bool process_restore(const struct process *process);
/* Nanoseconds it was ready to run but the machine was busy with others; -1 unknown. */
int64_t process_starved_ns(const struct process *process);

/* "SIGSEGV", "exit code 3": how a wait status reads. */
void process_status_name(int status, char *to, size_t len);

#endif
