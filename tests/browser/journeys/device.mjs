// Whose device it is: what is kept on a shared one, and how everything goes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { visitEnd, visitExpect, visitKeepsNothing, visitLook, visitStart } from "../lib/browser.mjs";
import {
  MEAN, STEP, exerciseAt, exerciseCheck, feedback, meanFill, meanRight, meanValues, meanWrong, summary,
} from "../lib/exercise.mjs";
import { wayTo } from "../lib/way.mjs";
import { words } from "../lib/words.mjs";

export function deviceJourneys(site) {
  test("a shared device keeps nothing beyond the browser, and is cleared with one button", async () => {
    const visit = await visitStart({ ...site, name: "shared", width: 360 });
    const { page } = visit;
    const say = words.nl;
    await wayTo(visit, MEAN, "shared");
    for (const cookie of await visit.context.cookies()) assert.equal(cookie.expires, -1, `${cookie.name} ends with the browser`);
    await meanFill(visit, meanWrong(await meanRight(visit)));
    const stored = await page.evaluate(() => localStorage.length + sessionStorage.length);
    assert.equal(stored, 0, "what is typed on a shared device is written nowhere");
    await exerciseCheck(visit, MEAN);
    await page.getByText(say.notYou).waitFor();
    await visitLook(visit, "1-shared");
    await page.getByRole("button", { name: say.clear }).click();
    await page.locator("form[data-answer]").waitFor({ state: "detached" });
    await visitKeepsNothing(visit);
    await visitLook(visit, "2-cleared");
    await page.goto(STEP[MEAN]);
    await page.locator(`#x-${MEAN}.is-preview`).waitFor();
    await visitEnd(visit);
  });

  test("an own device is erased after a question, and the old key opens nothing", async () => {
    const visit = await visitStart({ ...site, name: "erase" });
    const { page } = visit;
    const say = words.nl;
    await wayTo(visit, MEAN);
    await meanFill(visit, meanWrong(await meanRight(visit)));
    await exerciseCheck(visit, MEAN);
    assert.equal((await exerciseAt(page, MEAN)).try, 2);
    const key = await visit.context.cookies();
    await page.getByRole("link", { name: say.notYou }).click();
    await visitLook(visit, "1-question");
    await page.getByRole("button", { name: say.eraseAll }).click();
    await page.locator("h1", { hasText: "Gewist" }).waitFor();
    await visitKeepsNothing(visit);
    await visitEnd(visit);

    const later = await visitStart({ ...site, name: "erased-key", cookies: key });
    await later.page.goto(STEP[MEAN]);
    await later.page.locator(`#x-${MEAN}.is-preview`).waitFor();
    await visitEnd(later);
  });

  test("what was typed and not yet checked survives a reload on an own device", async () => {
    const visit = await visitStart({ ...site, name: "draft" });
    const { page } = visit;
    await wayTo(visit, MEAN);
    await page.locator(`#${MEAN}-mean`).fill("12,5");
    await page.reload();
    assert.equal(await page.locator(`#${MEAN}-mean`).inputValue(), "12,5");
    await page.getByText(words.nl.restored).waitFor();
    await visitLook(visit, "restored");
    await visitEnd(visit);
  });

  test("another language half way: the same variant, the same answer, other words", async () => {
    const visit = await visitStart({ ...site, name: "language", width: 360 });
    const { page } = visit;
    await wayTo(visit, MEAN);
    const wrong = meanWrong(await meanRight(visit));
    await meanFill(visit, wrong);
    await exerciseCheck(visit, MEAN);
    assert.match(await feedback(page, MEAN, "mean").innerText(), words.nl.swapped);
    const values = await meanValues(page);
    const typed = await page.locator(`#${MEAN}-mean`).inputValue();
    await page.getByRole("button", { name: words.nl.other }).click();
    await page.locator("h1", { hasText: words.en.number }).waitFor();
    assert.equal(new URL(page.url()).pathname, STEP[MEAN], "the same page");
    assert.match(await feedback(page, MEAN, "mean").innerText(), words.en.swapped);
    assert.deepEqual(await meanValues(page), values);
    assert.equal(await page.locator(`#${MEAN}-mean`).inputValue(), typed);
    visit.lang = "en";
    await meanFill(visit, await meanRight(visit));
    await exerciseCheck(visit, MEAN);
    await summary(page, MEAN).getByText(words.en.right).waitFor();
    await visitLook(visit, "in-english");
    await visitEnd(visit);
  });

  test("a form without its token, or with another's, changes nothing", async () => {
    const visit = await visitStart({ ...site, name: "token" });
    const { page } = visit;
    await wayTo(visit, MEAN);
    for (const token of ["", "0".repeat(64)]) {
      visitExpect(visit, 403);
      const status = await page.evaluate(
        async ([action, csrf]) => {
          const body = new URLSearchParams({ csrf, n: "1", try: "1", "a.mean": "1", "a.median": "1", "a.fits": "mean" });
          return (await fetch(action, { method: "POST", body })).status;
        },
        [await page.locator(`#${MEAN}-form`).getAttribute("action"), token],
      );
      assert.equal(status, 403);
    }
    await page.reload();
    assert.deepEqual(await exerciseAt(page, MEAN), { n: 1, try: 1 });
    await visitEnd(visit);
  });
}
