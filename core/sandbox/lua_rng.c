/* Named streams of chance. A stream is a xoshiro256** generator (Blackman and Vigna, "Scrambled
 * linear pseudorandom number generators", 2021). Its four words come from the attempt's 32-byte
 * seed and the stream's path, so neither the order of use nor other streams matter:
 *
 *   path   for each name on the way (rng:split gives one more): its length as u32, its bytes
 *   word i = mix( FNV-1a 64 of (seed, byte i, path)  xor  seed's i-th little-endian u64 )
 *
 * where mix is the finaliser of splitmix64 (Steele, Lea and Flood, 2014). A stream used twice goes
 * on where it was. */
#include <lauxlib.h>
#include <math.h>

#include "base/limits.h"
#include "sandbox/lua_api.h"
#include "sandbox/lua_play.h"
#include "sandbox/lua_world.h"

struct stream {
    uint64_t s[4];
};

static uint64_t mix(uint64_t z)
{
    z += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static uint64_t fnv(uint64_t hash, const void *bytes, size_t len)
{
    const unsigned char *b = bytes;
    for (size_t i = 0; i < len; i++) hash = (hash ^ b[i]) * 0x100000001b3u;
    return hash;
}

static void stream_init(struct stream *stream, const unsigned char seed[SEED_LEN], struct str path)
{
    for (unsigned char i = 0; i < 4; i++) {
        uint64_t word = 0;
        for (int b = 7; b >= 0; b--) word = word << 8 | seed[i * 8 + b];
        uint64_t hash = fnv(0xcbf29ce484222325u, seed, SEED_LEN);
        hash = fnv(hash, &i, 1);
        hash = fnv(hash, path.ptr, path.len);
        stream->s[i] = mix(hash ^ word);
    }
    if ((stream->s[0] | stream->s[1] | stream->s[2] | stream->s[3]) == 0) stream->s[0] = 1;
}

static uint64_t rotl(uint64_t x, int k)
{
    return x << k | x >> (64 - k);
}

static uint64_t stream_next(struct stream *stream)
{
    uint64_t *s = stream->s;
    uint64_t result = rotl(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45);
    return result;
}

/* 0 .. span, each as likely: what does not fit a whole number of times is drawn again. */
static uint64_t stream_upto(struct stream *stream, uint64_t span)
{
    if (span == UINT64_MAX) return stream_next(stream);
    uint64_t n = span + 1, refuse = (0 - n) % n, x;
    do x = stream_next(stream);
    while (x < refuse);
    return x % n;
}

/* Pushes the path of argument 2 below the rng in argument 1. */
static void path_push(lua_State *lua)
{
    struct str name = api_str(lua, 2);
    if (name.len == 0 || name.len > SLUG_LEN) api_argument(lua, 2, "1 to %d characters", SLUG_LEN);
    unsigned char len[4] = {(unsigned char)name.len, 0, 0, 0};
    api_content(lua, 1);
    if (lua_rawlen(lua, -1) > 16 * (SLUG_LEN + 4)) api_error(lua, "rng:split: at most 16 deep");
    lua_pushlstring(lua, (const char *)len, sizeof len);
    lua_pushvalue(lua, 2);
    lua_concat(lua, 3);
}

static struct stream *stream_of(lua_State *lua)
{
    world_get(lua, SLOT_STREAMS);
    path_push(lua);
    struct str path = api_str(lua, -1);
    lua_pushvalue(lua, -1);
    struct stream *stream;
    if (lua_rawget(lua, -3) == LUA_TUSERDATA) {
        stream = lua_touserdata(lua, -1);
        lua_pop(lua, 3);
        return stream;
    }
    lua_pop(lua, 1);
    stream = lua_newuserdatauv(lua, sizeof *stream, 0);
    stream_init(stream, world_of(lua)->seed, path);
    lua_rawset(lua, -3);
    lua_pop(lua, 1);
    return stream; /* SLOT_STREAMS keeps it */
}

void rng_push(lua_State *lua)
{
    lua_newtable(lua);
    world_put(lua, SLOT_STREAMS);
    lua_pushliteral(lua, "");
    api_object(lua, TYPE_RNG);
}

int rng_split(lua_State *lua)
{
    path_push(lua);
    api_object(lua, TYPE_RNG);
    return 1;
}

int rng_int(lua_State *lua)
{
    lua_Integer lo = lua_tointeger(lua, 3), hi = lua_tointeger(lua, 4);
    if (lo > hi) return api_argument(lua, 4, "%lld is less than lo, %lld", hi, lo);
    uint64_t x = stream_upto(stream_of(lua), (uint64_t)hi - (uint64_t)lo);
    lua_pushinteger(lua, (lua_Integer)((uint64_t)lo + x));
    return 1;
}

int rng_float(lua_State *lua)
{
    double lo = lua_isnil(lua, 3) ? 0 : lua_tonumber(lua, 3);
    double hi = lua_isnil(lua, 4) ? 1 : lua_tonumber(lua, 4);
    if (lua_isnil(lua, 3) != lua_isnil(lua, 4))
        return api_argument(lua, 4, "lo and hi, or neither");
    if (!isfinite(lo) || !isfinite(hi) || !(lo <= hi)) return api_argument(lua, 4, "less than lo");
    double unit = (double)(stream_next(stream_of(lua)) >> 11) * 0x1.0p-53;
    lua_pushnumber(lua, lo + (hi - lo) * unit);
    return 1;
}

/* The length of the list in argument 3. */
static size_t list_len(lua_State *lua)
{
    size_t len = (size_t)lua_rawlen(lua, 3);
    world_charge(lua, len);
    return len;
}

int rng_pick(lua_State *lua)
{
    size_t len = list_len(lua);
    if (len == 0) return api_argument(lua, 3, "an empty list has nothing to pick");
    lua_rawgeti(lua, 3, (lua_Integer)stream_upto(stream_of(lua), len - 1) + 1);
    return 1;
}

/* Fisher and Yates, as far as `want` places, on a copy. */
static int shuffled(lua_State *lua, size_t len, size_t want)
{
    struct stream *stream = stream_of(lua);
    lua_createtable(lua, (int)len, 0);
    int to = lua_gettop(lua);
    for (size_t i = 1; i <= len; i++) {
        lua_rawgeti(lua, 3, (lua_Integer)i);
        lua_rawseti(lua, to, (lua_Integer)i);
    }
    for (size_t i = 1; i <= want; i++) {
        lua_Integer other = (lua_Integer)(i + stream_upto(stream, len - i));
        lua_rawgeti(lua, to, (lua_Integer)i);
        lua_rawgeti(lua, to, other);
        lua_rawseti(lua, to, (lua_Integer)i);
        lua_rawseti(lua, to, other);
    }
    for (size_t i = len; i > want; i--) {
        lua_pushnil(lua);
        lua_rawseti(lua, to, (lua_Integer)i);
    }
    return 1;
}

int rng_shuffle(lua_State *lua)
{
    size_t len = list_len(lua);
    return shuffled(lua, len, len);
}

int rng_sample(lua_State *lua)
{
    size_t len = list_len(lua);
    lua_Integer want = lua_tointeger(lua, 4);
    if (want < 0 || (size_t)want > len)
        return api_argument(lua, 4, "%lld of a list of %zu", want, len);
    return shuffled(lua, len, (size_t)want);
}
