#include "view/draw.h"

#include <math.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/limits.h"

/* In the drawing's own units. Narrow on purpose: on a phone of 320 px a letter of 16 is still read.
 */
#define WIDTH 480
#define SIDE 40 /* room for half a number left and right of the axis */
#define LETTER 16
#define LETTER_WIDTH 9 /* on average */
#define DOT 7          /* radius */
#define PILE_HEIGHT 210
#define BAR_HEIGHT 18
#define BAR_PITCH 52 /* name, bar, space */
#define TICKS_MAX 12
#define NAME_SHOWN 36 /* characters of a bar's name; the table has all of it */

/* Numbers from `low` in `ticks` round steps. */
struct axis {
    double low, step;
    int ticks;
};

/* Far outside what anybody draws, near enough to the limits of a double to overflow. */
static double tame(double n)
{
    return n > 1e290 ? 1e290 : n < -1e290 ? -1e290 : n;
}

static struct axis axis_make(const struct chart *chart)
{
    double low = 0, high = chart->values_len ? 0 : 1;
    for (size_t i = 0; i < chart->values_len; i++) {
        double n = tame(chart->values[i]);
        bool first = i == 0 && chart->kind == CHART_DOTS; /* bars always begin at 0 */
        if (first || n < low) low = n;
        if (first || n > high) high = n;
    }
    double size = fmax(fabs(low), fabs(high));
    if (high - low <= size * 1e-10 || high - low < 1e-290) { /* all the same: room around it */
        double room = size > 1e-280 ? size / 2 : 1;
        low -= room;
        high += room;
    }
    double rough = (high - low) / 4, power = pow(10, floor(log10(rough)));
    double times = rough / power;
    double step = (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10) * power;
    struct axis axis = {floor(low / step) * step, step, 0};
    axis.ticks = (int)(ceil(high / step) - floor(low / step)) + 1;
    if (axis.ticks > TICKS_MAX) axis.ticks = TICKS_MAX;
    if (axis.ticks < 2) axis.ticks = 2;
    return axis;
}

static double axis_value(const struct axis *axis, int tick)
{
    double n = (round(axis->low / axis->step) + tick) * axis->step;
    return n == 0 ? 0 : n; /* never -0 */
}

static double axis_x(const struct axis *axis, double n)
{
    double share = (tame(n) - axis->low) / (axis->step * (axis->ticks - 1));
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    return SIDE + share * (WIDTH - 2 * SIDE);
}

static void text_add(struct buf *svg, const char *class, double x, double y, const char *anchor,
                     struct str words)
{
    buf_printf(svg,
               "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\" "
               "fill=\"currentColor\">",
               class, x, y, anchor, LETTER);
    escape_html(svg, words);
    buf_add_c(svg, "</text>");
}

static void line_add(struct buf *svg, const char *class, double x1, double y1, double x2, double y2)
{
    buf_printf(svg,
               "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" "
               "stroke=\"currentColor\"/>",
               class, x1, y1, x2, y2);
}

/* The line, its marks, and the numbers under it: only the outer two if they would touch. */
static void axis_draw(const struct draw *d, struct buf *svg, const struct axis *axis, double y)
{
    size_t longest = 0;
    for (int i = 0; i < axis->ticks; i++) {
        size_t len = str_utf8_len(draw_number(d, axis_value(axis, i)));
        if (len > longest) longest = len;
    }
    bool all = (double)(longest * LETTER_WIDTH + 6) < (WIDTH - 2.0 * SIDE) / (axis->ticks - 1);
    line_add(svg, "chart-axis", SIDE, y, WIDTH - SIDE, y);
    for (int i = 0; i < axis->ticks; i++) {
        bool first = i == 0, last = i == axis->ticks - 1;
        double n = axis_value(axis, i), x = axis_x(axis, n);
        line_add(svg, "chart-tick", x, y, x, y + 6);
        if (all) text_add(svg, "chart-value", x, y + 24, "middle", draw_number(d, n));
        else if (first) text_add(svg, "chart-value", 0, y + 24, "start", draw_number(d, n));
        else if (last) text_add(svg, "chart-value", WIDTH, y + 24, "end", draw_number(d, n));
    }
}

static void svg_begin(struct buf *svg, struct str id, double height)
{
    buf_printf(svg,
               "<svg class=\"chart-svg\" viewBox=\"0 0 %d %.0f\" role=\"img\" "
               "aria-labelledby=\"",
               WIDTH, height);
    escape_html(svg, id);
    buf_add_c(svg, "-label ");
    escape_html(svg, id);
    buf_add_c(svg, "-text\">");
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Each value a dot at its place; dots that would cover each other are piled up. */
static void dots_draw(const struct draw *d, struct buf *svg, const struct chart *chart,
                      const struct axis *axis, struct str id)
{
    size_t len = chart->values_len, highest = 1, pile = 0;
    double *x = arena_array(d->arena, double, len + 1);
    size_t *level = arena_array(d->arena, size_t, len + 1);
    for (size_t i = 0; i < len; i++) x[i] = axis_x(axis, chart->values[i]);
    if (len) qsort(x, len, sizeof *x, by_value);
    double at = 0;
    for (size_t i = 0; i < len; i++) {
        if (i > 0 && x[i] - at < 2 * DOT) {
            x[i] = at;
            pile++;
        } else {
            at = x[i];
            pile = 0;
        }
        level[i] = pile;
        if (pile + 1 > highest) highest = pile + 1;
    }
    double pitch = fmin(2 * DOT + 1, (double)PILE_HEIGHT / (double)highest);
    double floor_y = 16 + fmax(pitch * (double)highest, 60);
    svg_begin(svg, id, floor_y + 36);
    axis_draw(d, svg, axis, floor_y);
    for (size_t i = 0; i < len; i++)
        buf_printf(svg,
                   "<circle class=\"chart-dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"%d\" "
                   "fill=\"currentColor\"/>",
                   x[i], floor_y - DOT - 3 - (double)level[i] * pitch, DOT);
    buf_add_c(svg, "</svg>");
}

/* At most NAME_SHOWN characters. */
static struct str name_short(const struct draw *d, struct str name)
{
    size_t chars = 0;
    for (size_t i = 0; i < name.len; i++) {
        if (((unsigned char)name.ptr[i] & 0xc0) == 0x80) continue;
        if (chars++ < NAME_SHOWN) continue;
        return arena_printf(d->arena, "%.*s\xe2\x80\xa6", (int)i, name.ptr);
    }
    return name;
}

static struct str value_name(const struct draw *d, const struct chart *chart, size_t i)
{
    return chart->names ? text_in(d->arena, &chart->names[i], d->lang)
                        : draw_number(d, (double)(i + 1));
}

/* Bars lie down, so that names fit; each has its name and number above it. */
static void bars_draw(const struct draw *d, struct buf *svg, const struct chart *chart,
                      const struct axis *axis, struct str id)
{
    double floor_y = 8 + BAR_PITCH * (double)chart->values_len, zero = axis_x(axis, 0);
    svg_begin(svg, id, floor_y + 36);
    axis_draw(d, svg, axis, floor_y);
    for (size_t i = 0; i < chart->values_len; i++) {
        double y = 8 + BAR_PITCH * (double)i, x = axis_x(axis, chart->values[i]);
        text_add(svg, "chart-name", SIDE, y + LETTER, "start",
                 name_short(d, value_name(d, chart, i)));
        text_add(svg, "chart-value", WIDTH - SIDE, y + LETTER, "end",
                 draw_number(d, chart->values[i]));
        buf_printf(svg,
                   "<rect class=\"chart-bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" "
                   "fill=\"currentColor\"/>",
                   fmin(x, zero), y + LETTER + 7, fmax(fabs(x - zero), 1), BAR_HEIGHT);
    }
    if (axis->low < 0) line_add(svg, "chart-tick", zero, 8, zero, floor_y);
    buf_add_c(svg, "</svg>");
}

struct html draw_chart(const struct draw *d, const struct chart *chart, struct str id)
{
    struct val *v = val_object(d->arena);
    struct axis axis = axis_make(chart);
    bool dots = chart->kind == CHART_DOTS;
    val_set_str(v, "id", id);
    val_set_c(v, "kind", dots ? "dots" : "bars");
    val_set_bool(v, dots ? "dots" : "bars", true);
    draw_set_text(d, v, "label", &chart->label);
    draw_set_text(d, v, "unit", &chart->unit);
    val_set_str(v, "from", draw_number(d, axis_value(&axis, 0)));
    val_set_str(v, "to", draw_number(d, axis_value(&axis, axis.ticks - 1)));
    val_set_int(v, "count", (int64_t)chart->values_len);
    val_set_bool(v, "one", chart->values_len == 1);
    val_set_bool(v, "names", chart->names != NULL);

    struct buf svg;
    buf_init(&svg, MIB(1));
    if (dots) dots_draw(d, &svg, chart, &axis, id);
    else bars_draw(d, &svg, chart, &axis, id);
    val_set_html(v, "drawing", html_take(d->arena, &svg));

    struct val *rows = val_set_list(v, "rows");
    for (size_t i = 0; i < chart->values_len; i++) {
        struct val *row = val_add(rows);
        struct text number = text_same(draw_number(d, (double)(i + 1)));
        draw_set_text(d, row, "name", chart->names ? &chart->names[i] : &number);
        val_set_str(row, "value", draw_number(d, chart->values[i]));
    }
    return engine_piece(d->engine, d->arena, "block_chart", v, d->lang);
}
