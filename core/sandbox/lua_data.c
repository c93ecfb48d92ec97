/* data.sql on the exercise's own fixtures, and data.diff. */
#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "sandbox/lua_api.h"
#include "sandbox/lua_csv.h"
#include "sandbox/lua_sql.h"
#include "sandbox/lua_value.h"
#include "sandbox/lua_world.h"

/* --- building a fixture --- */

/* A database under construction; closed by whoever made it, whatever raises. */
struct build {
    sqlite3 *db;
    sqlite3_stmt *insert;
    bool per_call; /* a table is made by rows = function */
};

static bool is_name(struct str s)
{
    if (s.len == 0 || s.len > SLUG_LEN || (s.ptr[0] >= '0' && s.ptr[0] <= '9')) return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '_'))
            return false;
    }
    return true;
}

struct column {
    struct str name, type;
};

static int build_failed(lua_State *lua, struct build *build, const char *table)
{
    return api_error(lua, "fixtures: table %s: %s", table, sqlite3_errmsg(build->db));
}

/* The type that `columns` (at stack place `types`) gives a column. */
static struct str type_get(lua_State *lua, int types, const char *table, struct str name)
{
    if (!is_name(name))
        api_error(lua, "fixtures: table %s: '%.*s' is no column name; use letters, digits and _",
                  table, STR_ARG(name));
    lua_pushlstring(lua, name.ptr, name.len);
    struct str type = lua_rawget(lua, types) == LUA_TSTRING ? api_str(lua, -1) : STR_NONE;
    lua_pop(lua, 1);
    if (!str_is(type, "integer") && !str_is(type, "real") && !str_is(type, "text"))
        api_error(lua,
                  "fixtures: table %s: column %.*s must be \"integer\", \"real\" or \"text\" in "
                  "columns",
                  table, STR_ARG(name));
    return type;
}

static void table_create(lua_State *lua, struct build *build, const char *table,
                         const struct column *columns, size_t len)
{
    char sql[(SLUG_LEN + 16) * (CSV_COLUMNS_MAX + 2)];
    size_t n = (size_t)snprintf(sql, sizeof sql, "CREATE TABLE \"%s\"(", table);
    for (size_t i = 0; i < len; i++)
        n += (size_t)snprintf(sql + n, sizeof sql - n, "%s\"%.*s\" %.*s", i ? "," : "",
                              STR_ARG(columns[i].name), STR_ARG(columns[i].type));
    snprintf(sql + n, sizeof sql - n, ")");
    if (sqlite3_exec(build->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        build_failed(lua, build, table);
    n = (size_t)snprintf(sql, sizeof sql, "INSERT INTO \"%s\" VALUES(?", table);
    for (size_t i = 1; i < len; i++) n += (size_t)snprintf(sql + n, sizeof sql - n, ",?");
    snprintf(sql + n, sizeof sql - n, ")");
    sqlite3_finalize(build->insert);
    build->insert = NULL;
    if (sqlite3_prepare_v2(build->db, sql, -1, &build->insert, NULL) != SQLITE_OK)
        build_failed(lua, build, table);
}

static void row_insert(lua_State *lua, struct build *build, const char *table)
{
    world_charge(lua, 20);
    if (sqlite3_step(build->insert) != SQLITE_DONE) build_failed(lua, build, table);
    sqlite3_reset(build->insert);
}

static void bind_cell(struct build *build, int at, struct str cell, struct str type)
{
    double n;
    if (cell.len == 0) sqlite3_bind_null(build->insert, at);
    else if (!str_is(type, "text") && csv_number(cell, &n))
        sqlite3_bind_double(build->insert, at, n); /* the column's type makes it an integer again */
    else sqlite3_bind_text(build->insert, at, cell.ptr, (int)cell.len, SQLITE_TRANSIENT);
}

static void rows_from_csv(lua_State *lua, struct build *build, const char *table, int types)
{
    struct str path = api_str(lua, -1);
    const struct code_file *file = code_file_find(world_of(lua)->code, path);
    struct csv csv;
    struct column columns[CSV_COLUMNS_MAX];
    if (file == NULL)
        api_error(lua, "fixtures: table %s: the pack has no %.*s", table, STR_ARG(path));
    csv_read(lua, file->source, ',', file->path.ptr, &csv);
    if (csv.rows == 0) api_error(lua, "fixtures: table %s: %s is empty", table, file->path.ptr);
    for (size_t c = 0; c < csv.columns; c++)
        columns[c] = (struct column){csv.cells[c], type_get(lua, types, table, csv.cells[c])};
    table_create(lua, build, table, columns, csv.columns);
    for (size_t r = 1; r < csv.rows; r++) {
        for (size_t c = 0; c < csv.columns; c++)
            bind_cell(build, (int)c + 1, csv.cells[r * csv.columns + c], columns[c].type);
        row_insert(lua, build, table);
    }
    lua_pop(lua, 1);
}

static void bind_value(lua_State *lua, struct build *build, int at, const char *table)
{
    struct str s;
    switch (lua_type(lua, -1)) {
    case LUA_TNIL:
        sqlite3_bind_null(build->insert, at);
        return;
    case LUA_TNUMBER:
        if (lua_isinteger(lua, -1)) sqlite3_bind_int64(build->insert, at, lua_tointeger(lua, -1));
        else sqlite3_bind_double(build->insert, at, lua_tonumber(lua, -1));
        return;
    case LUA_TSTRING:
        s = api_str(lua, -1);
        sqlite3_bind_text64(build->insert, at, s.ptr, s.len, SQLITE_TRANSIENT, SQLITE_UTF8);
        return;
    default:
        api_error(lua, "fixtures: table %s: a value is a %s; rows hold numbers and strings", table,
                  api_type_name(lua, -1));
    }
}

/* rows = function(p): { { id = 1, city = "Delft" }, ... }; columns in the order of their names. */
static void rows_from_function(lua_State *lua, struct build *build, const char *table, int types)
{
    struct column columns[CSV_COLUMNS_MAX];
    size_t len;
    build->per_call = true;
    world_get(lua, SLOT_PARAMS);
    lua_call(lua, 1, 1);
    if (!lua_istable(lua, -1))
        api_error(lua, "fixtures: table %s: rows must return a list of rows", table);
    int rows = lua_gettop(lua);
    const struct key *keys = keys_push(lua, types, &len);
    if (len == 0 || len > CSV_COLUMNS_MAX)
        api_error(lua, "fixtures: table %s: 1 to %d columns", table, CSV_COLUMNS_MAX);
    for (size_t c = 0; c < len; c++)
        columns[c] = (struct column){keys[c].string, type_get(lua, types, table, keys[c].string)};
    table_create(lua, build, table, columns, len);
    lua_Unsigned n = lua_rawlen(lua, rows);
    if (n > FIXTURE_ROWS_MAX)
        api_error(lua, "fixtures: table %s: at most %d rows", table, FIXTURE_ROWS_MAX);
    for (lua_Unsigned r = 1; r <= n; r++) {
        if (lua_rawgeti(lua, rows, (lua_Integer)r) != LUA_TTABLE)
            api_error(lua, "fixtures: table %s: row %d is not a table", table, (int)r);
        for (size_t c = 0; c < len; c++) {
            lua_pushlstring(lua, columns[c].name.ptr, columns[c].name.len);
            lua_rawget(lua, -2);
            bind_value(lua, build, (int)c + 1, table);
            lua_pop(lua, 1);
        }
        row_insert(lua, build, table);
        lua_pop(lua, 1);
    }
    lua_settop(lua, rows - 1);
}

/* Argument 1: struct build; argument 2: the fixture's tables. Protected. */
static int build_run(lua_State *lua)
{
    struct build *build = lua_touserdata(lua, 1);
    size_t len;
    const struct key *keys = keys_push(lua, 2, &len);
    if (len > FIXTURE_TABLES_MAX) api_error(lua, "fixtures: at most %d tables", FIXTURE_TABLES_MAX);
    sqlite3_exec(build->db, "BEGIN", NULL, NULL, NULL);
    for (size_t i = 0; i < len; i++) {
        key_push(lua, &keys[i]);
        const char *table = lua_tostring(lua, -1);
        if (!is_name(api_str(lua, -1)) || sqlite3_strnicmp(table, "sqlite_", 7) == 0)
            return api_error(lua, "fixtures: '%s' is no table name; use letters, digits and _",
                             table);
        lua_pushvalue(lua, -1);
        if (lua_rawget(lua, 2) != LUA_TTABLE)
            return api_error(lua, "fixtures: table %s must be { columns = {...}, csv = \"...\" }",
                             table);
        char what[100];
        snprintf(what, sizeof what, "fixtures: table %s", table);
        api_table(lua, -1, what, "columns:table, csv:string?, rows:function?", 0);
        int definition = lua_gettop(lua);
        lua_getfield(lua, definition, "columns");
        int types = definition + 1;
        if (lua_getfield(lua, definition, "csv") == LUA_TSTRING) {
            rows_from_csv(lua, build, table, types);
        } else {
            lua_pop(lua, 1);
            if (lua_getfield(lua, definition, "rows") != LUA_TFUNCTION)
                return api_error(lua, "%s needs csv = \"data/x.csv\" or rows = function(p)", what);
            rows_from_function(lua, build, table, types);
        }
        lua_settop(lua, definition - 2);
    }
    if (sqlite3_exec(build->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
        build_failed(lua, build, "-");
    return 0;
}

/* The fixture's image: built once per state of the pack, or once per call when a function makes it.
 */
static const unsigned char *image_get(lua_State *lua, const char *name, size_t *len)
{
    struct world *world = world_of(lua);
    char path[2 * SLUG_LEN + 2];
    snprintf(path, sizeof path, "%.*s/%s", STR_ARG(world->exercise), name);
    const struct code_image *image = code_image_find(world->code, str_of(path));
    if (image) {
        *len = image->len;
        return image->bytes;
    }
    world_get(lua, SLOT_FIXTURES);
    if (lua_getfield(lua, -1, name) == LUA_TUSERDATA) {
        *len = lua_rawlen(lua, -1);
        return lua_touserdata(lua, -1);
    }
    lua_pop(lua, 1);
    int made = lua_gettop(lua);
    world_get(lua, SLOT_EXERCISE);
    if (lua_getfield(lua, -1, "fixtures") != LUA_TTABLE)
        api_error(lua, "data.sql: the exercise has no fixtures");
    if (lua_getfield(lua, -1, name) != LUA_TTABLE) {
        lua_pop(lua, 1);
        const char *near_name = api_suggest_key(lua, str_of(name), -1);
        api_error(lua, "data.sql: the exercise has no fixture '%s'%s%s%s", name,
                  near_name ? "; did you mean '" : "", near_name ? near_name : "",
                  near_name ? "'?" : "");
    }
    struct build build = {.db = sql_create()};
    if (build.db == NULL) api_error(lua, "data.sql: no memory for a database");
    lua_pushcfunction(lua, build_run);
    lua_pushlightuserdata(lua, &build);
    lua_pushvalue(lua, -3);
    int status = lua_pcall(lua, 2, 0, 0);
    sqlite3_finalize(build.insert);
    sqlite3_int64 size = 0;
    unsigned char *bytes = status == LUA_OK ? sqlite3_serialize(build.db, "main", &size, 0) : NULL;
    unsigned char *copy = bytes && !build.per_call ? malloc((size_t)size) : NULL;
    if (copy) memcpy(copy, bytes, (size_t)size);
    sqlite3_close(build.db);
    if (status != LUA_OK || bytes == NULL) {
        sqlite3_free(bytes);
        if (status == LUA_OK) api_error(lua, "data.sql: no memory for the fixture");
        lua_error(lua);
    }
    if (copy && code_image_add(world->code, str_of(path), copy, (size_t)size)) {
        sqlite3_free(bytes);
        return image_get(lua, name, len);
    }
    if (world->limit - world->used < (size_t)size) {
        sqlite3_free(bytes);
        world_abort(lua, FAULT_MEMORY, "the fixture does not fit in memory");
    }
    void *held = lua_newuserdatauv(lua, (size_t)size, 0);
    memcpy(held, bytes, (size_t)size);
    sqlite3_free(bytes);
    lua_setfield(lua, made, name);
    *len = (size_t)size;
    return held;
}

/* --- querying --- */

struct query {
    sqlite3 *db;
    sqlite3_stmt *stmt;
    const char *why; /* static, when stepping ended early */
};

static void column_push(lua_State *lua, sqlite3_stmt *stmt, int at)
{
    switch (sqlite3_column_type(stmt, at)) {
    case SQLITE_INTEGER:
        lua_pushinteger(lua, sqlite3_column_int64(stmt, at));
        return;
    case SQLITE_FLOAT:
        lua_pushnumber(lua, sqlite3_column_double(stmt, at));
        return;
    case SQLITE_NULL:
        lua_pushboolean(lua, false);
        return;
    default: {
        const void *bytes = sqlite3_column_blob(stmt, at);
        size_t len = (size_t)sqlite3_column_bytes(stmt, at);
        lua_pushlstring(lua, bytes ? bytes : "", len);
    }
    }
}

/* Pushes { columns = { "id", ... }, rows = { { 1, ... }, ... } }. Protected. */
static int query_read(lua_State *lua)
{
    struct query *query = lua_touserdata(lua, 1);
    int columns = sqlite3_column_count(query->stmt), status;
    lua_Integer n = 0;
    lua_newtable(lua);
    lua_createtable(lua, columns, 0);
    for (int c = 0; c < columns; c++) {
        lua_pushstring(lua, sqlite3_column_name(query->stmt, c));
        lua_rawseti(lua, -2, c + 1);
    }
    lua_setfield(lua, -2, "columns");
    lua_newtable(lua);
    while ((status = sqlite3_step(query->stmt)) == SQLITE_ROW) {
        world_charge(lua, 10);
        if (++n > SQL_ROWS_MAX) {
            query->why = "the result has more rows than fit here; narrow it down";
            return 0;
        }
        lua_createtable(lua, columns, 0);
        for (int c = 0; c < columns; c++) {
            column_push(lua, query->stmt, c);
            lua_rawseti(lua, -2, c + 1);
        }
        lua_rawseti(lua, -2, n);
    }
    world_charge(lua, 0); /* the soft timer interrupts a query: then this raises */
    if (status == SQLITE_INTERRUPT)
        query->why = "the query takes too much work; does it join without a condition?";
    else if (status != SQLITE_DONE) query->why = sqlite3_errmsg(query->db);
    lua_setfield(lua, -2, "rows");
    return 1;
}

int data_sql(lua_State *lua)
{
    struct world *world = world_of(lua);
    char why[300];
    size_t len;
    if (!code_can(world->code, STR("sql")))
        return api_error(
            lua, "data.sql: the pack must ask for it; add to pack.yaml: capabilities: [sql]");
    if (!is_name(api_str(lua, 1)))
        return api_argument(lua, 1, "'%s' is no name of a fixture", lua_tostring(lua, 1));
    const unsigned char *image = image_get(lua, lua_tostring(lua, 1), &len);
    struct query query = {.db = sql_open(image, len)};
    if (query.db == NULL) return api_error(lua, "data.sql: no memory for a database");
    query.stmt = sql_query(query.db, api_str(lua, 2), &world->alarm, why, sizeof why);
    int status = LUA_OK;
    if (query.stmt) {
        lua_pushcfunction(lua, query_read);
        lua_pushlightuserdata(lua, &query);
        status = lua_pcall(lua, 1, 1, 0);
        if (query.why) snprintf(why, sizeof why, "%s", query.why);
        sqlite3_finalize(query.stmt);
    }
    sqlite3_close(query.db);
    if (status != LUA_OK) return lua_error(lua);
    if (query.stmt && query.why == NULL) return 1;
    lua_pushnil(lua);
    lua_pushstring(lua, why);
    return 2;
}

/* --- comparing --- */

/* Pushes the list of rows of a result of data.sql, or of a plain list of rows. */
static int rows_push(lua_State *lua, int arg)
{
    if (lua_getfield(lua, arg, "rows") != LUA_TTABLE) {
        lua_pop(lua, 1);
        lua_pushvalue(lua, arg);
    }
    return lua_gettop(lua);
}

static bool option(lua_State *lua, const char *name)
{
    bool on = false;
    if (lua_istable(lua, 3)) {
        lua_getfield(lua, 3, name);
        on = lua_toboolean(lua, -1);
        lua_pop(lua, 1);
    }
    return on;
}

/* Whether both results name their columns alike; case does not matter. */
static bool columns_same(lua_State *lua)
{
    int top = lua_gettop(lua);
    bool same = lua_getfield(lua, 1, "columns") == LUA_TTABLE &&
                lua_getfield(lua, 2, "columns") == LUA_TTABLE &&
                lua_rawlen(lua, top + 1) == lua_rawlen(lua, top + 2);
    lua_Integer n = same ? (lua_Integer)lua_rawlen(lua, top + 1) : 0;
    for (lua_Integer i = 1; i <= n && same; i++) {
        same = lua_rawgeti(lua, top + 1, i) == LUA_TSTRING &&
               lua_rawgeti(lua, top + 2, i) == LUA_TSTRING &&
               sqlite3_stricmp(lua_tostring(lua, -2), lua_tostring(lua, -1)) == 0;
        lua_settop(lua, top + 2);
    }
    lua_settop(lua, top);
    return same;
}

/* Adds the rows of `from` to or takes them from the counts by content at `counts`; what cannot be
 * taken goes into the list at `over`. */
static void rows_count(lua_State *lua, int from, int counts, int over)
{
    lua_Integer n = (lua_Integer)lua_rawlen(lua, from), extra = 0;
    for (lua_Integer i = 1; i <= n; i++) {
        if (lua_rawgeti(lua, from, i) != LUA_TTABLE)
            api_error(lua, "data.diff: row %d is a %s; rows are tables", (int)i,
                      api_type_name(lua, -1));
        lua_Integer key = (lua_Integer)value_hash(lua, -1, "data.diff: row");
        lua_rawgeti(lua, counts, key);
        lua_Integer count = lua_tointeger(lua, -1);
        lua_pop(lua, 1);
        if (over && count == 0) {
            lua_rawseti(lua, over, ++extra);
            continue;
        }
        lua_pop(lua, 1);
        lua_pushinteger(lua, over ? count - 1 : count + 1);
        lua_rawseti(lua, counts, key);
    }
}

int data_diff(lua_State *lua)
{
    if (lua_istable(lua, 3))
        api_table(lua, 3, "data.diff: options", "ordered:boolean?, columns:boolean?", 0);
    int want = rows_push(lua, 1), got = rows_push(lua, 2);
    lua_newtable(lua); /* missing */
    lua_newtable(lua); /* extra */
    lua_newtable(lua);
    int missing = got + 1, extra = got + 2, counts = got + 3;
    rows_count(lua, want, counts, 0);
    rows_count(lua, got, counts, extra);
    lua_newtable(lua);
    lua_replace(lua, counts);
    rows_count(lua, got, counts, 0);
    rows_count(lua, want, counts, missing);

    bool rows = lua_rawlen(lua, missing) == 0 && lua_rawlen(lua, extra) == 0, ordered = rows;
    lua_Integer n = rows ? (lua_Integer)lua_rawlen(lua, want) : 0;
    for (lua_Integer i = 1; i <= n && ordered; i++) {
        lua_rawgeti(lua, want, i);
        lua_rawgeti(lua, got, i);
        ordered = value_hash(lua, -2, "data.diff: row") == value_hash(lua, -1, "data.diff: row");
        lua_pop(lua, 2);
    }
    bool columns = !option(lua, "columns") || columns_same(lua);
    lua_createtable(lua, 0, 5);
    lua_pushboolean(lua, rows && columns && (ordered || !option(lua, "ordered")));
    lua_setfield(lua, -2, "same");
    lua_pushboolean(lua, ordered);
    lua_setfield(lua, -2, "ordered");
    lua_pushboolean(lua, columns);
    lua_setfield(lua, -2, "columns");
    lua_pushvalue(lua, missing);
    lua_setfield(lua, -2, "missing");
    lua_pushvalue(lua, extra);
    lua_setfield(lua, -2, "extra");
    return 1;
}
