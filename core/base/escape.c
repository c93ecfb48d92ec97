#include "base/escape.h"

void escape_html(struct buf *to, struct str s)
{
    if (s.len == 0) return;
    size_t from = 0;
    for (size_t i = 0; i < s.len; i++) {
        const char *entity;
        switch (s.ptr[i]) {
        case '&':
            entity = "&amp;";
            break;
        case '<':
            entity = "&lt;";
            break;
        case '>':
            entity = "&gt;";
            break;
        case '"':
            entity = "&quot;";
            break;
        case '\'':
            entity = "&#39;";
            break;
        default:
            continue;
        }
        buf_add(to, s.ptr + from, i - from);
        buf_add_c(to, entity);
        from = i + 1;
    }
    buf_add(to, s.ptr + from, s.len - from);
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void escape_url(struct buf *to, struct str s)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (is_unreserved((char)c)) {
            buf_add_char(to, (char)c);
        } else {
            char triple[3] = {'%', digits[c >> 4], digits[c & 15]};
            buf_add(to, triple, 3);
        }
    }
}

void escape_json(struct buf *to, struct str s)
{
    static const char digits[] = "0123456789abcdef";
    buf_add_char(to, '"');
    size_t from = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        buf_add(to, s.ptr + from, i - from);
        from = i + 1;
        if (c == '"' || c == '\\') {
            char pair[2] = {'\\', (char)c};
            buf_add(to, pair, 2);
        } else if (c == '\n') {
            buf_add(to, "\\n", 2);
        } else {
            char code[6] = {'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]};
            buf_add(to, code, 6);
        }
    }
    if (s.len > from) buf_add(to, s.ptr + from, s.len - from);
    buf_add_char(to, '"');
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool unescape_url(struct arena *arena, struct str s, bool plus, struct str *out)
{
    char *to = arena_alloc(arena, s.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '+' && plus) {
            c = ' ';
        } else if (c == '%') {
            if (s.len - i < 3) return false;
            int high = hex_digit(s.ptr[i + 1]), low = hex_digit(s.ptr[i + 2]);
            if (high < 0 || low < 0) return false;
            c = (char)(high * 16 + low);
            i += 2;
        }
        if (c == '\0') return false;
        to[len++] = c;
    }
    to[len] = '\0';
    *out = (struct str){to, len};
    return str_is_utf8(*out);
}

void hex_write(char *to, const void *bytes, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *from = bytes;
    for (size_t i = 0; i < len; i++) {
        to[2 * i] = digits[from[i] >> 4];
        to[2 * i + 1] = digits[from[i] & 15];
    }
    to[2 * len] = '\0';
}

bool hex_parse(struct str s, void *bytes, size_t len)
{
    unsigned char *to = bytes;
    if (s.len != 2 * len) return false;
    for (size_t i = 0; i < len; i++) {
        char a = s.ptr[2 * i], b = s.ptr[2 * i + 1];
        if ((a >= 'A' && a <= 'F') || (b >= 'A' && b <= 'F')) return false;
        int high = hex_digit(a), low = hex_digit(b);
        if (high < 0 || low < 0) return false;
        to[i] = (unsigned char)(high * 16 + low);
    }
    return true;
}

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void base64url_write(char *to, const void *bytes, size_t len)
{
    const unsigned char *from = bytes;
    uint32_t held = 0;
    int bits = 0;
    for (size_t i = 0; i < len; i++) {
        held = held << 8 | from[i];
        for (bits += 8; bits >= 6; bits -= 6) *to++ = base64_digits[held >> (bits - 6) & 63];
    }
    if (bits > 0) *to++ = base64_digits[held << (6 - bits) & 63];
    *to = '\0';
}

bool base64url_parse(struct str s, void *bytes, size_t len)
{
    unsigned char *to = bytes;
    if (s.len != (len * 8 + 5) / 6) return false;
    uint32_t held = 0;
    int bits = 0;
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        const char *at = memchr(base64_digits, s.ptr[i], sizeof base64_digits - 1);
        if (at == NULL) return false;
        held = held << 6 | (uint32_t)(at - base64_digits);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            to[n++] = (unsigned char)(held >> bits);
        }
    }
    return n == len && (held & ((1u << bits) - 1)) == 0;
}
