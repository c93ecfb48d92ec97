// 300-399: forms that are not ours, keys that are nobody's, requests that are too much.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, assertPage, assertRedirect, browserOpen, browserTwin, get, post, raw } from "./lib/browser.mjs";
import { AGAIN, CHECK, FIRST_STEP, MODULE, STEP, learnerOpen, right, wrong } from "./lib/exercise.mjs";
import { count, counts, learnerOf } from "./lib/rows.mjs";
import { serverStart, serverStop } from "./lib/server.mjs";

let server;
before(async () => (server = await serverStart()));
after(() => serverStop(server));

const FORMS = [
  [CHECK, { n: 1, try: 1, ...wrong() }],
  [AGAIN, { n: 1 }],
  [`${STEP}/done`, {}],
  ["/erase", {}],
];

test("301 a form without the token, with another learner's, or with half of it changes nothing", async () => {
  const browser = await learnerOpen(server);
  const other = await learnerOpen(server);
  const before = counts(server);
  for (const csrf of [null, "", other.token, browser.token.slice(0, -1), `${browser.token}x`, browser.token.toLowerCase(), "\u00e9"]) {
    for (const [path, fields] of [...FORMS, [`${MODULE}/begin`, { device: "own" }], ["/language", { lang: "en", back: "/" }]]) {
      const answer = assertPage(await post(browser, path, { ...fields, csrf }), 403);
      assert.match(answer.body, /Er is niets veranderd/);
    }
  }
  assert.deepEqual(counts(server), before);
  assert.ok(browser.cookies.has("sleutel") && !browser.cookies.has("taal"));
});

test("302 a form from another site changes nothing, with the right token too", async () => {
  const browser = await learnerOpen(server);
  const before = counts(server);
  const strange = [
    { Origin: null }, { Origin: "null" }, { Origin: "http://evil.example" }, { Origin: `https://${server.host}.evil.example` },
    { Origin: `http://127.0.0.1:${server.port + 1}` }, { Origin: "http://127.0.0.1" }, { Origin: `http://evil@${server.host}` },
    { Origin: `ftp://${server.host}` }, { Origin: "" },
    { Origin: null, Referer: "http://evil.example/" }, { Origin: null, Referer: `http://evil.example/${server.host}` },
    { Origin: "http://evil.example", Referer: `http://${server.host}/` },
  ];
  for (const headers of strange) {
    for (const [path, fields] of FORMS) {
      assertPage(await post(browser, path, fields, { headers }), 403);
    }
  }
  const nobody = browserOpen(server);
  for (const headers of strange) {
    assertPage(await post(nobody, `${MODULE}/begin`, { device: "own" }, { headers }), 403);
    assertPage(await post(nobody, "/language", { lang: "en" }, { headers }), 403);
  }
  assert.deepEqual(counts(server), before);
  assert.deepEqual([...nobody.cookies], []);
});

test("303 an old browser that sends only the page it came from is let in, if that page is ours", async () => {
  const browser = await learnerOpen(server);
  const headers = { Origin: null, Referer: `http://${server.host}${STEP}` };
  const answer = await post(browser, CHECK, { n: 1, try: 1, ...wrong() }, { headers });
  assert.equal(answer.status, 303);
});

test("304 a key that nobody has is treated as nobody: the preview, and the key is taken off", async () => {
  const good = await learnerOpen(server);
  const key = good.cookies.get("sleutel");
  const flip = (at) => `${key.slice(0, at)}${key[at] === "A" ? "B" : "A"}${key.slice(at + 1)}`;
  for (const bad of [flip(0), flip(20), key.slice(1), `${key}A`, "", "x", "a".repeat(4000), "%00", `${key}%3D`]) {
    for (const path of ["/", MODULE, STEP, "/privacy", "/erase", "/nowhere"]) {
      const browser = { ...browserOpen(server), cookies: new Map([["sleutel", bad]]) };
      const page = assertPage(await get(browser, path), path === "/nowhere" ? 404 : 200);
      assert.doesNotMatch(page.body, /data-answer=|Je oefent hier/, `${path} ${bad}`);
      assert.equal(browser.cookies.has("sleutel"), false, `${path} ${bad}`);
    }
    const browser = { ...browserOpen(server), token: good.token, cookies: new Map([["sleutel", bad]]) };
    const page = assertPage(await post(browser, CHECK, { n: 1, try: 1, ...right(good.page.body) }), 403);
    assert.match(page.body, /sleutel is intussen gewist/);
  }
  assert.equal(count(server, "attempt", `learner_id = ${learnerOf(good)}`), 0);
});

test("305 whoever has a key that nobody has can begin, and then is somebody", async () => {
  const browser = { ...browserOpen(server), cookies: new Map([["sleutel", "a".repeat(43)]]) };
  const answer = await post(browser, `${MODULE}/begin`, { device: "own", back: STEP });
  assertRedirect(answer, STEP);
  assert.equal(answer.cookies.length, 1, "one cookie, not one set and one cleared");
  assert.match((await get(browser, STEP)).body, /data-answer=/);
});

test("306 with two keys in one request the first counts; other cookies do not disturb", async () => {
  const browser = await learnerOpen(server);
  const key = browser.cookies.get("sleutel");
  const none = browserOpen(server);
  const page = await get(none, STEP, { headers: { Cookie: `a=b; x="y; sleutel=${key}; sleutel=zzz; =; ;` } });
  assert.match(page.body, /data-answer=/);
});

test("307 what is not there: a page with a way home, in both languages", async () => {
  const learner = await learnerOpen(server);
  const paths = ["/no-such-page", "/m", "/m/proeftuin", "/m/proeftuin/start", "/m/no/start/eerste-blik", "/m/proeftuin/no/eerste-blik",
    `${MODULE}x`, `${MODULE}/no-such-step`, `${STEP}/more/and/more`, "/static/none.css", "/favicon.ico", "/%E2%82%AC", `${MODULE}/${"a".repeat(3000)}`];
  for (const [lang, home] of [["nl", /Deze pagina is er niet[^]*href="\/">Naar de startpagina/], ["en", /href="\/">/]]) {
    for (const who of [browserOpen(server), learner]) {
      who.cookies.set("taal", lang);
      for (const path of paths) {
        const page = assertPage(await get(who, path), 404);
        assert.match(page.body, home, path);
        assert.match(page.body, new RegExp(`<html lang="${lang}"`));
      }
    }
  }
});

test("308 a form for what is not there is told so, not lost in an error", async () => {
  const browser = await learnerOpen(server);
  for (const path of [`${MODULE}/no-such-step/done`, "/m/no/start/eerste-blik/begin", `${STEP}/no-such/check`, "/no-such-page"]) {
    assertPage(await post(browser, path, { n: 1, try: 1 }), 404);
  }
});

test("309 another method than the page has: 405, with those it has", async () => {
  const browser = await learnerOpen(server);
  for (const [method, path, allow] of [
    ["GET", CHECK, "POST"], ["GET", AGAIN, "POST"], ["GET", "/language", "POST"], ["GET", `${FIRST_STEP}/done`, "POST"],
    ["POST", "/", "GET"], ["POST", STEP, "GET"], ["DELETE", STEP, "GET"], ["PUT", "/erase", "GET"], ["OPTIONS", "/", "GET"], ["PATCH", CHECK, "POST"],
  ]) {
    const answer = assertPage(await ask(browser, method, path), 405);
    assert.match(answer.headers.allow, new RegExp(`\\b${allow}\\b`), `${method} ${path}`);
  }
});

test("310 too much: body, address, headers, header lines", async () => {
  const host = `Host: ${server.host}\r\n`;
  const big = await raw(server, `POST /language HTTP/1.1\r\n${host}Content-Length: 300000\r\n\r\n`);
  assert.equal(big.status, 413);
  assert.match(big.text, /<h1>Dat is meer dan we aannemen/);
  const chunk = "x".repeat(65536);
  const chunks = await raw(server, `POST /language HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n${`10000\r\n${chunk}\r\n`.repeat(5)}0\r\n\r\n`);
  assert.equal(chunks.status, 413);
  const address = await raw(server, `GET /${"a".repeat(9000)} HTTP/1.1\r\n${host}\r\n`);
  assert.equal(address.status, 414);
  assert.match(address.text, /<h1>Dit adres is te lang/);
  const header = await raw(server, `GET / HTTP/1.1\r\n${host}X: ${"a".repeat(20000)}\r\n\r\n`);
  assert.equal(header.status, 431);
  const lines = await raw(server, `GET / HTTP/1.1\r\n${host}${Array.from({ length: 70 }, (_, i) => `X-${i}: 1\r\n`).join("")}\r\n`);
  assert.equal(lines.status, 431);
  assert.match(lines.text, /Je browser stuurt te veel mee/);
});

test("311 what is no HTTP is told so and let go", async () => {
  for (const bytes of ["\x16\x03\x01\x02\x00\x01", "GET /\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\nHost: a\n\n", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"]) {
    assert.equal((await raw(server, bytes)).status, 400, JSON.stringify(bytes));
  }
  assert.equal((await get(browserOpen(server), "/healthz")).status, 200);
});

test("312 too fast: 429 with when to come back, and nothing is lost", async () => {
  const browser = await learnerOpen(server);
  const twins = Array.from({ length: 8 }, () => browserTwin(browser));
  const seen = new Map();
  let refused;
  for (let round = 0; round < 50 && !refused; round++) {
    for (const one of await Promise.all(twins.map((twin) => post(twin, CHECK, { n: 1, try: 1, "a.mean": "x" }, { fragment: true })))) {
      seen.set(one.status, (seen.get(one.status) ?? 0) + 1);
      if (one.status === 429) refused = one;
    }
  }
  assert.ok(refused, `never refused: ${JSON.stringify([...seen])}`);
  assert.match(refused.headers["retry-after"], /^\d+$/);
  assertPage(refused, 429);
  assert.deepEqual([...seen.keys()].sort(), [422, 429]);
  assert.ok(seen.get(422) >= 200, `only ${seen.get(422)} came through`);
  assert.match((await get(browser, STEP)).body, /data-answer=/, "reading goes on");
  const other = await learnerOpen(server);
  assert.equal((await post(other, CHECK, { n: 1, try: 1, ...wrong() })).status, 303, "others in the same room go on");
});

test("313 every answer, of every kind, has the headers that protect", async () => {
  const learner = await learnerOpen(server);
  const shared = await learnerOpen(server, "shared");
  const nobody = browserOpen(server);
  const answers = [
    ...(await Promise.all(["/", MODULE, STEP, "/privacy", "/erase", "/nowhere", "/healthz", "/readyz", CHECK].map((path) => get(nobody, path)))),
    ...(await Promise.all(["/", MODULE, STEP, "/privacy", "/erase", "/nowhere"].map((path) => get(learner, path)))),
    await get(shared, STEP),
    await post(learner, CHECK, { n: 1, try: 1, "a.mean": "x" }),
    await post(learner, CHECK, { n: 1, try: 1, ...wrong() }, { fragment: true }),
    await post(learner, CHECK, { n: 0 }),
    await post(learner, CHECK, { csrf: "x" }),
    await post(learner, AGAIN, { n: 1 }),
    await post(nobody, "/language", { lang: "en", back: "/" }),
    await post(nobody, `${MODULE}/begin`, { device: "shared" }),
    await post(learner, "/erase"),
  ];
  for (const answer of answers) {
    const csp = answer.headers["content-security-policy"];
    assert.match(csp, /default-src 'none'/);
    assert.match(csp, /form-action 'self'; base-uri 'none'; frame-ancestors 'none'/);
    assert.doesNotMatch(csp, /unsafe|\*|http/);
    assert.equal(answer.headers["referrer-policy"], "same-origin");
    assert.equal(answer.headers["x-content-type-options"], "nosniff");
    assert.equal(answer.headers["cross-origin-opener-policy"], "same-origin");
    assert.match(answer.headers["permissions-policy"], /camera=\(\)/);
    assert.match(answer.headers["cache-control"], /^no-(store|cache)$/);
    assert.equal(answer.headers["access-control-allow-origin"], undefined);
    assert.equal(answer.headers.server, undefined);
    assert.doesNotMatch(answer.body, /<script(?! type="module" src="\/)|\sstyle=|\son[a-z]+=|(?:src|href|action)="(?:https?:)?\/\//);
  }
  const page = await get(await learnerOpen(server), STEP);
  assert.equal(page.headers["cache-control"], "no-store", "what a learner sees is kept by no cache");
});

test("314 styles and scripts come from here, for ever; their pages name them", async () => {
  const browser = await learnerOpen(server);
  const files = [...browser.page.body.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((m) => m[1]);
  assert.ok(files.length >= 4);
  for (const path of files) {
    const file = await get(browser, path);
    assert.equal(file.status, 200, path);
    assert.equal(file.headers["cache-control"], "public, max-age=31536000, immutable");
    assert.equal(file.headers["x-content-type-options"], "nosniff");
    assert.deepEqual(file.cookies, []);
    assert.equal((await get(browser, path, { headers: { "If-None-Match": file.headers.etag } })).status, 304);
  }
});

test("315 an address that climbs or is broken is refused, not followed", async () => {
  for (const path of ["/m/%2e%2e/x/y", "/../etc/passwd", "/static/../../etc/passwd", "/%", "/%zz", "/a%00b", "/%ff"]) {
    assertPage(await get(browserOpen(server), path), 400);
  }
});

test("316 a classroom that chooses a language leaves room to begin", async () => {
  for (let round = 0; round < 10; round++) {
    const sent = await Promise.all(Array.from({ length: 20 }, () => post(browserOpen(server), "/language", { lang: "en", back: "/" })));
    for (const one of sent) assert.equal(one.status, 303);
  }
  await learnerOpen(server);
});
