#include "sandbox/lua_csv.h"

#include <lauxlib.h>
#include <math.h>
#include <stdlib.h>

#include "base/limits.h"
#include "sandbox/lua_api.h"
#include "sandbox/lua_world.h"

bool csv_number(struct str s, double *number)
{
    char copy[32];
    size_t i = 0, whole = 0;
    if (s.len == 0 || s.len >= sizeof copy) return false;
    if (s.ptr[0] == '-') i = 1;
    for (; i + whole < s.len && s.ptr[i + whole] >= '0' && s.ptr[i + whole] <= '9';) whole++;
    if (whole == 0 || (whole > 1 && s.ptr[i] == '0')) return false;
    i += whole;
    if (i < s.len) {
        if (s.ptr[i] != '.' || i + 1 == s.len) return false;
        for (size_t f = i + 1; f < s.len; f++)
            if (s.ptr[f] < '0' || s.ptr[f] > '9') return false;
    }
    memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    *number = strtod(copy, NULL);
    return true;
}

struct reader {
    lua_State *lua;
    const char *what;
    struct str rest;
    char *plain; /* unquoted cells are written here; as long as the text at most */
    char sep;
    size_t line;
};

static struct str cell_quoted(struct reader *r)
{
    char *begin = r->plain;
    size_t line = r->line, i = 1;
    for (;; i++) {
        if (i >= r->rest.len)
            api_error(r->lua, "%s: line %zu: a quote that does not end", r->what, line);
        char c = r->rest.ptr[i];
        if (c == '"' && !(i + 1 < r->rest.len && r->rest.ptr[i + 1] == '"')) break;
        if (c == '"') i++;
        if (c == '\n') r->line++;
        *r->plain++ = c;
    }
    i++;
    r->rest = str_slice(r->rest.ptr + i, r->rest.len - i);
    return str_slice(begin, (size_t)(r->plain - begin));
}

static struct str cell_read(struct reader *r)
{
    if (r->rest.len > 0 && r->rest.ptr[0] == '"') return cell_quoted(r);
    size_t len = 0;
    while (len < r->rest.len && r->rest.ptr[len] != r->sep && r->rest.ptr[len] != '\n') len++;
    struct str cell = str_slice(r->rest.ptr, len);
    r->rest = str_slice(r->rest.ptr + len, r->rest.len - len);
    if (cell.len > 0 && cell.ptr[cell.len - 1] == '\r') cell.len--;
    return cell;
}

/* True when another cell of the same row follows. */
static bool row_goes_on(struct reader *r)
{
    bool more = false;
    if (r->rest.len > 0 && r->rest.ptr[0] == '\r')
        r->rest = str_slice(r->rest.ptr + 1, r->rest.len - 1);
    if (r->rest.len == 0) return false;
    if (r->rest.ptr[0] == r->sep) more = true;
    else if (r->rest.ptr[0] != '\n')
        api_error(r->lua, "%s: line %zu: text after a closing quote", r->what, r->line);
    else r->line++;
    r->rest = str_slice(r->rest.ptr + 1, r->rest.len - 1);
    return more;
}

void csv_read(lua_State *lua, struct str text, char sep, const char *what, struct csv *csv)
{
    if (str_starts(text, STR("\xef\xbb\xbf"))) text = str_slice(text.ptr + 3, text.len - 3);
    if (!str_is_utf8(text)) api_error(lua, "%s is not UTF-8", what);
    size_t most = 1;
    for (size_t i = 0; i < text.len; i++) most += text.ptr[i] == sep || text.ptr[i] == '\n';
    world_charge(lua, text.len / 8 + most);
    struct str *cells = lua_newuserdatauv(lua, most * sizeof *cells + text.len + 1, 0);
    struct reader r = {.lua = lua,
                       .what = what,
                       .rest = text,
                       .plain = (char *)(cells + most),
                       .sep = sep,
                       .line = 1};
    *csv = (struct csv){.cells = cells};
    size_t n = 0;
    while (r.rest.len > 0) {
        size_t line = r.line, begin = n;
        if (r.rest.ptr[0] == '\n') { /* an empty line is no row */
            row_goes_on(&r);
            continue;
        }
        do cells[n++] = cell_read(&r);
        while (row_goes_on(&r));
        if (csv->rows == 0) csv->columns = n;
        if (n - begin != csv->columns)
            api_error(lua, "%s: line %zu has %zu values, the first line has %zu", what, line,
                      n - begin, csv->columns);
        if (csv->columns > CSV_COLUMNS_MAX)
            api_error(lua, "%s: at most %d columns", what, CSV_COLUMNS_MAX);
        if (++csv->rows > CSV_ROWS_MAX) api_error(lua, "%s: at most %d rows", what, CSV_ROWS_MAX);
    }
}

/* A column holds numbers when all its filled cells do. */
static bool is_numbers(const struct csv *csv, size_t first, size_t column)
{
    bool any = false;
    double n;
    for (size_t r = first; r < csv->rows; r++) {
        struct str cell = csv->cells[r * csv->columns + column];
        if (cell.len == 0) continue;
        if (!csv_number(cell, &n)) return false;
        any = true;
    }
    return any;
}

static void cell_push(lua_State *lua, struct str cell, bool number)
{
    double n;
    if (!number) lua_pushlstring(lua, cell.ptr, cell.len);
    else if (!csv_number(cell, &n)) lua_pushnil(lua);
    else if (n == floor(n) && fabs(n) < 1e15) lua_pushinteger(lua, (lua_Integer)n);
    else lua_pushnumber(lua, n);
}

/* Rows and column names of the text, with the options in argument 2. */
static int rows_push(lua_State *lua, struct str text, const char *what)
{
    char sep = ',';
    bool header = true, numbers = true;
    struct csv csv;
    if (lua_istable(lua, 2)) {
        api_table(lua, 2, what, "sep:string?, header:boolean?, numbers:boolean?", 0);
        lua_getfield(lua, 2, "sep");
        struct str given = lua_isnil(lua, -1) ? STR(",") : api_str(lua, -1);
        if (given.len != 1 || strchr("\"\n\r", given.ptr[0]))
            return api_error(lua, "%s: sep must be one character", what);
        sep = given.ptr[0];
        if (lua_getfield(lua, 2, "header") == LUA_TBOOLEAN) header = lua_toboolean(lua, -1);
        if (lua_getfield(lua, 2, "numbers") == LUA_TBOOLEAN) numbers = lua_toboolean(lua, -1);
    }
    csv_read(lua, text, sep, what, &csv);
    size_t first = header && csv.rows > 0;
    bool is_number[CSV_COLUMNS_MAX] = {false};
    for (size_t c = 0; numbers && c < csv.columns; c++) is_number[c] = is_numbers(&csv, first, c);
    lua_createtable(lua, (int)csv.rows, 0);
    world_charge(lua, csv.rows * csv.columns);
    for (size_t r = first; r < csv.rows; r++) {
        lua_createtable(lua, header ? 0 : (int)csv.columns, header ? (int)csv.columns : 0);
        for (size_t c = 0; c < csv.columns; c++) {
            cell_push(lua, csv.cells[r * csv.columns + c], is_number[c]);
            if (header) {
                lua_pushlstring(lua, csv.cells[c].ptr, csv.cells[c].len);
                lua_insert(lua, -2);
                lua_rawset(lua, -3);
            } else {
                lua_rawseti(lua, -2, (lua_Integer)c + 1);
            }
        }
        lua_rawseti(lua, -2, (lua_Integer)(r - first) + 1);
    }
    lua_createtable(lua, (int)csv.columns, 0);
    for (size_t c = 0; c < csv.columns; c++) {
        if (header) lua_pushlstring(lua, csv.cells[c].ptr, csv.cells[c].len);
        else lua_pushinteger(lua, (lua_Integer)c + 1);
        lua_rawseti(lua, -2, (lua_Integer)c + 1);
    }
    return 2;
}

int csv_parse(lua_State *lua)
{
    return rows_push(lua, api_str(lua, 1), "csv.parse");
}

int data_csv(lua_State *lua)
{
    const struct code_file *file = code_file_find(world_of(lua)->code, api_str(lua, 1));
    if (file == NULL || !str_ends(file->path, STR(".csv")))
        return api_error(lua, "data.csv: the pack has no '%s'; write data.csv(\"data/x.csv\")",
                         lua_tostring(lua, 1));
    return rows_push(lua, file->source, file->path.ptr);
}
