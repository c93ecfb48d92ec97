#include "sandbox/lua_format.h"

#include <lauxlib.h>
#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"

/* The longest number: %.99f of 1e308 has 309 digits before and 99 after the point. */
#define NUMBER_LEN 512

/* Writes |n|, or "inf" or "nan", as conversion `type` of C would, with a point whatever the
 * process's locale. `precision` -1: not given. Returns the length. */
static size_t float_write(char *to, char type, bool alternate, int precision, double n)
{
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0); /* a constant of libc, not memory */
    locale_t before = uselocale(plain);
    int len = 0;
    n = isnan(n) ? (double)NAN : fabs(n);
#define CASE(letter, conversion)                                                                   \
    case letter:                                                                                   \
        len = alternate ? snprintf(to, NUMBER_LEN, "%#.*" conversion, precision, n)                \
                        : snprintf(to, NUMBER_LEN, "%.*" conversion, precision, n);                \
        break
    switch (type) {
        CASE('a', "a");
        CASE('A', "A");
        CASE('e', "e");
        CASE('E', "E");
        CASE('f', "f");
        CASE('g', "g");
        CASE('G', "G");
    default:
        break;
    }
#undef CASE
    uselocale(before);
    return len < 0 ? 0 : (size_t)len;
}

static void number_push(lua_State *L, int index)
{
    if (lua_isinteger(L, index)) {
        lua_pushfstring(L, "%I", (LUAI_UACINT)lua_tointeger(L, index));
        return;
    }
    double n = lua_tonumber(L, index);
    char text[NUMBER_LEN + 3] = "-";
    bool negative = signbit(n) && !isnan(n);
    size_t len = 1 + float_write(text + 1, 'g', false, 14, n);
    if (strspn(text + 1, "0123456789") == len - 1) { /* looks like an integer: say that it is not */
        memcpy(text + len, ".0", 2);
        len += 2;
    }
    lua_pushlstring(L, text + !negative, len - !negative);
}

const char *lua_safe_tolstring(lua_State *L, int index, size_t *len)
{
    index = lua_absindex(L, index);
    if (luaL_callmeta(L, index, "__tostring")) {
        if (lua_type(L, -1) == LUA_TSTRING) return lua_tolstring(L, -1, len);
        if (lua_type(L, -1) == LUA_TNUMBER) {
            number_push(L, lua_gettop(L));
            lua_remove(L, -2);
            return lua_tolstring(L, -1, len);
        }
        lua_pop(L, 1);
    }
    switch (lua_type(L, index)) {
    case LUA_TNUMBER:
        number_push(L, index);
        break;
    case LUA_TSTRING:
        lua_pushvalue(L, index);
        break;
    case LUA_TBOOLEAN:
        lua_pushstring(L, lua_toboolean(L, index) ? "true" : "false");
        break;
    default: /* where stock Lua would show an address */
        lua_pushstring(L, luaL_typename(L, index));
        break;
    }
    return lua_tolstring(L, -1, len);
}

/* ---- one conversion: %[flags][width][.precision]type ---- */

struct spec {
    const char *text; /* from its % on */
    size_t len;
    bool left, plus, space, alternate, zero;
    int width, precision; /* -1: not given */
    char type;
};

struct output {
    lua_State *L;
    luaL_Buffer buffer;
    size_t len;
};

static void output_room(struct output *out, size_t len)
{
    if (len > LUA_STRING_LEN - out->len)
        luaL_error(out->L, "string.format: the result is over %d bytes, the most allowed",
                   (int)LUA_STRING_LEN);
    out->len += len;
}

static void output_add(struct output *out, const char *bytes, size_t len)
{
    output_room(out, len);
    luaL_addlstring(&out->buffer, bytes, len);
}

static void output_fill(struct output *out, char c, size_t n)
{
    output_room(out, n);
    memset(luaL_prepbuffsize(&out->buffer, n), c, n);
    luaL_addsize(&out->buffer, n);
}

/* Prefix (a sign, 0x) and body, brought to the spec's width. */
static void output_padded(struct output *out, const struct spec *spec, const char *prefix,
                          const char *body, size_t len, bool zeros)
{
    size_t whole = strlen(prefix) + len, width = spec->width < 0 ? 0 : (size_t)spec->width;
    size_t missing = width > whole ? width - whole : 0;
    zeros = zeros && spec->zero && !spec->left;
    if (!spec->left && !zeros) output_fill(out, ' ', missing);
    output_add(out, prefix, strlen(prefix));
    if (zeros) output_fill(out, '0', missing);
    output_add(out, body, len);
    if (spec->left) output_fill(out, ' ', missing);
}

static const char *sign_of(const struct spec *spec, bool negative)
{
    return negative ? "-" : spec->plus ? "+" : spec->space ? " " : "";
}

static void add_integer(struct output *out, const struct spec *spec, lua_Integer n)
{
    bool is_signed = spec->type == 'd' || spec->type == 'i';
    bool negative = is_signed && n < 0;
    uint64_t left = negative ? 0 - (uint64_t)n : (uint64_t)n;
    unsigned base = spec->type == 'o' ? 8 : spec->type == 'x' || spec->type == 'X' ? 16 : 10;
    const char *digits = spec->type == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    const char *prefix = is_signed ? sign_of(spec, negative) : "";
    if (base == 16 && spec->alternate && left) prefix = spec->type == 'X' ? "0X" : "0x";

    char text[128]; /* 99 by precision, 22 octal digits */
    size_t at = sizeof text, least = spec->precision < 0 ? 1 : (size_t)spec->precision;
    for (; left; left /= base) text[--at] = digits[left % base];
    while (sizeof text - at < least) text[--at] = '0';
    if (base == 8 && spec->alternate && (at == sizeof text || text[at] != '0')) text[--at] = '0';
    output_padded(out, spec, prefix, text + at, sizeof text - at, spec->precision < 0);
}

static void add_float(struct output *out, const struct spec *spec, double n)
{
    char text[NUMBER_LEN], prefix[4] = "";
    size_t len = float_write(text, spec->type, spec->alternate, spec->precision, n), skip = 0;
    strcpy(prefix, sign_of(spec, signbit(n) && !isnan(n)));
    if ((spec->type == 'a' || spec->type == 'A') && isfinite(n)) { /* zeros go behind the 0x */
        skip = 2;
        memcpy(prefix + strlen(prefix), text, skip);
    }
    output_padded(out, spec, prefix, text + skip, len - skip, isfinite(n));
}

static void add_string(struct output *out, const struct spec *spec, int arg)
{
    size_t len;
    const char *s = lua_safe_tolstring(out->L, arg, &len);
    if (spec->len > 2 && memchr(s, '\0', len))
        luaL_argerror(out->L, arg, "string contains zeros: only a plain %s takes those");
    if (spec->precision >= 0 && len > (size_t)spec->precision) len = (size_t)spec->precision;
    else if (len > 99) { /* wider than any width */ output_room(out, len);
        luaL_addvalue(&out->buffer);
        return;
    }
    char text[99]; /* the buffer wants the value off the stack before it grows */
    memcpy(text, s, len);
    lua_pop(out->L, 1);
    output_padded(out, spec, "", text, len, false);
}

/* ---- %q: as a literal that Lua reads back ---- */

static void quote_string(struct output *out, int arg)
{
    size_t len, from = 0;
    const char *s = lua_tolstring(out->L, arg, &len);
    output_add(out, "\"", 1);
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        bool is_control = c < 0x20 || c == 0x7f;
        if (c != '"' && c != '\\' && !is_control) continue;
        output_add(out, s + from, i - from);
        from = i + 1;
        if (!is_control || c == '\n') {
            char pair[2] = {'\\', (char)c};
            output_add(out, pair, 2);
        } else {
            bool digit_next = i + 1 < len && s[i + 1] >= '0' && s[i + 1] <= '9';
            char code[5];
            int n = digit_next ? snprintf(code, sizeof code, "\\%03u", c)
                               : snprintf(code, sizeof code, "\\%u", c);
            output_add(out, code, (size_t)n);
        }
    }
    output_add(out, s + from, len - from);
    output_add(out, "\"", 1);
}

static void quote_number(struct output *out, int arg)
{
    char text[NUMBER_LEN + 2];
    size_t len;
    if (lua_isinteger(out->L, arg)) {
        lua_Integer n = lua_tointeger(out->L, arg);
        /* the least integer has no decimal literal */
        len = (size_t)(n == LUA_MININTEGER
                           ? snprintf(text, sizeof text, "0x%llx", (unsigned long long)n)
                           : snprintf(text, sizeof text, "%lld", (long long)n));
    } else {
        double n = lua_tonumber(out->L, arg);
        if (isnan(n)) {
            output_add(out, "(0/0)", 5);
            return;
        }
        if (signbit(n)) output_add(out, "-", 1);
        if (isinf(n)) len = (size_t)snprintf(text, sizeof text, "1e9999");
        else len = float_write(text, 'a', false, -1, n);
    }
    output_add(out, text, len);
}

static void add_quoted(struct output *out, const struct spec *spec, int arg)
{
    if (spec->len > 2)
        luaL_error(out->L, "string.format: '%%q' takes no flags, width or precision");
    switch (lua_type(out->L, arg)) {
    case LUA_TSTRING:
        quote_string(out, arg);
        break;
    case LUA_TNUMBER:
        quote_number(out, arg);
        break;
    case LUA_TNIL:
        output_add(out, "nil", 3);
        break;
    case LUA_TBOOLEAN:
        if (lua_toboolean(out->L, arg)) output_add(out, "true", 4);
        else output_add(out, "false", 5);
        break;
    default:
        luaL_argerror(out->L, arg, "value has no literal form");
    }
}

/* ---- reading the format ---- */

static int two_digits(const char **at, const char *end)
{
    int n = 0;
    for (int i = 0; i < 2 && *at < end && **at >= '0' && **at <= '9'; i++)
        n = n * 10 + (*(*at)++ - '0');
    return n;
}

/* Reads one conversion from its % on. What is not well formed ends with a type that nobody knows.
 */
static void spec_parse(struct spec *spec, const char *at, const char *end)
{
    *spec = (struct spec){.text = at, .width = -1, .precision = -1};
    for (at++; at < end; at++) {
        if (*at == '-') spec->left = true;
        else if (*at == '+') spec->plus = true;
        else if (*at == ' ') spec->space = true;
        else if (*at == '#') spec->alternate = true;
        else if (*at == '0') spec->zero = true;
        else break;
    }
    if (at < end && *at >= '1' && *at <= '9') spec->width = two_digits(&at, end);
    if (at < end && *at == '.') {
        at++;
        spec->precision = two_digits(&at, end);
    }
    if (at < end) spec->type = *at++;
    spec->len = (size_t)(at - spec->text);
}

/* Do the flags fit the type? */
static bool spec_is_valid(const struct spec *spec)
{
    bool any_sign = spec->plus || spec->space;
    switch (spec->type) {
    case 'd':
    case 'i':
        return !spec->alternate;
    case 'u':
        return !any_sign && !spec->alternate;
    case 'o':
    case 'x':
    case 'X':
        return !any_sign;
    case 'c':
        return !any_sign && !spec->alternate && !spec->zero && spec->precision < 0;
    case 's':
        return !any_sign && !spec->alternate && !spec->zero;
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G':
    case 'q':
        return true;
    default:
        return false;
    }
}

static void spec_refuse(lua_State *L, const struct spec *spec)
{
    if (spec->type == 'p')
        luaL_error(L, "string.format: '%%p' is not available here, since it shows an address of "
                      "memory; use '%%s'");
    char shown[24];
    size_t n = spec->len < sizeof shown ? spec->len : sizeof shown - 1;
    memcpy(shown, spec->text, n);
    shown[n] = '\0';
    luaL_error(L,
               "string.format: invalid conversion '%s'; write '%%%%' for a percent sign, and width "
               "and precision with at most two digits",
               shown);
}

static void spec_add(struct output *out, const struct spec *spec, int arg)
{
    lua_State *L = out->L;
    char c;
    switch (spec->type) {
    case 'c':
        c = (char)luaL_checkinteger(L, arg);
        output_padded(out, spec, "", &c, 1, false);
        break;
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
        add_integer(out, spec, luaL_checkinteger(L, arg));
        break;
    case 's':
        add_string(out, spec, arg);
        break;
    case 'q':
        add_quoted(out, spec, arg);
        break;
    default:
        add_float(out, spec, luaL_checknumber(L, arg));
        break;
    }
}

int lua_format(lua_State *L)
{
    int top = lua_gettop(L), arg = 1;
    size_t len;
    const char *at = luaL_checklstring(L, 1, &len), *end = at + len;
    struct output out = {.L = L};
    luaL_buffinit(L, &out.buffer);
    while (at < end) {
        const char *percent = memchr(at, '%', (size_t)(end - at));
        if (percent == NULL) percent = end;
        output_add(&out, at, (size_t)(percent - at));
        at = percent;
        if (at == end) break;
        if (end - at > 1 && at[1] == '%') {
            output_add(&out, "%", 1);
            at += 2;
            continue;
        }
        struct spec spec;
        spec_parse(&spec, at, end);
        if (++arg > top) luaL_argerror(L, arg, "no value");
        if (!spec_is_valid(&spec)) spec_refuse(L, &spec);
        spec_add(&out, &spec, arg);
        at += spec.len;
    }
    luaL_pushresult(&out.buffer);
    return 1;
}
