// The real server, on a free port, with a data folder that goes away afterwards.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const START_MS = 20000;
const STOP_MS = 10000;

function program() {
  return resolve(process.env.PROEFTUIN_BIN ?? join(root, "build/release/bin/proeftuin"));
}

/** Starts a server. `data`: a folder to go on with, else a new one. */
export async function serverStart(data) {
  const folder = data ?? (await mkdtemp(join(tmpdir(), "proeftuin-browser-")));
  const child = spawn(program(), ["serve", "--port", "0", "--data", folder, "--plugins", join(root, "plugins")], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const server = { child, data: folder, output: "", address: "" };
  const ended = new Promise((done) => child.once("close", done));
  server.ended = ended;
  const ready = new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`the server did not start:\n${server.output}`)), START_MS);
    const take = (bytes) => {
      server.output += bytes;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(server.output);
      if (!found) return;
      clearTimeout(timer);
      server.address = found[0];
      done();
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.once("error", (error) => {
      clearTimeout(timer);
      fail(error);
    });
    child.once("close", () => {
      clearTimeout(timer);
      if (!server.address) fail(new Error(`the server ended at once:\n${server.output}`));
    });
  });
  await ready;
  return server;
}

/** Stops it, and fails if it did not stop well or a sanitizer spoke. `keep`: the data stays. */
export async function serverStop(server, keep = false) {
  server.child.kill("SIGTERM");
  const timer = setTimeout(() => server.child.kill("SIGKILL"), STOP_MS);
  await server.ended;
  clearTimeout(timer);
  if (!keep) await rm(server.data, { recursive: true, force: true });
  const report = /(ERROR: \w+Sanitizer|runtime error:|WARNING: ThreadSanitizer)[^]*/.exec(server.output);
  if (report) throw new Error(`the server's log holds a sanitizer report:\n${report[0]}`);
  if (server.child.exitCode !== 0) {
    throw new Error(`the server ended with ${server.child.exitCode ?? server.child.signalCode}:\n${server.output}`);
  }
}
