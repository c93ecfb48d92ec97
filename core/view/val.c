#include "view/val_read.h"

#include <assert.h>

uint32_t val_hash(struct str key)
{
    uint32_t hash = 2166136261U; /* FNV-1a: keys are ours, so nobody can choose collisions */
    for (size_t i = 0; i < key.len; i++) hash = (hash ^ (unsigned char)key.ptr[i]) * 16777619U;
    return hash;
}

const struct val *val_find(const struct val *object, struct str key, uint32_t hash)
{
    if (object->kind != VAL_OBJECT) return NULL;
    for (const struct val *v = object->first; v; v = v->next)
        if (v->hash == hash && str_eq(v->key, key)) return v;
    return NULL;
}

bool val_is_some(const struct val *val)
{
    switch (val->kind) {
    case VAL_STR:
    case VAL_HTML:
        return val->str.len > 0;
    case VAL_INT:
    case VAL_BOOL:
        return val->number != 0;
    case VAL_LIST:
        return val->first != NULL;
    case VAL_OBJECT:
        return true;
    }
    return false;
}

struct val *val_object(struct arena *arena)
{
    struct val *object = arena_new(arena, struct val);
    object->kind = VAL_OBJECT;
    object->arena = arena;
    return object;
}

static void val_append(struct val *to, struct val *v)
{
    if (to->last) to->last->next = v;
    else to->first = v;
    to->last = v;
}

/* The member `key` of the object, new or emptied for its new value. */
static struct val *val_put(struct val *object, const char *key, enum val_kind kind)
{
    assert(object->kind == VAL_OBJECT);
    struct str k = str_of(key);
    uint32_t hash = val_hash(k);
    for (struct val *v = object->first; v; v = v->next) {
        if (v->hash != hash || !str_eq(v->key, k)) continue;
        *v = (struct val){.kind = kind, .hash = hash, .next = v->next, .key = k};
        return v;
    }
    struct val *v = arena_new(object->arena, struct val);
    v->kind = kind;
    v->hash = hash;
    v->key = k;
    val_append(object, v);
    return v;
}

void val_set_str(struct val *object, const char *key, struct str s)
{
    val_put(object, key, VAL_STR)->str = s;
}

void val_set_c(struct val *object, const char *key, const char *c)
{
    val_set_str(object, key, str_of(c));
}

void val_set_int(struct val *object, const char *key, int64_t n)
{
    val_put(object, key, VAL_INT)->number = n;
}

void val_set_bool(struct val *object, const char *key, bool b)
{
    val_put(object, key, VAL_BOOL)->number = b;
}

void val_set_html(struct val *object, const char *key, struct html html)
{
    val_put(object, key, VAL_HTML)->str = html.markup;
}

struct val *val_set_object(struct val *object, const char *key)
{
    struct val *v = val_put(object, key, VAL_OBJECT);
    v->arena = object->arena;
    return v;
}

struct val *val_set_list(struct val *object, const char *key)
{
    struct val *v = val_put(object, key, VAL_LIST);
    v->arena = object->arena;
    return v;
}

struct val *val_add(struct val *list)
{
    assert(list->kind == VAL_LIST);
    struct val *v = val_object(list->arena);
    val_append(list, v);
    return v;
}
