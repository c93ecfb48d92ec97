#include "view/message.h"

#include "base/limits.h"

#define MO_MAGIC 0x950412deU
#define MO_HEAD_LEN 20 /* magic, revision, N, offset of originals, offset of translations */

struct mo {
    struct str file;
    bool swapped; /* written on a machine of the other byte order */
};

/* The 32-bit word at `at`, which the caller has checked to lie inside the file. */
static uint32_t mo_word(const struct mo *mo, size_t at)
{
    uint32_t n;
    memcpy(&n, mo->file.ptr + at, sizeof n);
    return mo->swapped ? __builtin_bswap32(n) : n;
}

/* The string that the pair at `at` describes, up to its first NUL. False if it leaves the file or
 * does not end there. */
static bool mo_string(const struct mo *mo, size_t at, struct str *out)
{
    size_t len = mo_word(mo, at), from = mo_word(mo, at + 4);
    if (from >= mo->file.len || len >= mo->file.len - from) return false;
    if (mo->file.ptr[from + len] != '\0') return false;
    *out = str_slice(mo->file.ptr + from, strnlen(mo->file.ptr + from, len));
    return true;
}

static bool mo_is_utf8(struct str header)
{
    struct str line;
    while (str_cut(&header, '\n', &line)) {
        if (!str_starts(line, STR("Content-Type:"))) continue;
        return str_ends(str_trim(line), STR("charset=UTF-8")) ||
               str_ends(str_trim(line), STR("charset=utf-8"));
    }
    return false;
}

int catalog_read(struct catalog *catalog, struct arena *arena, struct str file, struct err *err)
{
    struct mo mo = {.file = file};
    *catalog = (struct catalog){0};
    if (file.len < MO_HEAD_LEN)
        return err_set(err, ERR_CORRUPT, "only %zu bytes: no message file; make it with msgfmt",
                       file.len);
    if (mo_word(&mo, 0) != MO_MAGIC) {
        mo.swapped = true;
        if (mo_word(&mo, 0) != MO_MAGIC)
            return err_set(err, ERR_CORRUPT, "no message file; make it with msgfmt");
    }
    if (mo_word(&mo, 4) >> 16 > 1)
        return err_set(err, ERR_CORRUPT,
                       "a message file of a format that is newer than this "
                       "program");
    size_t len = mo_word(&mo, 8), originals = mo_word(&mo, 12), translations = mo_word(&mo, 16);
    if (len > MESSAGES_MAX)
        return err_set(err, ERR_TOO_LARGE, "%zu messages; at most %d", len, MESSAGES_MAX);
    if (originals > file.len || len * 8 > file.len - originals || translations > file.len ||
        len * 8 > file.len - translations)
        return err_set(err, ERR_CORRUPT, "the file is cut off inside its tables");

    struct message *messages = arena_array(arena, struct message, len);
    bool utf8 = len == 0;
    for (size_t i = 0; i < len; i++) {
        struct message *m = &messages[i];
        if (!mo_string(&mo, originals + i * 8, &m->msgid) ||
            !mo_string(&mo, translations + i * 8, &m->text))
            return err_set(err, ERR_CORRUPT, "message %zu lies outside the file", i + 1);
        if (i > 0 && str_compare(messages[i - 1].msgid, m->msgid) >= 0)
            return err_set(err, ERR_CORRUPT, "message %zu is out of order", i + 1);
        if (!str_is_utf8(m->msgid) || !str_is_utf8(m->text))
            return err_set(err, ERR_CORRUPT, "message %zu is not UTF-8", i + 1);
        if (m->msgid.len == 0) utf8 = mo_is_utf8(m->text);
    }
    if (!utf8) return err_set(err, ERR_CORRUPT, "the header does not say charset=UTF-8");
    *catalog = (struct catalog){messages, len};
    return 0;
}

struct str catalog_find(const struct catalog *catalog, struct str msgid)
{
    size_t low = 0, high = catalog->len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(msgid, catalog->messages[middle].msgid);
        if (order == 0) {
            struct str text = catalog->messages[middle].text;
            return text.len > 0 && msgid.len > 0 ? text : STR_NONE;
        }
        if (order < 0) high = middle;
        else low = middle + 1;
    }
    return STR_NONE;
}
