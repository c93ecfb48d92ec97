// One Chromium for all journeys, a fresh context for each. Every context watches itself: a request to another
// host, a script error, a breach of the content security policy or an answer of 400 and up that the journey did not
// announce ends the journey.
import { mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import axe from "axe-core";
import { chromium } from "playwright-core";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const pictures = resolve(process.env.PROEFTUIN_SCREENSHOTS ?? join(root, "build/screenshots"));
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const PATIENCE_MS = 15000;

export async function browserStart() {
  await mkdir(pictures, { recursive: true });
  return chromium.launch({
    executablePath: process.env.PROEFTUIN_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-dev-shm-usage",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * A person at a device. `name` goes into the names of the pictures.
 * @param {{ browser: import("playwright-core").Browser, address: string, name: string, lang?: "nl" | "en",
 *           width?: number, js?: boolean, cookies?: import("playwright-core").Cookie[] }} options
 */
export async function visitStart({ browser, address, name, lang = "nl", width = 1280, js = true, cookies = [] }) {
  const context = await browser.newContext({
    baseURL: address,
    viewport: { width, height: width < 500 ? 740 : 900 },
    javaScriptEnabled: js,
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addCookies(cookies);
  const visit = { context, address, name, lang, js, width, offline: false, expected: [], problems: [], page: null };
  visitWatch(visit);
  visit.page = await context.newPage();
  return visit;
}

function visitWatch(visit) {
  const { context, problems } = visit;
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && url.origin !== visit.address) problems.push(`a request to ${request.url()}`);
  });
  context.on("response", (response) => {
    const status = response.status();
    if (status < 400) return;
    const at = visit.expected.indexOf(status);
    if (at >= 0) visit.expected.splice(at, 1);
    else problems.push(`${status} for ${response.request().method()} ${response.url()}`);
  });
  context.on("requestfailed", (request) => {
    const why = request.failure()?.errorText ?? "";
    if (!visit.offline && why !== "net::ERR_ABORTED") problems.push(`${why} for ${request.url()}`);
  });
  context.on("console", (message) => {
    // Chromium repeats every failed answer here; those are judged above.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      problems.push(`in the console: ${message.text()}`);
    }
  });
  context.on("weberror", (error) => problems.push(`a script error: ${error.error()}`));
}

/** The next answer with this status is part of the journey. */
export function visitExpect(visit, status) {
  visit.expected.push(status);
}

export async function visitOffline(visit, offline) {
  visit.offline = offline;
  await visit.context.setOffline(offline);
}

/** Ends the visit; gives its cookies for whoever comes back. */
export async function visitEnd(visit) {
  const cookies = await visit.context.cookies();
  await visit.context.close();
  assert.deepEqual(visit.problems, [], `${visit.name}: what a visitor should not meet`);
  assert.deepEqual(visit.expected, [], `${visit.name}: announced, and never came`);
  return cookies;
}

/** Nothing at all is kept on this device, but for what is allowed. */
export async function visitKeepsNothing(visit, allowed = []) {
  const cookies = (await visit.context.cookies()).map((cookie) => cookie.name);
  assert.deepEqual(
    cookies.filter((name) => !allowed.includes(name)),
    [],
    "cookies",
  );
  const kept = await visit.page.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }));
  assert.deepEqual(kept, { local: 0, session: 0, databases: 0, caches: 0, workers: 0 }, "storage");
}

/** Looks at the page as it stands: nothing sticks out at the side, axe is content in light and dark, and a picture
 * of each is kept. */
export async function visitLook(visit, state) {
  const { page } = visit;
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${visit.name} ${state}: the page is ${wide} pixels too wide`);
  // without JavaScript the same page is drawn; one picture tells whether it is
  for (const scheme of visit.js ? ["light", "dark"] : ["light"]) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    // only the colours differ in the dark
    if (visit.js) await axeLook(visit, `${state} (${scheme})`, scheme === "dark" ? ["color-contrast"] : null);
    await page.screenshot({ path: join(pictures, `${visit.name}-${state}-${scheme}.png`), fullPage: true });
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
}

async function axeLook(visit, state, only) {
  const { page } = visit;
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(
    async ([tags, rules]) => {
      const runOnly = rules ? { type: "rule", values: rules } : { type: "tag", values: tags };
      const result = await window.axe.run(document, { runOnly, preload: false });
      return result.violations.map(({ id, help, nodes }) => ({
        id,
        help,
        nodes: nodes.slice(0, 4).map(({ html, failureSummary }) => `${html.slice(0, 160)}\n${failureSummary}`),
      }));
    },
    [TAGS, only],
  );
  assert.deepEqual(found, [], `${visit.name} ${state}: axe`);
}
