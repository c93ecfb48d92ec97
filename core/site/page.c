/* The frame around every page: scope, headers, response; and errors as pages that say where to go.
 */
#include "base/clock.h"
#include "site/pages.h"

#define CSP                                                                                        \
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "   \
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

struct str say(struct visit *visit, const char *msgid)
{
    return engine_message(visit->site->engine, visit->lang, msgid);
}

struct str say_count(struct visit *visit, const char *one, const char *many, int64_t n)
{
    struct text_var var = {.name = STR("n"), .is_number = true, .number = (double)n};
    struct text text = text_same(say(visit, n == 1 ? one : many));
    text.vars = &var;
    text.vars_len = 1;
    return text_in(visit->arena, &text, visit->lang);
}

struct val *page_scope(struct visit *visit, struct str title)
{
    struct val *scope = val_object(visit->arena);
    enum lang other = visit->lang == LANG_NL ? LANG_EN : LANG_NL;
    val_set_c(scope, "lang", lang_code(visit->lang));
    val_set_str(scope, "title", title);
    /* what a form asked for is no page to come back to */
    val_set_str(scope, "path",
                visit->request->method == METHOD_POST ? STR("/") : visit->request->path);
    val_set_c(scope, "other_lang", lang_code(other));
    val_set_c(scope, "other_lang_name", lang_name(other));
    val_set_c(scope, "csrf", visit->token);
    val_set_bool(scope, "session", visit->has_learner);
    val_set_bool(scope, "shared", visit->has_learner && visit->learner.shared);
    return scope;
}

static void headers_add(struct visit *visit)
{
    struct request *r = visit->request;
    response_header(r, "Content-Security-Policy", STR(CSP));
    response_header(r, "Referrer-Policy", STR("same-origin"));
    response_header(r, "X-Content-Type-Options", STR("nosniff"));
    response_header(r, "Cross-Origin-Opener-Policy", STR("same-origin"));
    response_header(r, "Permissions-Policy",
                    STR("camera=(), microphone=(), geolocation=(), interest-cohort=()"));
    /* what a learner sees is for that learner; what anybody sees depends on the language cookie */
    response_header(r, "Cache-Control", visit->has_learner ? STR("no-store") : STR("no-cache"));
    response_header(r, "Vary", STR("Cookie"));
    if (visit->has_learner && visit->learner.shared) cookie_stamp(visit, &visit->learner.key_hash);
    /* on an own device the key lasts as long as the rows, which is from the last answer on */
    if (visit->has_learner && !visit->learner.shared && !visit->stale_key &&
        r->method == METHOD_POST && r->response.status < 400)
        cookie_set(visit, COOKIE_KEY, request_cookie(r, COOKIE_KEY), KEY_AGE_S);
    if (visit->stale_key) cookie_clear(visit, COOKIE_KEY);
}

static int body_check(struct visit *visit)
{
    struct buf *body = &visit->request->response.body;
    if (!buf_failed(body)) return 0;
    buf_reset(body);
    return err_set(&visit->err, ERR_TOO_LARGE, "the page is larger than %zu bytes",
                   (size_t)HTTP_RESPONSE_LEN);
}

int page_render(struct visit *visit, int status, const char *template, const struct val *scope)
{
    struct request *r = visit->request;
    buf_reset(&r->response.body);
    engine_page(visit->site->engine, &r->response.body, template, scope, visit->lang);
    int rc = body_check(visit);
    if (rc != 0) return rc;
    r->response.status = status;
    response_header(r, "Content-Type", STR("text/html; charset=utf-8"));
    headers_add(visit);
    return 0;
}

int page_text(struct visit *visit, int status, const char *type, struct str body)
{
    struct request *r = visit->request;
    buf_reset(&r->response.body);
    buf_add_str(&r->response.body, body);
    int rc = body_check(visit);
    if (rc != 0) return rc;
    r->response.status = status;
    response_header(r, "Content-Type", str_of(type));
    headers_add(visit);
    return 0;
}

int page_redirect(struct visit *visit, struct str path)
{
    response_redirect(visit->request, path);
    headers_add(visit);
    return 0;
}

int error_status(int code)
{
    switch (code) {
    case ERR_INVALID:
        return 400;
    case ERR_DENIED:
        return 403;
    case ERR_NOT_FOUND:
        return 404;
    case ERR_CONFLICT:
        return 409;
    case ERR_GONE:
        return 410;
    case ERR_TOO_LARGE:
        return 413;
    case ERR_TIMEOUT:
    case ERR_BUSY:
    case ERR_STOPPED:
    case ERR_FULL:
        return 503;
    default:
        return 500;
    }
}

static struct str error_title(struct visit *visit, int status)
{
    switch (status) {
    case 400:
        return say(visit, "Dit verzoek is niet te lezen");
    case 403:
        return say(visit, "Dit formulier is verlopen");
    case 404:
        return say(visit, "Deze pagina is er niet");
    case 405:
        return say(visit, "Zo kan deze pagina niet");
    case 408:
        return say(visit, "Het duurde te lang");
    case 409:
        return say(visit, "Dit was intussen veranderd");
    case 410:
        return say(visit, "Dit is gewist");
    case 413:
        return say(visit, "Dat is meer dan we aannemen");
    case 414:
        return say(visit, "Dit adres is te lang");
    case 429:
        return say(visit, "Even rustig aan");
    case 431:
        return say(visit, "Je browser stuurt te veel mee");
    case 503:
        return say(visit, "Het is even te druk");
    default:
        return say(visit, "Er ging iets mis bij ons");
    }
}

int page_error(struct visit *visit, int status)
{
    struct val *scope = page_scope(visit, error_title(visit, status));
    char flag[16] = "is_";
    char *at = flag + 3;
    for (int unit = 100; unit > 0; unit /= 10) *at++ = (char)('0' + status / unit % 10);
    *at = '\0';
    val_set_int(scope, "status", status);
    val_set_bool(scope, arena_str(visit->arena, str_of(flag)).ptr, true);
    if (status == 503 || status == 429) response_header(visit->request, "Retry-After", STR("2"));
    if (status == 400 || status == 408 || status == 413) visit->request->response.close = true;
    return page_render(visit, status, "error", scope);
}

void cookie_set(struct visit *visit, const char *name, struct str value, int64_t max_age_s)
{
    struct str age = STR("");
    if (max_age_s > 0) age = arena_printf(visit->arena, "; Max-Age=%lld", (long long)max_age_s);
    response_header(visit->request, "Set-Cookie",
                    arena_printf(visit->arena, "%s=%.*s; Path=/; HttpOnly; SameSite=Lax%.*s", name,
                                 STR_ARG(value), STR_ARG(age)));
}

void cookie_clear(struct visit *visit, const char *name)
{
    response_header(
        visit->request, "Set-Cookie",
        arena_printf(visit->arena, "%s=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0", name));
}

void cookie_stamp(struct visit *visit, const struct digest *key_hash)
{
    char stamp[STAMP_LEN + 1];
    secret_stamp(&visit->site->secret, key_hash, clock_wall_ms() / 1000, stamp);
    cookie_set(visit, COOKIE_STAMP, arena_str(visit->arena, str_of(stamp)), 0);
}
