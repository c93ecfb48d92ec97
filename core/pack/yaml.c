#include "pack/yaml.h"

#include <assert.h>
#include <yaml.h>

#include "base/limits.h"

struct reader {
    struct arena *arena;
    struct problems *problems;
    struct str file, bytes;
    yaml_parser_t parser;
    size_t nodes;
    int depth;
};

static void problem_at(struct reader *reader, yaml_mark_t mark, const char *what)
{
    problem_add(reader->problems, reader->file, (int)mark.line + 1, (int)mark.column + 1, "%s",
                what);
}

/* libyaml's own words, with what people usually did wrong. */
static void problem_syntax(struct reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    yaml_mark_t mark = parser->problem_mark;
    if (parser->error == YAML_READER_ERROR) {
        int line, column;
        text_position(reader->bytes, parser->problem_offset, &line, &column);
        problem_add(reader->problems, reader->file, line, column,
                    "this character cannot stand in YAML (%s); remove it", parser->problem);
        return;
    }
    if (parser->error == YAML_MEMORY_ERROR) {
        problem_at(reader, mark, "no memory left to read this file");
        return;
    }
    bool tab = mark.index < reader->bytes.len && reader->bytes.ptr[mark.index] == '\t';
    problem_add(reader->problems, reader->file, (int)mark.line + 1, (int)mark.column + 1,
                "this is not YAML: %s%s%s; %s", parser->problem ? parser->problem : "it stops here",
                parser->context ? " " : "", parser->context ? parser->context : "",
                tab ? "indent with spaces, not with tabs"
                    : "look at the indentation, the quotes and the colons here and just above");
}

/* The next event, or false after a syntax problem. */
static bool next(struct reader *reader, yaml_event_t *event)
{
    if (yaml_parser_parse(&reader->parser, event)) return true;
    problem_syntax(reader);
    return false;
}

static void refuse_extras(struct reader *reader, const yaml_char_t *anchor, const yaml_char_t *tag,
                          yaml_mark_t mark)
{
    if (anchor)
        problem_at(reader, mark,
                   "anchors (&name) are not used in manifests: write the value out where it is "
                   "needed");
    if (tag)
        problem_at(reader, mark,
                   "tags (!name) are not used in manifests: write the plain value, between quotes "
                   "if it must stay text");
}

static struct yaml *parse_node(struct reader *reader, yaml_event_t *event);

/* A scalar with the given event; the event stays the caller's. NULL past the limits. */
static struct yaml *parse_scalar(struct reader *reader, const yaml_event_t *event)
{
    size_t len = event->data.scalar.length;
    if (len > YAML_TEXT_LEN) {
        problem_add(reader->problems, reader->file, (int)event->start_mark.line + 1,
                    (int)event->start_mark.column + 1,
                    "this value is %zu bytes long; at most %zu fit: long text belongs on a page",
                    len, YAML_TEXT_LEN);
        return NULL;
    }
    struct yaml *node = arena_new(reader->arena, struct yaml);
    node->kind = YAML_SCALAR;
    node->text = arena_str(reader->arena, str_slice((const char *)event->data.scalar.value, len));
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (memchr(node->text.ptr, '\0', node->text.len)) {
        problem_at(reader, event->start_mark, "this value holds a NUL character; remove \\0");
        return NULL;
    }
    return node;
}

static void append(struct yaml *parent, struct yaml *child)
{
    if (parent->last) parent->last->next = child;
    else parent->first = child;
    parent->last = child;
    parent->len++;
}

static struct yaml *parse_list(struct reader *reader)
{
    struct yaml *list = arena_new(reader->arena, struct yaml);
    list->kind = YAML_LIST;
    for (;;) {
        yaml_event_t event;
        if (!next(reader, &event)) return NULL;
        bool end = event.type == YAML_SEQUENCE_END_EVENT;
        struct yaml *child = end ? NULL : parse_node(reader, &event);
        yaml_event_delete(&event);
        if (end) return list;
        if (child == NULL) return NULL;
        append(list, child);
    }
}

/* The key of a mapping's next entry: into `entry`, or *end. False stops the reading. */
static bool parse_key(struct reader *reader, struct yaml *entry, bool *end)
{
    yaml_event_t event;
    if (!next(reader, &event)) return false;
    *end = event.type == YAML_MAPPING_END_EVENT;
    bool fine = true;
    if (!*end && event.type != YAML_SCALAR_EVENT) {
        problem_at(reader, event.start_mark,
                   "a key must be a plain word; if this is a {placeholder} or [text], put it "
                   "between quotes");
        fine = false;
    } else if (!*end) {
        refuse_extras(reader, event.data.scalar.anchor, event.data.scalar.tag, event.start_mark);
        struct yaml *key = parse_scalar(reader, &event);
        if (key) {
            entry->key = key->text;
            entry->key_line = (int)event.start_mark.line + 1;
            entry->key_column = (int)event.start_mark.column + 1;
        }
        fine = key != NULL;
    }
    yaml_event_delete(&event);
    return fine;
}

static void check_key(struct reader *reader, const struct yaml *map, const struct yaml *entry)
{
    if (entry->key.len == 0)
        problem_add(reader->problems, reader->file, entry->key_line, entry->key_column,
                    "a key is empty; write a name before the colon");
    if (str_is(entry->key, "<<"))
        problem_add(reader->problems, reader->file, entry->key_line, entry->key_column,
                    "merge keys (<<) are not used in manifests: write the keys out");
    for (const struct yaml *other = map->first; other; other = other->next) {
        if (!str_eq(other->key, entry->key)) continue;
        problem_add(reader->problems, reader->file, entry->key_line, entry->key_column,
                    "%.*s: this key is here twice, first in line %d; keep one of them",
                    STR_ARG(entry->key), other->key_line);
        return;
    }
}

static struct yaml *parse_map(struct reader *reader)
{
    struct yaml *map = arena_new(reader->arena, struct yaml);
    map->kind = YAML_MAP;
    for (;;) {
        struct yaml key = {0};
        bool end;
        if (!parse_key(reader, &key, &end)) return NULL;
        if (end) return map;
        yaml_event_t event;
        if (!next(reader, &event)) return NULL;
        struct yaml *value = parse_node(reader, &event);
        yaml_event_delete(&event);
        if (value == NULL) return NULL;
        value->key = key.key;
        value->key_line = key.key_line;
        value->key_column = key.key_column;
        if (map->len < PACK_LIST_MAX) check_key(reader, map, value);
        append(map, value);
    }
}

static struct yaml *parse_node(struct reader *reader, yaml_event_t *event)
{
    yaml_mark_t mark = event->start_mark;
    if (++reader->nodes > YAML_NODES_MAX) {
        problem_at(reader, mark, "this file holds more values than a manifest may have");
        return NULL;
    }
    if (reader->depth == YAML_DEPTH_MAX) {
        problem_at(reader, mark, "this is nested too deeply for a manifest");
        return NULL;
    }
    reader->depth++;
    struct yaml *node = NULL;
    if (event->type == YAML_SCALAR_EVENT) {
        refuse_extras(reader, event->data.scalar.anchor, event->data.scalar.tag, mark);
        node = parse_scalar(reader, event);
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        refuse_extras(reader, event->data.sequence_start.anchor, event->data.sequence_start.tag,
                      mark);
        node = parse_list(reader);
    } else if (event->type == YAML_MAPPING_START_EVENT) {
        refuse_extras(reader, event->data.mapping_start.anchor, event->data.mapping_start.tag,
                      mark);
        node = parse_map(reader);
    } else if (event->type == YAML_ALIAS_EVENT) {
        problem_at(reader, mark,
                   "aliases (*name) are not used in manifests: write the value out, or put a text "
                   "that starts with * between quotes");
        node = arena_new(reader->arena, struct yaml);
        node->text = STR("");
    }
    reader->depth--;
    if (node) {
        node->line = (int)mark.line + 1;
        node->column = (int)mark.column + 1;
    }
    return node;
}

/* From the start of the stream to its end; one document. */
static struct yaml *parse_document(struct reader *reader)
{
    struct yaml *root = NULL;
    for (int documents = 0;;) {
        yaml_event_t event;
        if (!next(reader, &event)) return NULL;
        yaml_event_type_t type = event.type;
        yaml_mark_t mark = event.start_mark;
        bool stop = type == YAML_STREAM_END_EVENT;
        if (type == YAML_DOCUMENT_START_EVENT) {
            if (event.data.document_start.version_directive ||
                event.data.document_start.tag_directives.start !=
                    event.data.document_start.tag_directives.end)
                problem_at(reader, mark, "directives (%YAML, %TAG) are not used in manifests");
            if (++documents == 2) {
                problem_at(reader, mark,
                           "a second document starts here (---); a manifest is one document");
                stop = true;
            }
        } else if (type != YAML_STREAM_START_EVENT && type != YAML_DOCUMENT_END_EVENT && !stop) {
            root = parse_node(reader, &event);
            stop = root == NULL;
        }
        yaml_event_delete(&event);
        if (stop) return root;
    }
}

struct yaml *yaml_parse(struct arena *arena, struct problems *problems, struct str file,
                        struct str bytes)
{
    if (str_starts(bytes, STR("\xef\xbb\xbf"))) bytes = str_slice(bytes.ptr + 3, bytes.len - 3);
    if (!str_is_utf8(bytes) || (bytes.len && memchr(bytes.ptr, '\0', bytes.len))) {
        problem_add(problems, file, 1, 1, "this is not text in UTF-8; save it as UTF-8");
        return NULL;
    }
    struct reader reader = {.arena = arena, .problems = problems, .file = file, .bytes = bytes};
    if (!yaml_parser_initialize(&reader.parser)) {
        problem_add(problems, file, 1, 1, "no memory left to read this file");
        return NULL;
    }
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser,
                                 (const unsigned char *)(bytes.len ? bytes.ptr : ""), bytes.len);
    size_t before = problems->len + problems->left_out;
    struct yaml *root = parse_document(&reader);
    yaml_parser_delete(&reader.parser);
    if (root == NULL && problems->len + problems->left_out == before)
        problem_add(problems, file, 1, 1, "this file is empty; write its keys, one on each line");
    return root;
}

const struct yaml *yaml_find(const struct yaml *map, const char *key)
{
    if (map == NULL || map->kind != YAML_MAP) return NULL;
    for (const struct yaml *entry = map->first; entry; entry = entry->next)
        if (str_is(entry->key, key)) return entry;
    return NULL;
}

const char *yaml_kind_name(const struct yaml *node)
{
    switch (node->kind) {
    case YAML_LIST:
        return "a list";
    case YAML_MAP:
        return "a mapping";
    case YAML_SCALAR:
        break;
    }
    return str_trim(node->text).len == 0 ? "nothing" : "text";
}
