#include "client.h"

#include <arpa/inet.h>
#include <assert.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/limits.h"

#define HANGS_S 60

void client_open(struct client *client, int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct timeval patience = {.tv_sec = HANGS_S};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    *client = (struct client){.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    assert(client->fd >= 0);
    setsockopt(client->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(client->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    int rc = connect(client->fd, (struct sockaddr *)&to, sizeof to);
    assert(rc == 0);
    buf_init(&client->in, MIB(16));
}

void client_send(struct client *client, struct str bytes)
{
    while (bytes.len > 0) {
        ssize_t n = send(client->fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);
        if (n <= 0) return; /* refused: the reply says why */
        bytes = str_slice(bytes.ptr + n, bytes.len - (size_t)n);
    }
}

static bool more(struct client *client)
{
    char *room = buf_reserve(&client->in, KIB(64));
    ssize_t n = recv(client->fd, room, KIB(64), 0);
    if (n <= 0) return false;
    client->in.len += (size_t)n;
    return true;
}

struct str reply_header(const struct reply *reply, const char *name)
{
    struct str rest = reply->head, line, key;
    while (str_cut(&rest, '\n', &line)) {
        if (str_cut(&line, ':', &key) && line.ptr && key.len == strlen(name) &&
            strncasecmp(key.ptr, name, key.len) == 0)
            return str_trim(line);
    }
    return STR_NONE;
}

bool str_has(struct str s, const char *part)
{
    return s.len > 0 && memmem(s.ptr, s.len, part, strlen(part)) != NULL;
}

static bool read_reply(struct client *client, struct reply *reply, bool bodiless)
{
    buf_drop(&client->in, client->used);
    client->used = 0;
    char *end;
    while ((end = client->in.len ? memmem(client->in.ptr, client->in.len, "\r\n\r\n", 4) : NULL) ==
           NULL)
        if (!more(client)) return false;
    size_t head_len = (size_t)(end - client->in.ptr) + 4;
    *reply = (struct reply){.head = {client->in.ptr, head_len}};
    uint64_t status = 0, length = 0;
    str_parse_u64(str_slice(client->in.ptr + 9, 3), 999, &status);
    reply->status = (int)status;
    bodiless = bodiless || status == 304 || status == 204 || status == 100;
    if (!bodiless && !str_parse_u64(reply_header(reply, "content-length"), MIB(8), &length))
        return false;
    while (client->in.len < head_len + length)
        if (!more(client)) return false;
    reply->head = str_slice(client->in.ptr, head_len);
    reply->body = str_slice(client->in.ptr + head_len, length);
    reply->closes = str_is(reply_header(reply, "connection"), "close");
    client->used = head_len + length;
    return true;
}

bool client_read(struct client *client, struct reply *reply)
{
    return read_reply(client, reply, false);
}

bool client_read_head(struct client *client, struct reply *reply)
{
    return read_reply(client, reply, true);
}

bool client_ended(struct client *client)
{
    char byte;
    return client->in.len == client->used && recv(client->fd, &byte, 1, 0) <= 0;
}

void client_close(struct client *client)
{
    close(client->fd);
    buf_finish(&client->in);
}

void client_reset(struct client *client)
{
    struct linger now = {.l_onoff = 1, .l_linger = 0};
    setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    client_close(client);
}
