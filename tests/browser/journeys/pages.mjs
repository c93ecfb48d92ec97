// Every page as somebody sees it who has stored nothing: readable, and nothing stored.
import assert from "node:assert/strict";
import { test } from "node:test";
import { visitEnd, visitExpect, visitKeepsNothing, visitLook, visitStart } from "../lib/browser.mjs";
import { MEAN, MODULE, STEP, TABLE, meanValues } from "../lib/exercise.mjs";
import { wayHome } from "../lib/way.mjs";
import { words } from "../lib/words.mjs";

export function pageJourneys(site) {
  for (const lang of ["nl", "en"]) {
    for (const width of [360, 1440]) {
      test(`reading without storing anything: ${lang}, ${width} px`, async () => {
        const visit = await visitStart({ ...site, name: `read-${lang}-${width}`, lang, width });
        const { page } = visit;
        const say = words[lang];
        const allowed = lang === "nl" ? [] : ["taal"]; // the language is stored only when chosen
        await wayHome(visit);
        await visitLook(visit, "1-home");

        await page.getByRole("link", { name: say.module, exact: true }).click();
        await page.waitForURL(`**${MODULE}`);
        assert.equal(await page.locator("h1").textContent(), say.module);
        await page.getByText(say.fiction).first().waitFor();
        await visitLook(visit, "2-module");

        await page.getByRole("link", { name: say.list, exact: true }).first().click();
        await page.waitForURL(`**${STEP[TABLE]}`);
        await page.getByText(say.story).waitFor();
        await page.getByText(say.fiction).first().waitFor();
        assert.equal(await page.locator(`#x-${TABLE}.is-preview .mark-box`).first().isDisabled(), true);
        assert.equal(await page.locator(`#x-${TABLE} button`, { hasText: say.check }).count(), 0);
        await visitLook(visit, "3-list");

        await page.getByRole("link", { name: say.next }).click();
        await page.waitForURL(`**${STEP[MEAN]}`);
        assert.equal(await page.locator(`#${MEAN}-mean`).isDisabled(), true);
        assert.ok((await meanValues(page)).length >= 7, "the values are there to be read");
        await visitLook(visit, "4-number");

        await page.goto("/privacy");
        await visitLook(visit, "5-privacy");
        await page.goto("/erase");
        await visitLook(visit, "6-erase");
        await visitKeepsNothing(visit, allowed);
        await visitEnd(visit);
      });
    }

    test(`a page that is not there says so and where to go: ${lang}`, async () => {
      const visit = await visitStart({ ...site, name: `missing-${lang}`, lang, width: 360 });
      const { page } = visit;
      await wayHome(visit);
      for (const address of ["/nergens", "/m/proeftuin/start/nergens", `${MODULE}/nergens`]) {
        visitExpect(visit, 404);
        const answer = await page.goto(address);
        assert.equal(answer.status(), 404);
        assert.equal(await page.locator("html").getAttribute("lang"), lang);
      }
      await visitLook(visit, "404");
      await page.locator("main").getByRole("link").first().click();
      await page.waitForURL("**/");
      await visitEnd(visit);
    });
  }

  test("headings follow each other without gaps", async () => {
    const visit = await visitStart({ ...site, name: "headings" });
    const { page } = visit;
    for (const address of ["/", MODULE, STEP[TABLE], STEP[MEAN], "/privacy", "/erase"]) {
      await page.goto(address);
      const levels = await page.locator("h1, h2, h3, h4, h5, h6").evaluateAll((all) => all.map((h) => Number(h.tagName[1])));
      assert.equal(levels.filter((level) => level === 1).length, 1, `${address}: one h1`);
      levels.reduce((before, level) => {
        assert.ok(level <= before + 1, `${address}: h${level} after h${before} (${levels})`);
        return level;
      }, 0);
    }
    await visitEnd(visit);
  });

  test("the first visit to a step is at most 100 KiB on the line", async () => {
    const visit = await visitStart({ ...site, name: "weight" });
    let bytes = 0;
    const session = await visit.context.newCDPSession(visit.page);
    await session.send("Network.enable");
    session.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
    await visit.page.goto(STEP[TABLE], { waitUntil: "networkidle" });
    assert.ok(bytes > 0 && bytes <= 100 * 1024, `${bytes} bytes`);
    await visitEnd(visit);
  });
}
