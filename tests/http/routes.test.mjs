// 700-799: every route of core/site/routes.def, asked by everybody.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ask, browserOpen, get, post } from "./lib/browser.mjs";
import { CHECK, SLUG, STEP, learnerOpen, wrong } from "./lib/exercise.mjs";
import { counts } from "./lib/rows.mjs";
import { ROOT, serverStart, serverStop } from "./lib/server.mjs";

const routes = [
  ...readFileSync(join(ROOT, "core/site/routes.def"), "utf8").matchAll(
    /^X\((\w+),\s*(GET|POST),\s*"([^"]+)",\s*\w+,\s*\w+,\s*\w+,\s*\w+,\s*(ANYONE|LEARNER),/gm,
  ),
].map(([, name, method, path, access]) => ({ name, method, path, access }));

/* What a route is given: the form, and before it what makes it make sense. A route without a line here fails 701. */
const FORMS = {
  home: {}, module: {}, step: {}, privacy: {}, erase_page: {}, healthz: {}, readyz: {},
  begin: { device: "own", back: STEP },
  done: {},
  answer: { n: 1, try: 1, ...wrong() },
  again: { n: 1 },
  language: { lang: "nl", back: "/" },
  erase: {},
};
const PARAMS = { org: "proeftuin", pack: "start", module: "eerste-blik", step: "een-getal", exercise: SLUG };
const address = (path) => path.replace(/\{(\w+)\}/g, (_, name) => PARAMS[name] ?? assert.fail(`no value for {${name}}`));

let server;
before(async () => (server = await serverStart()));
after(() => serverStop(server));

const ours = (answer) => [200, 303].includes(answer.status);

test("701 every route is known here, and every line here is a route", () => {
  assert.ok(routes.length >= 13);
  assert.deepEqual(Object.keys(FORMS).sort(), routes.map(({ name }) => name).sort());
});

for (const { name, method, path, access } of routes) {
  const to = address(path);
  const form = FORMS[name];

  test(`702 ${method} ${path}: nobody ${access === "ANYONE" ? "may" : "may not"}`, async () => {
    const nobody = browserOpen(server);
    const before = counts(server);
    const answer = await (method === "GET" ? get(nobody, to) : post(nobody, to, form));
    assert.equal(answer.status === 403, access === "LEARNER", `${answer.status}`);
    assert.equal(ours(answer), access === "ANYONE", `${answer.status}`);
    if (name !== "begin") assert.deepEqual(counts(server), before);
  });

  test(`703 ${method} ${path}: a learner may`, async () => {
    const learner = await learnerOpen(server);
    const answer = await (method === "GET" ? get(learner, to) : post(learner, to, form));
    assert.ok(ours(answer), `${answer.status} ${answer.body.slice(0, 500)}`);
  });

  test(`704 ${method} ${path}: another method is refused`, async () => {
    const learner = await learnerOpen(server);
    const other = method === "GET" ? "POST" : "GET";
    const both = routes.some((one) => address(one.path) === to && one.method === other);
    const answer = other === "GET" ? await get(learner, to) : await post(learner, to, {});
    if (!both) assert.equal(answer.status, 405);
    assert.equal((await ask(learner, "DELETE", to)).status, 405);
  });

  if (method !== "POST") continue;

  test(`705 POST ${path}: refused without a token, with another learner's, from another site`, async () => {
    const learner = await learnerOpen(server);
    const other = await learnerOpen(server);
    const before = counts(server);
    for (const [fields, options] of [
      [{ ...form, csrf: null }, {}],
      [{ ...form, csrf: other.token }, {}],
      [form, { headers: { Origin: "http://evil.example" } }],
      [form, { headers: { Origin: null } }],
    ]) {
      const answer = await post(learner, to, fields, options);
      assert.equal(answer.status, 403);
      assert.deepEqual(answer.cookies, []);
    }
    assert.deepEqual(counts(server), before);
  });
}

test("706 what a page of a step posts to are routes", async () => {
  const learner = await learnerOpen(server);
  await post(learner, CHECK, { n: 1, try: 1, ...wrong() });
  const page = await get(learner, STEP);
  const posts = new Set([...page.body.matchAll(/(?:method="post" action|formaction)="([^"]+)"/g)].map((m) => m[1]));
  assert.ok(posts.size >= 4, [...posts].join(" "));
  const known = routes.filter(({ method }) => method === "POST").map(({ path }) => address(path));
  assert.deepEqual([...posts].filter((one) => !known.includes(one)), []);
});
