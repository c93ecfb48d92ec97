/* Catalogue, taxonomy, versions, digests and suggestions: the small things that others look up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "pack/catalogue.h"
#include "pack/suggest.h"
#include "pack/version.h"

static void packs_are_found_by_name_and_closure(void **state)
{
    (void)state;
    enum { PACKS = 60 };
    struct pack packs[PACKS];
    memset(packs, 0, sizeof packs);
    struct catalogue_entry entries[PACKS];
    char names[PACKS][16];
    for (int i = 0; i < PACKS; i++) { /* 20 names in 2 organisations, each with 2 old versions */
        snprintf(names[i], sizeof names[i], "p%d", i * 7 % 20 / 2);
        packs[i].org = i % 2 ? STR("a") : STR("b");
        packs[i].name = str_of(names[i]);
        packs[i].closure = digest_of(str_slice((const char *)&i, sizeof i));
        entries[i] = (struct catalogue_entry){&packs[i], i < 20, &names[i]};
    }
    struct catalogue *catalogue = catalogue_create(entries, PACKS);
    entries[0].pack = NULL; /* it has its own copy */
    for (int i = 0; i < PACKS; i++) {
        const struct catalogue_entry *found = catalogue_closure(catalogue, &packs[i].closure);
        assert_ptr_equal(found->pack, &packs[i]);
        assert_ptr_equal(found->bundle, &names[i]);
        found = catalogue_find(catalogue, packs[i].org, packs[i].name);
        assert_non_null(found);
        assert_true(found->current && str_eq(found->pack->org, packs[i].org));
        assert_true(str_eq(found->pack->name, packs[i].name));
    }
    assert_null(catalogue_find(catalogue, STR("a"), STR("p")));
    assert_null(catalogue_find(catalogue, STR("c"), STR("p1")));
    struct digest none = digest_of(STR("none"));
    assert_null(catalogue_closure(catalogue, &none));
    size_t len;
    assert_ptr_equal(catalogue_list(catalogue, &len)[3].pack, &packs[3]);
    assert_int_equal(len, PACKS);
    catalogue_destroy(catalogue);

    catalogue = catalogue_create(NULL, 0);
    assert_null(catalogue_find(catalogue, STR("a"), STR("p1")));
    assert_null(catalogue_closure(catalogue, &none));
    catalogue_destroy(catalogue);
    catalogue_destroy(NULL);
}

static void digests_are_the_standard_ones(void **state)
{
    (void)state;
    char hex[DIGEST_HEX_LEN + 1];
    struct digest digest = digest_of(STR("abc")), again; /* FIPS 180-2, appendix B.1 */
    digest_hex(&digest, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_true(digest_parse(str_of(hex), &again));
    assert_true(digest_eq(&digest, &again));
    assert_false(digest_parse(STR("ba78"), &again));
    digest = digest_of(STR_NONE);
    digest_hex(&digest, hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    unsigned char key[DIGEST_LEN] = {1, 2, 3};
    struct str one[] = {STR("ab"), STR("c")}, two[] = {STR("a"), STR("bc")};
    struct digest first = digest_keyed(key, one, 2), second = digest_keyed(key, two, 2);
    assert_false(digest_eq(&first, &second)); /* parts do not run together */
    second = digest_keyed(key, one, 2);
    assert_true(digest_eq(&first, &second));
    key[31] = 1;
    second = digest_keyed(key, one, 2);
    assert_false(digest_eq(&first, &second));
}

static void facets_are_those_of_the_domain(void **state)
{
    (void)state;
    static const size_t expected[FACET_COUNT] = {4, 3, 4, 9, 5};
    for (int facet = 0; facet < FACET_COUNT; facet++) {
        size_t len;
        const struct facet_value *values = facet_list((enum facet)facet, &len);
        assert_int_equal(len, expected[facet]);
        for (size_t i = 0; i < len; i++) {
            assert_int_equal(values[i].rank, i);
            assert_true(str_is_slug(str_of(values[i].slug), 64));
            for (int lang = 0; lang < LANG_COUNT; lang++)
                assert_true(values[i].label[lang][0] != '\0');
            assert_ptr_equal(facet_find((enum facet)facet, str_of(values[i].slug)), &values[i]);
        }
    }
    assert_null(facet_find(FACET_LEVEL, STR("artikel")));
    assert_string_equal(facet_find(FACET_LEVEL, STR("beschrijver"))->label[LANG_EN], "Describer");
    assert_string_equal(facet_name(FACET_ROLE), "role");
}

static int order(const char *a, const char *b)
{
    struct version left, right;
    assert_true(version_parse(str_of(a), &left));
    assert_true(version_parse(str_of(b), &right));
    return version_compare(&left, &right);
}

static bool has(const char *range, const char *version)
{
    struct range in;
    struct version one;
    assert_true(range_parse(str_of(range), &in));
    assert_true(version_parse(str_of(version), &one));
    return range_has(&in, &one);
}

static void versions_follow_semver(void **state)
{
    (void)state;
    static const char *const rising[] = {"1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta",
                                         "1.0.0-beta",  "1.0.0-beta.2",  "1.0.0-beta.11",
                                         "1.0.0-rc.1",  "1.0.0",         "1.0.10",
                                         "1.2.0",       "2.0.0"};
    for (size_t i = 1; i < sizeof rising / sizeof rising[0]; i++) {
        assert_true(order(rising[i - 1], rising[i]) < 0);
        assert_true(order(rising[i], rising[i - 1]) > 0);
        assert_int_equal(order(rising[i], rising[i]), 0);
    }
    static const char *const bad[] = {"",
                                      "1",
                                      "1.2",
                                      "1.2.3.4",
                                      "01.2.3",
                                      "1.2.x",
                                      "1.2.3-",
                                      "v1.2.3",
                                      "1.2.3-a..b",
                                      "1.-2.3",
                                      "1.2.99999999999999999999",
                                      "1.2.3-é"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct version version;
        assert_false(version_parse(str_of(bad[i]), &version));
    }
    assert_true(has("1.2.0", "1.2.0") && !has("1.2.0", "1.2.1"));
    assert_true(has("^1.2.0", "1.9.3") && !has("^1.2.0", "2.0.0") && !has("^1.2.0", "1.1.9"));
    assert_true(has("^0.2.0", "0.2.9") && !has("^0.2.0", "0.3.0"));
    assert_true(has("~1.2.0", "1.2.7") && !has("~1.2.0", "1.3.0"));
    assert_true(has(">=1.2.0", "7.0.0") && !has(">=1.2.0", "1.1.0"));
    assert_true(!has("^1.2.0", "1.3.0-beta") && has("1.3.0-beta", "1.3.0-beta"));
}

static void a_near_word_is_suggested(void **state)
{
    (void)state;
    static const struct {
        const char *word, *found;
    } words[] = {{"gemidelde", "gemiddelde-of-mediaan"},
                 {"fuot", "fout"},
                 {"titel", "title"},
                 {"titles", "title"},
                 {"fout-in-de-tabl", "fout-in-de-tabel"},
                 {"tabel", "fout-in-de-tabel"},
                 {"zomaar", NULL},
                 {"x", NULL},
                 {"", NULL}};
    static const char *const known[] = {"gemiddelde-of-mediaan", "fout", "title",
                                        "fout-in-de-tabel"};
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        struct suggest suggest;
        suggest_init(&suggest, str_of(words[i].word));
        for (size_t k = 0; k < sizeof known / sizeof known[0]; k++)
            suggest_offer(&suggest, str_of(known[k]));
        struct str expected = STR("");
        if (words[i].found) expected = arena_printf(&arena, "; did you mean %s?", words[i].found);
        struct str found = suggest_words(&suggest, &arena);
        if (!str_eq(found, expected)) fail_msg("%s: %.*s", words[i].word, STR_ARG(found));
    }
    arena_finish(&arena);
}

int main(void)
{
    digest_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packs_are_found_by_name_and_closure),
        cmocka_unit_test(digests_are_the_standard_ones),
        cmocka_unit_test(facets_are_those_of_the_domain),
        cmocka_unit_test(versions_follow_semver),
        cmocka_unit_test(a_near_word_is_suggested),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
