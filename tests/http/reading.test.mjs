// 100-199: reading, beginning, choosing a language.
import assert from "node:assert/strict";
import { createHmac, createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { assertPage, assertRedirect, ask, browserOpen, browserTwin, get, post } from "./lib/browser.mjs";
import { FIRST_STEP, MODULE, STEP, at, begin, learnerOpen, section, wrong, CHECK } from "./lib/exercise.mjs";
import { NOTHING, count, counts, learnerOf, rows } from "./lib/rows.mjs";
import { serverStart, serverStop } from "./lib/server.mjs";

let server;
before(async () => (server = await serverStart()));
after(() => serverStop(server));

test("101 reading stores nothing, here or on the device", async () => {
  const browser = browserOpen(server);
  for (const path of ["/", MODULE, FIRST_STEP, STEP, "/privacy", "/erase", "/healthz", "/readyz", "/no-such-page"]) {
    const answer = await get(browser, path);
    assert.deepEqual(answer.cookies, [], path);
  }
  assert.deepEqual(counts(server), NOTHING);
});

test("102 before beginning an exercise is a preview: nothing to send, the same for everybody", async () => {
  const one = assertPage(await get(browserOpen(server), STEP), 200);
  const two = assertPage(await get(browserOpen(server), STEP), 200);
  assert.equal(one.body, two.body);
  assert.match(section(one.body), /<form class="begin" method="post" action="[^"]+\/begin">/);
  assert.doesNotMatch(one.body, /\/check"/);
});

test("103 beginning on an own device: a key that scripts cannot read and that lasts a year", async () => {
  const browser = browserOpen(server);
  const before = counts(server);
  const answer = await begin(browser, "own");
  assertRedirect(answer, STEP);
  assert.equal(answer.cookies.length, 1);
  assert.match(answer.cookies[0], /^sleutel=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=31536000$/);
  const id = learnerOf(browser);
  assert.deepEqual(rows(server, `SELECT shared FROM learner WHERE id = ${id}`), [{ shared: 0 }]);
  assert.deepEqual(rows(server, `SELECT at_step FROM enrolment WHERE learner_id = ${id}`), [{ at_step: "een-getal" }]);
  assert.deepEqual(counts(server), { ...before, learner: before.learner + 1, enrolment: before.enrolment + 1 });
  const dump = JSON.stringify(rows(server, "SELECT hex(key_hash) AS hash FROM learner"));
  const key = Buffer.from(browser.cookies.get("sleutel"), "base64url").toString("hex").toUpperCase();
  assert.ok(!dump.includes(key), "the database has the key's hash, not the key");
});

test("104 beginning on a shared device: a key and a stamp that go when the browser closes", async () => {
  const browser = browserOpen(server);
  const answer = await begin(browser, "shared");
  assert.deepEqual(answer.cookies.map((line) => line.split("=")[0]), ["sleutel", "rust"]);
  for (const line of answer.cookies) {
    assert.match(line, /; Path=\/; HttpOnly; SameSite=Lax$/);
    assert.doesNotMatch(line, /Max-Age|Expires/i);
  }
  assert.deepEqual(rows(server, `SELECT shared FROM learner WHERE id = ${learnerOf(browser)}`), [{ shared: 1 }]);
  const page = assertPage(await get(browser, STEP), 200);
  assert.deepEqual(page.cookies.map((line) => line.split("=")[0]), ["rust"], "each page renews the stamp");
  assert.match(page.body, /Gedeeld apparaat/);
});

test("105 beginning again, in the same module or sent twice, makes no second learner", async () => {
  const browser = browserOpen(server);
  await begin(browser);
  const after_one = counts(server);
  browser.page = await get(browser, STEP);
  assert.deepEqual(browser.page.cookies, []);
  const key = browser.cookies.get("sleutel");
  const answer = await begin(browser);
  assert.equal(answer.cookies.length, 1, "the same key, for a year from now");
  assert.ok(answer.cookies[0].startsWith(`sleutel=${key}; `));
  assert.match(answer.cookies[0], /Max-Age=31536000$/);
  assert.deepEqual(counts(server), after_one);
});

test("106 beginning without the device question answered is beginning on one's own", async () => {
  const browser = browserOpen(server);
  assertRedirect(await post(browser, `${MODULE}/begin`, {}), FIRST_STEP);
  assert.deepEqual(rows(server, `SELECT shared FROM learner WHERE id = ${learnerOf(browser)}`), [{ shared: 0 }]);
});

test("107 `back` of the begin form leads to a step of this module and nowhere else", async () => {
  for (const back of ["//evil.example", "https://evil.example/", `${MODULE}/no-such-step`, `${MODULE}/../../x`, "", "/"]) {
    const browser = browserOpen(server);
    assertRedirect(await post(browser, `${MODULE}/begin`, { device: "own", back }), FIRST_STEP);
  }
});

/* A stamp of the server's own making, from any time: HMAC over the length and the bytes of each part. */
function stampMake(browser, seconds) {
  const secret = Buffer.from(rows(server, "SELECT hex(value) AS secret FROM setting WHERE name = 'secret'")[0].secret, "hex");
  const hash = createHash("sha256").update(Buffer.from(browser.cookies.get("sleutel"), "base64url")).digest();
  const hmac = createHmac("sha256", secret);
  for (const part of [Buffer.from("idle"), hash, Buffer.from(String(seconds))]) {
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(part.length));
    hmac.update(length).update(part);
  }
  return `${seconds}.${hmac.digest("base64url")}`;
}
const now = () => Math.floor(Date.now() / 1000);

test("108 a shared device forgets after twenty quiet minutes", async () => {
  const browser = await learnerOpen(server, "shared");
  const { n } = at(browser.page.body);
  browser.cookies.set("rust", stampMake(browser, now() - 19 * 60));
  assert.match((await get(browser, STEP)).body, /data-answer=/, "nineteen minutes is still the same person");

  browser.cookies.set("rust", stampMake(browser, now() - 21 * 60));
  const page = assertPage(await get(browser, STEP), 200);
  assert.doesNotMatch(page.body, /data-answer=/);
  assert.ok(!browser.cookies.has("sleutel"), "the key is taken off the device");
  const late = browserTwin({ ...browser, cookies: new Map([["sleutel", "x"]]) });
  assertPage(await post(late, CHECK, { n, try: 1, ...wrong() }), 403);
});

test("109 a stamp that is missing, forged, of another learner or from the future is no stamp", async () => {
  const other = await learnerOpen(server, "shared");
  const browser = await learnerOpen(server, "shared");
  const key = browser.cookies.get("sleutel");
  const good = browser.cookies.get("rust");
  const [seconds, mac] = good.split(".");
  const bad = [null, "", "x", `${Number(seconds) + 1}.${mac}`, `${seconds}.${mac.slice(0, -2)}AA`, other.cookies.get("rust"), stampMake(browser, now() + 3600), `${seconds}.`, `.${mac}`, `-1.${mac}`];
  for (const stamp of bad) {
    const one = { ...browserOpen(server), cookies: new Map([["sleutel", key]]) };
    if (stamp !== null) one.cookies.set("rust", stamp);
    const page = assertPage(await get(one, STEP), 200);
    assert.doesNotMatch(page.body, /data-answer=/, String(stamp));
    assert.ok(!one.cookies.has("sleutel"), String(stamp));
  }
  assert.match((await get(browser, STEP)).body, /data-answer=/);
});

test("110 the language is stored only when somebody chooses it", async () => {
  const browser = browserOpen(server);
  await get(browser, "/", { headers: { "Accept-Language": "en" } });
  await get(browser, "/?lang=en");
  assert.equal(browser.cookies.size, 0);
  assert.equal((await get(browser, "/language?lang=en&back=/")).status, 405);
  assert.equal(browser.cookies.size, 0);
  const answer = await post(browser, "/language", { lang: "en", back: MODULE });
  assertRedirect(answer, MODULE);
  assert.deepEqual(answer.cookies, ["taal=en; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000"]);
  assert.match((await get(browser, "/")).body, /<html lang="en"/);
  await post(browser, "/language", { lang: "nl", back: "/" });
  assert.match((await get(browser, "/")).body, /<html lang="nl"/);
});

test("111 a language that is not there is refused, and stores nothing", async () => {
  for (const lang of ["de", "", "nl\r\nSet-Cookie: x=1", "NL ", null]) {
    const browser = browserOpen(server);
    const answer = await post(browser, "/language", { lang, back: "/" });
    assertPage(answer, 400);
    assert.deepEqual(answer.cookies, []);
  }
});

test("112 `back` of the language form cannot lead to another site or write a header", async () => {
  const evil = [
    "//evil.example", "\\\\evil.example", "/\\evil.example", "http://evil.example", "https:evil.example", "javascript:alert(1)",
    "evil.example", "", "/\r\nSet-Cookie: x=1", "/\nSet-Cookie: x=1", "/\t/evil.example", "/ /evil", "///evil.example",
    "/é", `/${"a".repeat(600)}`, '/"><script>', null,
  ];
  for (const back of evil) {
    const browser = browserOpen(server);
    const answer = await post(browser, "/language", { lang: "en", back });
    assertRedirect(answer, "/");
    assert.deepEqual([...browser.cookies.keys()], ["taal"], String(back));
  }
  assertPage(await post(browserOpen(server), "/language", { lang: "en", back: "/\0" }), 400);
  /* already escaped, it is a strange path of this site and nothing more */
  const browser = browserOpen(server);
  const answer = await post(browser, "/language", { lang: "en", back: "/%0d%0aSet-Cookie:%20x=1" });
  assert.match(answer.headers.location, /^\/(%0d%0aSet-Cookie:%20x=1)?$/);
  assert.deepEqual([...browser.cookies.keys()], ["taal"]);
});

test("113 the cookie of a language that is not there is nobody's loss", async () => {
  for (const value of ["de", "xx", "", "%00", "a".repeat(2000)]) {
    const answer = await get({ ...browserOpen(server), cookies: new Map([["taal", value]]) }, "/");
    assertPage(answer, 200);
    assert.match(answer.body, /<html lang="nl"/);
  }
});

test("114 HEAD answers as GET does, without the page", async () => {
  const learner = await learnerOpen(server);
  for (const [browser, path, status] of [
    [browserOpen(server), "/", 200], [browserOpen(server), STEP, 200], [browserOpen(server), "/healthz", 200],
    [browserOpen(server), "/nowhere", 404], [learner, STEP, 200],
  ]) {
    const head = await ask(browser, "HEAD", path);
    const full = await get(browser, path);
    assert.equal(head.status, status, path);
    assert.equal(head.body, "");
    assert.equal(head.headers["content-length"], full.headers["content-length"], path);
    assert.equal(head.headers["content-type"], full.headers["content-type"]);
  }
});

test("115 the health of a sound server", async () => {
  const health = await get(browserOpen(server), "/healthz");
  assert.deepEqual([health.status, health.body], [200, "ok\n"]);
  const ready = await get(browserOpen(server), "/readyz");
  assert.deepEqual([ready.status, ready.body], [200, "ready\n"]);
});

test("116 going on: a step that is done stays done, and sent twice it is done once", async () => {
  const browser = await learnerOpen(server, "own", FIRST_STEP);
  const id = learnerOf(browser);
  const before = rows(server, `SELECT at_step FROM enrolment WHERE learner_id = ${id}`);
  assert.deepEqual(before, [{ at_step: "klopt-de-lijst" }]);
  assertRedirect(await post(browser, `${FIRST_STEP}/done`), STEP);
  assertRedirect(await post(browser, `${FIRST_STEP}/done`), STEP);
  assert.deepEqual(rows(server, `SELECT step FROM step_done WHERE learner_id = ${id}`), [{ step: "klopt-de-lijst" }]);
  assert.deepEqual(rows(server, `SELECT at_step FROM enrolment WHERE learner_id = ${id}`), [{ at_step: "een-getal" }]);
  assert.match((await get(browser, MODULE)).body, /gedaan/);
  assertRedirect(await post(browser, `${STEP}/done`), MODULE);
  assert.equal(count(server, "step_done", `learner_id = ${id}`), 2);
  assert.match((await get(browser, "/")).body, new RegExp(`href="${STEP}"`), "home knows where to go on");
});

test("117 who did not begin finishes no step", async () => {
  const before = counts(server);
  assertPage(await post(browserOpen(server), `${FIRST_STEP}/done`), 403);
  assert.deepEqual(counts(server), before);
});

test("118 the language button of a page that answers a form leads to a page", async () => {
  const browser = await learnerOpen(server);
  const back = (html) => /name="back" value="([^"]*)"/.exec(html)[1];
  const unread = assertPage(await post(browser, CHECK, { n: 1, try: 1, "a.mean": "x" }), 422);
  assert.equal(back(unread.body), STEP);
  const refused = assertPage(await post(browser, CHECK, { csrf: "x", n: 1, try: 1 }), 403);
  assertPage(await get(browser, back(refused.body)), 200);
});
