#include "sandbox/reply.h"

#include "sandbox/wire.h"

#define QUOTE_SURE_LEN 12 /* so much of an answer is no coincidence */

static bool has_word(struct str s, const char *word)
{
    struct str piece;
    while (str_cut(&s, ' ', &piece))
        if (str_is(piece, word)) return true;
    return false;
}

int reply_ready(const struct frame *frame, char ready[READY_LEN], struct err *err)
{
    static const char *const needed[] = {"seccomp", "rlimits"};
    if (frame->type != FRAME_READY || frame->parts_len < 1 || frame->parts_len > 2)
        return err_set(err, ERR_CORRUPT, "it did not say that it is ready");
    size_t len = 0;
    for (size_t p = 0; p < frame->parts_len; p++) {
        if (p > 0 && len < READY_LEN - 1) ready[len++] = ' ';
        for (size_t i = 0; i < frame->parts[p].len && len < READY_LEN - 1; i++) {
            char c = frame->parts[p].ptr[i];
            ready[len++] = c >= ' ' && c <= '~' ? c : '?';
        }
    }
    ready[len] = '\0';
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (!has_word(frame->parts[0], needed[i]))
            return err_set(err, ERR_DENIED, "%s is missing", needed[i]);
    return 0;
}

void reply_fault(struct ask *ask, enum fault fault, struct str text)
{
    struct ask clean = {
        .kind = ask->kind,
        .bundle = ask->bundle,
        .exercise = ask->exercise,
        .flags = ask->flags,
        .lang = ask->lang,
        .raw = ask->raw,
        .raw_len = ask->raw_len,
        .retry = ask->retry,
        .fault = fault,
        .fault_text = text,
    };
    memcpy(clean.seed, ask->seed, SEED_LEN);
    *ask = clean;
}

/* Characters of one well-formed sequence at the start of s; 0 if it is none. */
static size_t utf8_one(struct str s)
{
    for (size_t n = 1; n <= 4 && n <= s.len; n++)
        if (str_is_utf8((struct str){s.ptr, n})) return n;
    return 0;
}

/* Well-formed, without control characters but line ends, cut between characters. */
static void add_clean(struct buf *to, struct str s)
{
    while (s.len > 0 && to->len + 4 <= to->max) {
        size_t n = utf8_one(s);
        unsigned char c = (unsigned char)s.ptr[0];
        bool c1 = n == 2 && c == 0xC2 && (unsigned char)s.ptr[1] < 0xA0;
        if (n == 0 || c1) buf_add_c(to, "\xEF\xBF\xBD"); /* U+FFFD */
        else if (c == '\t') buf_add_char(to, ' ');
        else if ((c < 0x20 && c != '\n') || c == 0x7f) buf_add_char(to, '?');
        else buf_add(to, s.ptr, n);
        n = n ? n : 1;
        s = (struct str){s.ptr + n, s.len - n};
    }
}

/* Where text quotes value, or as much of its beginning as a cut message left: NULL if nowhere. */
static const char *quote_find(struct str text, struct str value, size_t *len)
{
    size_t sure = value.len < QUOTE_SURE_LEN ? value.len : QUOTE_SURE_LEN;
    const char *at = memmem(text.ptr, text.len, value.ptr, sure);
    if (at == NULL) return NULL;
    size_t left = text.len - (size_t)(at - text.ptr);
    for (*len = sure; *len < value.len && *len < left && at[*len] == value.ptr[*len];) ++*len;
    return at;
}

/* Puts "[answer]" for each quote of value in text. */
static struct str without_value(struct arena *arena, struct str text, struct str value)
{
    static const struct str put = {"[answer]", 8};
    size_t len = 0;
    const char *at = quote_find(text, value, &len);
    if (at == NULL) return text;
    struct buf buf;
    buf_init(&buf, 4 * FAULT_REPORT_LEN);
    for (; at; at = quote_find(text, value, &len)) {
        buf_add(&buf, text.ptr, (size_t)(at - text.ptr));
        buf_add_str(&buf, put);
        text = str_slice(at + len, text.len - (size_t)(at - text.ptr) - len);
    }
    buf_add_str(&buf, text);
    text = arena_str(arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}

/* An author's message may quote what the learner wrote ("cannot read 'my wage is ...'"). Faults are
 * logged and shown to authors, and an answer is the learner's: it is taken out. */
static struct str without_answer(struct arena *arena, struct str text, const struct ask *ask)
{
    struct buf clean; /* the value as add_clean has written it into the text */
    buf_init(&clean, FAULT_REPORT_LEN);
    for (size_t i = 0; ask->kind == ASK_ANSWER && i < ask->raw_len; i++) {
        struct str value = str_trim(ask->raw[i].value);
        if (value.len < 3) continue; /* would take away line numbers, and tells nothing */
        buf_reset(&clean);
        add_clean(&clean, value);
        text = without_value(arena, text, buf_str(&clean));
    }
    buf_finish(&clean);
    return text;
}

static int read_fault(struct arena *arena, const struct frame *frame, struct ask *ask,
                      struct err *err)
{
    enum fault fault;
    if (frame->parts_len < 2 || frame->parts_len > 4)
        return err_set(err, ERR_CORRUPT, "a fault of %zu parts", frame->parts_len);
    bool known = fault_parse(frame->parts[0], &fault);
    bool its_own = known && (fault == FAULT_LUA || fault == FAULT_STEPS || fault == FAULT_TIME ||
                             fault == FAULT_MEMORY || fault == FAULT_OUTPUT ||
                             fault == FAULT_SHAPE || fault == FAULT_MISSING);
    if (!its_own) return err_set(err, ERR_CORRUPT, "a fault that no runner reports");
    struct buf buf;
    buf_init(&buf, FAULT_REPORT_LEN);
    for (size_t i = 1; i < frame->parts_len; i++) {
        if (frame->parts[i].len == 0) continue;
        if (buf.len > 0) buf_add_c(&buf, i == 3 ? "\nlog: " : "\n");
        add_clean(&buf, frame->parts[i]);
    }
    struct str text = without_answer(arena, arena_str(arena, buf_str(&buf)), ask);
    buf_finish(&buf);
    reply_fault(ask, fault, text);
    return 0;
}

int reply_read(struct arena *arena, const struct frame *frame, uint32_t id, struct ask *ask,
               struct err *err)
{
    if (frame->id != id)
        return err_set(err, ERR_CORRUPT, "an answer to a call that is not its own");
    if (frame->type == FRAME_FAULT) return read_fault(arena, frame, ask, err);
    if (frame->type != FRAME_RESULT || frame->parts_len != 1)
        return err_set(err, ERR_CORRUPT, "neither a result nor a fault");
    reply_fault(ask, FAULT_NONE, STR_NONE);
    int rc = wire_reply(arena, frame->parts[0], ask, err);
    if (rc != ERR_TOO_LARGE) return rc;
    reply_fault(ask, FAULT_OUTPUT, arena_str(arena, str_of(err->text)));
    return 0;
}
