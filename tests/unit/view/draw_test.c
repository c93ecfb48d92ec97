/* Drawn exercises: the structure that a reader, a keyboard and a screen reader rely on, in Dutch
 * and English, empty, filled, checked and judged. */
#include "support.h"

#include <stdlib.h>

static const struct pair english[] = {
    {"rij {row}, {column}: {value}", "row {row}, {column}: {value}"},
    {"rij {row}, {column}: leeg", "row {row}, {column}: \"empty\""},
    {"{count} gemarkeerd", "{count} marked"},
    {"Goed", "Right"},
    {"Nog niet", "Not yet"},
    {"Deels", "Partly"},
    {"Kijk nog eens", "Look again"},
    {"Je schreef {typed}, wij lazen {read}", "You wrote {typed}, we read {read}"},
    {"Vul hier een getal in.", "Fill in a number here."},
    {"De as loopt van {from} tot {to}.", "The axis runs from {from} to {to}."},
};

static struct arena arena;
static struct engine *engine;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena);
    engine = engine_of_web(&arena, english, sizeof english / sizeof english[0]);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    engine_destroy(engine);
    arena_finish(&arena);
    return 0;
}

/* ---- one exercise with every block and field ---- */

#define T(dutch, other)                                                                            \
    {                                                                                              \
        .in = { {dutch, sizeof(dutch) - 1}, {other, sizeof(other) - 1} }                           \
    }
#define NL(dutch)                                                                                  \
    {                                                                                              \
        .in = { {dutch, sizeof(dutch) - 1}, {NULL, 0} }                                            \
    }
#define S(literal)                                                                                 \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

static const struct table_column columns[] = {{S("plaats"), T("plaats", "town"), false},
                                              {S("leeftijd"), T("leeftijd", "age"), true}};
static const struct text cells[] = {NL("Assen"), NL("31"), NL("Delft"), NL(""),
                                    NL("Goes"),  NL("29"), NL("Ede"),   NL("212")};
static const struct table people = {T("Vier mensen", "Four people"), columns, 2, cells, 4, true};
static const double pays[] = {1900, 2100, 2100, 12000};
static const struct text towns[] = {NL("Assen"), NL("Delft"), NL("Goes"), NL("Ede")};
static const struct chart dots = {
    CHART_DOTS, T("Loon per persoon", "Pay per person"), NL("€"), pays, NULL, 4};
static const struct chart bars = {
    CHART_BARS, T("Loon per plaats", "Pay per town"), NL("€"), pays, towns, 4};
static const struct field mean = {.kind = FIELD_NUMBER,
                                  .id = S("mean"),
                                  .label = T("Gemiddelde", "Mean"),
                                  .help = T("Rond af.", "Round it."),
                                  .unit = NL("€")};
static const struct field why = {
    .kind = FIELD_SHORT, .id = S("why"), .label = NL("Waarom?"), .optional = true};
static const struct option options[] = {{S("mean"), T("gemiddelde", "mean")},
                                        {S("median"), NL("mediaan")}};
static const struct field fits = {.kind = FIELD_CHOICE,
                                  .id = S("fits"),
                                  .label = T("Welke past?", "Which fits?"),
                                  .options = options,
                                  .options_len = 2};
static const struct field several = {.kind = FIELD_CHOICE,
                                     .id = S("several"),
                                     .label = T("Welke nog?", "Which else?"),
                                     .many = true,
                                     .options = options,
                                     .options_len = 2};
static const struct field fout = {.kind = FIELD_MARKS,
                                  .id = S("fout"),
                                  .label = T("Wat kan niet?", "What cannot be?"),
                                  .table = &people};
static const struct block blocks[] = {
    {.kind = BLOCK_TEXT, .text = NL("Eerste alinea,\nnog steeds.\n\n\nTweede alinea.")},
    {.kind = BLOCK_NOTE, .text = T("Kijk uit.", "Look out.")},
    {.kind = BLOCK_CODE, .text = T("a < b", "a < b")},
    {.kind = BLOCK_TABLE, .table = &people},
    {.kind = BLOCK_CHART, .chart = &dots},
    {.kind = BLOCK_CHART, .chart = &bars},
    {.kind = BLOCK_FIELD, .field = &mean},
    {.kind = BLOCK_FIELD, .field = &why},
    {.kind = BLOCK_FIELD, .field = &fits},
    {.kind = BLOCK_FIELD, .field = &several},
    {.kind = BLOCK_FIELD, .field = &fout},
};
static const struct view view = {blocks, sizeof blocks / sizeof blocks[0]};
static const struct drawing bare = {.view = &view, .prefix = S("loon")};

static struct str draw(const struct drawing *drawing, enum lang lang)
{
    struct str html = arena_str(&arena, draw_exercise(engine, &arena, drawing, lang).markup);
    const char *wrong;
    if (html_skeleton(&arena, html, &wrong) == NULL) fail_msg("%s in\n%s", wrong, html.ptr);
    return html;
}

/* From `from` to the first `to` after it. */
static struct str part_of(struct str html, const char *from, const char *to)
{
    const char *at = strstr(html.ptr, from);
    if (at == NULL) fail_msg("\"%s\" is not in:\n%s", from, html.ptr);
    const char *end = strstr(at, to);
    if (end == NULL) fail_msg("no \"%s\" after \"%s\" in:\n%s", to, from, at);
    return arena_str(&arena, str_slice(at, (size_t)(end - at) + strlen(to)));
}

/* Every id once; every for, aria-labelledby and aria-describedby leads to one. */
static void assert_ids_meet(struct str html)
{
    static const char *const refs[] = {" for=\"", " aria-labelledby=\"", " aria-describedby=\"",
                                       " href=\"#"};
    for (const char *at = html.ptr; (at = strstr(at, " id=\""));) {
        at += 5;
        struct str id = {at, strcspn(at, "\"")};
        if (count_of(html, arena_printf(&arena, " id=\"%.*s\"", STR_ARG(id)).ptr) != 1)
            fail_msg("the id %.*s twice", STR_ARG(id));
    }
    for (size_t i = 0; i < sizeof refs / sizeof refs[0]; i++) {
        for (const char *at = html.ptr; (at = strstr(at, refs[i]));) {
            at += strlen(refs[i]);
            struct str id, ids = {at, strcspn(at, "\"")};
            while (str_cut(&ids, ' ', &id))
                if (count_of(html, arena_printf(&arena, " id=\"%.*s\"", STR_ARG(id)).ptr) != 1)
                    fail_msg("%s leads to %.*s, which is not there", refs[i], STR_ARG(id));
        }
    }
}

static void every_id_is_met(void **state)
{
    (void)state;
    struct drawing disabled = bare;
    disabled.disabled = true;
    assert_ids_meet(draw(&bare, LANG_NL));
    assert_ids_meet(draw(&bare, LANG_EN));
    assert_ids_meet(draw(&disabled, LANG_NL));
}

static void number_field(void **state)
{
    (void)state;
    struct str html =
        part_of(draw(&bare, LANG_NL), "<div class=\"field field-number\"", "</div>\n</div>");
    assert_has(html, "<label class=\"field-label\" for=\"loon-mean\"");
    assert_has(html, "type=\"text\" inputmode=\"decimal\" autocomplete=\"off\" id=\"loon-mean\" "
                     "name=\"a.mean\" value=\"\"");
    assert_has(html, "aria-describedby=\"loon-mean-help loon-mean-unit loon-mean-feedback\"");
    assert_has(html, "<p class=\"field-help\" id=\"loon-mean-help\">Rond af.</p>");
    assert_has(html, "<span class=\"field-unit\" id=\"loon-mean-unit\">€</span>");
    assert_lacks(html, "aria-invalid");
    assert_lacks(html, "disabled");
    assert_lacks(html, "lang=");
    html = part_of(draw(&bare, LANG_EN), "<div class=\"field field-number\"", "</div>\n</div>");
    assert_has(html, ">Mean</span>");
    assert_has(html, "id=\"loon-mean-unit\" lang=\"nl\">€</span>"); /* only Dutch says it */
}

static void short_field(void **state)
{
    (void)state;
    struct str html =
        part_of(draw(&bare, LANG_EN), "<div class=\"field field-short\"", "</div>\n</div>");
    assert_has(html, "<span lang=\"nl\">Waarom?</span>");
    assert_has(html, "en: Geen namen, geen echte gegevens van mensen.");
    assert_has(html, "<span class=\"field-optional\">en: (mag leeg blijven)</span>");
    assert_has(html, "type=\"text\" autocomplete=\"off\" id=\"loon-why\" name=\"a.why\"");
    assert_true(strstr(html.ptr, "Geen namen") < strstr(html.ptr, "<input"));
}

static void choice_fields(void **state)
{
    (void)state;
    struct raw_value filled[] = {{STR("fits"), STR("median")},
                                 {STR("several"), STR("mean")},
                                 {STR("several"), STR("median")}};
    struct drawing drawing = bare;
    drawing.filled = filled;
    drawing.filled_len = 3;
    struct str all = draw(&drawing, LANG_EN);
    struct str html =
        part_of(all, "<fieldset class=\"field field-choice\" id=\"loon-fits", "</fieldset>");
    assert_has(html, "role=\"radiogroup\"");
    assert_has(html, "<legend");
    assert_int_equal(count_of(html, "type=\"radio\""), 2);
    assert_has(html, "id=\"loon-fits-1\" name=\"a.fits\" value=\"mean\">");
    assert_has(html, "id=\"loon-fits-2\" name=\"a.fits\" value=\"median\" checked>");
    assert_has(html, "<span class=\"option-text\" lang=\"nl\">mediaan</span>");
    assert_has(html, "<span class=\"option-text\">mean</span>");
    html = part_of(all, "<fieldset class=\"field field-choice\" id=\"loon-several", "</fieldset>");
    assert_lacks(html, "radio");
    assert_int_equal(count_of(html, "type=\"checkbox\""), 2);
    assert_int_equal(count_of(html, " checked>"), 2);
}

static void marks_field(void **state)
{
    (void)state;
    struct raw_value filled[] = {{STR("fout"), STR("4.leeftijd")},
                                 {STR("fout"), STR("4.leeftijd")},
                                 {STR("fout"), STR("2.plaats")},
                                 {STR("fout"), STR("9.plaats")}};
    struct drawing drawing = bare;
    drawing.filled = filled;
    drawing.filled_len = 4;
    struct str html =
        part_of(draw(&drawing, LANG_NL), "<fieldset class=\"field field-marks\"", "</fieldset>");
    assert_has(html, "role=\"region\" tabindex=\"0\" aria-labelledby=\"loon-fout-caption\"");
    assert_has(html, "id=\"loon-fout-caption\">Vier mensen</caption>");
    assert_has(html, "role=\"status\"><span class=\"marks-count\">2</span> gemarkeerd</p>");
    assert_has(html, "<th scope=\"col\">Rij</th><th scope=\"col\">plaats</th>"
                     "<th scope=\"col\" class=\"is-number\">leeftijd</th>");
    assert_int_equal(count_of(html, "<th scope=\"row\">"), 4);
    assert_int_equal(count_of(html, "type=\"checkbox\""), 8);
    assert_int_equal(count_of(html, " checked>"), 2);
    assert_has(html, "id=\"loon-fout-4-leeftijd\" name=\"a.fout\" value=\"4.leeftijd\" "
                     "aria-label=\"rij 4, leeftijd: 212\" checked>");
    assert_has(html, "aria-label=\"rij 2, leeftijd: leeg\"");
    assert_lacks(html, "is-right");
    html = draw(&drawing, LANG_EN);
    assert_has(html, "aria-label=\"row 4, age: 212\"");
    assert_has(html, "aria-label=\"row 2, age: &quot;empty&quot;\"");
    assert_has(html, "<span class=\"marks-count\">2</span> marked");
}

static void nothing_can_be_filled_in_a_preview(void **state)
{
    (void)state;
    struct drawing drawing = bare;
    drawing.disabled = true;
    struct str html = draw(&drawing, LANG_NL);
    assert_int_equal(count_of(html, "<fieldset"), 3);
    /* two entries, two groups of options, eight cells: their table can still be scrolled by
     * keyboard */
    assert_int_equal(count_of(html, " disabled>"), 12);
    assert_int_equal(count_of(html, "name=\"a.fout\""),
                     count_of(html, "\" disabled><span class=\"mark-text"));
    assert_int_equal(count_of(draw(&bare, LANG_NL), " disabled"), 0);
}

static void unread_fields_say_what_to_do(void **state)
{
    (void)state;
    static const char *const number_words[CHECK_COUNT] = {"Vul hier een getal in.",
                                                          "Hier kunnen we geen getal in lezen.",
                                                          "Dit antwoord staat niet in",
                                                          "Een gemarkeerde cel hoort niet",
                                                          "Dit is te lang.",
                                                          "Hier staat een teken in"};
    const struct {
        const char *field, *words;
    } empty[] = {{"mean", "Vul hier een getal in."},
                 {"why", "Vul hier iets in."},
                 {"fits", "Kies hier een antwoord."},
                 {"several", "Kies hier ten minste één antwoord."},
                 {"fout", "Markeer ten minste één cel in de tabel."}};
    struct drawing drawing = bare;
    struct check check;
    drawing.checks = &check;
    drawing.checks_len = 1;
    for (int why_not = 0; why_not < CHECK_COUNT; why_not++) {
        check = (struct check){STR("mean"), (enum check_why)why_not};
        struct str html = draw(&drawing, LANG_NL);
        struct str error = part_of(html, "<p class=\"field-error\" id=\"loon-mean-error\"", "</p>");
        assert_has(error, number_words[why_not]);
        assert_has(error, "<svg class=\"icon\"");
        assert_int_equal(count_of(html, "aria-invalid=\"true\""), 1);
        assert_has(html, "<div class=\"feedback is-unread\" id=\"loon-mean-feedback\">");
    }
    for (size_t i = 0; i < 5; i++) {
        check = (struct check){str_of(empty[i].field), CHECK_EMPTY};
        struct str html = draw(&drawing, LANG_NL);
        assert_has(html, empty[i].words);
        assert_ids_meet(html);
    }
    check = (struct check){STR("mean"), CHECK_EMPTY};
    assert_has(draw(&drawing, LANG_EN), "Fill in a number here.");
}

static void numbers_are_shown_as_understood(void **state)
{
    (void)state;
    struct str typed = STR("1.000");
    struct value read = {STR("mean"), &typed, 1, 1000};
    struct raw_value filled = {STR("mean"), typed};
    struct drawing drawing = bare;
    drawing.filled = &filled;
    drawing.filled_len = 1;
    drawing.read = &read;
    drawing.read_len = 1;
    struct str html = draw(&drawing, LANG_NL);
    assert_has(html, "name=\"a.mean\" value=\"1.000\"");
    assert_has(html, "id=\"loon-mean-read\">Je schreef 1.000, wij lazen 1000</p>");
    assert_has(draw(&drawing, LANG_EN), "You wrote 1.000, we read 1000");
    typed = STR("1000"); /* as typed: nothing to say */
    assert_lacks(draw(&drawing, LANG_NL), "field-read");
    typed = STR("12000,5");
    read.number = 12000.5;
    assert_has(draw(&drawing, LANG_NL), "wij lazen 12.000,5");
    assert_has(draw(&drawing, LANG_EN), "we read 12,000.5");
}

static bool pitfall(void *data, struct str slug, struct str *title, struct str *address)
{
    (void)data;
    if (str_is(slug, "zonder-pagina")) {
        *title = STR("Zonder pagina");
        return true;
    }
    if (!str_is(slug, "gemiddelde-verbergt")) return false;
    *title = STR("Het gemiddelde verbergt");
    *address = STR("/p/gemiddelde-verbergt");
    return true;
}

static const struct note notes[] = {{S("4.leeftijd"), true, T("Zo oud is niemand.", "Nobody is.")},
                                    {S("2.plaats"), false, NL("Delft bestaat echt.")}};
static const struct part parts[] = {
    {S("mean"), 1, 0.25, T("Precies.", "Exactly."), {NULL, 0}, NULL, 0},
    {S("fits"), 0, 0.5, T("Eén loon trekt omhoog.", "One wage pulls."), S("gemiddelde-verbergt"),
     NULL, 0},
    {S("several"), 0.5, 0.5, NL(""), S("onbekend"), NULL, 0},
    {S("fout"), 0.5, 0.5, T("Half.", "Half."), {NULL, 0}, notes, 2},
    {S("eigen"), 1, 0, T("Mooi kort.", "Nicely short."), S("zonder-pagina"), NULL, 0},
};
static const struct outcome outcome = {0.5, false, parts, 5};

static void judged(void **state)
{
    (void)state;
    struct drawing drawing = bare;
    drawing.outcome = &outcome;
    drawing.pitfall = pitfall;
    struct str html = draw(&drawing, LANG_NL);
    assert_ids_meet(html);

    struct str slot = part_of(html, "<div class=\"feedback is-right\" id=\"loon-mean-feedback\">",
                              "</div>\n</div>");
    assert_has(slot, "<span class=\"verdict verdict-right\"><svg class=\"icon\"");
    assert_has(slot, "<span class=\"verdict-word\">Goed</span>");
    assert_has(slot, "<p class=\"part-text\">Precies.</p>");
    slot =
        part_of(html, "<div class=\"feedback is-again\" id=\"loon-fits-feedback\">", "</fieldset>");
    assert_has(slot, ">Nog niet<");
    assert_has(slot, "<a class=\"pitfall-link\" href=\"/p/gemiddelde-verbergt\">Valkuil: Het "
                     "gemiddelde verbergt</a>");
    slot = part_of(html, "<div class=\"feedback is-partly\" id=\"loon-several-feedback\">",
                   "</fieldset>");
    assert_has(slot, ">Deels<");
    assert_lacks(slot, "part-text");
    assert_lacks(slot, "pitfall"); /* nobody knows that one */
    slot = part_of(html, "id=\"loon-0-feedback\">", "</div>\n</div>");
    assert_has(slot, "Mooi kort.");
    assert_has(slot, "<span>Valkuil: Zonder pagina</span>");
    assert_lacks(slot, "<a ");
    /* not judged: an empty slot for the script */
    slot = part_of(html, "<div class=\"feedback\" id=\"loon-why-feedback\">", "</div>");
    assert_lacks(slot, "part");
    /* drawings are hidden from screen readers; the words say it */
    assert_int_equal(count_of(html, "<svg class=\"icon\""), count_of(html, "aria-hidden=\"true\""));
}

static void judged_cells(void **state)
{
    (void)state;
    struct drawing drawing = bare;
    drawing.outcome = &outcome;
    struct str html = draw(&drawing, LANG_EN);
    struct str cell = part_of(html, "<td class=\"mark-cell is-number is-right\">", "</td>");
    assert_has(cell, "id=\"loon-fout-4-leeftijd\"");
    assert_has(cell, "aria-describedby=\"loon-fout-4-leeftijd-note\"");
    assert_has(cell, "<span class=\"mark-note\" id=\"loon-fout-4-leeftijd-note\">");
    assert_has(cell, "<span class=\"verdict-word\">Right</span>");
    cell = part_of(html, "<td class=\"mark-cell is-again\">", "</td>");
    assert_has(cell, "id=\"loon-fout-2-plaats\"");
    assert_has(cell, "<span class=\"verdict-word\">Look again</span>");
    struct str list = part_of(html, "<ul class=\"notes\">", "</ul>");
    assert_int_equal(count_of(list, "<li"), 2);
    assert_has(list, "<li class=\"note is-right\" data-cell=\"loon-fout-4-leeftijd\">");
    assert_has(list, "<a class=\"note-link\" href=\"#loon-fout-4-leeftijd\">row 4, age: 212</a>");
    assert_has(list, "<span class=\"note-text\">Nobody is.</span>");
    assert_has(list, "<span class=\"note-text\" lang=\"nl\">Delft bestaat echt.</span>");
}

static void feedback_is_what_the_page_has(void **state)
{
    (void)state;
    struct check check = {STR("why"), CHECK_LENGTH};
    struct drawing drawing = bare;
    drawing.outcome = &outcome;
    drawing.checks = &check;
    drawing.checks_len = 1;
    struct str page = draw(&drawing, LANG_NL);
    struct str slots = arena_str(&arena, draw_feedback(engine, &arena, &drawing, LANG_NL).markup);
    assert_int_equal(count_of(slots, "<div class=\"feedback"), 6);
    assert_lacks(slots, "<input");
    /* each slot is byte for byte the one in the page */
    for (const char *at = slots.ptr; (at = strstr(at, "<div class=\"feedback"));) {
        const char *next = strstr(at + 1, "<div class=\"feedback");
        struct str slot = {at, next ? (size_t)(next - at) - 1 : strlen(at)};
        assert_has(page, arena_str(&arena, slot).ptr);
        at++;
    }
}

static void blocks_of_text(void **state)
{
    (void)state;
    struct str html = draw(&bare, LANG_EN);
    assert_has(html,
               "<div class=\"block block-text\" lang=\"nl\"><p>Eerste alinea,\nnog steeds.</p>"
               "<p>Tweede alinea.</p></div>");
    assert_has(html, "role=\"note\"");
    assert_has(html, "<p>Look out.</p>");
    assert_has(html, "<code>a &lt; b</code>");
    struct str table = part_of(html, "<div class=\"block block-table\">", "</table>");
    assert_has(table, "role=\"region\" aria-labelledby=\"loon-4-caption\"");
    assert_has(table, "id=\"loon-4-caption\">Four people</caption>");
    assert_has(
        table,
        "<th scope=\"row\" lang=\"nl\">Assen</th><td class=\"is-number\" lang=\"nl\">31</td>");
}

static void charts(void **state)
{
    (void)state;
    struct str all = draw(&bare, LANG_NL);
    struct str html = part_of(all, "<figure class=\"block chart chart-dots\">", "</figure>");
    assert_has(
        html,
        "<figcaption class=\"chart-label\" id=\"loon-5-label\">Loon per persoon</figcaption>");
    assert_has(html, "De as loopt van 0 tot 15.000. Er staan 4 punten op.");
    assert_has(html, "Eenheid: €.");
    assert_has(html, "role=\"img\" aria-labelledby=\"loon-5-label loon-5-text\"");
    assert_int_equal(count_of(html, "<circle"), 4);
    assert_has(html, "<details class=\"chart-data\">");
    assert_has(html, "<th scope=\"row\">4</th><td class=\"is-number\">12.000</td>");
    assert_has(html, ">5000</text>"); /* as everywhere: a mark between thousands from 10.000 on */
    assert_lacks(html, "style=");

    html = part_of(all, "<figure class=\"block chart chart-bars\">", "</figure>");
    assert_int_equal(count_of(html, "<rect"), 4);
    assert_has(html, ">Assen</text>");
    assert_has(html, "<th scope=\"row\">Assen</th><td class=\"is-number\">1900</td>");
    assert_has(draw(&bare, LANG_EN), "The axis runs from 0 to 15,000.");
}

/* Whatever numbers come: every coordinate is finite and inside the drawing. */
static void charts_of_any_numbers(void **state)
{
    (void)state;
    static const double sets[][4] = {{0, 0, 0, 0},
                                     {5, 5, 5, 5},
                                     {-3, -2, -1, -0.5},
                                     {-5, 0, 5, 10},
                                     {1e-9, 2e-9, 3e-9, 0},
                                     {1e15, 1e15 + 1, 0, 1},
                                     {1e308, -1e308, 0, 1},
                                     {1.7976931348623157e308, 1.7976931348623157e308, 1, 2},
                                     {5e-324, 0, 0, 0},
                                     {1e300, 1e300, 1e300, 1e300},
                                     {123456789012, 123456789013, 123456789014, 123456789015},
                                     {0.1, 0.2, 0.30000000000000004, 0.4},
                                     {1999, 2004, 2012, 2024}};
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        for (size_t len = 0; len <= 4; len++) {
            for (int kind = 0; kind < 2; kind++) {
                struct chart chart = dots;
                chart.kind = kind ? CHART_BARS : CHART_DOTS;
                chart.values = sets[i];
                chart.values_len = len;
                struct block block = {.kind = BLOCK_CHART, .chart = &chart};
                struct view one = {&block, 1};
                struct drawing drawing = {.view = &one, .prefix = STR("p")};
                struct str html = draw(&drawing, LANG_NL);
                assert_lacks(html, "nan");
                assert_lacks(html, "inf");
                assert_lacks(html, "\"-");
                assert_int_equal(count_of(html, kind ? "<rect" : "<circle"), len);
                for (const char *at = html.ptr; (at = strstr(at, "x=\""));) {
                    double x = strtod(at += 3, NULL);
                    if (!(x >= 0 && x <= 480)) fail_msg("x %f in set %zu", x, i);
                }
            }
        }
    }
}

static void many_values_stay_in_the_picture(void **state)
{
    (void)state;
    double same[500];
    for (size_t i = 0; i < 500; i++) same[i] = 7;
    struct chart chart = dots;
    chart.values = same;
    chart.values_len = 500;
    struct block block = {.kind = BLOCK_CHART, .chart = &chart};
    struct view one = {&block, 1};
    struct drawing drawing = {.view = &one, .prefix = STR("p")};
    struct str html = draw(&drawing, LANG_NL);
    for (const char *at = html.ptr; (at = strstr(at, "cy=\""));) {
        double y = strtod(at += 4, NULL);
        assert_true(y > 0 && y < 300);
    }
}

static void long_names_are_cut_in_the_picture_only(void **state)
{
    (void)state;
    static const char name[] = "éééééééééééééééééééééééééééééééééééééééééééééééééééé";
    struct text names[] = {text_same(str_of(name))};
    struct chart chart = bars;
    chart.names = names;
    chart.values_len = 1;
    struct block block = {.kind = BLOCK_CHART, .chart = &chart};
    struct view one = {&block, 1};
    struct drawing drawing = {.view = &one, .prefix = STR("p")};
    struct str html = draw(&drawing, LANG_NL);
    assert_true(str_is_utf8(html));
    assert_has(html, "…</text>");
    assert_int_equal(count_of(html, name), 1);
}

static void worked_answer(void **state)
{
    (void)state;
    static const struct str chosen[] = {S("median")}, marked[] = {S("4.leeftijd"), S("2.leeftijd")};
    const struct value values[] = {{STR("mean"), NULL, 0, 12000.5},
                                   {STR("fits"), chosen, 1, 0},
                                   {STR("fout"), marked, 2, 0},
                                   {STR("why"), NULL, 0, 0},
                                   {STR("gone"), NULL, 0, 0}};
    const struct text text = T("Zet ze op volgorde.", "Put them in order.");
    struct str html = draw_solution(engine, &arena, &view, values, 5, &text, LANG_EN).markup;
    assert_has(html, "<dt>Mean</dt>");
    assert_has(html, "<dd>12,000.5 <span lang=\"nl\">€</span></dd>");
    assert_has(html, "<dd lang=\"nl\">mediaan</dd>");
    assert_has(html, ">row 4, age: 212</dd>");
    assert_has(html, ">row 2, age: &quot;empty&quot;</dd>");
    assert_has(html, "<dd>en: niets invullen</dd>");
    assert_has(html, "<p class=\"solution-text\">Put them in order.</p>");
    assert_int_equal(count_of(html, "<dt"), 4);
    html = draw_solution(engine, &arena, &view, values, 1, NULL, LANG_NL).markup;
    assert_has(html, "<dd>12.000,5 <span>€</span></dd>");
    assert_lacks(html, "solution-text");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_id_is_met),
        cmocka_unit_test(number_field),
        cmocka_unit_test(short_field),
        cmocka_unit_test(choice_fields),
        cmocka_unit_test(marks_field),
        cmocka_unit_test(nothing_can_be_filled_in_a_preview),
        cmocka_unit_test(unread_fields_say_what_to_do),
        cmocka_unit_test(numbers_are_shown_as_understood),
        cmocka_unit_test(judged),
        cmocka_unit_test(judged_cells),
        cmocka_unit_test(feedback_is_what_the_page_has),
        cmocka_unit_test(blocks_of_text),
        cmocka_unit_test(charts),
        cmocka_unit_test(charts_of_any_numbers),
        cmocka_unit_test(many_values_stay_in_the_picture),
        cmocka_unit_test(long_names_are_cut_in_the_picture_only),
        cmocka_unit_test(worked_answer),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
