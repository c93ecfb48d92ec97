// 400-499: erasing.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { assertPage, browserOpen, browserTwin, get, post } from "./lib/browser.mjs";
import { AGAIN, CHECK, FIRST_STEP, MODULE, STEP, answer, at, learnerOpen, wrong } from "./lib/exercise.mjs";
import { NOTHING, TABLES, counts, learnerOf, rows } from "./lib/rows.mjs";
import { serverStart, serverStop, until } from "./lib/server.mjs";

let server;
before(async () => (server = await serverStart()));
after(() => serverStop(server));

test("401 erasing takes every row, the key off the device, and the typed words out of the files", async () => {
  const browser = await learnerOpen(server);
  const typed = "987654321";
  await answer(browser, browser.page.body, { ...wrong(), "a.mean": typed });
  await post(browser, AGAIN, { n: 1 });
  await post(browser, `${FIRST_STEP}/done`);
  const had = counts(server);
  for (const table of ["learner", "enrolment", "step_done", "practice", "attempt"]) assert.equal(had[table], 1, table);
  const inFiles = () =>
    readdirSync(server.data).filter((name) => name.startsWith("proeftuin.db") && readFileSync(join(server.data, name)).includes(typed));
  assert.notDeepEqual(inFiles(), []);

  assert.match(assertPage(await get(browser, "/erase"), 200).body, /Wis alles/);
  const answered = assertPage(await post(browser, "/erase"), 200);
  assert.match(answered.body, /<h1>Gewist/);
  assert.doesNotMatch(answered.body, /name="csrf" value="[^"]/);
  assert.equal(answered.headers["clear-site-data"], '"storage"');
  assert.ok(!browser.cookies.has("sleutel"));
  assert.deepEqual(counts(server), NOTHING);
  await until(() => inFiles().length === 0, 15000, "the words are out of the log of the database too");
});

test("402 the old key is nobody's: pages are previews, forms are answered calmly", async () => {
  const browser = await learnerOpen(server);
  const old = browserTwin(browser);
  await post(browser, "/erase");
  const page = assertPage(await get({ ...old, cookies: new Map(old.cookies) }, STEP), 200);
  assert.doesNotMatch(page.body, /data-answer=/);
  for (const [path, fields] of [[CHECK, { n: 1, try: 1, ...wrong() }], [AGAIN, { n: 1 }], [`${STEP}/done`, {}], ["/erase", {}]]) {
    const one = { ...old, cookies: new Map(old.cookies) };
    const refused = assertPage(await post(one, path, fields), 403);
    assert.match(refused.body, /sleutel is intussen gewist/);
    assert.ok(!one.cookies.has("sleutel"));
  }
  assert.deepEqual(counts(server), NOTHING);
});

test("403 answers from one window while another erases: nothing comes back to life", async () => {
  for (let round = 0; round < 6; round++) {
    const browser = await learnerOpen(server);
    const id = learnerOf(browser);
    const twins = Array.from({ length: 12 }, () => browserTwin(browser));
    const [, ...sent] = await Promise.all([
      post(browserTwin(browser), "/erase"),
      ...twins.map((twin, i) =>
        i % 3 === 0 ? post(twin, CHECK, { n: 1, try: 1, ...wrong(i) }, { fragment: true })
        : i % 3 === 1 ? post(twin, `${STEP}/done`)
        : post(twin, `${MODULE}/begin`, { device: "own", back: STEP })),
    ]);
    for (const one of sent) assert.ok([200, 303, 403, 410].includes(one.status), `${one.status}\n${one.body.slice(0, 800)}`);
    for (const table of TABLES) {
      const column = table === "learner" ? "id" : "learner_id";
      assert.deepEqual(rows(server, `SELECT 1 FROM ${table} WHERE ${column} = ${id}`), [], `${table}, round ${round}`);
    }
  }
});

test("404 erasing twice, or two windows at once", async () => {
  const browser = await learnerOpen(server);
  const sent = await Promise.all([1, 2, 3].map(() => post(browserTwin(browser), "/erase")));
  for (const one of sent) assert.ok([200, 403].includes(one.status), String(one.status));
  assert.ok(sent.some((one) => one.status === 200));
});

test("405 asking to erase where there is nothing to erase", async () => {
  const page = assertPage(await get(browserOpen(server), "/erase"), 200);
  assert.doesNotMatch(page.body, /Wis alles/);
  assertPage(await post(browserOpen(server), "/erase"), 403);
});

test("406 who erased can begin anew, as somebody else", async () => {
  const browser = await learnerOpen(server);
  const id = learnerOf(browser);
  await answer(browser, browser.page.body, wrong());
  await post(browser, "/erase");
  await post(browser, `${MODULE}/begin`, { csrf: "", device: "own", back: STEP });
  const page = await get(browser, STEP);
  assert.deepEqual(at(page.body), { n: 1, try: 1, closed: false });
  assert.notEqual(learnerOf(browser), id);
});
