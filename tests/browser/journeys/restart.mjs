// The server itself goes away and comes back with the same data folder.
import assert from "node:assert/strict";
import { test } from "node:test";
import { visitEnd, visitStart } from "../lib/browser.mjs";
import { MEAN, STEP, exerciseAt, exerciseCheck, feedback, meanFill, meanRight, meanValues, meanWrong } from "../lib/exercise.mjs";
import { serverStart, serverStop } from "../lib/server.mjs";
import { wayTo } from "../lib/way.mjs";

export function restartJourneys(site) {
  test("after a restart of the server a learner is exactly where they were", async () => {
    const first = await serverStart();
    let visit = await visitStart({ ...site, address: first.address, name: "restart" });
    await wayTo(visit, MEAN);
    await meanFill(visit, meanWrong(await meanRight(visit)));
    await exerciseCheck(visit, MEAN);
    const values = await meanValues(visit.page);
    const said = await feedback(visit.page, MEAN, "median").innerText();
    const cookies = await visitEnd(visit);
    await serverStop(first, true);

    const second = await serverStart(first.data);
    visit = await visitStart({ ...site, address: second.address, name: "restart", cookies });
    await visit.page.goto(STEP[MEAN]);
    assert.deepEqual(await exerciseAt(visit.page, MEAN), { n: 1, try: 2 });
    assert.deepEqual(await meanValues(visit.page), values, "the same variant");
    assert.equal(await feedback(visit.page, MEAN, "median").innerText(), said);
    await visitEnd(visit);
    await serverStop(second);
  });
}
