/* Pages about the site itself: language, privacy, health. */
#include "site/pages.h"

#define LANG_AGE_S (365 * 86400)

/* A path on this site, or "/": never another host ("//x", "\\x"). */
static struct str safe_path(struct str path)
{
    bool ok = path.len > 0 && path.len < 512 && path.ptr[0] == '/' &&
              (path.len == 1 || (path.ptr[1] != '/' && path.ptr[1] != '\\'));
    for (size_t i = 0; ok && i < path.len; i++) {
        unsigned char c = (unsigned char)path.ptr[i];
        ok = c > 0x20 && c < 0x7f && c != '\\' && c != '"' && c != '<' && c != '>';
    }
    return ok ? path : STR("/");
}

int language_look(struct visit *visit)
{
    enum lang lang;
    if (!lang_parse(form_value(visit, "lang"), &lang)) return ERR_INVALID;
    cookie_set(visit, COOKIE_LANG, str_of(lang_code(lang)), LANG_AGE_S);
    return page_redirect(visit, safe_path(form_value(visit, "back")));
}

int privacy_look(struct visit *visit)
{
    struct val *scope = page_scope(visit, say(visit, "Wat we bewaren en wie het kan lezen"));
    val_set_int(scope, "keep_days", LEARNER_KEEP_DAYS);
    return page_render(visit, 200, "privacy", scope);
}

int healthz_look(struct visit *visit)
{
    return page_text(visit, 200, "text/plain; charset=utf-8", STR("ok\n"));
}

int readyz_look(struct visit *visit)
{
    struct buf body;
    buf_init(&body, MIB(1));
    const char *unsafe = keeper_unsafe(visit->site->keeper);
    buf_add_c(&body, unsafe ? "packs: not run\n" : "ready\n");
    if (unsafe) buf_printf(&body, "%s\n", unsafe);
    for (const struct trouble *t = visit->site->troubles; t; t = t->next)
        buf_printf(&body, "%.*s\n", STR_ARG(t->text));
    int rc = page_text(visit, unsafe ? 503 : 200, "text/plain; charset=utf-8", buf_str(&body));
    buf_finish(&body);
    return rc;
}
