// The way to the exercise "Gemiddelde of mediaan?", and doing it as a person does: from what the page shows.
import assert from "node:assert/strict";
import { browserOpen, get, post } from "./browser.mjs";

export const MODULE = "/m/proeftuin/start/eerste-blik";
export const STEP = `${MODULE}/een-getal`;
export const FIRST_STEP = `${MODULE}/klopt-de-lijst`;
export const SLUG = "gemiddelde-of-mediaan";
export const CHECK = `${STEP}/${SLUG}/check`;
export const AGAIN = `${STEP}/${SLUG}/again`;

export async function begin(browser, device = "own", step = STEP) {
  const module = step.slice(0, step.lastIndexOf("/"));
  const answer = await post(browser, `${module}/begin`, { device, back: step });
  assert.equal(answer.status, 303, answer.body.slice(0, 1000));
  return answer;
}

/** Somebody who has begun and has the step's page open. */
export async function learnerOpen(server, device = "own", step = STEP) {
  const browser = browserOpen(server);
  await begin(browser, device, step);
  browser.page = await get(browser, step);
  assert.equal(browser.page.status, 200);
  assert.ok(browser.token, "the page of somebody who has begun carries a token");
  return browser;
}

/** The piece of a page or fragment that is about one exercise. */
export function section(html, slug = SLUG) {
  const from = html.indexOf(`id="x-${slug}"`);
  assert.ok(from >= 0, `no exercise ${slug} on the page`);
  return html.slice(from, html.indexOf("</section>", from));
}

/** Where the form stands: variant, try, and whether there is anything left to try. */
export function at(html, slug = SLUG) {
  const from = html.indexOf(`id="${slug}-actions"`);
  assert.ok(from >= 0, `no form of ${slug}:\n${html.slice(0, 2000)}`);
  const piece = html.slice(from, html.indexOf("</div>", from));
  const of = (name) => Number(new RegExp(`name="${name}" value="(\\d+)"`).exec(piece)?.[1]);
  return { n: of("n"), try: of("try"), closed: /data-closed="yes"/.test(piece) };
}

const number = (text) => Number(text.replace(",", "."));

/** The values on the page. */
export function values(html) {
  return [...section(html).matchAll(/<td class="is-number">([^<]+)<\/td>/g)].map((m) => number(m[1]));
}

const dutch = (value) => value.toFixed(1).replace(".", ",");

/** What is right, from the values and the question. */
export function right(html) {
  const row = values(html).sort((a, b) => a - b);
  const half = row.length >> 1;
  const fits = /gewoonlijk|gewone middag/.test(section(html)) ? "median" : "mean";
  const median = row.length % 2 ? row[half] : (row[half - 1] + row[half]) / 2;
  return { "a.mean": dutch(row.reduce((a, b) => a + b, 0) / row.length), "a.median": dutch(median), "a.fits": fits };
}

/** All of it wrong, and different each time. */
export const wrong = (i = 0) => ({ "a.mean": String(900000 + i), "a.median": String(800000 + i), "a.fits": "mean" });

/** Sends an answer for the variant and try that the page stands at. */
export async function answer(browser, html, fields, options) {
  const { n, try: nth } = at(html);
  return post(browser, CHECK, { n, try: nth, ...fields }, options);
}

/** Follows a redirect of ours. */
export async function follow(browser, redirect) {
  assert.equal(redirect.status, 303, redirect.body.slice(0, 2000));
  return get(browser, redirect.headers.location.replace(/#.*/, ""));
}
