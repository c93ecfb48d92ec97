// An exercise by keyboard alone: Tab, arrows, Space and Enter, and the focus always to be seen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { visitEnd, visitLook, visitStart } from "../lib/browser.mjs";
import { MEAN, MODULE, STEP, TABLE, exerciseAt, meanRight, summary, tableRight, typed } from "../lib/exercise.mjs";
import { words } from "../lib/words.mjs";

const TABS_MAX = 250;

/** Tabs until `selector` has the focus. */
async function tabTo(page, selector, key = "Tab") {
  for (let i = 0; i < TABS_MAX; i++) {
    const there = await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);
    if (there) return;
    await page.keyboard.press(key);
    await focusSeen(page);
  }
  assert.fail(`${selector} cannot be reached with ${key}`);
}

/** Whatever has the focus has an outline and is not hidden behind something else. */
async function focusSeen(page) {
  const trouble = await page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body || element.matches("main")) return "";
    const box = element.getBoundingClientRect();
    const names = [element, element.closest("label"), element.parentElement].filter(Boolean);
    const outlined = names.some((e) => {
      const style = getComputedStyle(e);
      return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    });
    const what = element.outerHTML.slice(0, 120);
    if (!outlined) return `no outline on ${what}`;
    // the middle of what can be seen of it: a table may be taller than the window
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
    const [above, below] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    if (left >= right || above >= below) return `out of sight: ${what}`;
    const [x, y] = [(left + right) / 2, (above + below) / 2];
    const top = document.elementFromPoint(x, y);
    const inside = top && names.some((e) => e.contains(top) || top.contains(e));
    return inside ? "" : `covered: ${what}`;
  });
  assert.equal(trouble, "");
}

export function keyboardJourneys(site) {
  for (const width of [320, 1280]) {
    test(`a number exercise by keyboard alone, ${width} px`, async () => {
      const visit = await visitStart({ ...site, name: `keyboard-${width}`, width });
      const { page } = visit;
      await page.goto("/");
      await tabTo(page, ".skip");
      await page.keyboard.press("Enter");
      await tabTo(page, `a[href="${MODULE}"]`);
      await page.keyboard.press("Enter");
      await page.waitForURL(`**${MODULE}`);
      await tabTo(page, `a[href="${STEP[MEAN]}"]`);
      await page.keyboard.press("Enter");
      await page.waitForURL(`**${STEP[MEAN]}`);

      await tabTo(page, 'form.begin input[name="device"]');
      await page.keyboard.press("Space");
      await tabTo(page, 'form.begin button[type="submit"]');
      await page.keyboard.press("Enter");
      await page.locator("form.begin").waitFor({ state: "detached" });

      const right = await meanRight(visit);
      await tabTo(page, `#${MEAN}-mean`);
      await page.keyboard.type(typed(visit, right.mean));
      await page.keyboard.press("Tab");
      await page.keyboard.type(typed(visit, right.median));
      await tabTo(page, 'input[name="a.fits"]');
      await page.keyboard.press("Space");
      if (right.fits === "median") await page.keyboard.press("ArrowDown");
      await tabTo(page, `#${MEAN}-actions button`);
      await page.keyboard.press("Enter");
      await summary(page, MEAN).getByText(words.nl.right).waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.id), `${MEAN}-summary`);
      await visitLook(visit, "right");
      await visitEnd(visit);
    });
  }

  test("marking cells by keyboard alone, and from a remark to its cell and back", async () => {
    const visit = await visitStart({ ...site, name: "keyboard-marks", width: 360 });
    const { page } = visit;
    await page.goto(STEP[TABLE]);
    await tabTo(page, 'form.begin input[name="device"]');
    await page.keyboard.press("Space");
    await tabTo(page, 'form.begin button[type="submit"]');
    await page.keyboard.press("Enter");
    await page.locator("form.begin").waitFor({ state: "detached" });

    const { marks, sound } = await tableRight(visit);
    const order = await page.locator(".mark-box").evaluateAll((boxes) => boxes.map((box) => box.value));
    const wanted = [...marks.slice(1), sound].sort((a, b) => order.indexOf(a) - order.indexOf(b));
    for (const cell of wanted) {
      await tabTo(page, `.mark-box[value="${cell}"]`);
      await page.keyboard.press("Space");
    }
    assert.equal(await page.locator(`#${TABLE}-cells-status`).innerText().then((text) => parseInt(text, 10)), 7);
    await tabTo(page, `#${TABLE}-actions button`);
    await page.keyboard.press("Enter");
    await summary(page, TABLE).getByText(words.nl.saved).waitFor();
    assert.deepEqual(await exerciseAt(page, TABLE), { n: 1, try: 2 });
    await tabTo(page, `.note.is-again .note-link`);
    await page.keyboard.press("Enter");
    const at = await page.evaluate(() => (document.activeElement === document.body ? location.hash : document.activeElement.value));
    assert.ok(at === sound || at.startsWith(`#${TABLE}-cells-`), `the link leads to its cell: ${at}`);
    await visitLook(visit, "judged");
    await visitEnd(visit);
  });
}
