#include "sandbox/process.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"

#define KEEP_ROOM KIB(64) /* a buffer that grew over this is given back */

/* The socket as 0, nothing else, no variables; signals as a fresh program has them; a process group
 * of its own, so that Ctrl-C in a terminal reaches the server only. */
static int spawn(pid_t *pid, const char *path, int socket_fd)
{
    char name[] = "proeftuin-runner";
    char *const argv[] = {name, NULL}, *const envp[] = {NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attr;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int rc = posix_spawn_file_actions_init(&actions);
    if (rc) return rc;
    rc = posix_spawnattr_init(&attr);
    if (rc) {
        posix_spawn_file_actions_destroy(&actions);
        return rc;
    }
    rc = posix_spawn_file_actions_adddup2(&actions, socket_fd, 0);
    if (rc == 0) rc = posix_spawn_file_actions_addclosefrom_np(&actions, 1);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setsigdefault(&attr, &all);
    posix_spawnattr_setpgroup(&attr, 0);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                        POSIX_SPAWN_SETPGROUP);
    if (rc == 0) rc = posix_spawn(pid, path, &actions, &attr, argv, envp);
    posix_spawnattr_destroy(&attr);
    posix_spawn_file_actions_destroy(&actions);
    return rc;
}

int process_spawn(struct process *process, const char *path, struct err *err)
{
    int ends[2], rc = 0;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) rc = errno;
    if (rc == 0) {
        rc = spawn(&process->pid, path, ends[1]);
        close(ends[1]);
        if (rc) close(ends[0]);
    }
    if (rc == 0) {
        process->fd = ends[0];
        process->pidfd = pidfd_open(process->pid, 0);
        if (process->pidfd < 0) {
            rc = errno;
            kill(process->pid, SIGKILL);
            waitpid(process->pid, NULL, 0);
            close(process->fd);
        }
    }
    if (rc == 0) {
        buf_init(&process->in, FRAME_LEN + 4);
        buf_init(&process->out, 4 * FRAME_LEN);
        return 0;
    }
    bool scarce = rc == EMFILE || rc == ENFILE || rc == EAGAIN || rc == ENOMEM;
    return err_set(err, scarce ? ERR_BUSY : ERR_IO, "%s could not be started: %s", path,
                   strerror(rc));
}

int process_send(struct process *process)
{
    struct buf *out = &process->out;
    if (out->len == 0) return 0;
    ssize_t n = send(process->fd, out->ptr, out->len, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0 && errno != EAGAIN && errno != EINTR) {
        buf_reset(out);
        return ERR_GONE;
    }
    if (n > 0) buf_drop(out, (size_t)n);
    if (out->len > 0) return 1;
    if (out->room > KEEP_ROOM) buf_finish(out);
    return 0;
}

ssize_t process_receive(struct process *process, char *to, size_t len)
{
    ssize_t n = recv(process->fd, to, len, MSG_DONTWAIT);
    if (n > 0) return n;
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    return n < 0 && errno == ECONNRESET ? ERR_GONE : ERR_IO;
}

void process_hang_up(struct process *process)
{
    if (process->fd < 0) return;
    close(process->fd);
    process->fd = -1;
    buf_finish(&process->in);
    buf_finish(&process->out);
}

void process_kill(struct process *process)
{
    kill(process->pid, SIGKILL);
    process_hang_up(process);
}

bool process_reap(struct process *process, bool wait, int *status)
{
    pid_t pid;
    do pid = waitpid(process->pid, status, wait ? 0 : WNOHANG);
    while (pid < 0 && errno == EINTR);
    if (pid == 0) return false;
    assert(pid == process->pid); /* nobody else waits for our children */
    process_hang_up(process);
    close(process->pidfd);
    process->pidfd = -1;
    return true;
}

bool process_demote(const struct process *process)
{
    struct sched_param param = {0};
    return sched_setscheduler(process->pid, SCHED_IDLE, &param) == 0;
}

bool process_restore(const struct process *process)
{
    struct sched_param param = {0};
    return sched_setscheduler(process->pid, SCHED_OTHER, &param) == 0;
}

/* The second number of /proc/<pid>/schedstat: Documentation/scheduler/sched-stats in the kernel. */
int64_t process_starved_ns(const struct process *process)
{
    char path[64], line[128];
    snprintf(path, sizeof path, "/proc/%d/schedstat", (int)process->pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    ssize_t n = read(fd, line, sizeof line - 1);
    close(fd);
    if (n <= 0) return -1;
    line[n] = '\0';
    int64_t ran, waited;
    return sscanf(line, "%" SCNd64 " %" SCNd64, &ran, &waited) == 2 ? waited : -1;
}

void process_status_name(int status, char *to, size_t len)
{
    if (WIFEXITED(status)) {
        snprintf(to, len, "exit code %d", WEXITSTATUS(status));
        return;
    }
    const char *name = WIFSIGNALED(status) ? sigabbrev_np(WTERMSIG(status)) : NULL;
    if (name) snprintf(to, len, "SIG%s", name);
    else snprintf(to, len, "status %d", status);
}
