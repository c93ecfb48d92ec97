// What is in the database, read beside the running server by Debian's sqlite3 command.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { join } from "node:path";

function run(server, sql, flags) {
  const result = spawnSync("sqlite3", [...flags, "-cmd", ".timeout 10000", join(server.data, "proeftuin.db"), sql], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  assert.ok(!result.error, `these tests read rows with the sqlite3 command (Debian: sqlite3): ${result.error}`);
  assert.equal(result.status, 0, `${sql}\n${result.stderr}`);
  return result.stdout;
}

/** A list of objects. */
export function rows(server, sql) {
  return JSON.parse(run(server, sql, ["-readonly", "-json"]).trim() || "[]");
}

export const count = (server, table, where = "1") =>
  rows(server, `SELECT count(*) AS n FROM ${table} WHERE ${where}`)[0].n;

/** Changes rows behind the server's back. */
export const rowsChange = (server, sql) => void run(server, sql, []);

/** All that belongs to learners: by table how many rows. */
export const TABLES = ["learner", "enrolment", "step_done", "practice", "attempt", "ungraded"];
export const counts = (server) =>
  rows(server, `SELECT ${TABLES.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`).join(", ")}`)[0];
export const NOTHING = Object.fromEntries(TABLES.map((table) => [table, 0]));

/** The number of the learner with this browser's key, or undefined. */
export function learnerOf(browser) {
  const hash = createHash("sha256").update(Buffer.from(browser.cookies.get("sleutel") ?? "", "base64url")).digest("hex");
  return rows(browser.server, `SELECT id FROM learner WHERE key_hash = x'${hash}'`)[0]?.id;
}
