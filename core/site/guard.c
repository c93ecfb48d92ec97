/* What every page may take for granted: who is asking, that a form is ours, that the page is theirs
 * to ask. */
#include "base/clock.h"
#include "site/rate.h"
#include "site/visit.h"

/* On a shared device: was the last page less than SHARED_IDLE_S ago? */
static bool stamp_check(struct visit *visit)
{
    return secret_stamp_fresh(&visit->site->secret, &visit->learner.key_hash,
                              clock_wall_ms() / 1000, request_cookie(visit->request, COOKIE_STAMP));
}

/* The key in the cookie, if it is somebody's. */
static int session_find(struct visit *visit)
{
    struct str cookie = request_cookie(visit->request, COOKIE_KEY);
    struct digest key_hash;
    if (cookie.ptr == NULL) return 0;
    if (!learner_key_parse(cookie, &key_hash)) {
        visit->stale_key = true;
        return 0;
    }
    int rc = learner_find(visit->store, &key_hash, &visit->learner, &visit->err);
    if (rc < 0) return rc;
    visit->has_learner = rc == 1 && (!visit->learner.shared || stamp_check(visit));
    visit->stale_key = !visit->has_learner;
    if (visit->has_learner) secret_token(&visit->site->secret, &key_hash, visit->token);
    return 0;
}

/* scheme://host[:port] of an Origin or Referer, compared with the Host that the browser asked. */
static bool same_host(struct str url, struct str host)
{
    struct str rest;
    if (str_starts(url, STR("http://"))) rest = (struct str){url.ptr + 7, url.len - 7};
    else if (str_starts(url, STR("https://"))) rest = (struct str){url.ptr + 8, url.len - 8};
    else return false;
    ptrdiff_t slash = str_find(rest, '/');
    if (slash >= 0) rest.len = (size_t)slash;
    return host.len > 0 && str_eq(rest, host);
}

static bool same_origin(const struct request *request)
{
    struct str host = request_header(request, "host");
    struct str origin = request_header(request, "origin");
    if (origin.ptr) return same_host(origin, host);
    return same_host(request_header(request, "referer"), host);
}

static int form_check(struct visit *visit)
{
    struct request *request = visit->request;
    if (!same_origin(request))
        return err_set(&visit->err, ERR_DENIED, "a form came from another site");
    struct form_field *form;
    int rc = request_form(request, &form, &visit->form_len);
    if (rc != 0) {
        visit->err = request->err;
        return rc;
    }
    visit->form = form;
    if (visit->has_learner && !str_eq_secret(form_value(visit, "csrf"), str_of(visit->token)))
        return err_set(&visit->err, ERR_DENIED, "a form came without its token");
    /* by address only what makes learners: a classroom that chooses a language is no flood */
    if (!visit->has_learner && request->route->change == NULL) return 0;
    struct str who = visit->has_learner
                         ? (struct str){(char *)visit->learner.key_hash.bytes, DIGEST_LEN}
                         : request->address;
    const struct site_config *config = &visit->site->config;
    int limit = visit->has_learner ? config->posts_per_minute : config->learners_per_minute;
    if (limit > 0 && !rate_take(visit->site->rate, who, limit)) return page_error(visit, 429);
    return 0;
}

int guard_check(struct visit *visit)
{
    struct request *request = visit->request;
    int rc = session_find(visit);
    if (rc != 0 || request->route == NULL) return rc;
    if (request->method == METHOD_POST) rc = form_check(visit);
    if (rc != 0 || request->response.status != 0) return rc;
    if (request->route->access == LEARNER && !visit->has_learner)
        return err_set(&visit->err, ERR_DENIED, "not begun");
    return 0;
}

struct str form_value(const struct visit *visit, const char *name)
{
    for (size_t i = 0; i < visit->form_len; i++)
        if (str_is(visit->form[i].name, name)) return visit->form[i].value;
    return STR_NONE;
}

int form_count(const struct visit *visit, const char *name, int64_t max, int64_t *value)
{
    uint64_t n;
    if (!str_parse_u64(form_value(visit, name), (uint64_t)max, &n) || n == 0) return ERR_INVALID;
    *value = (int64_t)n;
    return 0;
}
