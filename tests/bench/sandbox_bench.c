/* The bare sandbox, as QUALITY.md's P3 and P4 mean it: ANSWER calls straight to one runner over its
 * socket, one at a time, without the keeper's thread and without reading the replies as JSON. What
 * the server spends more than this on an answer is its own.
 *
 *   sandbox_bench RUNNER PACK EXERCISE CALLS [FIELD=VALUE ...]
 *
 * prints one line of JSON. The calls are those of the server for a page that has the exercise
 * already: three tries of each variant, the third with its worked answer. */
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/field.h"
#include "base/frame.h"
#include "sandbox/process.h"

#define WARM_CALLS 200

static const struct str digest = {
    "00000000000000000000000000000000000000000000000000000000000000be", 64};

static struct process runner;
static struct arena arena;
static struct buf in;

_Noreturn static void fail(const char *what, const char *why)
{
    fprintf(stderr, "sandbox_bench: %s: %s\n", what, why);
    exit(1);
}

static void flush(void)
{
    int rc;
    while ((rc = process_send(&runner)) == 1) {
        struct pollfd poll_out = {.fd = runner.fd, .events = POLLOUT};
        poll(&poll_out, 1, -1);
    }
    if (rc < 0) fail("the runner", "ended");
}

/* Waits for one whole frame; it stays valid until the next call. */
static void receive(struct frame *frame)
{
    size_t used;
    buf_reset(&in);
    for (;;) {
        char *to = buf_reserve(&in, KIB(64));
        ssize_t n = to ? read(runner.fd, to, KIB(64)) : -1;
        if (n <= 0) fail("the runner", "ended");
        in.len += (size_t)n;
        int rc = frame_parse(buf_str(&in), FRAME_LEN, frame, &used);
        if (rc < 0) fail("the runner", "sent a frame that breaks the rules");
        if (rc == 1) return;
    }
}

/* --- the pack's code, as the server sends it --- */

static const char *folder;

static int load_file(const char *path, const struct stat *stat, int kind, struct FTW *ftw)
{
    (void)ftw;
    const char *name = path + strlen(folder) + 1;
    struct str s = str_of(path);
    if (kind != FTW_F || !(str_ends(s, STR(".lua")) || str_ends(s, STR(".csv")))) return 0;
    size_t len = (size_t)stat->st_size;
    if (len > PACK_FILE_LEN) fail(path, "larger than a pack's file may be");
    char *bytes = arena_alloc(&arena, len);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read(fd, bytes, len) != (ssize_t)len) fail(path, "cannot be read");
    close(fd);
    size_t begin = frame_begin(&runner.out, FRAME_LOAD, 0);
    frame_part(&runner.out, begin, digest);
    frame_part(&runner.out, begin, str_of(name));
    frame_part(&runner.out, begin, (struct str){bytes, len});
    frame_end(&runner.out, begin);
    flush();
    return 0;
}

static void load(const char *path)
{
    static char trimmed[PACK_PATH_LEN + STORE_PATH_LEN];
    snprintf(trimmed, sizeof trimmed, "%s", path);
    size_t len = strlen(trimmed);
    while (len > 1 && trimmed[len - 1] == '/') trimmed[--len] = '\0';
    folder = trimmed;
    if (nftw(folder, load_file, 16, FTW_PHYS)) fail(folder, "cannot be walked");
}

/* --- calls --- */

static struct {
    struct str exercise;
    struct raw raw[HTTP_FORM_FIELDS_MAX];
    size_t raw_len;
} answer;

static size_t call(uint32_t id)
{
    unsigned char seed[SEED_LEN] = {0};
    uint32_t variant = id / TRIES_MAX;
    memcpy(seed, &variant, sizeof variant);
    char flags = FRAME_WANT_FIELDS;
    if (id % TRIES_MAX == TRIES_MAX - 1) flags |= FRAME_WANT_SOLUTION;
    size_t begin = frame_begin(&runner.out, FRAME_ANSWER, id);
    frame_part(&runner.out, begin, digest);
    frame_part(&runner.out, begin, answer.exercise);
    frame_part(&runner.out, begin, (struct str){(const char *)seed, SEED_LEN});
    frame_part(&runner.out, begin, (struct str){&flags, 1});
    frame_part(&runner.out, begin, STR("nl"));
    for (size_t i = 0; i < answer.raw_len; i++) {
        frame_part(&runner.out, begin, answer.raw[i].id);
        frame_part(&runner.out, begin, answer.raw[i].value);
    }
    if (frame_end(&runner.out, begin)) fail("the answer", "too large for a frame");
    flush();
    struct frame frame;
    receive(&frame);
    if (frame.id != id || frame.parts_len < 1) fail("the runner", "answered something else");
    if (frame.type != FRAME_RESULT) {
        fprintf(stderr, "sandbox_bench: %.*s: %.*s\n", STR_ARG(frame.parts[0]),
                STR_ARG(frame.parts[frame.parts_len > 1]));
        exit(1);
    }
    return frame.parts[0].len;
}

static double runner_cpu_us(clockid_t clock)
{
    struct timespec used;
    if (clock_gettime(clock, &used)) fail("the runner's clock", "cannot be read");
    return (double)used.tv_sec * 1e6 + (double)used.tv_nsec / 1e3;
}

static double our_cpu_us(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

int main(int argc, char **argv)
{
    uint64_t calls;
    if (argc < 5 || !str_parse_u64(str_of(argv[4]), 100000000, &calls) || calls == 0) {
        fprintf(stderr, "usage: sandbox_bench RUNNER PACK EXERCISE CALLS [FIELD=VALUE ...]\n");
        return 2;
    }
    answer.exercise = str_of(argv[3]);
    for (int i = 5; i < argc; i++) {
        struct str rest = str_of(argv[i]), id;
        str_cut(&rest, '=', &id);
        if (rest.ptr == NULL || answer.raw_len == HTTP_FORM_FIELDS_MAX)
            fail(argv[i], "a field is given as FIELD=VALUE");
        answer.raw[answer.raw_len++] = (struct raw){id, rest};
    }
    struct err err;
    struct frame frame;
    clockid_t clock;
    arena_init(&arena);
    buf_init(&in, 2 * FRAME_LEN);
    if (process_spawn(&runner, argv[1], &err)) fail("the runner", err.text);
    if (clock_getcpuclockid(runner.pid, &clock)) fail("the runner's clock", "cannot be found");
    receive(&frame);
    if (frame.type != FRAME_READY) fail("the runner", "is not ready");
    load(argv[2]);

    uint32_t id = 0;
    size_t reply_len = 0;
    for (int i = 0; i < WARM_CALLS; i++) reply_len = call(++id);
    double runner_us = runner_cpu_us(clock), our_us = our_cpu_us();
    int64_t began = clock_us();
    for (uint64_t i = 0; i < calls; i++) call(++id);
    double wall_us = (double)(clock_us() - began), n = (double)calls;
    runner_us = runner_cpu_us(clock) - runner_us;
    our_us = our_cpu_us() - our_us;
    printf("{\"exercise\":\"%s\",\"calls\":%llu,\"reply_bytes\":%zu,\"calls_per_s\":%.0f,"
           "\"runner_cpu_us\":%.2f,\"tree_cpu_us\":%.2f}\n",
           argv[3], (unsigned long long)calls, reply_len, n / wall_us * 1e6, runner_us / n,
           (runner_us + our_us) / n);

    int status;
    process_kill(&runner);
    process_reap(&runner, true, &status);
    buf_finish(&in);
    arena_finish(&arena);
    return 0;
}
