// What the files of web/ promise and no other test would notice: every sentence has its English, no English is left
// over, pages can be read from right to left, and nothing asks for a style or script that the strict policy forbids.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const web = fileURLToPath(new URL(".", import.meta.url));
const core = join(web, "..", "core");

function files(folder, ending) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path, ending);
    return ending.test(entry.name) ? [{ path: path.slice(web.length), text: readFileSync(path, "utf8") }] : [];
  });
}

const templates = files(join(web, "templates"), /\.html$/);
const sources = files(core, /\.(c|h|def)$/);

/** msgid to msgstr of a .po file. */
function messages(name) {
  const text = readFileSync(join(web, "locale", name), "utf8");
  const string = /(?:"(?:[^"\\]|\\.)*"\s*)+/.source;
  const pairs = [...text.matchAll(new RegExp(`msgid (${string})msgstr (${string})`, "g"))];
  const plain = (s) => [...s.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((m) => JSON.parse(`"${m[1]}"`)).join("");
  return new Map(pairs.map((m) => [plain(m[1]), plain(m[2])]).filter(([id]) => id));
}

const english = messages("en.po");
const asked = new Set(
  templates.flatMap(({ text }) => [...text.matchAll(/\{\{\s*_\s+"((?:[^"\\]|\\.)*)"\s*\}\}/g)].map((m) => m[1].replace(/\\(.)/g, "$1"))),
);

/** The string constants of C code, neighbours joined. */
function strings(text) {
  return [...text.matchAll(/(?:"(?:[^"\\\n]|\\.)*"\s*)+/g)].map((m) =>
    [...m[0].matchAll(/"((?:[^"\\\n]|\\.)*)"/g)].map((part) => part[1].replace(/\\(["\\])/g, "$1")).join(""),
  );
}
const literals = new Set(sources.flatMap(({ text }) => strings(text)));

test("every message of a template has its English", () => {
  assert.deepEqual([...asked].filter((id) => !english.get(id)), []);
});

test("every message that C code says has its English", () => {
  const said = sources.flatMap(({ text }) => {
    // say(visit, cond ? "..." : "...") and engine_message(..., "..."): all strings inside the call
    const calls = [...text.matchAll(/\b(?:say|say_count|engine_message)\s*\(((?:[^()"]|"(?:[^"\\]|\\.)*")*)\)/g)];
    return calls.flatMap((m) => strings(m[1]));
  });
  assert.ok(said.length > 0);
  assert.deepEqual(said.filter((id) => !english.get(id)), []);
});

test("no English is left over", { skip: !existsSync(join(core, "site", "CMakeLists.txt")) }, () => {
  assert.deepEqual([...english.keys()].filter((id) => !asked.has(id) && !literals.has(id)), []);
});

test("a translation keeps the placeholders of its Dutch", () => {
  const names = (s) => [...s.matchAll(/\{([a-z_.]+)\}/g)].map((m) => m[1]).sort();
  for (const [id, text] of english) assert.deepEqual(names(text), names(id), id);
});

test("styles name no left, right, top or bottom, so that they turn with the direction of reading", () => {
  const physical = /(?:^|[\s;{])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)|left|right|top|bottom|width|height|(?:min|max)-(?:width|height))\s*:/;
  for (const { path, text } of files(join(web, "styles"), /\.css$/)) {
    text.split("\n").forEach((line, i) => {
      if (!line.includes("@media")) assert.ok(!physical.test(line), `${path}:${i + 1}: ${line.trim()}`);
      assert.ok(!/text-align:\s*(left|right)|float:/.test(line), `${path}:${i + 1}: ${line.trim()}`);
    });
  }
});

test("nothing on a page needs what the content security policy forbids", () => {
  for (const { path, text } of [...templates, ...files(join(web, "drawings"), /\.svg$/)]) {
    assert.ok(!/\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:/i.test(text), path);
    assert.ok(!/<script(?![^>]*\ssrc=)/.test(text), path);
    assert.ok(!/(?:src|href)="(?:https?:)?\/\//.test(text), `${path} asks another server`);
  }
});

test("scripts use nothing that needs a secure context or writes markup", () => {
  for (const { path, text } of files(join(web, "scripts"), /\.js$/)) {
    assert.ok(!/randomUUID|serviceWorker|subtle|innerHTML|outerHTML|insertAdjacentHTML|\beval\b/.test(text), path);
  }
});

test("the letters of a page weigh at most 40 KiB", () => {
  const sheet = readFileSync(join(web, "styles", "type.css"), "utf8");
  const fonts = [...sheet.matchAll(/url\("([^"]+)"\)/g)].map((m) => readFileSync(join(web, "node_modules", m[1])).length);
  assert.ok(fonts.length > 0 && fonts.reduce((a, b) => a + b) <= 40 * 1024);
});
