// 200-299: answering, trying again, two windows, and what a browser never gets.
import assert from "node:assert/strict";
import net from "node:net";
import { after, before, test } from "node:test";
import { ask, assertPage, assertRedirect, browserTwin, get, post, raw } from "./lib/browser.mjs";
import { AGAIN, CHECK, SLUG, STEP, answer, at, follow, learnerOpen, right, section, values, wrong } from "./lib/exercise.mjs";
import { count, learnerOf, rows } from "./lib/rows.mjs";
import { serverStart, serverStop, until } from "./lib/server.mjs";

let server;
before(async () => (server = await serverStart()));
after(() => serverStop(server));

const attempts = (browser) =>
  rows(server, `SELECT n, try, score, passed, answer FROM attempt WHERE learner_id = ${learnerOf(browser)} ORDER BY n, try`);
const practice = (browser) =>
  rows(server, `SELECT n, tries, closed, passed FROM practice WHERE learner_id = ${learnerOf(browser)}`);

test("201 a right answer is graded, saved and shown, without scripts", async () => {
  const browser = await learnerOpen(server);
  const good = right(browser.page.body);
  const sent = await answer(browser, browser.page.body, good);
  assertRedirect(sent, `${STEP}#${SLUG}-summary`);
  const page = assertPage(await follow(browser, sent), 200);
  assert.match(section(page.body), /Dat klopt\.[^]*Opgeslagen/);
  const [row, ...more] = attempts(browser);
  assert.deepEqual(more, []);
  assert.deepEqual({ n: row.n, try: row.try, score: row.score, passed: row.passed }, { n: 1, try: 1, score: 1, passed: 1 });
  for (const [name, value] of Object.entries(good)) assert.ok(row.answer.includes(value), `${name} as it was typed`);
  assert.deepEqual(practice(browser), [{ n: 1, tries: 1, closed: 1, passed: 1 }]);
  assert.deepEqual(at(page.body), { n: 1, try: 2, closed: true });
});

test("202 with our script the answer is a piece of the page: outcome, form, and nothing around it", async () => {
  const browser = await learnerOpen(server);
  const sent = await answer(browser, browser.page.body, wrong(), { fragment: true });
  assert.equal(sent.status, 200);
  assert.doesNotMatch(sent.body, /<html|<main|<form/);
  assert.match(sent.body, new RegExp(`id="${SLUG}-summary"[^]*(Nog niet helemaal|Deels goed)\\.[^]*Opgeslagen`));
  for (const field of ["mean", "median", "fits"]) assert.match(sent.body, new RegExp(`id="${SLUG}-${field}-feedback"`));
  assert.deepEqual(at(sent.body), { n: 1, try: 2, closed: false });
  assert.equal(attempts(browser).length, 1);
});

test("203 what cannot be read is a free check: told, kept in the fields, no row and no try", async () => {
  const browser = await learnerOpen(server);
  for (const mean of ["zes", "", "1.2.3", "12 of 13", "1e400", "NaN", "9".repeat(400), "<b>1</b>"]) {
    for (const fragment of [true, false]) {
      const sent = await answer(browser, browser.page.body, { ...wrong(), "a.mean": mean }, { fragment });
      assert.equal(sent.status, 422, mean);
      assert.match(sent.body, /Dit telt niet als poging/);
      assert.deepEqual(at(sent.body), { n: 1, try: 1, closed: false });
      assert.doesNotMatch(sent.body, /<b>1<\/b>/);
      if (!fragment) assert.match(assertPage(sent, 422).body, /name="a\.median" value="800000"/, "the other fields keep what was typed");
    }
  }
  assert.deepEqual(attempts(browser), []);
  assert.deepEqual(practice(browser), []);
});

test("204 answers to fields that are not there, or twice to one that is", async () => {
  const browser = await learnerOpen(server);
  const { n, try: nth } = at(browser.page.body);
  for (const extra of ["a.other=1", "a.mean=1&a.mean=2", "a.fits=neither", "a.=1", "a.fits=mean&a.fits=median"]) {
    const body = `csrf=${browser.token}&n=${n}&try=${nth}&a.median=2&${extra}`;
    const sent = await rawForm(browser, body);
    assert.equal(sent.status, 422, extra);
  }
  assert.deepEqual(attempts(browser), []);
});

function rawForm(browser, body) {
  return ask(browser, "POST", CHECK, {
    headers: { "Content-Type": "application/x-www-form-urlencoded", Origin: `http://${server.host}` },
    body,
  });
}

test("205 the same try sent twice is answered with where it stands: one row, the first one", async () => {
  const browser = await learnerOpen(server);
  const first = await answer(browser, browser.page.body, wrong(1), { fragment: true });
  const second = await answer(browser, browser.page.body, wrong(2), { fragment: true });
  const plain = await answer(browser, browser.page.body, wrong(3));
  assert.deepEqual([first.status, second.status, plain.status], [200, 200, 303]);
  assert.deepEqual(at(second.body), { n: 1, try: 2, closed: false });
  assert.match(second.body, /Opgeslagen/);
  const found = attempts(browser);
  assert.equal(found.length, 1);
  assert.match(found[0].answer, /900001/);
});

test("206 the same try sent twenty times at once: one row, and nobody is told off", async () => {
  const browser = await learnerOpen(server);
  const twins = Array.from({ length: 20 }, () => browserTwin(browser));
  const sent = await Promise.all(twins.map((twin, i) => answer(twin, browser.page.body, wrong(i), { fragment: true })));
  for (const one of sent) {
    assert.equal(one.status, 200);
    assert.match(one.body, /Opgeslagen/);
    assert.deepEqual(at(one.body), { n: 1, try: 2, closed: false });
  }
  assert.equal(attempts(browser).length, 1);
  assert.deepEqual(practice(browser), [{ n: 1, tries: 1, closed: 0, passed: 0 }]);
});

test("207 three wrong tries close the variant and show the worked answer; more posts change nothing", async () => {
  const browser = await learnerOpen(server);
  const good = right(browser.page.body);
  let page = browser.page.body;
  for (let i = 1; i <= 3; i++) {
    const sent = await answer(browser, page, wrong(i), { fragment: true });
    assert.equal(sent.status, 200);
    page = sent.body;
    if (i < 3) assert.doesNotMatch(page, /Uitwerking/);
  }
  assert.match(page, /Uitwerking/);
  assert.ok(page.includes(good["a.median"].replace(",0", "")), "with the median in it");
  assert.deepEqual(at(page), { n: 1, try: 4, closed: true });
  const whole = section((await get(browser, STEP)).body);
  assert.match(whole, /Uitwerking/);
  assert.doesNotMatch(whole, /Controleren<\/button>/);

  const again = await post(browser, CHECK, { n: 1, try: 3, ...good }, { fragment: true });
  assert.equal(again.status, 200);
  assert.match(again.body, /Uitwerking/);
  assert.doesNotMatch(again.body, /Dat klopt/);
  const fourth = assertPage(await post(browser, CHECK, { n: 1, try: 4, ...good }), 400);
  assert.match(fourth.body, /niets verloren/);
  assert.deepEqual(attempts(browser).map((row) => [row.try, row.score < 1]), [[1, true], [2, true], [3, true]]);
  assert.deepEqual(practice(browser), [{ n: 1, tries: 3, closed: 1, passed: 0 }]);
});

test("208 a try that skips one is not taken: the page shows where it stands", async () => {
  const browser = await learnerOpen(server);
  const skipped = await post(browser, CHECK, { n: 1, try: 3, ...right(browser.page.body) }, { fragment: true });
  assert.equal(skipped.status, 200);
  assert.doesNotMatch(skipped.body, /Uitwerking|Opgeslagen|Dat klopt/);
  assert.deepEqual(at(skipped.body), { n: 1, try: 1, closed: false });
  const other = await post(browser, CHECK, { n: 7, try: 1, ...right(browser.page.body) });
  const page = assertPage(await follow(browser, other), 200);
  assert.match(page.body, /In een ander venster was je al verder/);
  assert.deepEqual(attempts(browser), []);
});

test("209 again: another variant with other numbers; sent twice it is one step further", async () => {
  const browser = await learnerOpen(server);
  await answer(browser, browser.page.body, wrong());
  const sent = await Promise.all([browser, browserTwin(browser), browserTwin(browser)].map((one) => post(one, AGAIN, { n: 1 })));
  for (const one of sent) assertRedirect(one, `${STEP}#x-${SLUG}`);
  const page = assertPage(await follow(browser, sent[0]), 200);
  assert.deepEqual(at(page.body), { n: 2, try: 1, closed: false });
  assert.notDeepEqual(values(page.body), values(browser.page.body));
  assert.doesNotMatch(section(page.body), /Opgeslagen|Nog niet|900000/);
  assert.deepEqual(practice(browser), [{ n: 2, tries: 0, closed: 0, passed: 0 }]);
});

test("210 again without a try first, or from elsewhere, stays where it is", async () => {
  const browser = await learnerOpen(server);
  for (const n of [1, 2, 900]) assertRedirect(await post(browser, AGAIN, { n }), `${STEP}#x-${SLUG}`);
  assert.deepEqual(at((await get(browser, STEP)).body), { n: 1, try: 1, closed: false });
  for (const n of ["", "0", "-1", "x", "1001", null]) assertPage(await post(browser, AGAIN, { n }), 400);
});

test("211 two windows: the old one's answer after `again` is not mixed up with the new variant", async () => {
  const browser = await learnerOpen(server);
  await answer(browser, browser.page.body, wrong());
  const old = await get(browser, STEP);
  await post(browserTwin(browser), AGAIN, { n: 1 });
  const sent = await answer(browser, old.body, right(old.body));
  assertRedirect(sent, `${STEP}?elsewhere=${SLUG}#${SLUG}-summary`);
  const page = assertPage(await follow(browser, sent), 200);
  assert.match(page.body, /In een ander venster was je al verder/);
  assert.deepEqual(at(page.body), { n: 2, try: 1, closed: false });
  assert.equal(attempts(browser).length, 1);
  const piece = await answer(browser, old.body, right(old.body), { fragment: true });
  assert.equal(piece.status, 200);
  assert.equal(at(piece.body).n, 2, "our script sees from this that the page is an old one");
  const repeated = await post(browser, CHECK, { n: 1, try: 1, ...wrong() });
  assertRedirect(repeated, `${STEP}?elsewhere=${SLUG}#${SLUG}-summary`);
});

test("212 two windows answering their own try at once: one of them counts, both are told where it stands", async () => {
  const browser = await learnerOpen(server);
  const twin = browserTwin(browser);
  const [one, two] = await Promise.all([
    answer(browser, browser.page.body, right(browser.page.body), { fragment: true }),
    post(twin, AGAIN, { n: 1 }),
  ]);
  assert.equal(one.status, 200);
  assert.equal(two.status, 303);
  const [{ n }] = practice(browser);
  assert.equal(at((await get(browser, STEP)).body).n, n);
  assert.equal(attempts(browser).length, 1);
});

test("213 the same learner sees the same variant each time, another learner another", async () => {
  const browser = await learnerOpen(server);
  const seen = [];
  for (let i = 0; i < 5; i++) seen.push(JSON.stringify(values((await get(browser, STEP)).body)));
  assert.equal(new Set(seen).size, 1);
  const others = await Promise.all([1, 2, 3].map(() => learnerOpen(server)));
  const all = new Set([seen[0], ...others.map((one) => JSON.stringify(values(one.page.body)))]);
  assert.ok(all.size >= 3, "four learners, at least three lists");
});

test("214 a form of another kind, or with numbers that are none: a calm page, no row", async () => {
  const browser = await learnerOpen(server);
  const bad = ["", "0", "-1", "x", "1.0", "1 ", "+1", "0x1", "999999", "99999999999999999999999", "１", null];
  for (const n of bad) assertPage(await post(browser, CHECK, { n, try: 1, ...wrong() }), 400);
  for (const nth of [...bad, "4", "99"]) assertPage(await post(browser, CHECK, { n: 1, try: nth, ...wrong() }), 400);
  assertPage(await post(browser, CHECK, { n: null, try: null }), 400);
  assert.deepEqual(attempts(browser), []);
});

test("215 an answer of more than 64 KiB, of too many fields, or in another coding", async () => {
  const browser = await learnerOpen(server);
  assertPage(await post(browser, CHECK, { n: 1, try: 1, "a.mean": "1".repeat(70000) }), 413);
  const many = Array.from({ length: 2100 }, (_, i) => `a.x${i}=1`).join("&");
  assert.equal((await rawForm(browser, `csrf=${browser.token}&n=1&try=1&${many}`)).status, 413);
  assert.equal((await rawForm(browser, `csrf=${browser.token}&n=1&try=1&a.mean=%ff%fe`)).status, 400);
  assert.equal((await rawForm(browser, `csrf=${browser.token}&n=1&try=1&a.mean=%zz`)).status, 400);
  for (const type of ["application/json", "multipart/form-data; boundary=x", "text/plain", null]) {
    const sent = await post(browser, CHECK, { n: 1, try: 1, ...wrong() }, { headers: { "Content-Type": type } });
    assertPage(sent, 400);
  }
  assert.deepEqual(attempts(browser), []);
});

test("216 before the third wrong try nothing that a browser gets holds the key", async () => {
  /* many variants, so that the values that the page must show are not by accident the key */
  for (let i = 0; i < 6; i++) {
    const browser = await learnerOpen(server);
    const good = right(browser.page.body);
    const got = [browser.page.body, JSON.stringify(browser.page.headers)];
    let page = browser.page.body;
    for (let nth = 1; nth <= 2; nth++) {
      const sent = await answer(browser, page, wrong(nth), { fragment: true });
      page = sent.body;
      got.push(page, (await get(browser, STEP)).body);
    }
    const mean = good["a.mean"];
    if (/,0$/.test(mean)) continue; /* a whole number may stand there as a value */
    for (const text of got) {
      assert.doesNotMatch(text, /Uitwerking/);
      for (const form of [mean, mean.replace(",", ".")]) {
        /* as a number of its own: drawings have coordinates */
        const words = text.replace(/<svg[^]*?<\/svg>/g, "");
        assert.doesNotMatch(words, new RegExp(`(?<![\\d.,])${form.replace(/[.,]/, "\\$&")}(?![\\d])`));
      }
    }
  }
});

test("217 what a learner typed comes back as text, whatever it is", async () => {
  const browser = await learnerOpen(server);
  const nasty = `"><script>alert(1)</script>{{csrf}}&amp;`;
  const sent = assertPage(await answer(browser, browser.page.body, { ...wrong(), "a.mean": nasty }), 422);
  assert.doesNotMatch(sent.body, /<script>alert|"><script/);
  assert.ok(sent.body.includes("&lt;script&gt;alert(1)&lt;/script&gt;{{csrf}}&amp;amp;"));
});

test("218 in English the same answer is read the English way", async () => {
  const browser = await learnerOpen(server);
  await post(browser, "/language", { lang: "en", back: STEP });
  const page = await get(browser, STEP);
  const good = right(browser.page.body);
  const english = { ...good, "a.mean": good["a.mean"].replace(",", "."), "a.median": good["a.median"].replace(",", ".") };
  const sent = await answer(browser, page.body, english, { fragment: true });
  assert.match(sent.body, /That is right\.[^]*Saved/);
  assert.deepEqual(rows(server, `SELECT lang, score FROM attempt WHERE learner_id = ${learnerOf(browser)}`), [{ lang: "en", score: 1 }]);
});

test("219 an exercise that is not on this step is not answered there", async () => {
  const browser = await learnerOpen(server);
  const before = count(server, "attempt");
  assertPage(await post(browser, `${STEP}/fout-in-de-tabel/check`, { n: 1, try: 1 }), 404);
  assertPage(await post(browser, `${STEP}/no-such/check`, { n: 1, try: 1 }), 404);
  assertPage(await post(browser, `${STEP}/no-such/again`, { n: 1 }), 404);
  assert.equal(count(server, "attempt"), before);
});

test("220 a form for a variant that comes later shows nothing of that variant", async () => {
  const browser = await learnerOpen(server);
  const said = [];
  for (let i = 1; i <= 3; i++) said.push((await answer(browser, i > 1 ? said[i - 2] : browser.page.body, wrong(i), { fragment: true })).body);
  const worked = (body) => body.slice(body.indexOf(`id="${SLUG}-solution"`));
  assert.match(worked(said[2]), /Uitwerking/);
  for (const nth of [1, 2, 3]) {
    const ahead = await post(browser, CHECK, { n: 2, try: nth, ...wrong() }, { fragment: true });
    assert.equal(ahead.status, 200);
    assert.deepEqual(at(ahead.body), { n: 1, try: 4, closed: true });
    assert.equal(worked(ahead.body), worked(said[2]), "its own worked answer, not the next one's");
  }
  assert.equal(attempts(browser).length, 3);
});

test("220 a browser that leaves right after sending: the answer is stored all the same", async () => {
  const browser = await learnerOpen(server);
  const body = new URLSearchParams({ csrf: browser.token, n: 1, try: 1, ...wrong(), "a.mean": "900042" }).toString();
  const socket = net.connect(server.port, "127.0.0.1");
  await new Promise((done) => socket.once("connect", done));
  await new Promise((done) =>
    socket.write(
      `POST ${CHECK} HTTP/1.1\r\nHost: ${server.host}\r\nOrigin: http://${server.host}\r\n` +
        `Cookie: sleutel=${browser.cookies.get("sleutel")}\r\nContent-Type: application/x-www-form-urlencoded\r\n` +
        `Content-Length: ${body.length}\r\n\r\n${body}`,
      done,
    ));
  socket.destroy();
  await until(() => attempts(browser).length === 1, 10000, "the answer is stored");
  /* sent again by whoever did not see an answer */
  const again = await answer(browser, browser.page.body, wrong(), { fragment: true });
  assert.match(again.body, /Opgeslagen/);
  assert.equal(attempts(browser).length, 1);
});

test("221 three forms on one connection, sent without waiting, are answered in order", async () => {
  const browser = await learnerOpen(server);
  const form = (nth) => {
    const body = new URLSearchParams({ csrf: browser.token, n: 1, try: nth, ...wrong(nth) }).toString();
    return `POST ${CHECK} HTTP/1.1\r\nHost: ${server.host}\r\nOrigin: http://${server.host}\r\nProeftuin-Fragment: 1\r\n` +
      `Cookie: sleutel=${browser.cookies.get("sleutel")}\r\nContent-Type: application/x-www-form-urlencoded\r\n` +
      `${nth === 3 ? "Connection: close\r\n" : ""}Content-Length: ${body.length}\r\n\r\n${body}`;
  };
  const { text } = await raw(server, form(1) + form(2) + form(3));
  assert.deepEqual([...text.matchAll(/HTTP\/1\.1 (\d+) /g)].map((m) => m[1]), ["200", "200", "200"]);
  assert.deepEqual([...text.matchAll(/name="try" value="(\d)"/g)].map((m) => m[1]), ["2", "3", "4"]);
  assert.deepEqual(attempts(browser).map((row) => row.try), [1, 2, 3]);
});
