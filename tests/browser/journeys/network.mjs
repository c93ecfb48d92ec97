// The network goes away while somebody answers, and comes back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { visitEnd, visitLook, visitOffline, visitStart } from "../lib/browser.mjs";
import { MEAN, TABLE, exerciseAt, meanFill, meanRight, meanWrong, summary, tableMark, tableRight } from "../lib/exercise.mjs";
import { wayTo } from "../lib/way.mjs";
import { words } from "../lib/words.mjs";

export function networkJourneys(site) {
  for (const lang of ["nl", "en"]) {
    test(`an answer typed while the network is away is kept, and saved once when it is back: ${lang}`, async () => {
      const visit = await visitStart({ ...site, name: `offline-${lang}`, lang, width: 360 });
      const { page } = visit;
      const say = words[lang];
      await wayTo(visit, MEAN);
      const wrong = meanWrong(await meanRight(visit));
      await meanFill(visit, wrong);
      const typed = await page.locator(`#${MEAN}-mean`).inputValue();

      await visitOffline(visit, true);
      await page.getByRole("button", { name: say.check, exact: true }).click();
      await page.locator(`#${MEAN}-status`).getByText(say.offline).waitFor();
      assert.equal(await page.locator(`#${MEAN}-mean`).inputValue(), typed);
      assert.ok(!(await summary(page, MEAN).innerText()).includes(say.saved), "nothing is called saved that is not");
      await visitLook(visit, "1-away");

      await visitOffline(visit, false);
      await summary(page, MEAN).getByText(say.saved).waitFor();
      assert.equal(await page.locator(`#${MEAN}-status`).innerText(), "");
      assert.deepEqual(await exerciseAt(page, MEAN), { n: 1, try: 2 }, "one try, not two");
      await page.reload();
      assert.deepEqual(await exerciseAt(page, MEAN), { n: 1, try: 2 });
      assert.equal(await page.locator(`#${MEAN}-mean`).inputValue(), typed);
      await visitEnd(visit);
    });
  }

  test("marked cells survive the same", async () => {
    const visit = await visitStart({ ...site, name: "offline-marks" });
    const { page } = visit;
    await wayTo(visit, TABLE);
    const { marks } = await tableRight(visit);
    await tableMark(visit, marks);
    await visitOffline(visit, true);
    await page.getByRole("button", { name: words.nl.check, exact: true }).click();
    await page.locator(`#${TABLE}-status`).getByText(words.nl.offline).waitFor();
    await visitOffline(visit, false);
    await summary(page, TABLE).getByText(words.nl.right).waitFor();
    await visitEnd(visit);
  });

  test("an answer whose reply got lost is sent again and counts once", async () => {
    const visit = await visitStart({ ...site, name: "lost-reply" });
    const { page } = visit;
    await wayTo(visit, MEAN);
    await meanFill(visit, meanWrong(await meanRight(visit)));
    let lost = 0;
    visit.offline = true; // the failed request is part of the journey
    await page.route("**/check", async (route) => {
      if (lost++ > 0) return route.continue();
      await route.fetch(); // the server has it, and the answer never arrives
      return route.abort("connectionreset");
    });
    await page.getByRole("button", { name: words.nl.check, exact: true }).click();
    await page.locator(`#${MEAN}-status`).getByText(words.nl.offline).waitFor();
    await summary(page, MEAN).getByText(words.nl.saved).waitFor();
    assert.equal(lost, 2);
    assert.deepEqual(await exerciseAt(page, MEAN), { n: 1, try: 2 });
    await visitEnd(visit);
  });
}
