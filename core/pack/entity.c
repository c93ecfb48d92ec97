#include "pack/entity.h"

/* The names people really type; every other character can be written as itself. */
static const struct {
    const char *name, *utf8;
} names[] = {
    {"amp", "&"},       {"lt", "<"},        {"gt", ">"},       {"quot", "\""},
    {"apos", "'"},      {"nbsp", "\u00a0"}, {"shy", "\u00ad"}, {"euro", "\u20ac"},
    {"copy", "\u00a9"}, {"reg", "\u00ae"},  {"deg", "\u00b0"}, {"plusmn", "\u00b1"},
    {"frac12", "½"},    {"times", "×"},     {"divide", "÷"},   {"minus", "−"},
    {"le", "≤"},        {"ge", "≥"},        {"ne", "≠"},       {"asymp", "≈"},
    {"hellip", "…"},    {"ndash", "–"},     {"mdash", "—"},    {"lsquo", "‘"},
    {"rsquo", "’"},     {"ldquo", "“"},     {"rdquo", "”"},    {"laquo", "«"},
    {"raquo", "»"},     {"bull", "•"},      {"middot", "·"},   {"rarr", "→"},
    {"larr", "←"},      {"aacute", "á"},    {"agrave", "à"},   {"acirc", "â"},
    {"auml", "ä"},      {"ccedil", "ç"},    {"eacute", "é"},   {"egrave", "è"},
    {"ecirc", "ê"},     {"euml", "ë"},      {"iacute", "í"},   {"iuml", "ï"},
    {"ntilde", "ñ"},    {"oacute", "ó"},    {"ocirc", "ô"},    {"ouml", "ö"},
    {"uacute", "ú"},    {"ucirc", "û"},     {"uuml", "ü"},     {"szlig", "ß"},
};

static void add_code_point(struct buf *to, uint32_t c)
{
    if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) c = 0xfffd;
    if (c < 0x80) {
        buf_add_char(to, (char)c);
        return;
    }
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const uint32_t lead[] = {0, 0xc0, 0xe0, 0xf0};
    buf_add_char(to, (char)(unsigned char)(lead[more] | c >> (6 * more)));
    while (more-- > 0) buf_add_char(to, (char)(unsigned char)(0x80 | (c >> (6 * more) & 0x3f)));
}

static bool add_number(struct buf *to, struct str digits, uint32_t base)
{
    uint32_t c = 0;
    for (size_t i = 0; i < digits.len; i++) {
        char d = digits.ptr[i];
        uint32_t value = d >= '0' && d <= '9'   ? (uint32_t)(d - '0')
                         : d >= 'a' && d <= 'f' ? (uint32_t)(d - 'a' + 10)
                         : d >= 'A' && d <= 'F' ? (uint32_t)(d - 'A' + 10)
                                                : 16;
        if (value >= base) return false;
        if (c <= 0x10ffff) c = c * base + value;
    }
    if (digits.len == 0) return false;
    add_code_point(to, c);
    return true;
}

bool entity_add(struct buf *to, struct str entity)
{
    if (entity.len < 3 || entity.ptr[0] != '&' || entity.ptr[entity.len - 1] != ';') return false;
    struct str inside = str_slice(entity.ptr + 1, entity.len - 2);
    if (str_starts(inside, STR("#x")) || str_starts(inside, STR("#X")))
        return add_number(to, str_slice(inside.ptr + 2, inside.len - 2), 16);
    if (inside.ptr[0] == '#') return add_number(to, str_slice(inside.ptr + 1, inside.len - 1), 10);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!str_is(inside, names[i].name)) continue;
        buf_add_c(to, names[i].utf8);
        return true;
    }
    return false;
}
