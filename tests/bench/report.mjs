/* From the figures of all rounds to one table and one JSON file. Called by scripts/bench:
 *   report.mjs FOLDER JSON-FILE VERSIONS COMMIT FILE-SYSTEM ROUNDS SECONDS
 * FOLDER holds <id>.<server|store|sandbox>.<round>, each one line of JSON. */
import { readFileSync, writeFileSync } from "node:fs";
import os from "node:os";

const [folder, file, versions, commit, fileSystem, rounds, seconds] = process.argv.slice(2);

/** @param {string} id @param {string} what */
const figures = (id, what) =>
  Array.from({ length: Number(rounds) }, (_, i) => JSON.parse(readFileSync(`${folder}/${id}.${what}.${i + 1}`, "utf8")));

/** @param {number[]} list */
function spread(list) {
  const sorted = [...list].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  return { median, min: sorted[0], max: sorted[sorted.length - 1] };
}

const raw = Object.fromEntries(
  ["P3", "P4"].map((id) => [
    id,
    { server: figures(id, "server"), store: figures(id, "store"), sandbox: figures(id, "sandbox") },
  ]),
);

/* A ratio is made within a round, where both were measured under the same weather. */
const of = (id, fn) => spread(raw[id].server.map((server, i) => fn({ server, store: raw[id].store[i], sandbox: raw[id].sandbox[i] })));
const bareP3 = ({ store, sandbox }) => store.cpu_us + sandbox.tree_cpu_us;

const verdicts = [
  {
    id: "P3",
    what: "CPU per answer",
    unit: "us",
    ours: of("P3", ({ server }) => server.cpu_us),
    reference: of("P3", bareP3),
    against: "bare SQLite + bare sandbox",
    ratio: of("P3", (all) => all.server.cpu_us / bareP3(all)),
    must: 4,
  },
  {
    id: "P3",
    what: "p99 at half load",
    unit: "us",
    ours: of("P3", ({ server }) => server.half.p99_us),
    reference: of("P3", ({ store }) => store.commit_p99_us),
    against: "a bare commit's p99",
    ratio: of("P3", ({ server, store }) => server.half.p99_us / store.commit_p99_us),
    must: 4,
  },
  {
    id: "P4",
    what: "CPU per answer",
    unit: "us",
    ours: of("P4", ({ server }) => server.cpu_us),
    reference: of("P4", ({ sandbox }) => sandbox.tree_cpu_us),
    against: "bare sandbox",
    ratio: of("P4", ({ server, sandbox }) => server.cpu_us / sandbox.tree_cpu_us),
    must: 1.25,
  },
].map((verdict) => ({ ...verdict, met: verdict.ratio.median <= verdict.must }));

const details = ["P3", "P4"].flatMap((id) => [
  ...Object.keys(raw[id].server[0].stations_us).map((station) => [
    `${id} ${station}, us per answer`,
    of(id, ({ server }) => server.stations_us[station]),
    of(id, ({ server }) => server.half.stations_us[station]),
  ]),
  [`${id} all, us per answer`, of(id, ({ server }) => server.cpu_us), of(id, ({ server }) => server.half.cpu_us)],
  [`${id} answers per second`, of(id, ({ server }) => server.answers_per_s), of(id, ({ server }) => server.half.answers_per_s)],
  [`${id} latency p50, us`, null, of(id, ({ server }) => server.half.p50_us)],
  [`${id} latency p99, us`, null, of(id, ({ server }) => server.half.p99_us)],
  [`${id} latency max, us`, null, of(id, ({ server }) => server.half.max_us)],
  [`${id} bare SQLite, us per answer`, of(id, ({ store }) => store.cpu_us), null],
  [`${id} bare commit of 64, p50 us`, of(id, ({ store }) => store.commit_p50_us), null],
  [`${id} bare commit of 64, p99 us`, of(id, ({ store }) => store.commit_p99_us), null],
  [`${id} the same without a checkpoint, p99 us`, of(id, ({ store }) => store.alone_p99_us), null],
  [`${id} bare sandbox, us per answer`, of(id, ({ sandbox }) => sandbox.tree_cpu_us), null],
]);

/** @param {number} n */
const digits = (n) => (n >= 100 ? n.toFixed(0) : n >= 10 ? n.toFixed(1) : n.toFixed(2));
/** @param {{ median: number, min: number, max: number } | null} s */
const shown = (s) => (s ? `${digits(s.median)} (${digits(s.min)}-${digits(s.max)})` : "");

/** @param {string[][]} rows */
function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) console.log(row.map((cell, i) => cell.padEnd(widths[i])).join("  ").trimEnd());
}

const machine = `${os.cpus().length} x ${os.cpus()[0].model.trim()}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Linux ${os.release()}, ${fileSystem}`;
console.log(`${machine}\n${versions}, commit ${commit}\n${rounds} rounds of ${seconds} s; median (min-max)\n`);
table([
  ["", "what", "server", "reference", "", "ratio", "at most", "met"],
  ...verdicts.map((v) => [
    v.id, `${v.what}, ${v.unit}`, shown(v.ours), shown(v.reference), v.against, shown(v.ratio), String(v.must), v.met ? "yes" : "NO",
  ]),
]);
console.log();
table([["", "full load", "half of it"], ...details.map(([name, full, half]) => [name, shown(full), shown(half)])]);

writeFileSync(
  file,
  JSON.stringify(
    { date: new Date().toISOString(), machine, load_average: os.loadavg(), versions, commit, rounds: Number(rounds), seconds: Number(seconds), verdicts, raw },
    null,
    1,
  ) + "\n",
);
console.log(`\nAll figures: ${file}`);
