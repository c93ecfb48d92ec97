/* text: comparing what people type. Letters are those of Latin, with their accents; the tables
 * below hold the Latin-1 and Latin Extended-A blocks of Unicode, which Dutch and its neighbours
 * use. */
#include <lauxlib.h>

#include "base/limits.h"
#include "sandbox/lua_api.h"
#include "sandbox/lua_world.h"

/* Latin-1 letters U+00C0..U+00FF without their accents; "" stays as it is. */
static const char plain_1[64][3] = {
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",
    "d", "n", "o", "o", "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "th", "ss",
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",
    "d", "n", "o", "o", "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "th", "y"};

/* Latin Extended-A letters U+0100..U+017F without their accents. */
static const char plain_a[] = "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllllll"
                              "lnnnnnnnnnoooooooorrrrrrsssssssstttttt"
                              "uuuuuuuuuuuuwwyyyzzzzzzs";

/* The next character of well-formed UTF-8. */
static uint32_t char_next(struct str *s)
{
    const unsigned char *b = (const unsigned char *)s->ptr;
    size_t len = b[0] < 0x80 ? 1 : b[0] < 0xe0 ? 2 : b[0] < 0xf0 ? 3 : 4;
    uint32_t c = len == 1 ? b[0] : b[0] & (0x7fu >> len);
    for (size_t i = 1; i < len; i++) c = c << 6 | (b[i] & 0x3fu);
    *s = str_slice(s->ptr + len, s->len - len);
    return c;
}

static void char_add(luaL_Buffer *to, uint32_t c)
{
    if (c < 0x80) {
        luaL_addchar(to, (char)c);
    } else if (c < 0x800) {
        luaL_addchar(to, (char)(0xc0 | c >> 6));
        luaL_addchar(to, (char)(0x80 | (c & 0x3f)));
    } else if (c < 0x10000) {
        luaL_addchar(to, (char)(0xe0 | c >> 12));
        luaL_addchar(to, (char)(0x80 | (c >> 6 & 0x3f)));
        luaL_addchar(to, (char)(0x80 | (c & 0x3f)));
    } else {
        luaL_addchar(to, (char)(0xf0 | c >> 18));
        luaL_addchar(to, (char)(0x80 | (c >> 12 & 0x3f)));
        luaL_addchar(to, (char)(0x80 | (c >> 6 & 0x3f)));
        luaL_addchar(to, (char)(0x80 | (c & 0x3f)));
    }
}

static uint32_t char_lower(uint32_t c)
{
    if (c >= 'A' && c <= 'Z') return c + 32;
    if (c >= 0xc0 && c <= 0xde && c != 0xd7) return c + 32;
    if (c == 0x178) return 0xff;
    if (c == 0x130) return 'i';
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e)) return c + (c & 1);
    if (c >= 0x100 && c <= 0x177 && c != 0x138 && c != 0x149) return c | 1;
    if ((c >= 0x391 && c <= 0x3a9 && c != 0x3a2) || (c >= 0x410 && c <= 0x42f)) return c + 32;
    return c;
}

static struct str text_arg(lua_State *lua, int arg)
{
    struct str s = api_str(lua, arg);
    world_charge(lua, s.len / 8);
    if (!str_is_utf8(s)) api_argument(lua, arg, "is not UTF-8");
    return s;
}

int text_trim(lua_State *lua)
{
    struct str s = str_trim(api_str(lua, 1));
    lua_pushlstring(lua, s.ptr, s.len);
    return 1;
}

int text_lower(lua_State *lua)
{
    struct str s = text_arg(lua, 1);
    luaL_Buffer to;
    luaL_buffinit(lua, &to);
    while (s.len > 0) char_add(&to, char_lower(char_next(&s)));
    luaL_pushresult(&to);
    return 1;
}

/* Lower case without its accent, or 0 for white space and punctuation. Adds to `to`. */
static bool letter_add(luaL_Buffer *to, uint32_t c)
{
    c = char_lower(c);
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) luaL_addchar(to, (char)c);
    else if (c >= 0xc0 && c <= 0xff && plain_1[c - 0xc0][0]) luaL_addstring(to, plain_1[c - 0xc0]);
    else if (c >= 0x100 && c < 0x100 + sizeof plain_a - 1) luaL_addchar(to, plain_a[c - 0x100]);
    else if (c >= 0x300 && c <= 0x36f) return true; /* an accent on its own */
    else if (c > 0x17f && (c < 0x2000 || c > 0x206f) && c != 0x3000) char_add(to, c);
    else return false;
    return true;
}

/* Pushes the normalised form of the string in `arg`. */
static struct str normalised(lua_State *lua, int arg)
{
    struct str s = text_arg(lua, arg);
    luaL_Buffer to;
    luaL_buffinit(lua, &to);
    bool gap = false, any = false;
    while (s.len > 0) {
        uint32_t c = char_next(&s);
        if (c == '\'' || c == 0x2019) continue; /* foto's: one word */
        if (c < 0x80 && !((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z'))) {
            gap = any;
            continue;
        }
        if (gap) luaL_addchar(&to, ' ');
        bool added = letter_add(&to, c);
        if (added) any = true;
        if (!added && gap) luaL_buffsub(&to, 1);
        gap = added ? false : any;
    }
    luaL_pushresult(&to);
    return api_str(lua, -1);
}

int text_normalise(lua_State *lua)
{
    normalised(lua, 1);
    return 1;
}

int text_contains(lua_State *lua)
{
    struct str whole = normalised(lua, 1), part = normalised(lua, 2);
    bool found = part.len == 0 || memmem(whole.ptr, whole.len, part.ptr, part.len) != NULL;
    lua_pushboolean(lua, found);
    return 1;
}

int text_words(lua_State *lua)
{
    struct str rest = normalised(lua, 1), word;
    lua_newtable(lua);
    lua_Integer n = 0;
    while (rest.len > 0 && str_cut(&rest, ' ', &word)) {
        lua_pushlstring(lua, word.ptr, word.len);
        lua_rawseti(lua, -2, ++n);
    }
    return 1;
}

/* Levenshtein, V. I. (1966), by Wagner and Fischer's table, one row at a time. */
int text_distance(lua_State *lua)
{
    uint32_t left[DISTANCE_LEN], right[DISTANCE_LEN];
    size_t row[DISTANCE_LEN + 1], left_len = 0, right_len = 0;
    struct str a = text_arg(lua, 1), b = text_arg(lua, 2);
    lua_Integer most = lua_isnil(lua, 3) ? DISTANCE_LEN : lua_tointeger(lua, 3);
    while (a.len > 0 && left_len < DISTANCE_LEN) left[left_len++] = char_next(&a);
    while (b.len > 0 && right_len < DISTANCE_LEN) right[right_len++] = char_next(&b);
    if (a.len > 0 || b.len > 0)
        return api_error(lua, "text.distance: at most %d characters", DISTANCE_LEN);
    world_charge(lua, left_len * right_len / 4);
    for (size_t j = 0; j <= right_len; j++) row[j] = j;
    for (size_t i = 1; i <= left_len; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= right_len; j++) {
            size_t above = row[j], best = corner + (left[i - 1] != right[j - 1]);
            if (above + 1 < best) best = above + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            row[j] = best;
            corner = above;
        }
    }
    lua_Integer distance = (lua_Integer)row[right_len];
    lua_pushinteger(lua, distance < most ? distance : most);
    return 1;
}
