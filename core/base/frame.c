#include "base/frame.h"

#include "base/err.h"

static uint32_t read_u32(const char *at)
{
    uint32_t n;
    memcpy(&n, at, 4);
    return n;
}

static uint16_t read_u16(const char *at)
{
    uint16_t n;
    memcpy(&n, at, 2);
    return n;
}

size_t frame_begin(struct buf *to, enum frame_type type, uint32_t id)
{
    size_t begin = to->len;
    uint32_t len = 0;
    uint16_t kind = (uint16_t)type, count = 0;
    buf_add(to, &len, 4);
    buf_add(to, &id, 4);
    buf_add(to, &kind, 2);
    buf_add(to, &count, 2);
    return begin;
}

void frame_part(struct buf *to, size_t begin, struct str part)
{
    if (part.len > FRAME_LEN) {
        to->failed = true;
        return;
    }
    uint32_t len = (uint32_t)part.len;
    buf_add(to, &len, 4);
    buf_add_str(to, part);
    if (to->failed) return;
    uint16_t count = read_u16(to->ptr + begin + 10);
    if (count == FRAME_PARTS_MAX) {
        to->failed = true;
        return;
    }
    count++;
    memcpy(to->ptr + begin + 10, &count, 2);
}

int frame_end(struct buf *to, size_t begin)
{
    if (to->failed) return ERR_TOO_LARGE;
    if (to->len - begin - 4 > FRAME_LEN) {
        to->len = begin; /* no half frame may stay behind whole ones */
        return ERR_TOO_LARGE;
    }
    uint32_t len = (uint32_t)(to->len - begin - 4);
    memcpy(to->ptr + begin, &len, 4);
    return 0;
}

bool frame_part_next(struct str *rest, struct str *part)
{
    if (rest->len < 4) return false;
    uint32_t len = read_u32(rest->ptr);
    if (len > rest->len - 4) return false;
    *part = (struct str){rest->ptr + 4, len};
    *rest = (struct str){rest->ptr + 4 + len, rest->len - 4 - len};
    return true;
}

int frame_parse(struct str in, size_t max, struct frame *frame, size_t *used)
{
    if (in.len < 4) return 0;
    size_t len = read_u32(in.ptr);
    if (len > max || len < FRAME_HEAD_LEN - 4) return ERR_CORRUPT;
    if (in.len < FRAME_HEAD_LEN || in.len - 4 < len) return 0;
    frame->id = read_u32(in.ptr + 4);
    frame->type = (enum frame_type)read_u16(in.ptr + 8);
    frame->parts_len = read_u16(in.ptr + 10);
    frame->body = (struct str){in.ptr + FRAME_HEAD_LEN, len - (FRAME_HEAD_LEN - 4)};
    if (frame->parts_len > FRAME_PARTS_MAX) return ERR_CORRUPT;
    struct str rest = frame->body, part;
    for (size_t i = 0; i < frame->parts_len; i++) {
        if (!frame_part_next(&rest, &part)) return ERR_CORRUPT;
        if (i < sizeof frame->parts / sizeof frame->parts[0]) frame->parts[i] = part;
    }
    if (rest.len != 0) return ERR_CORRUPT;
    *used = 4 + len;
    return 1;
}
