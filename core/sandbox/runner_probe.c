/* Only in proeftuin-runner-probe, for the tests: gives pack code `probe(name)`, which tries a
 * system call that the wall must end. It returns only when the wall has a hole. */
#include <fcntl.h>
#include <lauxlib.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/lua_api.h"

/* X(name, call): what Linux has on every machine; a name that one lacks is left out below. */
#define PROBE_LIST(X)                                                                              \
    X("openat", SYS_openat, AT_FDCWD, (long)"/etc/passwd", O_RDONLY, 0)                            \
    X("openat-write", SYS_openat, AT_FDCWD, (long)"/tmp/probe", O_CREAT | O_WRONLY, 0600)          \
    X("socket", SYS_socket, 2, 1, 0, 0)                                                            \
    X("socketpair", SYS_socketpair, 1, 1, 0, 0)                                                    \
    X("connect", SYS_connect, 0, (long)"", 0, 0)                                                   \
    X("bind", SYS_bind, 0, (long)"", 0, 0)                                                         \
    X("sendto", SYS_sendto, 0, (long)"x", 1, 0)                                                    \
    X("sendmsg", SYS_sendmsg, 0, 0, 0, 0)                                                          \
    X("recvmsg", SYS_recvmsg, 0, 0, 0, 0)                                                          \
    X("clone", SYS_clone, SIGCHLD, 0, 0, 0)                                                        \
    X("execve", SYS_execve, (long)"/bin/true", 0, 0, 0)                                            \
    X("kill", SYS_kill, 1, 0, 0, 0)                                                                \
    X("tgkill", SYS_tgkill, 1, 1, 0, 0)                                                            \
    X("ptrace", SYS_ptrace, 0, 0, 0, 0)                                                            \
    X("process_vm_readv", SYS_process_vm_readv, 1, 0, 0, 0)                                        \
    X("mmap-exec", SYS_mmap, 0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS)          \
    X("mmap-file", SYS_mmap, 0, 4096, PROT_READ, MAP_PRIVATE)                                      \
    X("mprotect-exec", SYS_mprotect, 0, 4096, PROT_READ | PROT_EXEC, 0)                            \
    X("write-1", SYS_write, 1, (long)"x", 1, 0)                                                    \
    X("write-2", SYS_write, 2, (long)"x", 1, 0)                                                    \
    X("read-3", SYS_read, 3, 0, 0, 0)                                                              \
    X("close", SYS_close, 0, 0, 0, 0)                                                              \
    X("dup", SYS_dup, 0, 0, 0, 0)                                                                  \
    X("prctl", SYS_prctl, 1, 0, 0, 0)                                                              \
    X("seccomp", SYS_seccomp, 1, 0, 0, 0)                                                          \
    X("ioctl", SYS_ioctl, 0, 0, 0, 0)                                                              \
    X("fcntl", SYS_fcntl, 0, F_GETFL, 0, 0)                                                        \
    X("unlinkat", SYS_unlinkat, AT_FDCWD, (long)"/tmp/probe", 0, 0)                                \
    X("mkdirat", SYS_mkdirat, AT_FDCWD, (long)"/tmp/probe", 0700, 0)                               \
    X("getpid", SYS_getpid, 0, 0, 0, 0)                                                            \
    X("getuid", SYS_getuid, 0, 0, 0, 0)                                                            \
    X("uname", SYS_uname, 0, 0, 0, 0)                                                              \
    X("setrlimit", SYS_prlimit64, 0, 0, 0, 0)                                                      \
    X("setuid", SYS_setuid, 0, 0, 0, 0)                                                            \
    X("unshare", SYS_unshare, 0, 0, 0, 0)                                                          \
    X("mount", SYS_mount, 0, 0, 0, 0)                                                              \
    X("chroot", SYS_chroot, (long)"/", 0, 0, 0)                                                    \
    X("nanosleep", SYS_nanosleep, 0, 0, 0, 0)                                                      \
    X("rt_sigaction", SYS_rt_sigaction, 1, 0, 0, 8)                                                \
    X("rt_sigprocmask", SYS_rt_sigprocmask, 0, 0, 0, 8)                                            \
    X("futex", SYS_futex, 0, 1, 0, 0)                                                              \
    X("getrandom", SYS_getrandom, 0, 0, 0, 0)                                                      \
    X("shmget", SYS_shmget, 0, 4096, 0600, 0)                                                      \
    X("io_uring_setup", SYS_io_uring_setup, 1, 0, 0, 0)                                            \
    X("bpf", SYS_bpf, 0, 0, 0, 0)                                                                  \
    X("perf_event_open", SYS_perf_event_open, 0, 0, 0, 0)                                          \
    X("userfaultfd", SYS_userfaultfd, 0, 0, 0, 0)                                                  \
    X("memfd_create", SYS_memfd_create, (long)"x", 0, 0, 0)                                        \
    X("keyctl", SYS_keyctl, 0, 0, 0, 0)                                                            \
    X("clock_settime", SYS_clock_settime, 0, 0, 0, 0)                                              \
    X("no-such-call", 999999, 0, 0, 0, 0)

static int probe(lua_State *lua)
{
    const char *name = luaL_checkstring(lua, 1);
#define X(id, call, ...)                                                                           \
    if (strcmp(name, id) == 0) {                                                                   \
        lua_pushinteger(lua, syscall(call, __VA_ARGS__));                                          \
        return 1;                                                                                  \
    }
    PROBE_LIST(X)
#undef X
#ifdef SYS_open
    if (strcmp(name, "open") == 0) {
        lua_pushinteger(lua, syscall(SYS_open, "/etc/passwd", O_RDONLY));
        return 1;
    }
#endif
#ifdef SYS_fork
    if (strcmp(name, "fork") == 0) {
        lua_pushinteger(lua, syscall(SYS_fork));
        return 1;
    }
#endif
    if (strcmp(name, "segv") == 0) {
        volatile uintptr_t nowhere = 16; /* the compiler must not see through it */
        *(volatile char *)nowhere = 1;
    }
    if (strcmp(name, "names") == 0) {
        lua_pushliteral(lua, "");
#define X(id, ...)                                                                                 \
    lua_pushliteral(lua, id "\n");                                                                 \
    lua_concat(lua, 2);
        PROBE_LIST(X)
#undef X
#ifdef SYS_open
        lua_pushliteral(lua, "open\n");
        lua_concat(lua, 2);
#endif
#ifdef SYS_fork
        lua_pushliteral(lua, "fork\n");
        lua_concat(lua, 2);
#endif
        return 1;
    }
    return luaL_error(lua, "probe: unknown '%s'", name);
}

/* The template of the globals is on top of the stack. */
void runner_probe_open(lua_State *lua)
{
    lua_pushcfunction(lua, probe);
    lua_setfield(lua, -2, "probe");
}
