#include "sandbox/wall.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/limits.h"

#define NOBODY 65534

static void must(bool done)
{
    if (!done) _exit(2);
}

/* Changing the user clears both: said before and after. */
static void humble(void)
{
    must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    must(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
    must(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0);
}

static void close_all(void)
{
#ifdef RUNNER_SANITIZED
    unsigned first = 3; /* a sanitizer's report must come out */
#else
    unsigned first = 1;
#endif
    if (syscall(SYS_close_range, first, ~0u, 0) == 0) return;
    long most = sysconf(_SC_OPEN_MAX);
    for (int fd = (int)first; fd < (most > 0 ? most : 1024); fd++) close(fd);
}

static void drop_root(void)
{
    if (geteuid() != 0) return;
    must(setgroups(0, NULL) == 0);
    must(setresgid(NOBODY, NOBODY, NOBODY) == 0);
    must(setresuid(NOBODY, NOBODY, NOBODY) == 0);
    must(setuid(0) != 0);
}

static bool landlock_all(void)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (abi < 1) return false;
    struct landlock_ruleset_attr rules = {
        .handled_access_fs = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                             LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
                             LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
                             LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
                             LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
                             LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
                             LANDLOCK_ACCESS_FS_MAKE_SYM};
    long fd = syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
    if (fd < 0) return false;
    bool done = syscall(SYS_landlock_restrict_self, (int)fd, 0) == 0;
    close((int)fd);
    return done;
}

static void limit_set(unsigned resource, rlim_t most)
{
    struct rlimit limit = {most, most};
    must(setrlimit(resource, &limit) == 0);
}

static void limits_set(void)
{
#ifndef RUNNER_SANITIZED
    limit_set(RLIMIT_AS, RUNNER_ADDRESS_SPACE);
#endif
    limit_set(RLIMIT_CORE, 0);
    limit_set(RLIMIT_FSIZE, 0);
    limit_set(RLIMIT_NPROC, 0);
    limit_set(RLIMIT_NOFILE, 1);
}

static bool allow(scmp_filter_ctx filter, int call)
{
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0;
}

static bool allow_on_socket(scmp_filter_ctx filter, int call, scmp_datum_t most)
{
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, SCMP_A0_64(SCMP_CMP_LE, most, 0)) == 0;
}

/* Memory that is not executable, and not from a file. */
static bool allow_memory(scmp_filter_ctx filter)
{
    return allow(filter, SCMP_SYS(brk)) && allow(filter, SCMP_SYS(munmap)) &&
           allow(filter, SCMP_SYS(mremap)) &&
           allow(filter, SCMP_SYS(madvise)) /* how malloc gives memory back */ &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
                            SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                            SCMP_A3_64(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                            SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
}

static bool filter_load(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (filter == NULL) return false;
    bool done = allow_memory(filter) && allow_on_socket(filter, SCMP_SYS(read), 0) &&
                allow(filter, SCMP_SYS(exit)) && allow(filter, SCMP_SYS(exit_group)) &&
                allow(filter, SCMP_SYS(rt_sigreturn)) && allow(filter, SCMP_SYS(setitimer)) &&
                allow(filter, SCMP_SYS(clock_gettime));
#ifdef RUNNER_SANITIZED
    static const int more[] = {
        SCMP_SYS(futex),       SCMP_SYS(getpid),         SCMP_SYS(gettid),
        SCMP_SYS(sched_yield), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction),
        SCMP_SYS(sigaltstack), SCMP_SYS(openat),         SCMP_SYS(open),
        SCMP_SYS(close),       SCMP_SYS(readlink),       SCMP_SYS(getrlimit),
        SCMP_SYS(prlimit64),   SCMP_SYS(tgkill),         SCMP_SYS(fstat),
        SCMP_SYS(newfstatat),  SCMP_SYS(nanosleep),      SCMP_SYS(clock_nanosleep)};
    for (size_t i = 0; done && i < sizeof more / sizeof more[0]; i++) done = allow(filter, more[i]);
    done = done && allow_on_socket(filter, SCMP_SYS(write), 2);
#else
    done = done && allow_on_socket(filter, SCMP_SYS(write), 0);
#endif
    done = done && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return done;
}

void wall_build(struct buf *flags)
{
    humble();
    close_all();
    drop_root();
    humble();
    bool landlocked = landlock_all();
    bool namespaces = unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWNS) == 0;
    limits_set();
    if (filter_load()) buf_add_c(flags, "seccomp ");
    if (landlocked) buf_add_c(flags, "landlock ");
    if (namespaces) buf_add_c(flags, "namespaces ");
    buf_add_c(flags, "rlimits");
}
