#include "base/queue.h"

#include <assert.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/err.h"

void queue_init(struct queue *queue, size_t max, bool with_event)
{
    *queue = (struct queue){.max = max, .event_fd = -1};
    queue->tail = &queue->head;
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->filled, NULL);
    if (with_event) {
        queue->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        assert(queue->event_fd >= 0);
    }
}

void queue_finish(struct queue *queue)
{
    assert(queue->head == NULL);
    if (queue->event_fd >= 0) close(queue->event_fd);
    pthread_cond_destroy(&queue->filled);
    pthread_mutex_destroy(&queue->lock);
}

static void event_set(struct queue *queue)
{
    uint64_t one = 1;
    ssize_t n = write(queue->event_fd, &one, sizeof one);
    (void)n; /* EAGAIN means that it is set already */
}

static int push(struct queue *queue, struct queue_node *item, bool always)
{
    item->next = NULL;
    pthread_mutex_lock(&queue->lock);
    int rc = queue->closed ? ERR_STOPPED : !always && queue->len >= queue->max ? ERR_BUSY : 0;
    if (rc == 0) {
        bool was_empty = queue->head == NULL;
        *queue->tail = item;
        queue->tail = &item->next;
        queue->len++;
        /* inside the lock: behind it the reader may be done with all there was, and the queue gone
         */
        if (queue->event_fd < 0) pthread_cond_signal(&queue->filled);
        else if (was_empty) /* all that is queued is taken at once: one event is enough */
            event_set(queue);
    }
    pthread_mutex_unlock(&queue->lock);
    return rc;
}

int queue_push(struct queue *queue, struct queue_node *item)
{
    return push(queue, item, false);
}

int queue_push_always(struct queue *queue, struct queue_node *item)
{
    return push(queue, item, true);
}

static struct queue_node *take(struct queue *queue, size_t max)
{
    struct queue_node *first = queue->head, *last = first;
    if (first == NULL) return NULL;
    size_t n = 1;
    while (n < max && last->next) {
        last = last->next;
        n++;
    }
    queue->head = last->next;
    if (queue->head == NULL) queue->tail = &queue->head;
    last->next = NULL;
    queue->len -= n;
    return first;
}

struct queue_node *queue_take(struct queue *queue, size_t max)
{
    pthread_mutex_lock(&queue->lock);
    while (queue->head == NULL && !queue->closed) pthread_cond_wait(&queue->filled, &queue->lock);
    struct queue_node *first = take(queue, max);
    pthread_mutex_unlock(&queue->lock);
    return first;
}

struct queue_node *queue_pop(struct queue *queue)
{
    return queue_take(queue, 1);
}

struct queue_node *queue_take_now(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    if (queue->event_fd >= 0) {
        uint64_t count;
        ssize_t n = read(queue->event_fd, &count, sizeof count);
        (void)n; /* EAGAIN: nothing had been pushed */
    }
    struct queue_node *first = take(queue, SIZE_MAX);
    pthread_mutex_unlock(&queue->lock);
    return first;
}

void queue_close(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->closed = true;
    pthread_cond_broadcast(&queue->filled);
    if (queue->event_fd >= 0) event_set(queue);
    pthread_mutex_unlock(&queue->lock);
}

size_t queue_len(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    size_t len = queue->len;
    pthread_mutex_unlock(&queue->lock);
    return len;
}

int queue_fd(const struct queue *queue)
{
    return queue->event_fd;
}
