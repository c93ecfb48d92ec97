/* proeftuin-runner: started by the keeper with an empty environment and a socket as descriptor 0.
 * Warms up, builds the wall, says READY with what locked, then answers one frame after the other
 * until the socket closes. It has no other way to the world. */
#include <errno.h>
#include <lua.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/frame.h"
#include "sandbox/lua_world.h"
#include "sandbox/runner_call.h"
#include "sandbox/wall.h"

#ifdef RUNNER_SANITIZED
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0:handle_abort=0:symbolize=0";
}
#endif

static bool write_all(struct str bytes)
{
    while (bytes.len > 0) {
        ssize_t n = write(0, bytes.ptr, bytes.len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes = str_slice(bytes.ptr + n, bytes.len - (size_t)n);
    }
    return true;
}

static bool ready_send(struct buf *out, struct str flags)
{
    char versions[80];
    snprintf(versions, sizeof versions, "lua %s sqlite %s",
             LUA_VERSION_MAJOR "." LUA_VERSION_MINOR "." LUA_VERSION_RELEASE, sqlite3_libversion());
    size_t begin = frame_begin(out, FRAME_READY, 0);
    frame_part(out, begin, flags);
    frame_part(out, begin, str_of(versions));
    bool done = frame_end(out, begin) == 0 && write_all(buf_str(out));
    buf_reset(out);
    return done;
}

/* Answers what has arrived completely. */
static bool frames_answer(struct runner *runner, struct buf *in, struct buf *out)
{
    struct frame frame;
    size_t used, done = 0;
    int found;
    while ((found = frame_parse(str_slice(in->ptr + done, in->len - done), FRAME_LEN, &frame,
                                &used)) == 1) {
        if (runner_call(runner, &frame, out) != 0 || buf_failed(out)) return false;
        if (!write_all(buf_str(out))) return false;
        buf_reset(out);
        done += used;
    }
    buf_drop(in, done);
    return found == 0;
}

static int serve(struct runner *runner, struct buf *in, struct buf *out)
{
    for (;;) {
        char *to = buf_reserve(in, KIB(64));
        if (to == NULL) return 3;
        ssize_t n = read(0, to, KIB(64));
        if (n == 0) return 0;
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return 3;
        in->len += (size_t)n;
        if (!frames_answer(runner, in, out)) return 3;
    }
}

/* By hand it would sit there and wait: say what it is. */
static void refuse_by_hand(void)
{
    struct stat at;
    if (fstat(0, &at) == 0 && S_ISSOCK(at.st_mode)) return;
    fputs("proeftuin-runner runs the code of packs for the proeftuin server, which starts it; it "
          "is of no use by hand. To try a pack: proeftuin pack test <folder>\n",
          stderr);
    exit(2);
}

int main(void)
{
    static struct runner runner;
    struct buf in, out, flags;
    refuse_by_hand();
    buf_init(&in, FRAME_LEN + KIB(64) + 4);
    buf_init(&out, FRAME_LEN + 4);
    buf_init(&flags, 256);
    if (runner_warm_up(&runner) != 0) return 2;
    wall_build(&flags);
    if (!ready_send(&out, buf_str(&flags))) return 3;
    return serve(&runner, &in, &out);
}
