// The same form twice, and one learner in two windows: nothing is lost, nothing counts double.
import assert from "node:assert/strict";
import { test } from "node:test";
import { visitEnd, visitLook, visitStart } from "../lib/browser.mjs";
import { MEAN, STEP, exerciseAgain, exerciseAt, exerciseCheck, feedback, meanFill, meanRight, meanWrong, summary } from "../lib/exercise.mjs";
import { wayTo } from "../lib/way.mjs";
import { words } from "../lib/words.mjs";

export function twiceJourneys(site) {
  test("a form sent twice gives the same outcome and counts once", async () => {
    const visit = await visitStart({ ...site, name: "twice", js: false });
    const { page } = visit;
    await wayTo(visit, MEAN);
    const right = await meanRight(visit);
    await meanFill(visit, meanWrong(right));
    const form = page.locator(`#${MEAN}-form`);
    const sent = await form.evaluate((element) => ({
      action: element.action,
      body: new URLSearchParams(new FormData(element)).toString(),
    }));
    await exerciseCheck(visit, MEAN);
    const said = await feedback(page, MEAN, "mean").innerText();
    for (let i = 0; i < 2; i++) {
      const answer = await visit.context.request.post(sent.action, {
        data: sent.body,
        headers: { "Content-Type": "application/x-www-form-urlencoded", Origin: visit.address },
      });
      assert.equal(answer.status(), 200);
      await page.goto(STEP[MEAN]);
      assert.deepEqual(await exerciseAt(page, MEAN), { n: 1, try: 2 });
      assert.equal(await feedback(page, MEAN, "mean").innerText(), said);
    }
    // the same try with another answer: the first outcome stands
    const other = new URLSearchParams(sent.body);
    other.set("a.mean", String(right.mean));
    await visit.context.request.post(sent.action, {
      data: other.toString(),
      headers: { "Content-Type": "application/x-www-form-urlencoded", Origin: visit.address },
    });
    await page.goto(STEP[MEAN]);
    assert.equal(await feedback(page, MEAN, "mean").innerText(), said);
    await visitEnd(visit);
  });

  test("two quick presses of the button are one try", async () => {
    const visit = await visitStart({ ...site, name: "double-click" });
    const { page } = visit;
    await wayTo(visit, MEAN);
    await meanFill(visit, meanWrong(await meanRight(visit)));
    await page.getByRole("button", { name: words.nl.check, exact: true }).dblclick();
    await summary(page, MEAN).getByText(words.nl.saved).waitFor();
    await page.reload();
    assert.deepEqual(await exerciseAt(page, MEAN), { n: 1, try: 2 });
    await visitEnd(visit);
  });

  for (const js of [true, false]) {
    test(`two windows: the second is told calmly where it stands, ${js ? "with" : "without"} JavaScript`, async () => {
      const visit = await visitStart({ ...site, name: `windows${js ? "" : "-noscript"}`, js, width: 360 });
      await wayTo(visit, MEAN);
      const first = visit.page;
      const second = await visit.context.newPage();
      await second.goto(STEP[MEAN]);
      const wrong = meanWrong(await meanRight(visit));
      await meanFill(visit, wrong);
      await exerciseCheck(visit, MEAN);
      await exerciseAgain(visit, MEAN);
      assert.deepEqual(await exerciseAt(first, MEAN), { n: 2, try: 1 });

      // the other window still shows the first variant and its first try
      visit.page = second;
      await meanFill(visit, wrong);
      await exerciseCheck(visit, MEAN);
      await visitLook(visit, "second");
      const told = await summary(second, MEAN).innerText();
      assert.ok(told.length > 0, "something is said");
      await second.goto(STEP[MEAN]);
      assert.deepEqual(await exerciseAt(second, MEAN), { n: 2, try: 1 }, "nothing was added and nothing lost");
      await visitEnd(visit);
    });
  }

  test("back in the browser after an answer shows nothing old as new", async () => {
    const visit = await visitStart({ ...site, name: "back", js: false });
    const { page } = visit;
    await wayTo(visit, MEAN);
    const right = await meanRight(visit);
    await meanFill(visit, meanWrong(right));
    await exerciseCheck(visit, MEAN);
    await page.goBack();
    await page.goto(STEP[MEAN]);
    assert.deepEqual(await exerciseAt(page, MEAN), { n: 1, try: 2 });
    await visitEnd(visit);
  });
}
