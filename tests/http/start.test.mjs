// 600-699: starts that are refused, with a sentence that says what to do; and starts that make do.
import assert from "node:assert/strict";
import { chmod, copyFile, mkdir, mkdtemp, readdir, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { spawnSync } from "node:child_process";
import { assertPage, browserOpen, get, post } from "./lib/browser.mjs";
import { CHECK, MODULE, STEP, begin, learnerOpen, section, wrong } from "./lib/exercise.mjs";
import { count, rows, rowsChange } from "./lib/rows.mjs";
import { folderMake, folderRemove, program, serverKill, serverRefused, serverRestart, serverRevive, serverStart, serverStop } from "./lib/server.mjs";

async function folder(t) {
  const made = await folderMake();
  t.after(() => folderRemove(made));
  return made;
}

const started = async (t, options) => {
  const server = await serverStart(options);
  t.after(() => serverStop(server));
  return server;
};

test("601 a data folder of a newer version is refused and left as it is", async (t) => {
  const data = await folder(t);
  const server = await serverStart({ data });
  await learnerOpen(server);
  await serverStop(server);
  rowsChange(server, "PRAGMA user_version = 999");
  const refused = await serverRefused({ data });
  assert.equal(refused.code, 1);
  assert.match(refused.said, /newer version of Proeftuin \(schema 999, this one knows \d+\).*--data DIR; nothing was changed/);
  assert.equal(count(server, "learner"), 1);
  assert.deepEqual(rows(server, "PRAGMA user_version"), [{ user_version: 999 }]);
});

test("602 a database of another program is refused and left as it is", async (t) => {
  const data = await folder(t);
  rowsChange({ data }, "CREATE TABLE theirs (x); PRAGMA user_version = 3");
  const refused = await serverRefused({ data });
  assert.equal(refused.code, 1);
  assert.match(refused.said, /belongs to another program; choose another data folder with --data DIR/);
  assert.deepEqual(rows({ data }, "SELECT name FROM sqlite_master"), [{ name: "theirs" }]);
});

test("603 a file that is no database is refused with a sentence", async (t) => {
  const data = await folder(t);
  await writeFile(join(data, "proeftuin.db"), "this is no database".repeat(500));
  const refused = await serverRefused({ data });
  assert.equal(refused.code, 1);
  assert.match(refused.said, /damaged; restore a backup|not a database/);
});

test("604 a port that is taken", async (t) => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => other.once("listening", done));
  t.after(() => other.close());
  const { port } = other.address();
  const data = await folder(t);
  const refused = await serverRefused({ data, port });
  assert.equal(refused.code, 1);
  assert.match(refused.said, new RegExp(`${port}.*--port`));
  assert.deepEqual(await readdir(data), [], "the data was not touched");
});

test("605 a data folder that cannot be made or written", async (t) => {
  const data = await folder(t);
  await writeFile(join(data, "file"), "x");
  const under = await serverRefused({ data: join(data, "file/data") });
  assert.equal(under.code, 1);
  assert.match(under.said, /cannot make the data folder .*file\/data: .*--data DIR/);
  const file = await serverRefused({ data: join(data, "file") });
  assert.equal(file.code, 1);
  assert.match(file.said, /the data folder .*file cannot be written to: .*--data DIR/);
  /* the superuser may write everywhere but here */
  const shut = process.getuid() === 0 ? "/proc/self" : join(data, "shut");
  if (process.getuid() !== 0) await mkdir(shut, { mode: 0o500 });
  const refused = await serverRefused({ data: shut });
  assert.equal(refused.code, 1);
  assert.match(refused.said, /cannot be written to: .*--data DIR/);
});

test("606 a folder of packs that is not there", async (t) => {
  const refused = await serverRefused({ data: await folder(t), plugins: "/no/such/folder" });
  assert.equal(refused.code, 1);
  assert.match(refused.said, /cannot read the packs in \/no\/such\/folder: .*--plugins DIR/);
});

test("607 options that are not there, and their help", () => {
  const run = (...args) => spawnSync(program(), args, { encoding: "utf8" });
  for (const args of [["serve", "--port", "x"], ["serve", "--port", "70000"], ["serve", "--no-such"], ["serve", "word"], ["no-such"]]) {
    const { status, stderr } = run(...args);
    assert.equal(status, 2, args.join(" "));
    assert.match(stderr, /--help|wants a number/, args.join(" "));
  }
  for (const args of [["--help"], ["serve", "--help"], ["pack", "--help"]]) {
    const { status, stdout } = run(...args);
    assert.equal(status, 0, args.join(" "));
    assert.match(stdout, /^Usage: proeftuin/);
  }
  assert.match(run("--version").stdout, /SQLite \d/);
});

test("608 without the runner: texts are served, exercises say that they have a fault, readyz says why", async (t) => {
  const alone = await mkdtemp(join(tmpdir(), "proeftuin-alone-"));
  t.after(() => folderRemove(alone));
  await copyFile(program(), join(alone, "proeftuin"));
  await chmod(join(alone, "proeftuin"), 0o755);
  const server = await started(t, { bin: join(alone, "proeftuin") });
  const nobody = browserOpen(server);
  const ready = await get(nobody, "/readyz");
  assert.equal(ready.status, 503);
  assert.match(ready.body, /^packs: not run\n.*runner.*\n/);
  assert.equal((await get(nobody, "/healthz")).status, 200);
  assertPage(await get(nobody, "/"), 200);
  const page = assertPage(await get(nobody, STEP), 200);
  assert.match(page.body, /Twee soorten midden/);
  assert.match(section(page.body), /heeft nu een storing; dat telt niet mee voor jou/);
  await begin(nobody);
  const mine = assertPage(await get(nobody, STEP), 200);
  const sent = await post(nobody, CHECK, { n: 1, try: 1, ...wrong() }, { fragment: true });
  assert.equal(sent.status, 200, sent.body.slice(0, 600));
  assert.match(sent.body, /dat telt niet mee voor jou/);
  assert.match(mine.body, /Volgende|Klaar/);
  assert.equal(count(server, "attempt"), 0);

  /* with the runner back everything works, for who had begun as well */
  await copyFile(join(dirname(program()), "proeftuin-runner"), join(alone, "proeftuin-runner"));
  await chmod(join(alone, "proeftuin-runner"), 0o755);
  await serverRestart(server);
  assert.equal((await get(nobody, "/readyz")).body, "ready\n");
  assert.match(section((await get(nobody, STEP)).body), /name="a\.mean"/);
});

test("609 the data folder and all in it are for nobody else on the machine", async (t) => {
  const parent = await folder(t);
  const data = join(parent, "data");
  const server = await started(t, { data });
  await learnerOpen(server);
  assert.equal((await stat(data)).mode & 0o077, 0);
  for (const name of await readdir(data)) assert.equal((await stat(join(data, name))).mode & 0o077, 0, name);
});

test("610 a second server on the same data is refused; after the first is gone it is not", async (t) => {
  const server = await started(t);
  const browser = await learnerOpen(server);
  const refused = await serverRefused({ data: server.data });
  assert.equal(refused.code, 1);
  assert.match(refused.said, /is in use by a Proeftuin that runs already\. Stop that one, or .*--data DIR/);
  assertPage(await get(browser, STEP), 200);
  await serverRestart(server);
  assertPage(await get(browser, STEP), 200);
});

test("611 stopping: what is under way is finished, the port is free again, the data is whole", async (t) => {
  const server = await started(t);
  const learners = await Promise.all(Array.from({ length: 8 }, () => learnerOpen(server)));
  const sent = learners.map((one, i) =>
    post(one, CHECK, { n: 1, try: 1, ...wrong(i) }, { fragment: true }).then((answer) => answer.status, () => 0));
  await new Promise((done) => setTimeout(done, 3));
  await serverRestart(server);
  const saved = (await Promise.all(sent)).filter((status) => status === 200).length;
  assert.ok(count(server, "attempt") >= saved, "whatever was acknowledged is there");
  assert.deepEqual(rows(server, "PRAGMA integrity_check"), [{ integrity_check: "ok" }]);
});

test("612 after a kill the next start goes on where it was", async (t) => {
  const server = await started(t);
  const browser = await learnerOpen(server);
  await post(browser, CHECK, { n: 1, try: 1, ...wrong() });
  await serverKill(server);
  await serverRevive(server);
  assert.match(section((await get(browser, STEP)).body), /Opgeslagen/);
  assertPage(await get(browserOpen(server), MODULE), 200);
});
