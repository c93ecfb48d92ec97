#include "runner_drive.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_MS 60000 /* only a test that would hang for ever fails by it */

bool str_has(struct str s, const char *words)
{
    return memmem(s.ptr, s.len, words, strlen(words)) != NULL;
}

static void send_all(struct drive *drive)
{
    size_t done = 0;
    while (done < drive->out.len) {
        ssize_t n = send(drive->fd, drive->out.ptr + done, drive->out.len - done, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break; /* it died: the reply will not come */
        done += (size_t)n;
    }
    buf_reset(&drive->out);
}

static bool died(struct drive *drive)
{
    assert(waitpid(drive->pid, &drive->status, 0) == drive->pid);
    drive->pid = -1;
    return false;
}

static bool receive(struct drive *drive)
{
    size_t used;
    int found;
    buf_reset(&drive->in);
    while ((found = frame_parse(buf_str(&drive->in), FRAME_LEN, &drive->frame, &used)) == 0) {
        struct pollfd poll_fd = {.fd = drive->fd, .events = POLLIN};
        int ready = poll(&poll_fd, 1, PATIENCE_MS);
        if (ready < 0 && errno == EINTR) continue;
        if (ready == 0) {
            fprintf(stderr, "the runner does not answer\n");
            abort();
        }
        char *to = buf_reserve(&drive->in, KIB(64));
        ssize_t n = to ? recv(drive->fd, to, KIB(64), 0) : -1;
        if (n <= 0) return died(drive);
        drive->in.len += (size_t)n;
    }
    assert(found == 1 && used == drive->in.len);
    return true;
}

void drive_start(struct drive *drive, const char *path)
{
    int fds[2];
    *drive = (struct drive){0};
    buf_init(&drive->in, 2 * FRAME_LEN);
    buf_init(&drive->out, 2 * FRAME_LEN);
    assert(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0);
    drive->pid = fork();
    assert(drive->pid >= 0);
    if (drive->pid == 0) {
        char *nothing[] = {NULL}, *args[] = {(char *)(uintptr_t)path, NULL};
        if (dup2(fds[1], 0) == 0) execve(path, args, nothing);
        _exit(127);
    }
    close(fds[1]);
    drive->fd = fds[0];
    if (!receive(drive) || drive->frame.type != FRAME_READY) {
        fprintf(stderr, "%s does not start: status %x\n", path, (unsigned)drive->status);
        abort();
    }
}

void drive_stop(struct drive *drive)
{
    close(drive->fd);
    if (drive->pid > 0) died(drive);
    buf_finish(&drive->in);
    buf_finish(&drive->out);
}

bool drive_call(struct drive *drive, enum frame_type type, const struct str *parts, size_t len)
{
    size_t begin = frame_begin(&drive->out, type, ++drive->id);
    for (size_t i = 0; i < len; i++) frame_part(&drive->out, begin, parts[i]);
    assert(frame_end(&drive->out, begin) == 0);
    send_all(drive);
    if (type == FRAME_LOAD || type == FRAME_DROP) return true;
    if (!receive(drive)) return false;
    assert(drive->frame.id == drive->id);
    return true;
}

void drive_load(struct drive *drive, const char *digest, const char *path, struct str source)
{
    struct str parts[] = {str_of(digest), str_of(path), source};
    drive_call(drive, FRAME_LOAD, parts, 3);
}

bool drive_exercise(struct drive *drive, enum frame_type type, unsigned char seed, char flags,
                    const char *lang, const char *fields)
{
    char seeds[SEED_LEN];
    memset(seeds, seed, SEED_LEN);
    struct str parts[64] = {STR("d"), STR("x"), {seeds, SEED_LEN}, {&flags, 1}, str_of(lang)};
    size_t len = type == FRAME_INDEX || type == FRAME_TEST ? 2 : 5;
    struct str rest = str_of(fields), pair;
    while (len < 62 && fields && str_cut(&rest, '&', &pair)) {
        str_cut(&pair, '=', &parts[len]);
        parts[len + 1] = pair.ptr ? pair : STR("");
        len += 2;
    }
    return drive_call(drive, type, parts, len);
}

struct str drive_reply(const struct drive *drive)
{
    return drive->frame.parts_len > 0 ? drive->frame.parts[0] : STR_NONE;
}
