// Doing an exercise as a person does: read what is on the page, work it out, fill it in. No key is known here.
import { words } from "./words.mjs";

export const MEAN = "gemiddelde-of-mediaan";
export const TABLE = "fout-in-de-tabel";
export const MODULE = "/m/proeftuin/start/eerste-blik";
export const STEP = { [TABLE]: `${MODULE}/klopt-de-lijst`, [MEAN]: `${MODULE}/een-getal` };

const field = (page, exercise, id) => page.locator(`#${exercise}-${id}`);

/** Which variant and which try the form is for. */
export async function exerciseAt(page, exercise) {
  const of = async (name) => Number(await page.locator(`#${exercise}-actions input[name="${name}"]`).inputValue());
  return { n: await of("n"), try: await of("try") };
}

export const summary = (page, exercise) => page.locator(`#${exercise}-summary`);
export const feedback = (page, exercise, id) => page.locator(`#${exercise}-${id}-feedback`);

/** Presses a button of the exercise, and waits until what it gives is on the page. Without JavaScript that is a new
 * page, with it a piece of this one: either way another summary. */
export async function exercisePress(visit, exercise, button) {
  const { page } = visit;
  await summary(page, exercise).evaluate((element) => element.setAttribute("data-before", ""));
  await page.locator(`#x-${exercise}`).getByRole("button", { name: button, exact: true }).click();
  await page.locator(`#${exercise}-summary:not([data-before])`).waitFor({ state: "attached" });
}

export const exerciseCheck = (visit, exercise) => exercisePress(visit, exercise, words[visit.lang].check);
export const exerciseAgain = (visit, exercise) => exercisePress(visit, exercise, words[visit.lang].again);

/* Mean or median */

/** The values in the data table beside the chart. */
export async function meanValues(page) {
  const cells = await page.locator(`#x-${MEAN} .chart-data td`).allTextContents();
  return cells.map((cell) => Number(cell.trim().replace(/[.,](?=\d{3}$)/, "")));
}

export async function meanRight(visit) {
  const values = await meanValues(visit.page);
  const row = [...values].sort((a, b) => a - b);
  const half = row.length >> 1;
  const task = await visit.page.locator(`#x-${MEAN} .exercise-fields > .block-text`).last().textContent();
  return {
    mean: values.reduce((a, b) => a + b, 0) / values.length,
    median: row.length % 2 ? row[half] : (row[half - 1] + row[half]) / 2,
    fits: words[visit.lang].usual.test(task ?? "") ? "median" : "mean",
  };
}

/** As people of this language type a number. */
export function typed(visit, number) {
  const text = number.toFixed(1);
  return visit.lang === "nl" ? text.replace(".", ",") : text;
}

export async function meanFill(visit, { mean, median, fits }) {
  const { page } = visit;
  const text = (value) => (typeof value === "number" ? typed(visit, value) : value);
  await field(page, MEAN, "mean").fill(text(mean));
  await field(page, MEAN, "median").fill(text(median));
  await page.locator(`#x-${MEAN} input[name="a.fits"][value="${fits}"]`).check();
}

/** Mean and median swapped, and the other choice. */
export function meanWrong(right) {
  return { mean: right.median, median: right.mean, fits: right.fits === "mean" ? "median" : "mean" };
}

/* Faults in the table */

/** Rows of { cell name: text } as the page shows them, keyed by column. */
async function tableRows(page) {
  return page.locator(`#x-${TABLE} .marks-table tbody tr`).evaluateAll((rows) =>
    rows.map((row) =>
      Object.fromEntries(
        Array.from(row.querySelectorAll("td"), (cell) => [
          cell.querySelector("input").value,
          cell.querySelector(".mark-text").textContent.trim(),
        ]),
      ),
    ),
  );
}

function dateRight(text) {
  const found = /^(\d\d)-(\d\d)-(2026)$/.exec(text);
  if (!found) return false;
  const [day, month, year] = found.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date < Date.UTC(2026, 10, 1);
}

const whole = (text, from, to) => /^\d+$/.test(text) && Number(text) >= from && Number(text) <= to;

/** One cell of every fault, by the agreements above the table; and a cell that is in order. */
export async function tableRight(visit) {
  const rows = (await tableRows(visit.page)).map((row) =>
    Object.fromEntries(Object.entries(row).map(([cell, text]) => [cell.split(".")[1], text])),
  );
  const marks = [];
  const numbers = new Map();
  rows.forEach((row, i) => {
    const at = (column) => `${i + 1}.${column}`;
    if (numbers.has(row.nr)) marks.push(at("nr"));
    numbers.set(row.nr, i);
    if (!dateRight(row.date) && !sameAsEarlier(rows, i)) marks.push(at("date"));
    if (!whole(row.age, 18, 110) && !sameAsEarlier(rows, i)) marks.push(at("age"));
    if (!words[visit.lang].activities.includes(row.activity) && !sameAsEarlier(rows, i)) marks.push(at("activity"));
    const visits = whole(row.visits, 0, 10);
    if (!visits) marks.push(at("visits"));
    else if (row.hours.replace(/[.,](?=\d{3}$)/, "") !== String(2 * Number(row.visits))) marks.push(at("hours"));
  });
  const sound = rows.findIndex((row, i) => whole(row.age, 18, 110) && !marks.some((cell) => cell.startsWith(`${i + 1}.`)) &&
    rows.filter((other) => other.nr === row.nr).length === 1);
  return { marks, sound: `${sound + 1}.age` };
}

function sameAsEarlier(rows, i) {
  return rows.slice(0, i).some((row) => JSON.stringify(row) === JSON.stringify(rows[i]));
}

export async function tableMark(visit, cells) {
  const boxes = visit.page.locator(`#x-${TABLE} .mark-box`);
  for (const box of await boxes.all()) {
    const value = await box.getAttribute("value");
    if ((await box.isChecked()) !== cells.includes(value)) await box.setChecked(cells.includes(value), { force: true });
  }
}
