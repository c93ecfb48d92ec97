// The architecture, held against the files: who may include whom, where SQL and libraries may stand, that every folder
// explains itself. The compiler sees most of the includes too; this says it in words, and for every file at once.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const TOP = ["core", "plugins", "scripts", "tests", "web"];
const LINES_MAX = 1000;
const README_LINES_MAX = 60;

/* The layers, ground first, and the lower ones that each may include. */
const LAYERS = {
  base: [],
  store: ["base"],
  pack: ["base"],
  sandbox: ["base"],
  learn: ["base", "store", "pack"],
  live: ["base", "store", "pack"],
  http: ["base"],
  view: ["base"],
  site: ["base", "store", "pack", "sandbox", "learn", "live", "http", "view"],
  cli: ["base", "store", "pack", "sandbox", "learn", "live", "http", "view", "site"],
};

/* The runner's side of core/sandbox: what runs pack code. */
const RUNNER = /^core\/sandbox\/(?:lua_|runner|pattern|wall)/;
const VERSIONS = /^core\/cli\/version\.c$/;

/* Where a library may be seen. */
const LIBRARIES = {
  "uv.h": [/^core\/http\//],
  "llhttp.h": [/^core\/http\//, VERSIONS],
  "sqlite3.h": [/^core\/store\//, RUNNER, VERSIONS],
  "lua.h": [RUNNER, VERSIONS],
  "lauxlib.h": [RUNNER],
  "lualib.h": [RUNNER],
  "seccomp.h": [RUNNER],
  "jansson.h": [/^core\/pack\//, /^core\/sandbox\//],
  "yaml.h": [/^core\/pack\//],
  "md4c.h": [/^core\/pack\//],
  "sodium.h": [/^core\/pack\//],
};

function files(folder, wanted) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (["node_modules", "corpus", "build"].includes(entry.name)) return [];
    if (entry.isDirectory()) return files(path, wanted);
    return wanted.test(entry.name) ? [{ path, text: readFileSync(join(ROOT, path), "utf8") }] : [];
  });
}

const folders = (folder) =>
  readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "node_modules")
    .map((entry) => entry.name);

const sources = files("core", /\.[ch]$/);
const layerOf = (path) => path.split("/")[1];
const lineOf = (text, at) => text.slice(0, at).split("\n").length;

/** C without its comments; what remains keeps its line. */
const bare = (text) => text.replace(/"(?:[^"\\\n]|\\.)*"|\/\*[^]*?\*\/|\/\/.*/g, (m) => (m[0] === '"' ? m : m.replace(/[^\n]/g, " ")));

test("core has the folders of the design and no others", () => {
  assert.deepEqual(folders("core").filter((name) => !(name in LAYERS)), []);
});

test("each layer includes only its own headers and those of the layers below it", () => {
  const wrong = [];
  for (const { path, text } of sources) {
    const layer = layerOf(path);
    for (const found of bare(text).matchAll(/^\s*#\s*include\s+"([^"]+)"/gm)) {
      const [to, rest] = found[1].split("/");
      const own = rest === undefined ? existsSync(join(ROOT, dirname(path), to)) : to === layer;
      const made = to === "web_files.h" && layer === "cli"; /* the pages as bytes, made by web/ */
      if (!own && !made && !LAYERS[layer].includes(to)) wrong.push(`${path}:${lineOf(text, found.index)}: ${found[1]}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("each layer's CMakeLists.txt links only the layers below it", () => {
  for (const layer of Object.keys(LAYERS)) {
    const path = join(ROOT, "core", layer, "CMakeLists.txt");
    if (!existsSync(path) || layer === "cli") continue;
    const [, list = ""] = /proeftuin_layer\([^)]*?\bLAYERS((?:\s+[a-z]+)+)/.exec(readFileSync(path, "utf8")) ?? [];
    assert.deepEqual(list.split(/\s+/).filter((name) => name && !LAYERS[layer].includes(name)), [], layer);
  }
});

test("each library is seen where the design puts it, and nowhere else", () => {
  const wrong = [];
  for (const { path, text } of sources) {
    for (const found of bare(text).matchAll(/^\s*#\s*include\s+<([^>]+)>/gm)) {
      const allowed = LIBRARIES[found[1]];
      if (allowed && !allowed.some((place) => place.test(path))) wrong.push(`${path}:${lineOf(text, found.index)}: ${found[1]}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("SQL stands in core/store; and in the runner, for the fixtures of packs", () => {
  const SQL = /\b(?:SELECT\s.*\bFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+(?:TABLE|INDEX)|PRAGMA\s+\w|BEGIN\s+IMMEDIATE|SAVEPOINT\s)/;
  const wrong = [];
  for (const { path, text } of sources) {
    if (layerOf(path) === "store" || RUNNER.test(path)) continue;
    for (const found of bare(text).matchAll(/"(?:[^"\\\n]|\\.)*"/g)) {
      if (SQL.test(found[0])) wrong.push(`${path}:${lineOf(text, found.index)}: ${found[0]}`);
    }
    for (const found of bare(text).matchAll(/\bsqlite3_(?!libversion)\w+/g)) {
      wrong.push(`${path}:${lineOf(text, found.index)}: ${found[0]}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("a header opens with what it is, who owns what, and which thread", () => {
  const wrong = files("core", /\.h$/)
    .filter(({ text }) => (/^\/\*[^]*?\*\//.exec(text)?.[0].length ?? 0) < 40)
    .map(({ path }) => path);
  assert.deepEqual(wrong, []);
});

test("no file is longer than a person reads", () => {
  const wrong = TOP.flatMap((top) => files(top, /\.(?:[chS]|def|mjs|js|css|html|lua|md|txt|cmake|sh|yaml)$/))
    .map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
    .filter(({ lines }) => lines > LINES_MAX)
    .map(({ path, lines }) => `${path}: ${lines} lines`);
  assert.deepEqual(wrong, []);
});

test("every folder that somebody opens first has a README.md of at most a page", () => {
  const opened = [
    ...folders("core").map((name) => `core/${name}`),
    "web", "plugins", "scripts", "tests",
    ...folders("tests").map((name) => `tests/${name}`),
  ];
  assert.deepEqual(opened.filter((folder) => !existsSync(join(ROOT, folder, "README.md"))), [], "folders without one");
  const long = opened.filter((folder) => readFileSync(join(ROOT, folder, "README.md"), "utf8").split("\n").length > README_LINES_MAX);
  assert.deepEqual(long, [], `longer than ${README_LINES_MAX} lines`);
});

test("a README.md names only files that are there", () => {
  const wrong = [];
  for (const { path, text } of TOP.flatMap((top) => files(top, /^README\.md$/))) {
    /* names in the first column of a table, or of a list, that are files by their ending */
    for (const found of text.matchAll(/^(?:\||-) *`([\w./-]+\.(?:c|h|def|mjs|js|lua|cmake|sh))`/gm)) {
      const here = files(dirname(path), new RegExp(`^${basename(found[1]).replace(/[.]/g, "\\.")}$`));
      if (!here.some((one) => one.path.endsWith(`/${found[1]}`)) && !existsSync(join(ROOT, found[1]))) {
        wrong.push(`${path}:${lineOf(text, found.index)}: ${found[1]}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
});

test("no work is left lying about with a note on it", () => {
  const wrong = [];
  for (const { path, text } of TOP.flatMap((top) => files(top, /\.(?:[ch]|def|mjs|js|css|html|lua|cmake|sh|txt)$/))) {
    if (path === relative(ROOT, fileURLToPath(import.meta.url))) continue;
    for (const found of text.matchAll(/\b(?:TODO|FIXME|XXX|HACK)\b/g)) wrong.push(`${path}:${lineOf(text, found.index)}: ${found[0]}`);
  }
  assert.deepEqual(wrong, []);
});

/* X(name, METHOD, "path", look, ask, change, show, ACCESS, "help") */
const routes = [
  ...bare(readFileSync(join(ROOT, "core/site/routes.def"), "utf8")).matchAll(
    /^X\((\w+),\s*(GET|POST),\s*"([^"]+)",\s*(\w+),\s*(\w+),\s*(\w+),\s*(\w+),\s*(\w+),\s*"([^"]*)"\)/gm,
  ),
].map(([, name, method, path, look, ask, change, show, access, help]) => ({
  name, method, path, stations: { look, ask, change, show }, access, help,
}));

test("every line of routes.def is a route with its functions, each named after it", () => {
  const lines = bare(readFileSync(join(ROOT, "core/site/routes.def"), "utf8")).match(/^X\(/gm).length;
  assert.equal(routes.length, lines, "a line that this test cannot read");
  const site = sources.filter(({ path }) => layerOf(path) === "site");
  const declared = readFileSync(join(ROOT, "core/site/pages.h"), "utf8");
  for (const { name, method, path, stations, help } of routes) {
    assert.equal(routes.filter((one) => one.name === name).length, 1, `${name} twice`);
    assert.equal(routes.filter((one) => one.method === method && one.path === path).length, 1, `${method} ${path} twice`);
    assert.ok(help.length > 10, `${name} says what it is`);
    assert.notEqual(stations.look, "none", `${name} starts with a look`);
    for (const [station, called] of Object.entries(stations)) {
      if (called === "none") continue;
      assert.equal(called, `${name}_${station}`);
      const bodies = site.filter(({ text }) => new RegExp(`^int ${called}\\(struct visit \\*visit\\)\\s*\\{`, "m").test(text));
      assert.equal(bodies.length, 1, `${called} has one body`);
      assert.match(declared, new RegExp(`\\b${called}\\(struct visit \\*visit\\)`), `${called} in pages.h`);
    }
  }
});

test("only what is posted changes anything, and what changes is shown", () => {
  for (const { name, method, stations } of routes) {
    if (stations.change !== "none") {
      assert.equal(method, "POST", name);
      assert.notEqual(stations.show, "none", `${name} tells what it did`);
    }
  }
});

test("a page's function for look or show does not call the writer", () => {
  const wrong = sources
    .filter(({ path }) => layerOf(path) === "site" && !/\/(?:site|load|dispatch)\.c$/.test(path))
    .filter(({ text }) => /\bwriter_submit/.test(bare(text)))
    .map(({ path }) => basename(path));
  assert.deepEqual(wrong, []);
});
