/* The language between keeper and runner: length-prefixed frames of length-prefixed parts over one
 * socketpair. Little-endian; both ends are the same machine.
 *
 *   u32 len      bytes after this field, at most FRAME_LEN
 *   u32 id       of the call; the reply repeats it
 *   u16 type     enum frame_type
 *   u16 count    parts
 *   count x { u32 len; bytes }
 *
 * Everything read is checked against its own lengths before it is used: the keeper treats a
 * runner's frames as hostile. */
#ifndef BASE_FRAME_H
#define BASE_FRAME_H

#include "base/buf.h"
#include "base/limits.h"

enum frame_type {
    /* keeper -> runner */
    FRAME_LOAD = 1, /* bundle digest (hex), then name, source, name, source ...; several frames may
                       add to one bundle. No reply; a fault shows at the first call. */
    FRAME_DROP,     /* bundle digest: forget it. No reply. */
    FRAME_INDEX,    /* bundle digest, exercise slug -> RESULT: index entry of that exercise */
    FRAME_VIEW,     /* bundle digest, exercise slug, seed (32 bytes), flags, language -> RESULT */
    FRAME_ANSWER,   /* as VIEW, then field id, value, field id, value ... -> RESULT */
    FRAME_TEST,     /* bundle digest, exercise slug: runs exercises/<slug>_test.lua -> RESULT */
    /* runner -> keeper */
    FRAME_READY = 64, /* flags of what locked: "seccomp landlock rlimits" ...; versions */
    FRAME_RESULT,     /* JSON */
    FRAME_FAULT       /* kind (enum fault name), message with file:line, traceback, log */
};

/* flags part: one byte of these */
#define FRAME_WANT_VIEW 1     /* ANSWER: put the view into the result too */
#define FRAME_WANT_SOLUTION 2 /* the worked answer with it */
#define FRAME_WANT_FIELDS 4   /* ANSWER: of the view only what feedback speaks of */

#define FRAME_HEAD_LEN 12
#define SEED_LEN 32

struct frame {
    enum frame_type type;
    uint32_t id;
    struct str parts[FRAME_PARTS_MAX > 64 ? 64 : FRAME_PARTS_MAX]; /* the first 64 */
    size_t parts_len;                                              /* as announced, may exceed 64 */
    struct str body; /* all parts, for frame_part_next */
};

/* Writing: begin, parts, end (which fills in the lengths). Past FRAME_LEN it returns ERR_TOO_LARGE
 * and takes the frame back; too many or too large parts fail the buffer. */
size_t frame_begin(struct buf *to, enum frame_type type, uint32_t id);
void frame_part(struct buf *to, size_t begin, struct str part);
int frame_end(struct buf *to, size_t begin);

/* Reading from what has arrived: 1 and *frame, *used bytes; 0 not all here yet; ERR_CORRUPT if it
 * breaks the rules (length over `max`, parts that do not add up). Borrows `in`. */
int frame_parse(struct str in, size_t max, struct frame *frame, size_t *used);

/* Walks parts beyond the first 64: *rest starts as frame->body. */
bool frame_part_next(struct str *rest, struct str *part);

#endif
