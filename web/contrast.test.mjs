// Every pair of colours that meet on a page, by the formula of WCAG 2.2 (relative luminance), in both themes and on
// paper. Text needs 4.5 : 1; what marks a control, a drawing or the focus needs 3 : 1.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const styles = new URL("./styles/", import.meta.url);

function tokens(file) {
  const text = readFileSync(new URL(file, styles), "utf8");
  return Object.fromEntries([...text.matchAll(/--([a-z-]+):\s*(#[0-9A-Fa-f]{6})\b/g)].map((m) => [m[1], m[2]]));
}

function luminance(hex) {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a, b) {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ["paper", "sheet", "leaf-wash", "marigold-wash", "brick-wash"];
const text = [
  ...["ink", "soft", "leaf", "leaf-deep"].flatMap((front) => grounds.map((back) => [front, back])),
  ["brick", "paper"],
  ["brick", "sheet"],
  ["brick", "brick-wash"],
  ["on-leaf", "leaf"],
  ["on-leaf", "leaf-deep"],
];
const marks = [
  ...["edge", "leaf", "marigold", "brick", "focus"].flatMap((front) => ["paper", "sheet"].map((back) => [front, back])),
  ["edge", "leaf-wash"],
  ["marigold", "marigold-wash"],
  ["brick", "brick-wash"],
  ["leaf", "leaf-wash"],
  ...grounds.map((back) => ["focus", back]),
];

const light = tokens("tokens.css");
const themes = { light, dark: { ...light, ...tokens("dark.css") }, print: { ...light, ...tokens("print.css") } };

for (const [theme, colours] of Object.entries(themes)) {
  for (const [least, pairs] of [[4.5, text], [3, marks]]) {
    test(`${theme}: pairs of at least ${least} : 1`, () => {
      const poor = pairs
        .map(([front, back]) => ({ front, back, is: contrast(colours[front], colours[back]) }))
        .filter(({ is }) => !(is >= least))
        .map(({ front, back, is }) => `${front} on ${back} is ${is.toFixed(2)} : 1`);
      assert.deepEqual(poor, []);
    });
  }
}

test("a theme names the same colours as the others", () => {
  assert.deepEqual(Object.keys(tokens("dark.css")).sort(), Object.keys(light).sort());
});

test("leaf and brick have nearly the same lightness, so colour alone can never carry the meaning", () => {
  for (const colours of [light, themes.dark]) assert.ok(contrast(colours.leaf, colours.brick) < 1.6);
});
