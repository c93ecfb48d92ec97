/* Everything that libraries do only once, done before the wall stands: a first use that opens a
 * file or asks for the time zone would otherwise end the runner. */
#include <malloc.h>
#include <sqlite3.h>

#include "sandbox/lua_sql.h"
#include "sandbox/lua_world.h"
#include "sandbox/runner_call.h"

static const char exercise[] =
    "return exercise {\n"
    "  title = L{ nl = 'warm', en = 'warm' }, minutes = 1,\n"
    "  fixtures = { f = { t = { columns = { a = 'integer', b = 'text' },\n"
    "    rows = function() return { { a = 1, b = 'x' }, { a = 2, b = 'y' } } end } } },\n"
    "  generate = function(rng)\n"
    "    local list = rng:shuffle('list', { 1, 2, 3.5 })\n"
    "    return { list = list, mean = stats.mean(list) }, { n = rng:int('n', 1, 9) }\n"
    "  end,\n"
    "  view = function(p)\n"
    "    local got = data.sql('f', [[select b, count(*), datetime('now', 'localtime') from t\n"
    "      where a > 0 group by b order by sum(a) desc]])\n"
    "    return { ui.text(string.format('%5.2f %s', p.mean, got.rows[1][1])),\n"
    "      ui.text(json.encode(json.decode('[1,2.5,{\"a\":null}]'))),\n"
    "      ui.number{ id = 'n', label = 'n' } }\n"
    "  end,\n"
    "  grade = function(p, key, a)\n"
    "    pcall(error, 'warm')\n"
    "    table.sort(p.list)\n"
    "    return parts { n = { near(a.n, key.n, '1%'), no = ('x'):rep(99) } }\n"
    "  end,\n"
    "  solution = function(p, key) return { n = key.n } end,\n"
    "}\n";

int runner_warm_up(struct runner *runner)
{
    /* memory stays with the process between calls: no system call for each */
    mallopt(M_TRIM_THRESHOLD, (int)MIB(8));
    mallopt(M_TOP_PAD, (int)KIB(256));
    mallopt(M_MMAP_THRESHOLD, (int)MIB(1));
    world_prepare();
    if (sql_prepare() != 0) return ERR_FAULT;
    struct buf in, out;
    struct frame frame;
    size_t used;
    int failed = 0;
    static const char seed[SEED_LEN];
    buf_init(&in, FRAME_LEN);
    buf_init(&out, FRAME_LEN);

    size_t begin = frame_begin(&in, FRAME_LOAD, 0);
    frame_part(&in, begin, STR("warm"));
    frame_part(&in, begin, STR("exercises/warm.lua"));
    frame_part(&in, begin, STR(exercise));
    frame_part(&in, begin, STR("capabilities"));
    frame_part(&in, begin, STR("sql"));
    frame_end(&in, begin);
    begin = frame_begin(&in, FRAME_ANSWER, 0);
    frame_part(&in, begin, STR("warm"));
    frame_part(&in, begin, STR("warm"));
    frame_part(&in, begin, str_slice(seed, sizeof seed));
    frame_part(&in, begin, STR("\3"));
    frame_part(&in, begin, STR("nl"));
    frame_part(&in, begin, STR("n"));
    frame_part(&in, begin, STR("3,5"));
    frame_end(&in, begin);
    while (!failed && frame_parse(buf_str(&in), FRAME_LEN, &frame, &used) == 1) {
        buf_reset(&out);
        failed = runner_call(runner, &frame, &out);
        buf_drop(&in, used);
    }
    /* it must have worked: a warm-up that stops half-way leaves something cold */
    if (!failed &&
        (frame_parse(buf_str(&out), FRAME_LEN, &frame, &used) != 1 || frame.type != FRAME_RESULT))
        failed = ERR_FAULT;
    code_drop(&runner->codes, STR("warm"));
    buf_finish(&in);
    buf_finish(&out);
    return failed;
}
