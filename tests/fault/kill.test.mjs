// kill -9 under learners who are answering. What a learner was told is saved is there after the restart, once; what
// was under way can be sent again. ROUNDS and SEED can be given; all rounds go on with the same data folder.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { browserClose, browserOpen, get, post } from "../http/lib/browser.mjs";
import { AGAIN, CHECK, STEP, at, begin, wrong } from "../http/lib/exercise.mjs";
import { rows } from "../http/lib/rows.mjs";
import { serverKill, serverRevive, serverStart, serverStop } from "../http/lib/server.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 20);
const SEED = Number(process.env.SEED ?? Date.now() % 1000000);
const CLIENTS = 32;
const SHORTEST_MS = 20;
const LONGEST_MS = 350;
const CHECK_EVERY = Math.max(1, Math.floor(ROUNDS / 20)); // the whole file, about twenty times
const VARIANTS = 900; // well before an exercise has no further variant for a learner

/* mulberry32: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function random(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

let server;
before(async () => (server = await serverStart()));
after(() => serverStop(server));

/** A learner: where it stands, what it sent last without an answer, and all it was told is saved. */
function clientOpen() {
  return { browser: browserOpen(server), n: 1, try: 1, closed: false, sent: null, saved: new Set(), hash: "" };
}

async function clientBegin(client) {
  await begin(client.browser);
  const page = await get(client.browser, STEP);
  Object.assign(client, at(page.body), { sent: null, saved: new Set() });
  const key = Buffer.from(client.browser.cookies.get("sleutel"), "base64url");
  client.hash = createHash("sha256").update(key).digest("hex").toUpperCase();
}

/** Sends what was sent last, and takes in what comes back. Throws if nothing does. */
async function clientSend(client) {
  const { path, n, nth } = client.sent;
  if (path === AGAIN) {
    const answer = await post(client.browser, AGAIN, { n });
    assert.equal(answer.status, 303, answer.body.slice(0, 500));
    Object.assign(client, { n: n + 1, try: 1, closed: false, sent: null });
    return;
  }
  const answer = await post(client.browser, CHECK, { n, try: nth, ...wrong(n * 10 + nth) }, { fragment: true });
  assert.equal(answer.status, 200, answer.body.slice(0, 500));
  assert.match(answer.body, /Opgeslagen/);
  client.saved.add(`${n}.${nth}`);
  Object.assign(client, at(answer.body), { sent: null });
}

/** Tries, and again, and tries, until the server is gone. */
async function clientRun(client, round) {
  while (!round.killed) {
    client.sent = client.closed ? { path: AGAIN, n: client.n } : { path: CHECK, n: client.n, nth: client.try };
    try {
      await clientSend(client);
    } catch (error) {
      if (error.code === "ERR_ASSERTION") throw error;
      if (!round.killed) throw error; /* nobody killed it yet */
      return;
    }
    round.answers++;
  }
  client.sent = null;
}

/** Attempts by learner's hash: "n.try", in the order in which they were stored. */
function attemptsAfter(id) {
  return rows(
    server,
    `SELECT a.id, hex(l.key_hash) AS hash, a.n || '.' || a.try AS what FROM attempt AS a
     JOIN learner AS l ON l.id = a.learner_id WHERE a.id > ${id} ORDER BY a.id`,
  );
}

test(`kill -9 under ${CLIENTS} answering learners, ${ROUNDS} times (SEED=${SEED})`, async (t) => {
  const draw = random(SEED);
  const clients = Array.from({ length: CLIENTS }, clientOpen);
  const stored = new Map(); /* by hash: how often each "n.try" is in the table */
  let last = 0;
  let answers = 0;
  let resent = 0;
  let slowest = 0;

  const take = () => {
    for (const row of attemptsAfter(last)) {
      last = row.id;
      if (!stored.has(row.hash)) stored.set(row.hash, new Map());
      const of = stored.get(row.hash);
      of.set(row.what, (of.get(row.what) ?? 0) + 1);
    }
  };
  const judge = (when) => {
    for (const client of clients) {
      for (const what of client.saved) {
        assert.equal(stored.get(client.hash)?.get(what), 1, `${when}: try ${what} of ${client.hash} was said to be saved`);
      }
    }
    for (const of of stored.values()) for (const [what, times] of of) assert.equal(times, 1, `${when}: ${what} twice`);
  };

  for (let i = 0; i < ROUNDS; i++) {
    for (const client of clients) if (!client.hash || client.n > VARIANTS) await clientBegin(client);
    const round = { killed: false, answers: 0 };
    const running = clients.map((client) => clientRun(client, round));
    const stopped = Promise.all(running);
    stopped.catch(() => {}); /* told below */
    await new Promise((done) => setTimeout(done, SHORTEST_MS + draw() * (LONGEST_MS - SHORTEST_MS)));
    round.killed = true;
    await serverKill(server);
    await stopped;

    const from = Date.now();
    for (const client of clients) browserClose(client.browser);
    await serverRevive(server);
    const ready = await get(clients[0].browser, "/readyz");
    slowest = Math.max(slowest, Date.now() - from);
    assert.deepEqual([ready.status, ready.body], [200, "ready\n"], `round ${i + 1}`);

    take();
    judge(`round ${i + 1}, after the restart`);
    const unanswered = clients.filter((client) => client.sent);
    await Promise.all(unanswered.map(clientSend));
    take();
    judge(`round ${i + 1}, after sending again`);
    if (i % CHECK_EVERY === 0 || i === ROUNDS - 1) {
      assert.deepEqual(rows(server, "PRAGMA integrity_check"), [{ integrity_check: "ok" }], `round ${i + 1}`);
    }
    answers += round.answers;
    resent += unanswered.length;
  }
  for (const client of clients) browserClose(client.browser);
  assert.ok(answers > 0 && resent > 0, "answers were under way when the server was killed");
  t.diagnostic(`${answers} answers acknowledged, ${resent} requests cut off and sent again, slowest restart ${slowest} ms`);
});
