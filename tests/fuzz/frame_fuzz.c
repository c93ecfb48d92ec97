/* Bytes from a runner: never a read past them, and what parses is written again byte by byte. */
#include "fuzz.h"

#include "base/err.h"
#include "base/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct str in = {(const char *)data, len};
    struct frame frame;
    size_t used = 0;
    int rc;
    while ((rc = frame_parse(in, FRAME_LEN, &frame, &used)) == 1) {
        HOLDS(used >= FRAME_HEAD_LEN && used <= in.len);
        HOLDS(frame.parts_len <= FRAME_PARTS_MAX);
        struct buf again;
        buf_init(&again, 2 * FRAME_LEN);
        size_t begin = frame_begin(&again, frame.type, frame.id);
        struct str rest = frame.body, part;
        for (size_t i = 0; i < frame.parts_len; i++) {
            HOLDS(frame_part_next(&rest, &part));
            HOLDS(part.ptr >= in.ptr && part.ptr + part.len <= in.ptr + used);
            if (i < 64) HOLDS(frame.parts[i].ptr == part.ptr && frame.parts[i].len == part.len);
            frame_part(&again, begin, part);
        }
        HOLDS(rest.len == 0 && !frame_part_next(&rest, &part));
        HOLDS(frame_end(&again, begin) == 0);
        HOLDS(str_eq(buf_str(&again), str_slice(in.ptr, used)));
        buf_finish(&again);
        in = (struct str){in.ptr + used, in.len - used};
    }
    HOLDS(rc == 0 || rc == ERR_CORRUPT);
    return 0;
}
