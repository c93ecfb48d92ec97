/* A runner that lies: it speaks the keeper's protocol wrongly, in the way that the exercise's slug
 * asks. What a broken or captured runner could do, done on purpose, so that the tests see what the
 * keeper makes of it. Built three times: as it is, one that never gets ready (NEVER_READY), and one
 * that admits it is not locked (NOT_LOCKED). */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/frame.h"

extern char **environ;

static struct buf in, out;
static int loads, drops;
static size_t files, file_bytes;

static void write_all(const void *bytes, size_t len)
{
    const char *at = bytes;
    while (len > 0) {
        ssize_t n = send(0, at, len, MSG_NOSIGNAL);
        if (n <= 0) exit(1);
        at += n;
        len -= (size_t)n;
    }
}

static void frame_make(enum frame_type type, uint32_t id, struct str a, struct str b, struct str c)
{
    size_t begin = frame_begin(&out, type, id);
    frame_part(&out, begin, a);
    if (b.ptr) frame_part(&out, begin, b);
    if (c.ptr) frame_part(&out, begin, c);
    if (frame_end(&out, begin)) exit(1);
}

static void flush(void)
{
    write_all(out.ptr, out.len);
    buf_reset(&out);
}

static void spin_ms(int64_t ms)
{
    int64_t end = clock_ms() + ms;
    while (clock_ms() < end) continue;
}

static int count_fds(void)
{
    int n = 0;
    DIR *dir = opendir("/proc/self/fd");
    for (struct dirent *e; dir && (e = readdir(dir));)
        if (e->d_name[0] != '.' && atoi(e->d_name) != dirfd(dir)) n++;
    if (dir) closedir(dir);
    return n;
}

static int count_env(void)
{
    int n = 0;
    while (environ && environ[n]) n++;
    return n;
}

/* An honest reply; what this process has seen stands in the title of an INDEX. */
static void good_json(const struct frame *frame, char *json, size_t room)
{
    struct str slug = frame->parts[1];
    if (frame->type == FRAME_INDEX)
        snprintf(json, room,
                 "{\"id\":\"%.*s\",\"title\":\"pid=%d loads=%d drops=%d files=%zu bytes=%zu fds=%d "
                 "env=%d\",\"minutes\":5,\"pitfalls\":[],\"hints\":[]}",
                 STR_ARG(slug), (int)getpid(), loads, drops, files, file_bytes, count_fds(),
                 count_env());
    else if (frame->type == FRAME_VIEW)
        snprintf(json, room,
                 "{\"view\":[{\"block\":\"text\",\"text\":\"hello\"}],\"fingerprint\":"
                 "\"00000000000000ff\"}");
    else
        snprintf(json, room,
                 "{\"fingerprint\":\"00000000000000ff\",\"answer\":[{\"id\":\"mean\",\"strings\":"
                 "[\"3\"],\"number\":3}],\"checks\":[],\"outcome\":{\"score\":%s,\"passed\":true,"
                 "\"parts\":[]}}",
                 str_is(slug, "score-nan")   ? "NaN"
                 : str_is(slug, "score-two") ? "2"
                                             : "1");
}

static void answer(const struct frame *frame)
{
    struct str slug = frame->parts[1];
    uint32_t id = frame->id;
    char json[1024];
    good_json(frame, json, sizeof json);
    if (str_starts(slug, STR("slow"))) spin_ms(20);
    if (str_starts(slug, STR("loop"))) spin_ms(60000);
    if (str_is(slug, "silent")) pause();
    if (str_is(slug, "segv")) {
        signal(SIGSEGV, SIG_DFL);
        raise(SIGSEGV);
    }
    if (str_is(slug, "exit")) exit(3);
    if (str_is(slug, "hang-up")) {
        close(0);
        pause();
    }
    if (str_is(slug, "lying-length")) {
        uint32_t head[3] = {0x7fffffff, id, FRAME_RESULT | 1 << 16};
        write_all(head, sizeof head);
        pause();
    }
    if (str_is(slug, "lying-part")) {
        uint32_t whole[4] = {12, id, FRAME_RESULT | 1 << 16, 1000};
        write_all(whole, sizeof whole);
        pause();
    }
    if (str_is(slug, "many-parts")) {
        uint32_t head[3] = {8, id, FRAME_RESULT | 0xffffu << 16};
        write_all(head, sizeof head);
        pause();
    }
    if (str_is(slug, "endless")) {
        memset(json, 'x', sizeof json);
        for (;;) write_all(json, sizeof json);
    }
    if (str_is(slug, "trickle")) { /* a whole frame is announced, and never comes */
        uint32_t head[3] = {FRAME_LEN, id, FRAME_RESULT | 1 << 16};
        write_all(head, sizeof head);
        for (;;) {
            write_all("x", 1);
            struct timespec nap = {0, 10000000};
            nanosleep(&nap, NULL);
        }
    }
    if (str_is(slug, "fault-kind")) {
        frame_make(FRAME_FAULT, id, STR("quarantine"), STR("I decide that"), STR(""));
    } else if (str_is(slug, "fault-dirty")) {
        frame_make(FRAME_FAULT, id, STR("error"), STR("exercises/x.lua:3: \x1b[31m\xff bad\x07"),
                   STR("trace\nback"));
    } else if (str_is(slug, "fault-quote")) {
        char text[512];
        snprintf(text, sizeof text, "exercises/x.lua:3: cannot read '%.*s'",
                 STR_ARG(frame->parts[6]));
        frame_make(FRAME_FAULT, id, STR("error"), str_of(text), STR(""));
    } else if (str_is(slug, "fault-cut")) { /* a long answer quoted in a message that was cut */
        char text[64];
        snprintf(text, sizeof text, "exercises/x.lua:3: cannot read '%.*s'",
                 STR_ARG(frame->parts[6]));
        frame_make(FRAME_FAULT, id, STR("error"), str_of(text), STR(""));
    } else if (str_is(slug, "ready-again")) {
        frame_make(FRAME_READY, id, STR("seccomp rlimits"), STR_NONE, STR_NONE);
    } else if (str_is(slug, "wrong-id")) {
        frame_make(FRAME_RESULT, id + 1, str_of(json), STR_NONE, STR_NONE);
    } else if (str_is(slug, "two-parts")) {
        frame_make(FRAME_RESULT, id, str_of(json), STR("more"), STR_NONE);
    } else if (str_is(slug, "not-json")) {
        frame_make(FRAME_RESULT, id, STR("{\"view\":[},"), STR_NONE, STR_NONE);
    } else {
        frame_make(FRAME_RESULT, id, str_of(json), STR_NONE, STR_NONE);
    }
    if (str_is(slug, "two-replies")) frame_make(FRAME_RESULT, id, str_of(json), STR_NONE, STR_NONE);
    if (str_is(slug, "extra-bytes")) buf_add_c(&out, "and another thing");
    if (str_is(slug, "mid-frame")) {
        write_all(out.ptr, out.len / 2);
        exit(0);
    }
    flush();
    if (str_is(slug, "late")) {
        struct timespec nap = {0, 50000000};
        nanosleep(&nap, NULL);
        frame_make(FRAME_RESULT, id, str_of(json), STR_NONE, STR_NONE);
        flush();
    }
    if (str_is(slug, "dies-after")) exit(0);
}

static void on_load(const struct frame *frame)
{
    struct str rest = frame->body, part;
    loads++;
    frame_part_next(&rest, &part);
    while (frame_part_next(&rest, &part)) {
        files++;
        if (!frame_part_next(&rest, &part)) exit(1);
        file_bytes += part.len;
    }
}

int main(void)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    buf_init(&in, 2 * FRAME_LEN);
    buf_init(&out, 2 * FRAME_LEN);
#ifdef NEVER_READY
    pause();
#elif defined NOT_LOCKED
    frame_make(FRAME_READY, 0, STR("landlock rlimits lua 5.4"), STR_NONE, STR_NONE);
#else
    frame_make(FRAME_READY, 0, STR("seccomp rlimits"), STR("hostile"), STR_NONE);
#endif
    flush();
    for (;;) {
        char *to = buf_reserve(&in, KIB(64));
        ssize_t n = to ? read(0, to, KIB(64)) : -1;
        if (n <= 0) return 0;
        in.len += (size_t)n;
        struct frame frame;
        size_t used;
        while (frame_parse(buf_str(&in), FRAME_LEN, &frame, &used) == 1) {
            if (frame.type == FRAME_LOAD) on_load(&frame);
            else if (frame.type == FRAME_DROP) drops++;
            else answer(&frame);
            buf_drop(&in, used);
        }
    }
}
