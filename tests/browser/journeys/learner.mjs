// The whole way of a learner: read, begin, answer wrong, be helped, try again, be right, come back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { visitEnd, visitExpect, visitKeepsNothing, visitLook, visitStart } from "../lib/browser.mjs";
import {
  MEAN, MODULE, STEP, TABLE, exerciseAgain, exerciseAt, exerciseCheck, feedback, meanFill, meanRight, meanValues,
  meanWrong, summary, tableMark, tableRight, typed,
} from "../lib/exercise.mjs";
import { wayBegin, wayHome } from "../lib/way.mjs";
import { words } from "../lib/words.mjs";

export function learnerJourneys(site) {
  for (const lang of ["nl", "en"]) {
    for (const width of [360, 1280]) {
      for (const js of [true, false]) {
        const how = `${lang}, ${width} px, ${js ? "with" : "without"} JavaScript`;
        test(`a learner's way: ${how}`, () => learnerWalk(site, lang, width, js));
      }
    }
  }
}

async function learnerWalk(site, lang, width, js) {
  const name = `learner-${lang}-${width}${js ? "" : "-noscript"}`;
  let visit = await visitStart({ ...site, name, lang, width, js });
  const say = words[lang];

  await wayHome(visit);
  await visit.page.getByRole("link", { name: say.module, exact: true }).click();
  await visit.page.getByRole("link", { name: say.list, exact: true }).first().click();
  if (js) await visitKeepsNothing(visit, lang === "nl" ? [] : ["taal"]);

  await wayBegin(visit);
  assert.equal(new URL(visit.page.url()).pathname, STEP[TABLE], "Beginnen stays on the page");
  await visit.page.getByText(say.story).waitFor();
  const cookies = await visit.context.cookies();
  for (const cookie of cookies) {
    assert.equal(cookie.httpOnly, true, `${cookie.name} is out of reach of scripts`);
    assert.equal(cookie.sameSite, "Lax");
  }
  const days = Math.max(...cookies.filter((c) => c.name !== "taal").map((c) => c.expires)) - Date.now() / 1000;
  assert.ok(days > 300 * 86400, "the key of an own device is kept for a year");
  await visitLook(visit, "1-begun");

  await tableWalk(visit);
  await visit.page.getByRole("button", { name: say.next }).click();
  await visit.page.waitForURL(`**${STEP[MEAN]}`);
  await meanWalk(visit);

  // exactly there after a reload, and for whoever comes back with the same key
  const before = await state(visit);
  await visit.page.reload();
  assert.deepEqual(await state(visit), before);
  const key = await visitEnd(visit);
  visit = await visitStart({ ...site, name, lang, width, js, cookies: key });
  await visit.page.goto("/");
  await visit.page.getByRole("link", { name: say.resume }).click();
  await visit.page.waitForURL(`**${STEP[MEAN]}`);
  assert.deepEqual(await state(visit), before);

  await visit.page.getByRole("button", { name: say.done }).click();
  await visit.page.waitForURL(`**${MODULE}`);
  assert.match(await visit.page.locator(".plots-words").first().textContent(), /^2 \D+ 2/);
  await visitLook(visit, "9-done");
  await visitEnd(visit);
}

/** What the exercise holds: the fields, the feedback, the variant and the try. */
async function state(visit) {
  const { page } = visit;
  const at = await exerciseAt(page, MEAN);
  return {
    ...at,
    mean: await page.locator(`#${MEAN}-mean`).inputValue(),
    median: await page.locator(`#${MEAN}-median`).inputValue(),
    fits: await page.locator(`#x-${MEAN} input[name="a.fits"]:checked`).getAttribute("value"),
    feedback: await feedback(page, MEAN, "median").innerText(),
    values: await meanValues(page),
  };
}

/** Marking cells: some right and one too many, then all. */
async function tableWalk(visit) {
  const { page, lang } = visit;
  const say = words[lang];
  const { marks, sound } = await tableRight(visit);
  assert.equal(marks.length, 7, `seven faults can be found by the agreements on the page: ${marks}`);
  await tableMark(visit, [...marks.slice(0, 3), sound]);
  await exerciseCheck(visit, TABLE);
  const said = await feedback(page, TABLE, "cells").innerText();
  assert.match(said, /3 (van de|of the) 7/);
  assert.equal(await page.locator(`#x-${TABLE} .notes > li`).count(), 4, "a remark for each marked cell, and no other");
  assert.equal(await page.locator(`#x-${TABLE} .mark-cell.is-right`).count(), 3);
  assert.equal(await page.locator(`#x-${TABLE} .mark-cell.is-again`).count(), 1);
  assert.equal(await page.locator(`#${TABLE}-solution`).innerText(), "", "no worked answer yet");
  await summary(page, TABLE).getByText(say.saved).waitFor();
  await visitLook(visit, "2-list-partly");

  await tableMark(visit, marks);
  await exerciseCheck(visit, TABLE);
  await summary(page, TABLE).getByText(say.right).waitFor();
  await visitLook(visit, "3-list-right");
}

/** Numbers and a choice: unreadable, wrong three times, the worked answer, another variant, right. */
async function meanWalk(visit) {
  const { page, lang, js } = visit;
  const say = words[lang];
  const right = await meanRight(visit);
  const values = await meanValues(page);
  assert.deepEqual(await exerciseAt(page, MEAN), { n: 1, try: 1 });

  // what is no number is not a try
  await meanFill(visit, { ...right, mean: "ongeveer twintig" });
  visitExpect(visit, 422);
  await exerciseCheck(visit, MEAN);
  await summary(page, MEAN).getByText(say.free).waitFor();
  assert.deepEqual(await exerciseAt(page, MEAN), { n: 1, try: 1 });
  assert.equal(await page.locator(`#${MEAN}-mean`).inputValue(), "ongeveer twintig", "what was typed stays");
  assert.equal(await page.locator(`#${MEAN}-mean`).getAttribute("aria-invalid"), "true");
  await visitLook(visit, "4-unreadable");

  await meanFill(visit, meanWrong(right));
  await exerciseCheck(visit, MEAN);
  assert.match(await feedback(page, MEAN, "mean").innerText(), say.swapped);
  assert.match(await feedback(page, MEAN, "median").innerText(), say.swapped);
  assert.ok((await feedback(page, MEAN, "fits").innerText()).includes(say.pitfall), "the pitfall is named");
  await summary(page, MEAN).getByText(say.saved).waitFor();
  if (js) assert.equal(await page.evaluate(() => document.activeElement.id), `${MEAN}-summary`, "the focus is on the sum");
  assert.deepEqual(await exerciseAt(page, MEAN), { n: 1, try: 2 });
  const hint = page.locator(`#${MEAN}-hints details`).first();
  await hint.locator("summary").click();
  await hint.locator("p").waitFor({ state: "visible" });
  await visitLook(visit, "5-wrong");

  // comma and point are both read, and shown back as understood
  const other = typed(visit, right.mean).replace(/[.,]/, (sign) => (sign === "," ? "." : ","));
  await meanFill(visit, { ...meanWrong(right), mean: other });
  await exerciseCheck(visit, MEAN);
  assert.match(await feedback(page, MEAN, "mean").getAttribute("class"), /is-right/);
  const read = await page.locator(`#${MEAN}-mean-read`).innerText();
  assert.ok(read.includes(other), read);

  assert.equal(await page.locator(`#${MEAN}-solution`).innerText(), "", "not before the third try");
  await meanFill(visit, meanWrong(right));
  await exerciseCheck(visit, MEAN);
  await page.locator(`#${MEAN}-solution`).getByText(say.worked).waitFor();
  assert.ok((await page.locator(`#${MEAN}-solution`).innerText()).includes(typed(visit, right.mean).replace(/[.,]0$/, "")));
  assert.equal(await page.locator(`#${MEAN}-mean`).isDisabled(), true, "this variant is closed");
  await visitLook(visit, "6-worked");

  await exerciseAgain(visit, MEAN);
  assert.deepEqual(await exerciseAt(page, MEAN), { n: 2, try: 1 });
  assert.notDeepEqual(await meanValues(page), values, "other numbers");
  assert.equal(await page.locator(`#${MEAN}-mean`).inputValue(), "");
  await meanFill(visit, await meanRight(visit));
  await exerciseCheck(visit, MEAN);
  await summary(page, MEAN).getByText(say.right).waitFor();
  await summary(page, MEAN).getByText(say.saved).waitFor();
  await visitLook(visit, "7-right");
}
