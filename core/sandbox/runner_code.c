#include "sandbox/runner_code.h"

#include <stdlib.h>

static struct str str_own(struct str s)
{
    char *copy = malloc(s.len + 1);
    if (copy == NULL) return STR_NONE;
    if (s.len) memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    return (struct str){copy, s.len};
}

static void code_destroy(struct code *code)
{
    for (struct code_file *f = code->files, *next; f; f = next) {
        next = f->next;
        free((char *)(uintptr_t)f->path.ptr);
        free((char *)(uintptr_t)f->source.ptr);
        free(f);
    }
    for (struct code_image *i = code->images, *next; i; i = next) {
        next = i->next;
        free((char *)(uintptr_t)i->name.ptr);
        free(i->bytes);
        free(i);
    }
    free((char *)(uintptr_t)code->digest.ptr);
    free(code);
}

struct code *code_find(const struct codes *codes, struct str digest)
{
    for (size_t i = 0; i < codes->len; i++)
        if (str_eq(codes->list[i]->digest, digest)) return codes->list[i];
    return NULL;
}

struct code *code_load(struct codes *codes, struct str digest)
{
    struct code *code = code_find(codes, digest);
    if (code) return code;
    if (codes->len == RUNNER_BUNDLES_MAX) return NULL;
    code = calloc(1, sizeof *code);
    if (code == NULL) return NULL;
    code->digest = str_own(digest);
    if (code->digest.ptr == NULL) {
        free(code);
        return NULL;
    }
    code->owner = codes;
    code->id = ++codes->last_id;
    codes->list[codes->len++] = code;
    return code;
}

void code_add(struct code *code, struct str path, struct str source)
{
    struct codes *codes = code->owner;
    size_t size = path.len + source.len + sizeof(struct code_file);
    struct code_file *file = NULL;
    if (path.len <= PACK_PATH_LEN && source.len <= PACK_FILE_LEN &&
        size <= RUNNER_CODE_SIZE - codes->size && code_file_find(code, path) == NULL)
        file = calloc(1, sizeof *file);
    if (file) {
        file->path = str_own(path);
        file->source = str_own(source);
    }
    if (file == NULL || file->path.ptr == NULL || file->source.ptr == NULL) {
        code->refused = true;
        if (file) {
            free((char *)(uintptr_t)file->path.ptr);
            free((char *)(uintptr_t)file->source.ptr);
        }
        free(file);
        return;
    }
    file->next = code->files;
    code->files = file;
    code->size += size;
    codes->size += size;
}

void code_drop(struct codes *codes, struct str digest)
{
    for (size_t i = 0; i < codes->len; i++) {
        if (!str_eq(codes->list[i]->digest, digest)) continue;
        codes->size -= codes->list[i]->size;
        code_destroy(codes->list[i]);
        codes->list[i] = codes->list[--codes->len];
        return;
    }
}

const struct code_file *code_file_find(const struct code *code, struct str path)
{
    for (const struct code_file *f = code->files; f; f = f->next)
        if (str_eq(f->path, path)) return f;
    return NULL;
}

bool code_can(const struct code *code, struct str capability)
{
    const struct code_file *file = code_file_find(code, STR("capabilities"));
    if (file == NULL) return false;
    struct str rest = file->source, line;
    while (str_cut(&rest, '\n', &line))
        if (str_eq(str_trim(line), capability)) return true;
    return false;
}

const struct code_image *code_image_find(const struct code *code, struct str name)
{
    for (const struct code_image *i = code->images; i; i = i->next)
        if (str_eq(i->name, name)) return i;
    return NULL;
}

bool code_image_add(struct code *code, struct str name, unsigned char *bytes, size_t len)
{
    struct codes *codes = code->owner;
    size_t size = len + name.len + sizeof(struct code_image);
    struct code_image *image =
        size <= RUNNER_CODE_SIZE - codes->size ? calloc(1, sizeof *image) : NULL;
    if (image) image->name = str_own(name);
    if (image == NULL || image->name.ptr == NULL) {
        free(image);
        free(bytes);
        return false;
    }
    image->bytes = bytes;
    image->len = len;
    image->next = code->images;
    code->images = image;
    code->size += size;
    codes->size += size;
    return true;
}
