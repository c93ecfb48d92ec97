#include "pack/catalogue.h"

#include <stdio.h>
#include <stdlib.h>

struct catalogue {
    struct catalogue_entry *entries;           /* as given */
    const struct catalogue_entry **by_name;    /* current ones, by organisation and name */
    const struct catalogue_entry **by_closure; /* all */
    size_t len, current_len;
};

static int name_order(const struct catalogue_entry *entry, struct str org, struct str name)
{
    int order = str_compare(entry->pack->org, org);
    return order != 0 ? order : str_compare(entry->pack->name, name);
}

/* Entries stand in one array: of equals, the one given first comes first. */
static int given_order(const struct catalogue_entry *a, const struct catalogue_entry *b)
{
    return a < b ? -1 : a > b;
}

static int compare_names(const void *a, const void *b)
{
    const struct catalogue_entry *left = *(const struct catalogue_entry *const *)a;
    const struct catalogue_entry *right = *(const struct catalogue_entry *const *)b;
    int order = name_order(left, right->pack->org, right->pack->name);
    return order != 0 ? order : given_order(left, right);
}

static int compare_closures(const void *a, const void *b)
{
    const struct catalogue_entry *left = *(const struct catalogue_entry *const *)a;
    const struct catalogue_entry *right = *(const struct catalogue_entry *const *)b;
    int order = digest_compare(&left->pack->closure, &right->pack->closure);
    return order != 0 ? order : given_order(left, right);
}

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (memory) return memory;
    fputs("no memory left for the catalogue\n", stderr);
    exit(EXIT_FAILURE);
}

struct catalogue *catalogue_create(const struct catalogue_entry *entries, size_t len)
{
    struct catalogue *catalogue = allocate(1, sizeof *catalogue);
    catalogue->len = len;
    catalogue->entries = allocate(len, sizeof *catalogue->entries);
    catalogue->by_name = allocate(len, sizeof(void *));
    catalogue->by_closure = allocate(len, sizeof(void *));
    for (size_t i = 0; i < len; i++) {
        catalogue->entries[i] = entries[i];
        catalogue->by_closure[i] = &catalogue->entries[i];
        if (entries[i].current)
            catalogue->by_name[catalogue->current_len++] = &catalogue->entries[i];
    }
    qsort(catalogue->by_name, catalogue->current_len, sizeof(void *), compare_names);
    qsort(catalogue->by_closure, len, sizeof(void *), compare_closures);
    return catalogue;
}

void catalogue_destroy(struct catalogue *catalogue)
{
    if (catalogue == NULL) return;
    free(catalogue->entries);
    free(catalogue->by_name);
    free(catalogue->by_closure);
    free(catalogue);
}

const struct catalogue_entry *catalogue_find(const struct catalogue *catalogue, struct str org,
                                             struct str pack)
{
    size_t low = 0, high = catalogue->current_len; /* the first that is not before the name */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (name_order(catalogue->by_name[middle], org, pack) < 0) low = middle + 1;
        else high = middle;
    }
    if (low == catalogue->current_len || name_order(catalogue->by_name[low], org, pack) != 0)
        return NULL;
    return catalogue->by_name[low];
}

const struct catalogue_entry *catalogue_closure(const struct catalogue *catalogue,
                                                const struct digest *closure)
{
    size_t low = 0, high = catalogue->len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (digest_compare(&catalogue->by_closure[middle]->pack->closure, closure) < 0)
            low = middle + 1;
        else high = middle;
    }
    if (low == catalogue->len || !digest_eq(&catalogue->by_closure[low]->pack->closure, closure))
        return NULL;
    return catalogue->by_closure[low];
}

const struct catalogue_entry *catalogue_list(const struct catalogue *catalogue, size_t *len)
{
    *len = catalogue->len;
    return catalogue->entries;
}
