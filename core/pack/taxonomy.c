#include "pack/taxonomy.h"

static const struct facet_value levels[] = {
    {"beginner", {"Beginner", "Beginner"}, 0},
    {"verzamelaar", {"Verzamelaar", "Collector"}, 1},
    {"beschrijver", {"Beschrijver", "Describer"}, 2},
    {"voorspeller", {"Voorspeller", "Predictor"}, 3},
};

static const struct facet_value goals[] = {
    {"bedrijfsvoering-verbeteren", {"Bedrijfsvoering verbeteren", "Improve operations"}, 0},
    {"maatschappelijke-impact", {"Maatschappelijke impact", "Social impact"}, 1},
    {"nieuwe-business-opzetten", {"Nieuwe business opzetten", "Start new business"}, 2},
};

static const struct facet_value themes[] = {
    {"de-middelen", {"De middelen", "Means"}, 0},
    {"de-mens-en-cultuur", {"De mens en cultuur", "People and culture"}, 1},
    {"veilig-en-ethisch", {"Veilig en ethisch", "Safe and ethical"}, 2},
    {"maatschappelijke-impact", {"Maatschappelijke impact", "Social impact"}, 3},
};

static const struct facet_value formats[] = {
    {"workshop", {"Workshop", "Workshop"}, 0},
    {"lunchlezing", {"Lunchlezing", "Lunch lecture"}, 1},
    {"best-practice", {"Best practice", "Best practice"}, 2},
    {"valkuil", {"Valkuil", "Pitfall"}, 3},
    {"tip", {"Tip", "Tip"}, 4},
    {"artikel", {"Artikel", "Article"}, 5},
    {"tool", {"Tool / sjabloon", "Tool / template"}, 6},
    {"oefening", {"Oefening", "Exercise"}, 7},
    {"scan", {"Scan", "Scan"}, 8},
};

static const struct facet_value roles[] = {
    {"directie", {"Directie / ondernemer", "Leader"}, 0},
    {"programmamaker", {"Programma- of projectleider", "Programme lead"}, 1},
    {"uitvoering", {"Uitvoering (o.a. peer educator)", "Front line"}, 2},
    {"data-aanspreekpunt", {"Data-aanspreekpunt", "Data champion"}, 3},
    {"ondersteuning", {"Bedrijfsvoering, HR, communicatie", "Support staff"}, 4},
};

/* The labels above stand in the order of enum lang. */
_Static_assert(LANG_NL == 0 && LANG_EN == 1 && LANG_COUNT == 2, "every label in every language");

#define LIST(values) values, sizeof(values) / sizeof((values)[0])

static const struct {
    const char *name;
    const struct facet_value *values;
    size_t len;
} facets[FACET_COUNT] = {
    [FACET_LEVEL] = {"level", LIST(levels)}, [FACET_GOAL] = {"goal", LIST(goals)},
    [FACET_THEME] = {"theme", LIST(themes)}, [FACET_FORMAT] = {"format", LIST(formats)},
    [FACET_ROLE] = {"role", LIST(roles)},
};

const char *facet_name(enum facet facet)
{
    return facets[facet].name;
}

const struct facet_value *facet_list(enum facet facet, size_t *len)
{
    *len = facets[facet].len;
    return facets[facet].values;
}

const struct facet_value *facet_find(enum facet facet, struct str slug)
{
    for (size_t i = 0; i < facets[facet].len; i++)
        if (str_is(slug, facets[facet].values[i].slug)) return &facets[facet].values[i];
    return NULL;
}
