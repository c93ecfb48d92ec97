/* A plain HTTP client on a blocking socket, for tests of the loop: sends exactly the bytes it is
 * given. Its receive timeout only ends a test that hangs. */
#ifndef TEST_CLIENT_H
#define TEST_CLIENT_H

#include "base/buf.h"

struct client {
    int fd;
    struct buf in;
    size_t used; /* of it, by the reply read last */
};

struct reply {
    int status;
    struct str head, body; /* until the next client_read */
    bool closes;
};

void client_open(struct client *client, int port);
void client_send(struct client *client, struct str bytes);
#define client_say(client, text) client_send((client), STR(text))
/* Reads one response. False if the connection ended before it was whole. */
bool client_read(struct client *client, struct reply *reply);
/* The same for an answer to HEAD. */
bool client_read_head(struct client *client, struct reply *reply);
/* Waits for the end of the connection; false if bytes came first. */
bool client_ended(struct client *client);
void client_close(struct client *client);
/* Closes with a reset, as a client that crashed. */
void client_reset(struct client *client);

/* The value of a header of the reply, or STR_NONE. */
struct str reply_header(const struct reply *reply, const char *name);
bool str_has(struct str s, const char *part);

#endif
