/* The learners of QUALITY.md's P3 and P4: 64 of them, each with a connection that stays open. They
 * begin, read the page for its token, and then answer as the page's script does: a fragment a try,
 * after the third try the next variant. One thread, every loop bounded, 127.0.0.1 only.
 *
 *   load PORT PROCESS ORG/PACK/MODULE/STEP/EXERCISE SECONDS FIELD=VALUE ...
 *
 * Twice SECONDS are measured. First each learner answers as soon as the last reply is there (closed
 * loop), which gives what the server can do and the CPU time that it and its runners spend on an
 * answer. Then answers fall due at half of that pace whether or not the earlier ones came back
 * (open loop): a latency is counted from when its answer was due, so that a server that stalls
 * cannot hide it. The answer given must be a wrong one, or the variant is closed early; every reply
 * must say that the answer was stored. Prints one line of JSON. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/escape.h"
#include "base/limits.h"
#include "tree.h"

#define LEARNERS 64
#define WARM_US 2000000
#define SECONDS_MAX 60
#define SAMPLES_MAX 2000000
#define STORED "class=\"saved\""

enum doing { BEGINNING, READING, RESTING, ANSWERING, RENEWING };

static struct learner {
    int fd;
    enum doing doing;
    char key[128], token[128];
    int n, try_no;
    int64_t due_us; /* of the answer under way */
    struct buf in;
    struct learner *next; /* while resting */
} learners[LEARNERS];

static struct {
    int port;
    pid_t server;
    char module[300], step[400], exercise[500]; /* paths */
    struct buf fields;                          /* of each answer, as a form */
} task;

/* Who has nothing to do, in the order of their coming to rest. */
static struct learner *resting, **resting_end = &resting;
static int resting_len;

static enum { STOPPED, CLOSED, OPEN } mode;
static int epoll;
static uint64_t answers, reply_bytes;
static double *samples_us; /* open loop */
static size_t samples_len;

_Noreturn static void fail(const char *what, const char *why)
{
    fprintf(stderr, "load: %s: %s\n", what, why);
    exit(1);
}

/* --- asking --- */

static void rest(struct learner *learner)
{
    learner->doing = RESTING;
    learner->next = NULL;
    *resting_end = learner;
    resting_end = &learner->next;
    resting_len++;
}

static struct learner *rouse(void)
{
    struct learner *learner = resting;
    resting = learner->next;
    if (resting == NULL) resting_end = &resting;
    resting_len--;
    return learner;
}

static void send_all(const struct learner *learner, struct str bytes)
{
    /* a few hundred bytes into an empty socket: they fit */
    if (send(learner->fd, bytes.ptr, bytes.len, MSG_NOSIGNAL) != (ssize_t)bytes.len)
        fail("the server", "took no request");
}

static void post(struct learner *learner, enum doing doing, const char *path, const char *end,
                 const struct buf *form)
{
    char head[2048];
    int len =
        snprintf(head, sizeof head,
                 "POST %s%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                 "Origin: http://127.0.0.1:%d\r\nCookie: %s\r\n%s"
                 "Content-Type: application/x-www-form-urlencoded\r\n"
                 "Content-Length: %zu\r\n\r\n%.*s",
                 path, end, task.port, task.port, learner->key,
                 doing == ANSWERING ? "Proeftuin-Fragment: 1\r\n" : "", form->len, STR_ARG(*form));
    if (len < 0 || (size_t)len >= sizeof head) fail("the answer", "is too long for this client");
    learner->doing = doing;
    send_all(learner, (struct str){head, (size_t)len});
}

static void begin(struct learner *learner)
{
    struct buf form;
    buf_init(&form, KIB(1));
    buf_printf(&form, "device=own&csrf=&back=%s", task.step);
    post(learner, BEGINNING, task.module, "/begin", &form);
    buf_finish(&form);
}

static void page_get(struct learner *learner)
{
    char head[1024];
    int len =
        snprintf(head, sizeof head, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: %s\r\n\r\n",
                 task.step, task.port, learner->key);
    learner->doing = READING;
    send_all(learner, (struct str){head, (size_t)len});
}

static void again(struct learner *learner)
{
    struct buf form;
    buf_init(&form, KIB(1));
    buf_printf(&form, "csrf=%s&n=%d", learner->token, learner->n);
    post(learner, RENEWING, task.exercise, "/again", &form);
    buf_finish(&form);
}

static void answer(struct learner *learner, int64_t due_us)
{
    static struct buf form = {.max = KIB(2)};
    if (learner->n == VARIANTS_MAX) fail("too long", "a learner has done every variant");
    buf_reset(&form);
    buf_printf(&form, "csrf=%s&n=%d&try=%d%.*s", learner->token, learner->n, learner->try_no,
               STR_ARG(task.fields));
    learner->due_us = due_us;
    post(learner, ANSWERING, task.exercise, "/check", &form);
}

/* --- hearing --- */

static struct str after(struct str s, const char *mark)
{
    const char *at = memmem(s.ptr, s.len, mark, strlen(mark));
    if (at == NULL) return STR_NONE;
    at += strlen(mark);
    return (struct str){at, s.len - (size_t)(at - s.ptr)};
}

/* What stands between `mark` and the next `end`. */
static void copy_between(char *to, size_t room, struct str s, const char *mark, char end)
{
    struct str piece = STR_NONE, rest_of = after(s, mark);
    if (rest_of.ptr == NULL || !str_cut(&rest_of, end, &piece) || piece.len >= room)
        fail("a reply has no", mark);
    memcpy(to, piece.ptr, piece.len);
    to[piece.len] = '\0';
}

static void on_answered(struct learner *learner, struct str body)
{
    if (memmem(body.ptr, body.len, STORED, strlen(STORED)) == NULL) {
        fprintf(stderr, "%.*s\n", STR_ARG(body));
        fail("an answer", "was not stored");
    }
    answers++;
    reply_bytes += body.len;
    if (mode == OPEN && samples_len < SAMPLES_MAX)
        samples_us[samples_len++] = (double)(clock_us() - learner->due_us);
    if (learner->try_no++ == TRIES_MAX) {
        again(learner);
        return;
    }
    if (mode == CLOSED) answer(learner, 0);
    else rest(learner);
}

static void on_reply(struct learner *learner, int status, struct str head, struct str body)
{
    int wanted = learner->doing == READING || learner->doing == ANSWERING ? 200 : 303;
    if (status != wanted) {
        fprintf(stderr, "%.*s%.*s\n", STR_ARG(head), STR_ARG(body));
        fail("the server", "gave another reply than expected; see above");
    }
    switch (learner->doing) {
    case BEGINNING:
        copy_between(learner->key, sizeof learner->key, head, "Set-Cookie: ", ';');
        page_get(learner);
        break;
    case READING:
        copy_between(learner->token, sizeof learner->token, body, "name=\"csrf\" value=\"", '"');
        learner->n = learner->try_no = 1;
        rest(learner);
        break;
    case ANSWERING:
        on_answered(learner, body);
        break;
    case RENEWING:
        learner->n++;
        learner->try_no = 1;
        if (mode == CLOSED) answer(learner, 0);
        else rest(learner);
        break;
    case RESTING:
        fail("the server", "spoke unasked");
    }
}

static void on_bytes(struct learner *learner)
{
    struct buf *in = &learner->in;
    char *to = buf_reserve(in, KIB(64));
    ssize_t n = to ? read(learner->fd, to, KIB(64)) : -1;
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) fail("the server", "closed a connection");
    in->len += (size_t)n;
    struct str all = buf_str(in), body = after(all, "\r\n\r\n");
    if (body.ptr == NULL) return;
    struct str head = {all.ptr, all.len - body.len};
    char number[24];
    copy_between(number, sizeof number, head, "Content-Length: ", '\r');
    size_t len = strtoul(number, NULL, 10);
    if (body.len < len) return;
    if (body.len > len || head.len < 12) fail("the server", "sent more than it announced");
    on_reply(learner, atoi(head.ptr + 9), head, body);
    buf_reset(in);
}

/* --- the turns --- */

static void turn(int64_t until_us)
{
    struct epoll_event events[LEARNERS];
    int64_t left_us = until_us - clock_us();
    if (left_us < 0) left_us = 0;
    struct timespec wait = {left_us / 1000000, left_us % 1000000 * 1000};
    int n = epoll_pwait2(epoll, events, LEARNERS, &wait, NULL);
    for (int i = 0; i < n; i++) on_bytes(events[i].data.ptr);
}

static void settle(void)
{
    int64_t until_us = clock_us() + 20000000;
    mode = STOPPED;
    while (resting_len < LEARNERS && clock_us() < until_us) turn(until_us);
    if (resting_len < LEARNERS) fail("the server", "left requests unanswered for 20 seconds");
}

static void connect_all(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)task.port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1;
    epoll = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < LEARNERS; i++) {
        struct learner *learner = &learners[i];
        buf_init(&learner->in, MIB(8));
        learner->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (connect(learner->fd, (struct sockaddr *)&to, sizeof to) != 0)
            fail("cannot connect", strerror(errno));
        setsockopt(learner->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        fcntl(learner->fd, F_SETFL, O_NONBLOCK);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = learner};
        epoll_ctl(epoll, EPOLL_CTL_ADD, learner->fd, &event);
        begin(learner);
    }
    settle();
}

struct figures {
    double seconds, answers;
    struct tree used;
};

static void figures_begin(struct figures *figures)
{
    figures->seconds = (double)clock_us() / 1e6;
    figures->answers = (double)answers;
    tree_read(&figures->used, task.server);
}

static void figures_end(struct figures *figures)
{
    struct tree now;
    tree_read(&now, task.server);
    figures->used = tree_since(&now, &figures->used);
    figures->answers = (double)answers - figures->answers;
    figures->seconds = (double)clock_us() / 1e6 - figures->seconds;
}

static struct figures run_closed(int64_t length_us)
{
    struct figures figures;
    mode = CLOSED;
    while (resting_len > 0) answer(rouse(), 0);
    int64_t from_us = clock_us() + WARM_US;
    while (clock_us() < from_us) turn(from_us);
    figures_begin(&figures);
    int64_t until_us = clock_us() + length_us;
    while (clock_us() < until_us) turn(until_us);
    figures_end(&figures);
    settle();
    return figures;
}

static struct figures run_open(int64_t length_us, double per_s)
{
    struct figures figures;
    double gap_us = 1e6 / per_s;
    uint64_t due = 0, all = (uint64_t)((double)length_us / gap_us);
    samples_us = calloc(SAMPLES_MAX, sizeof *samples_us);
    if (samples_us == NULL) fail("memory", "is used up");
    mode = OPEN;
    figures_begin(&figures);
    int64_t from_us = clock_us(), late_us = from_us + 3 * length_us;
    while ((due < all || resting_len < LEARNERS) && clock_us() < late_us) {
        int64_t next_us = from_us + (int64_t)((double)due * gap_us);
        while (due < all && next_us <= clock_us() && resting_len > 0) {
            answer(rouse(), next_us);
            next_us = from_us + (int64_t)((double)++due * gap_us);
        }
        /* with nobody at rest, the next to come back takes it */
        turn(due < all && resting_len > 0 ? next_us : late_us);
    }
    if (due < all) fail("the server", "cannot keep up with half of what it did before");
    figures_end(&figures);
    settle();
    return figures;
}

/* --- what came of it --- */

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double latency_us(double part)
{
    return samples_len ? samples_us[(size_t)((double)(samples_len - 1) * part)] : 0;
}

static void used_print(const struct figures *figures)
{
    printf("\"answers\":%.0f,\"answers_per_s\":%.1f,\"cpu_us\":%.2f,\"stations_us\":{",
           figures->answers, figures->answers / figures->seconds,
           figures->used.us_all / figures->answers);
    for (int i = 0; i < STATIONS; i++)
        printf("%s\"%s\":%.2f", i ? "," : "", station_names[i],
               figures->used.us[i] / figures->answers);
    printf("}");
}

static void task_read(int argc, char **argv)
{
    uint64_t port, server;
    struct str path = str_of(argv[3]), slug;
    if (!str_parse_u64(str_of(argv[1]), 65535, &port) ||
        !str_parse_u64(str_of(argv[2]), INT32_MAX, &server))
        fail(argv[1], "a port and a process are numbers");
    task.port = (int)port;
    task.server = (pid_t)server;
    for (int i = 0; i < 5; i++) {
        if (!str_cut(&path, '/', &slug) || !str_is_slug(slug, SLUG_LEN))
            fail(argv[3], "is not ORG/PACK/MODULE/STEP/EXERCISE");
        char *to = i < 3 ? task.module : i == 3 ? task.step : task.exercise;
        const char *before = i == 3   ? task.module
                             : i == 4 ? task.step
                             : i == 0 ? "/m"
                                      : task.module;
        char whole[sizeof task.exercise];
        snprintf(whole, sizeof whole, "%s/%.*s", before, STR_ARG(slug));
        strcpy(to, whole);
    }
    buf_init(&task.fields, KIB(1));
    for (int i = 5; i < argc; i++) {
        struct str value = str_of(argv[i]), id;
        if (!str_cut(&value, '=', &id) || value.ptr == NULL)
            fail(argv[i], "a field is given as FIELD=VALUE");
        buf_printf(&task.fields, "&a.%.*s=", STR_ARG(id));
        escape_url(&task.fields, value);
    }
    if (buf_failed(&task.fields)) fail("the answer", "is too long for this client");
}

int main(int argc, char **argv)
{
    uint64_t seconds;
    if (argc < 6 || !str_parse_u64(str_of(argv[4]), SECONDS_MAX, &seconds) || seconds == 0) {
        fprintf(stderr, "usage: load PORT PROCESS ORG/PACK/MODULE/STEP/EXERCISE SECONDS "
                        "FIELD=VALUE ...\n");
        return 2;
    }
    task_read(argc, argv);
    connect_all();
    struct figures closed = run_closed((int64_t)seconds * 1000000);
    double per_s = closed.answers / closed.seconds / 2;
    if (per_s < 1) fail("the server", "answers less than twice a second");
    struct figures open = run_open((int64_t)seconds * 1000000, per_s);
    qsort(samples_us, samples_len, sizeof *samples_us, by_size);
    printf("{");
    used_print(&closed);
    printf(",\"reply_bytes\":%.0f,\"half\":{", (double)reply_bytes / (double)answers);
    used_print(&open);
    printf(",\"p50_us\":%.0f,\"p99_us\":%.0f,\"max_us\":%.0f}}\n", latency_us(0.5),
           latency_us(0.99), latency_us(1));
    return 0;
}
