// The stretches that several journeys walk.
import assert from "node:assert/strict";
import { words } from "./words.mjs";
import { STEP } from "./exercise.mjs";

/** The start page, in the visitor's language. */
export async function wayHome(visit) {
  const { page, lang } = visit;
  await page.goto("/");
  if (lang === "en") await page.getByRole("button", { name: words.nl.other }).click();
  assert.equal(await page.locator("html").getAttribute("lang"), lang);
}

/** Begins on the page that stands open. */
export async function wayBegin(visit, device = "own") {
  const { page, lang } = visit;
  const say = words[lang];
  const form = page.locator("form.begin").first();
  await form.getByRole("radio", { name: say[device] }).check();
  await form.getByRole("button", { name: say.begin, exact: true }).click();
  await page.locator("form.begin").waitFor({ state: "detached" });
}

/** From nothing to an exercise that can be answered. */
export async function wayTo(visit, exercise, device = "own") {
  await wayHome(visit);
  await visit.page.goto(STEP[exercise]);
  await wayBegin(visit, device);
  if (new URL(visit.page.url()).pathname !== STEP[exercise]) await visit.page.goto(STEP[exercise]);
}
