/* L texts and ui blocks: each makes an object whose content has the shape of the wire (wire.h), so
 * that a view is its list of contents. Names and types are checked here, at the author's line;
 * sizes and what hangs together by wire_view. */
#include <lauxlib.h>
#include <stdio.h>

#include "base/limits.h"
#include "sandbox/lua_api.h"
#include "sandbox/lua_world.h"

/* --- texts --- */

int text_new(lua_State *lua)
{
#define X(id, code, ...) ", " code ":string?"
    static const char names[] = LANG_LIST(X);
#undef X
    api_table(lua, 1, "L", names + 2, 0);
    lua_newtable(lua);
    bool any = false;
#define X(id, code, ...)                                                                           \
    if (lua_getfield(lua, 1, code) == LUA_TSTRING) any = true;                                     \
    lua_setfield(lua, 2, code);
    LANG_LIST(X)
#undef X
    if (!any)
        return api_error(lua, "L: at least one language, as in L{ nl = \"...\", en = \"...\" }");
    api_object(lua, TYPE_TEXT);
    return 1;
}

int text_with(lua_State *lua)
{
    lua_newtable(lua);
    api_content(lua, 1);
#define X(id, code, ...)                                                                           \
    lua_getfield(lua, -1, code);                                                                   \
    lua_setfield(lua, 3, code);
    LANG_LIST(X)
#undef X
    lua_newtable(lua);
    int with = lua_gettop(lua);
    size_t n = 0;
    lua_getfield(lua, with - 1, "with"); /* :with{}:with{}: later values join earlier ones */
    for (int from = lua_istable(lua, -1) ? with + 1 : 2; from; from = from == 2 ? 0 : 2) {
        lua_pushnil(lua);
        while (lua_next(lua, from)) {
            if (lua_type(lua, -2) != LUA_TSTRING)
                return api_error(lua, "L:with: every value needs a name, as in :with{ n = 3 }");
            int type = lua_type(lua, -1);
            if (type != LUA_TNUMBER && type != LUA_TSTRING)
                return api_error(lua, "L:with: %s must be a number or a string, but is %s",
                                 lua_tostring(lua, -2), api_type_name(lua, -1));
            lua_pushvalue(lua, -2);
            lua_insert(lua, -2);
            lua_rawset(lua, with);
            n++;
        }
    }
    if (n > TEXT_VARS_MAX) return api_error(lua, "L:with: at most %d values", TEXT_VARS_MAX);
    lua_pushvalue(lua, with);
    if (n > 0) lua_setfield(lua, 3, "with");
    lua_settop(lua, 3);
    api_object(lua, TYPE_TEXT);
    return 1;
}

/* --- blocks --- */

/* The table on top becomes { block = kind, [key] = it }. */
static int block_new(lua_State *lua, const char *kind, const char *key)
{
    lua_createtable(lua, 0, 2);
    lua_pushstring(lua, kind);
    lua_setfield(lua, -2, "block");
    lua_insert(lua, -2);
    lua_setfield(lua, -2, key);
    api_object(lua, TYPE_BLOCK);
    return 1;
}

int ui_text(lua_State *lua)
{
    return block_new(lua, "text", "text");
}

int ui_note(lua_State *lua)
{
    return block_new(lua, "note", "text");
}

int ui_code(lua_State *lua)
{
    return block_new(lua, "code", "text");
}

static void copy(lua_State *lua, int from, const char *key)
{
    lua_getfield(lua, from, key);
    lua_setfield(lua, -2, key);
}

/* Pushes the wire's shape of the author's table at `from`. */
static void table_shape(lua_State *lua, int from, const char *what)
{
    api_table(lua, from, what, "caption:text?, columns:table, rows:table, row_heads:boolean?", 0);
    lua_newtable(lua);
    copy(lua, from, "caption");
    copy(lua, from, "rows");
    copy(lua, from, "row_heads");
    lua_getfield(lua, from, "columns");
    int columns = lua_gettop(lua);
    lua_Unsigned n = lua_rawlen(lua, columns);
    for (lua_Unsigned i = 1; i <= n && i <= TABLE_COLUMNS_MAX; i++) {
        if (lua_rawgeti(lua, columns, (lua_Integer)i) != LUA_TTABLE)
            api_error(lua, "%s: columns[%d] must be a table { id = ..., label = ... }", what,
                      (int)i);
        char place[80];
        snprintf(place, sizeof place, "%s: columns[%d]", what, (int)i);
        api_table(lua, -1, place, "id:string, label:text, number:boolean?", 0);
        lua_pop(lua, 1);
    }
    lua_setfield(lua, -2, "columns");
}

int ui_table(lua_State *lua)
{
    table_shape(lua, 1, "ui.table");
    return block_new(lua, "table", "table");
}

int ui_chart(lua_State *lua)
{
    api_table(lua, 1, "ui.chart", "kind:string, label:text, unit:text?, values:table, names:table?",
              0);
    lua_newtable(lua);
    copy(lua, 1, "kind");
    copy(lua, 1, "label");
    copy(lua, 1, "unit");
    copy(lua, 1, "values");
    copy(lua, 1, "names");
    return block_new(lua, "chart", "chart");
}

#define FIELD_NAMES "id:string, label:text, help:text?, optional:boolean?"

/* Pushes what all fields have. */
static void field_shape(lua_State *lua, const char *kind)
{
    lua_newtable(lua);
    lua_pushstring(lua, kind);
    lua_setfield(lua, -2, "kind");
    copy(lua, 1, "id");
    copy(lua, 1, "label");
    copy(lua, 1, "help");
    copy(lua, 1, "optional");
}

int ui_number(lua_State *lua)
{
    api_table(lua, 1, "ui.number", FIELD_NAMES ", unit:text?", 0);
    field_shape(lua, "number");
    copy(lua, 1, "unit");
    return block_new(lua, "field", "field");
}

int ui_short(lua_State *lua)
{
    api_table(lua, 1, "ui.short", FIELD_NAMES, 0);
    field_shape(lua, "short");
    return block_new(lua, "field", "field");
}

int ui_choice(lua_State *lua)
{
    api_table(lua, 1, "ui.choice", FIELD_NAMES ", many:boolean?, options:table", 0);
    field_shape(lua, "choice");
    copy(lua, 1, "many");
    lua_getfield(lua, 1, "options");
    int options = lua_gettop(lua);
    lua_Unsigned n = lua_rawlen(lua, options);
    lua_newtable(lua);
    for (lua_Unsigned i = 1; i <= n && i <= OPTIONS_MAX + 1; i++) {
        if (lua_rawgeti(lua, options, (lua_Integer)i) != LUA_TTABLE)
            return api_error(lua, "ui.choice: options[%d] must be { \"id\", L{...} }", (int)i);
        lua_newtable(lua);
        lua_rawgeti(lua, -2, 1);
        lua_rawgeti(lua, -3, 2);
        bool text = lua_type(lua, -1) == LUA_TSTRING || api_is(lua, -1, TYPE_TEXT);
        if (lua_type(lua, -2) != LUA_TSTRING || !text)
            return api_error(lua, "ui.choice: options[%d] must be { \"id\", L{...} }", (int)i);
        lua_setfield(lua, -3, "label");
        lua_setfield(lua, -2, "id");
        lua_rawseti(lua, options + 1, (lua_Integer)i);
        lua_pop(lua, 1);
    }
    lua_remove(lua, options);
    lua_setfield(lua, -2, "options");
    return block_new(lua, "field", "field");
}

int ui_marks(lua_State *lua)
{
    api_table(lua, 1, "ui.marks", FIELD_NAMES ", table:table", 0);
    field_shape(lua, "marks");
    lua_getfield(lua, 1, "table");
    table_shape(lua, lua_gettop(lua), "ui.marks: table");
    lua_remove(lua, -2);
    lua_setfield(lua, -2, "table");
    return block_new(lua, "field", "field");
}
