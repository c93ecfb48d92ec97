// The real server on a free port, with a data folder of its own that goes away afterwards.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
export const PLUGINS = join(ROOT, "plugins");
const START_MS = 30000;
const STOP_MS = 20000;

export function program() {
  const path = process.env.PROEFTUIN_BIN ?? join(ROOT, "build/release/bin/proeftuin");
  assert.ok(existsSync(path), `no server at ${path}: build it, and say where it is with PROEFTUIN_BIN`);
  return resolve(path);
}

export const folderMake = () => mkdtemp(join(tmpdir(), "proeftuin-http-"));
export const folderRemove = (folder) => rm(folder, { recursive: true, force: true });

/** A server that has said where it is. `data`: a folder to go on with, else a new one. */
export async function serverStart({ data, plugins = PLUGINS, bin = program(), port = 0 } = {}) {
  const own = data === undefined;
  const server = { data: data ?? (await folderMake()), plugins, bin, own, out: "", err: "", port: 0, host: "" };
  await launch(server, port);
  return server;
}

/** The same data and packs again, perhaps with other packs or another program. */
export async function serverRestart(server, { plugins = server.plugins, bin = server.bin } = {}) {
  await halt(server, "SIGTERM");
  Object.assign(server, { plugins, bin });
  await launch(server, 0);
}

/** After a kill: on the same data. */
export const serverRevive = (server) => launch(server, 0);

async function launch(server, port) {
  const child = spawn(server.bin, ["serve", "--port", String(port), "--data", server.data, "--plugins", server.plugins], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  Object.assign(server, { child, out: "", err: "", port: 0 });
  server.ended = new Promise((done) => child.once("close", (code, signal) => done({ code, signal })));
  child.stderr.on("data", (bytes) => (server.err += bytes));
  await new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`the server did not start:\n${server.out}${server.err}`)), START_MS);
    child.stdout.on("data", (bytes) => {
      server.out += bytes;
      const found = /^Proeftuin {2}http:\/\/(127\.0\.0\.1:(\d+))$/m.exec(server.out);
      if (!found || server.port) return;
      server.host = found[1];
      server.port = Number(found[2]);
      clearTimeout(timer);
      done();
    });
    void server.ended.then(() => {
      clearTimeout(timer);
      fail(new Error(`the server ended at once:\n${server.out}${server.err}`));
    });
  });
}

/** A start that is to fail: its exit code and what it said. */
export async function serverRefused({ data, plugins = PLUGINS, bin = program(), port = 0 }) {
  const child = spawn(bin, ["serve", "--port", String(port), "--data", data, "--plugins", plugins], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stdout.on("data", (bytes) => (said += bytes));
  child.stderr.on("data", (bytes) => (said += bytes));
  const timer = setTimeout(() => child.kill("SIGKILL"), START_MS);
  const code = await new Promise((done) => child.once("close", done));
  clearTimeout(timer);
  return { code, said };
}

async function halt(server, signal) {
  server.child.kill(signal);
  const timer = setTimeout(() => server.child.kill("SIGKILL"), STOP_MS);
  const { code, signal: by } = await server.ended;
  clearTimeout(timer);
  const report = /(ERROR: \w+Sanitizer|runtime error:|WARNING: ThreadSanitizer)[^]*/.exec(server.err);
  assert.ok(!report, `the server's log holds a sanitizer report:\n${report?.[0]}`);
  if (signal === "SIGTERM") assert.equal(code, 0, `the server ended with ${code ?? by}:\n${server.err}`);
}

/** Stops it in order: it must end with 0, and no sanitizer may have spoken. */
export async function serverStop(server) {
  if (!server) return; /* it did not start: that is told already */
  await halt(server, "SIGTERM");
  if (server.own) await folderRemove(server.data);
}

/** As a power cut does it to the program. */
export const serverKill = (server) => halt(server, "SIGKILL");

/** Waits until `look` gives something true; polls, because nothing else tells. */
export async function until(look, within_ms, what) {
  const end = Date.now() + within_ms;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) assert.fail(`${what}: not within ${within_ms} ms`);
    await new Promise((done) => setTimeout(done, 100));
  }
}
