#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "http/loop.h"

/* libuv's own listener drops waiting connections when descriptors run out, and takes one more than
 * it was asked to. Ours leaves them in the kernel until there is room. */

#define ACCEPTS_AT_ONCE 64
#define LOG_AGAIN_MS 60000
#define DESCRIPTORS_BESIDE 512 /* files, runners, streams */

static int say_bind(struct err *err, const char *host, int port)
{
    switch (errno) {
    case EADDRINUSE:
        return err_set(err, ERR_IO,
                       "port %d on %s is in use: stop the other program or choose another with "
                       "--port",
                       port, host);
    case EADDRNOTAVAIL:
        return err_set(err, ERR_IO,
                       "this machine has no address %s: choose one that it has with --host", host);
    case EACCES:
    case EPERM:
        return err_set(err, ERR_IO,
                       "port %d on %s is not allowed for this user: choose one above 1023 with "
                       "--port",
                       port, host);
    default:
        return err_set(err, ERR_IO, "cannot listen on port %d of %s: %s", port, host,
                       strerror(errno));
    }
}

static int port_of(int fd)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } name = {0};
    socklen_t len = sizeof name;
    if (getsockname(fd, &name.any, &len) != 0) return 0;
    return ntohs(name.any.sa_family == AF_INET6 ? name.v6.sin6_port : name.v4.sin_port);
}

/* Usual shells allow 1024 descriptors where the machine allows far more. */
static void descriptors_raise(struct http *http)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    rlim_t wanted = http->limits.connections_max + DESCRIPTORS_BESIDE;
    if (limit.rlim_cur >= wanted) return;
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit); /* if not, accept_failed will say so */
}

int listen_open(struct http *http, struct err *err)
{
    const char *host = http->config.host;
    int port = http->config.port;
    if (port < 0 || port > 65535)
        return err_set(err, ERR_INVALID, "%d is no port: choose one from 1 to 65535 with --port",
                       port);
    char service[16];
    snprintf(service, sizeof service, "%d", port);
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                             .ai_socktype = SOCK_STREAM};
    struct addrinfo *info;
    if (getaddrinfo(host, service, &hints, &info) != 0)
        return err_set(err, ERR_INVALID,
                       "\"%s\" is not an address like 127.0.0.1 or ::1: choose one with --host",
                       host);
    int rc = 0, on = 1;
    http->listen_fd = socket(info->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (http->listen_fd < 0 ||
        setsockopt(http->listen_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(http->listen_fd, info->ai_addr, info->ai_addrlen) != 0 ||
        listen(http->listen_fd, HTTP_BACKLOG) != 0)
        rc = say_bind(err, host, port);
    freeaddrinfo(info);
    if (rc == 0) {
        http->port = port_of(http->listen_fd);
        int status = uv_poll_init(&http->loop, &http->listener, http->listen_fd);
        if (status != 0) rc = err_set(err, ERR_IO, "cannot listen: %s", uv_strerror(status));
    }
    if (rc != 0) {
        if (http->listen_fd >= 0) close(http->listen_fd);
        http->listen_fd = -1;
        return rc;
    }
    descriptors_raise(http);
    http->listener.data = http;
    uv_timer_init(&http->loop, &http->accept_again);
    http->accept_again.data = http;
    listen_resume(http);
    return 0;
}

static void on_pending(uv_poll_t *listener, int status, int events);

void listen_resume(struct http *http)
{
    if (http->accepting || http->listen_fd < 0) return;
    http->accepting = uv_poll_start(&http->listener, UV_READABLE, on_pending) == 0;
}

void listen_pause(struct http *http)
{
    if (!http->accepting) return;
    uv_poll_stop(&http->listener);
    http->accepting = false;
}

/* For limits only: of an IPv6 address the network, since one client may use all of it. */
static void address_write(char *to, size_t room, const struct sockaddr_storage *peer)
{
    const void *from = NULL;
    struct in6_addr v6;
    int family = peer->ss_family;
    if (family == AF_INET) from = &((const struct sockaddr_in *)peer)->sin_addr;
    if (family == AF_INET6) {
        v6 = ((const struct sockaddr_in6 *)peer)->sin6_addr;
        from = &v6;
        if (IN6_IS_ADDR_V4MAPPED(&v6)) {
            from = v6.s6_addr + 12;
            family = AF_INET;
        } else {
            memset(v6.s6_addr + 8, 0, 8);
        }
    }
    if (from == NULL || inet_ntop(family, from, to, (socklen_t)room) == NULL) to[0] = '\0';
}

static void on_again(uv_timer_t *timer)
{
    listen_resume(timer->data);
}

static void accept_failed(struct http *http, int why)
{
    int64_t now = clock_ms();
    if (http->accept_logged_ms == 0 || now - http->accept_logged_ms > LOG_AGAIN_MS) {
        http->accept_logged_ms = now;
        log_warn("cannot take more connections (%s, %zu open): the others wait; raise the limit "
                 "of open files (ulimit -n) if this happens often",
                 strerror(why), atomic_load(&http->connections));
    }
    listen_pause(http);
    uv_timer_start(&http->accept_again, on_again, HTTP_ACCEPT_PAUSE_MS, 0);
}

static void on_pending(uv_poll_t *listener, int status, int events)
{
    struct http *http = listener->data;
    (void)status; /* an error shows again in accept4, with its name */
    (void)events;
    for (int i = 0; i < ACCEPTS_AT_ONCE; i++) {
        if (http->free_slots_len == 0) {
            listen_pause(http); /* conn.c resumes when one closes */
            return;
        }
        struct sockaddr_storage peer = {0};
        socklen_t len = sizeof peer;
        int fd =
            accept4(http->listen_fd, (struct sockaddr *)&peer, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EINTR || errno == ECONNABORTED) continue;
            if (errno != EAGAIN && errno != EWOULDBLOCK) accept_failed(http, errno);
            return;
        }
        char address[INET6_ADDRSTRLEN];
        address_write(address, sizeof address, &peer);
        conn_create(http, fd, address);
    }
}

void listen_close(struct http *http)
{
    if (http->listen_fd < 0) return;
    listen_pause(http);
    uv_close((uv_handle_t *)&http->listener, NULL);
    uv_close((uv_handle_t *)&http->accept_again, NULL);
    close(http->listen_fd);
    http->listen_fd = -1;
}
