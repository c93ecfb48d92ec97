// 500-599: packs that are broken, exercises that fail, versions that follow each other.
import assert from "node:assert/strict";
import { writeFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { assertPage, assertRedirect, browserOpen, get, post } from "./lib/browser.mjs";
import { MODULE, STEP, at, begin, learnerOpen, section } from "./lib/exercise.mjs";
import { exerciseCode, packWrite, packsMake } from "./lib/packs.mjs";
import { NOTHING, count, counts, learnerOf, rows, rowsChange } from "./lib/rows.mjs";
import { folderRemove, serverRestart, serverStart, serverStop, until } from "./lib/server.mjs";

/** A server with our packs and those that `write` adds. */
async function withPacks(t, write, options) {
  const plugins = await packsMake(options);
  const written = await write(plugins);
  const server = await serverStart({ plugins });
  t.after(async () => {
    await serverStop(server);
    await folderRemove(plugins);
  });
  return { server, plugins, written };
}

const send = (browser, step, slug, n, nth, a, options) => post(browser, `${step}/${slug}/check`, { n, try: nth, "a.a": a }, options);

test("501 a broken pack is named with file and line, and the others are served", async (t) => {
  const { server } = await withPacks(t, async (plugins) => {
    await packWrite(plugins, "krom", "syntax", { kapot: "return exercise {\n  title = = 3\n}\n" });
    await packWrite(plugins, "krom", "manifest", { goed: exerciseCode() }, { manifest: "api: 1\norg: krom\nname: manifest\nversion: one\nlicense: MIT\n" });
    await packWrite(plugins, "krom", "lus", { lus: exerciseCode({ top: "while true do end" }) });
    await packWrite(plugins, "recht", "goed", { goed: exerciseCode() });
  });
  const ready = await get(browserOpen(server), "/readyz");
  assert.equal(ready.status, 200);
  for (const said of [server.err, ready.body]) {
    assert.match(said, /krom\/syntax: exercise kapot:.*exercises\/kapot\.lua:2/);
    assert.match(said, /krom\/manifest: pack\.yaml:4:\d+: .*version/);
    assert.match(said, /krom\/manifest: pack\.yaml:5:\d+: .*licen[cs]e/);
    assert.match(said, /krom\/lus: exercise lus: .*(steps|instructions|time)/i);
  }
  assert.match(ready.body, /^ready\n/);
  assert.match(server.out, /packs +2, with problems/);
  const nobody = browserOpen(server);
  assertPage(await get(nobody, STEP), 200);
  assertPage(await get(nobody, "/m/recht/goed/proef/stap"), 200);
  for (const name of ["syntax", "manifest", "lus"]) assertPage(await get(nobody, `/m/krom/${name}/proef`), 404);
});

test("502 a pack that is mended is served after a restart, and the troubles are gone", async (t) => {
  const { server, plugins } = await withPacks(t, (plugins) => packWrite(plugins, "krom", "syntax", { kapot: "return {" }));
  assertPage(await get(browserOpen(server), "/m/krom/syntax/proef"), 404);
  await packWrite(plugins, "krom", "syntax", { kapot: exerciseCode() });
  await serverRestart(server);
  assertPage(await get(browserOpen(server), "/m/krom/syntax/proef/stap"), 200);
  assert.equal((await get(browserOpen(server), "/readyz")).body, "ready\n");
});

test("520 a pack that breaks leaves the version that learners began with", async (t) => {
  const { server, plugins, written: step } = await withPacks(t, (plugins) =>
    packWrite(plugins, "recht", "breekt", { een: exerciseCode() }));
  const browser = await learnerOpen(server, "own", step);
  await packWrite(plugins, "recht", "breekt", { een: "return {" }, { version: "1.0.1" });
  await serverRestart(server);
  assert.match((await get(browserOpen(server), "/readyz")).body, /recht\/breekt: exercise een/);
  assert.match((await send(browser, step, "een", 1, 1, "7", { fragment: true })).body, /Dat klopt/);
  assertPage(await get(browserOpen(server), step), 200);
});

test("503 files beside the packs, empty folders and stray names do not disturb", async (t) => {
  const { server } = await withPacks(t, async (plugins) => {
    await writeFile(join(plugins, "stray.txt"), "x");
    await writeFile(join(plugins, "proeftuin/notes.md"), "x");
    await packWrite(plugins, "recht", "leeg", {});
  });
  assertPage(await get(browserOpen(server), STEP), 200);
  assertPage(await get(browserOpen(server), "/m/recht/leeg/proef/stap"), 200);
});

const CRASHES = {
  fout: exerciseCode({ grade: "if a.a == 13 then local t = nil; return t.x end" }),
  lus: exerciseCode({ grade: "if a.a == 13 then while true do end end" }),
  vol: exerciseCode({ grade: "if a.a == 13 then local s = 'x'; while true do s = s .. s end end" }),
  vorm: exerciseCode({ grade: "if a.a == 13 then return { score = 7 } end" }),
};

test("504 an exercise that fails on some answers: the answer is kept, no try is used, the author can find it", async (t) => {
  const { server, written: step } = await withPacks(t, (plugins) => packWrite(plugins, "krom", "nu-en-dan", CRASHES));
  for (const slug of Object.keys(CRASHES)) {
    const browser = await learnerOpen(server, "own", step);
    const id = learnerOf(browser);
    const one = await send(browser, step, slug, 1, 1, "13", { fragment: true });
    assert.equal(one.status, 200, slug);
    assert.match(one.body, /dat telt niet mee voor jou\. Je antwoord is bewaard/);
    assert.doesNotMatch(one.body, /\.lua|traceback|Opgeslagen/);
    assert.deepEqual(at(one.body, slug), { n: 1, try: 1, closed: false });
    assert.equal(count(server, "attempt", `learner_id = ${id}`), 0);
    assert.equal(count(server, "practice", `learner_id = ${id}`), 0);
    const [kept] = rows(server, `SELECT n, try, answer FROM ungraded WHERE learner_id = ${id}`);
    assert.deepEqual([kept.n, kept.try], [1, 1]);
    assert.match(kept.answer, /13/);

    const page = assertPage(await get(browser, step), 200);
    const piece = section(page.body, slug);
    assert.match(piece, /Je antwoord is bewaard/);
    assert.match(piece, /name="a\.a" value="13"/);

    /* and another answer to the same try is graded as if nothing had been */
    const two = await send(browser, step, slug, 1, 1, "7", { fragment: true });
    assert.match(two.body, /Dat klopt[^]*Opgeslagen/, slug);
    assert.equal(count(server, "ungraded", `learner_id = ${id}`), 0);
    assert.equal(count(server, "attempt", `learner_id = ${id}`), 1);
  }
  const faults = rows(server, "SELECT n.name, f.kind, f.detail FROM exercise_fault AS f JOIN name AS n ON n.id = f.exercise_id");
  assert.equal(faults.length, 4);
  const of = (slug) => faults.find(({ name }) => name === `krom/nu-en-dan/${slug}`);
  const line = CRASHES.fout.split("\n").findIndex((text) => text.includes("return t.x")) + 1;
  assert.match(of("fout").detail, new RegExp(`exercises/fout\\.lua:${line}`));
  assert.match(of("lus").detail, /exercises\/lus\.lua:\d+/);
});

test("505 without scripts too the fault is a calm page", async (t) => {
  const { server, written: step } = await withPacks(t, (plugins) => packWrite(plugins, "krom", "nu-en-dan", CRASHES));
  const browser = await learnerOpen(server, "own", step);
  const sent = await send(browser, step, "fout", 1, 1, "13");
  assertRedirect(sent, `${step}#fout-summary`);
  assert.match((await get(browser, step)).body, /Je antwoord is bewaard/);
});

test("506 an exercise that cannot draw itself leaves the rest of the page alone", async (t) => {
  const { server, written: step } = await withPacks(t, (plugins) =>
    packWrite(plugins, "krom", "tekenen", { dood: exerciseCode({ view: "error('no')" }), goed: exerciseCode() }));
  const nobody = assertPage(await get(browserOpen(server), step), 200);
  assert.match(section(nobody.body, "dood"), /heeft nu een storing/);
  const browser = await learnerOpen(server, "own", step);
  assert.match(section(browser.page.body, "dood"), /heeft nu een storing/);
  const sent = await send(browser, step, "goed", 1, 1, "7");
  assertRedirect(sent, `${step}#goed-summary`);
  assert.match(section((await get(browser, step)).body, "goed"), /Dat klopt/);
});

test("507 while one pack's exercise hangs, another organisation's answers come", async (t) => {
  const { server, written: step } = await withPacks(t, (plugins) => packWrite(plugins, "krom", "nu-en-dan", CRASHES));
  const hanging = await Promise.all([1, 2, 3, 4].map(() => learnerOpen(server, "own", step)));
  const browser = await learnerOpen(server);
  const done = Promise.all(hanging.map((one) => send(one, step, "lus", 1, 1, "13", { fragment: true })));
  for (let i = 0; i < 10; i++) assert.equal((await get(browser, STEP)).status, 200);
  for (const one of await done) assert.equal(one.status, 200);
});

test("508 an exercise that is mended: what waited is graded, and the learner sees it", async (t) => {
  const { server, plugins, written: step } = await withPacks(t, (plugins) => packWrite(plugins, "krom", "nu-en-dan", CRASHES));
  const browser = await learnerOpen(server, "own", step);
  const id = learnerOf(browser);
  await send(browser, step, "fout", 1, 1, "13", { fragment: true });
  assert.equal(count(server, "ungraded", `learner_id = ${id}`), 1);
  const before = section((await get(browser, step)).body, "fout");

  await packWrite(plugins, "krom", "nu-en-dan", { ...CRASHES, fout: exerciseCode() }, { version: "1.0.1" });
  await serverRestart(server);
  await until(() => count(server, "ungraded", `learner_id = ${id}`) === 0, 40000, "the waiting answer is graded");
  assert.deepEqual(rows(server, `SELECT n, try, score FROM attempt WHERE learner_id = ${id}`), [{ n: 1, try: 1, score: 0 }]);
  const page = assertPage(await get(browser, step), 200);
  const piece = section(page.body, "fout");
  assert.match(piece, /Geen zeven\.[^]*/);
  assert.match(piece, /Opgeslagen/);
  assert.doesNotMatch(piece, /storing/);
  assert.deepEqual(at(page.body, "fout"), { n: 1, try: 2, closed: false });
  const number = (html) => /Nummer ([\d.]+)/.exec(html)[1];
  assert.equal(number(piece), number(before), "the same variant");
});

test("509 who began with a version goes on with it; who begins later gets the new one", async (t) => {
  const { server, plugins, written: step } = await withPacks(t, (plugins) =>
    packWrite(plugins, "recht", "versie", { een: exerciseCode() }));
  const old = await learnerOpen(server, "own", step);
  const closures = () => rows(server, "SELECT DISTINCT closure_id FROM enrolment").length;
  assert.equal(closures(), 1);
  await packWrite(plugins, "recht", "versie", { een: exerciseCode().replaceAll("Nummer", "Cijfer") }, { version: "2.0.0" });
  await serverRestart(server);
  assert.match(section((await get(old, step)).body, "een"), /Nummer/);
  const sent = await send(old, step, "een", 1, 1, "7", { fragment: true });
  assert.match(sent.body, /Dat klopt/);
  const fresh = await learnerOpen(server, "own", step);
  assert.match(section(fresh.page.body, "een"), /Cijfer/);
  assert.equal(closures(), 2);
});

test("510 a pack that is taken away: its pages are gone, the answers stay", async (t) => {
  const { server, plugins, written: step } = await withPacks(t, (plugins) =>
    packWrite(plugins, "recht", "weg", { een: exerciseCode() }));
  const browser = await learnerOpen(server, "own", step);
  await send(browser, step, "een", 1, 1, "7");
  await rm(join(plugins, "recht"), { recursive: true });
  await serverRestart(server);
  assertPage(await get(browser, step), 404);
  assertPage(await get(browser, "/"), 200);
  assert.equal(count(server, "attempt"), 1);
});

test("511 beginning one module is not beginning another; its forms lead to where one begins", async (t) => {
  const { server, written: step } = await withPacks(t, (plugins) =>
    packWrite(plugins, "recht", "goed", { een: exerciseCode() }));
  const browser = await learnerOpen(server);
  const module = step.slice(0, step.lastIndexOf("/"));
  assertRedirect(await send(browser, step, "een", 1, 1, "7"), module);
  assertRedirect(await post(browser, `${step}/een/again`, { n: 1 }), module);
  assertRedirect(await post(browser, `${step}/done`), module);
  assert.equal(count(server, "attempt") + count(server, "step_done"), 0);
  await begin(browser, "own", step);
  assert.equal(count(server, "enrolment"), 2);
  assert.equal(count(server, "learner"), 1);
  assertPage(await get(browser, MODULE), 200);
});

test("512 a generate that is not pure is noticed, and hurts nobody", async (t) => {
  const { server, written: step } = await withPacks(t, (plugins) =>
    packWrite(plugins, "recht", "goed", { een: exerciseCode() }));
  const browser = await learnerOpen(server, "own", step);
  await send(browser, step, "een", 1, 1, "7");
  /* the same digest cannot give another variant; so the stored fingerprint is what differs */
  rowsChange(server, "UPDATE attempt SET fingerprint = fingerprint + 1");
  const page = assertPage(await get(browser, step), 200);
  assert.match(section(page.body, "een"), /Dat klopt/);
  await until(() => /recht\/goed\/een: a variant no longer gives the same/.test(server.err), 5000, "the log says so");
});

test("513 who went on to another variant while an answer waited still gets it graded", async (t) => {
  const { server, plugins, written: step } = await withPacks(t, (plugins) => packWrite(plugins, "krom", "nu-en-dan", CRASHES));
  const browser = await learnerOpen(server, "own", step);
  const id = learnerOf(browser);
  await send(browser, step, "fout", 1, 1, "5");
  await send(browser, step, "fout", 1, 2, "13");
  assertRedirect(await post(browser, `${step}/fout/again`, { n: 1 }), `${step}#x-fout`);
  assert.deepEqual(at((await get(browser, step)).body, "fout"), { n: 2, try: 1, closed: false });
  assert.equal(count(server, "ungraded", `learner_id = ${id}`), 1);

  await packWrite(plugins, "krom", "nu-en-dan", { ...CRASHES, fout: exerciseCode() }, { version: "1.0.1" });
  await serverRestart(server);
  await until(() => count(server, "ungraded", `learner_id = ${id}`) === 0, 40000, "the waiting answer is graded");
  assert.deepEqual(rows(server, `SELECT n, try FROM attempt WHERE learner_id = ${id} ORDER BY n, try`), [{ n: 1, try: 1 }, { n: 1, try: 2 }]);
  assert.deepEqual(at((await get(browser, step)).body, "fout"), { n: 2, try: 1, closed: false }, "nobody is thrown back");
});

test("514 erasing while an answer waits takes it too: no sweep brings it back", async (t) => {
  const { server, plugins, written: step } = await withPacks(t, (plugins) => packWrite(plugins, "krom", "nu-en-dan", CRASHES));
  const browser = await learnerOpen(server, "own", step);
  await send(browser, step, "fout", 1, 1, "13");
  await post(browser, "/erase");
  assert.deepEqual(counts(server), NOTHING);
  await packWrite(plugins, "krom", "nu-en-dan", { ...CRASHES, fout: exerciseCode() }, { version: "1.0.1" });
  await serverRestart(server);
  await new Promise((done) => setTimeout(done, 2500)); /* the first sweep comes within a second or two */
  assert.deepEqual(counts(server), NOTHING);
});

test("515 an exercise that fails three times is put aside: the others go on, its answers are still kept", async (t) => {
  const { server, written: step } = await withPacks(t, (plugins) =>
    packWrite(plugins, "krom", "nu-en-dan", { lus: CRASHES.lus, stil: exerciseCode({ grade: "if a.a == 13 then local s = ('x'):rep(4000000); for i = 1, 200 do s = s:upper():lower() end end" }), goed: exerciseCode() }));
  const browser = await learnerOpen(server, "own", step);
  for (let i = 0; i < 5; i++) {
    for (const slug of ["lus", "stil"]) {
      const sent = await send(browser, step, slug, 1, 1, "13", { fragment: true });
      assert.equal(sent.status, 200);
      assert.match(sent.body, /dat telt niet mee voor jou|Opgeslagen/);
    }
  }
  const sent = await send(browser, step, "goed", 1, 1, "7", { fragment: true });
  assert.match(sent.body, /Dat klopt/);
  assert.equal(count(server, "ungraded", "1") + count(server, "attempt", "1"), 3, "each answer is kept one way or the other");
});
