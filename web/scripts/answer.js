/* Controleren without a page change. The form is posted as it stands; what comes back are the pieces of the
 * page that changed, each with its id. If the network is away the same bytes are sent again later: the
 * server knows a try by (exercise, n, try), so sending twice changes nothing.
 *
 *   still ──submit──► sending ──answer──► still
 *                        │  ▲
 *              no answer │  │ online, or the timer
 *                        ▼  │
 *                      waiting ──submit──► sending (what is typed now)
 */
import { draftDrop } from "./draft.js";
import { fragmentSwap } from "./fragment.js";
import { statusSay } from "./status.js";

const TIMEOUT_MS = 20000;
const WAIT_FIRST_MS = 2000;
const WAIT_MAX_MS = 30000;
const SENDING_WORDS_MS = 600; // a quick answer needs no "is being sent"

/**
 * @typedef {object} Sending
 * @property {HTMLFormElement} form
 * @property {string} body what goes over the line, the same each time
 * @property {boolean} busy a request is under way
 * @property {number} wait_ms before the next attempt
 * @property {number} timer of the next attempt; 0: none
 */

/** @param {HTMLFormElement} form */
export function answerListen(form) {
  /** @type {Sending} */
  const sending = { form, body: "", busy: false, wait_ms: WAIT_FIRST_MS, timer: 0 };

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    // "Opnieuw proberen" asks another address: again.js.
    if (button?.hasAttribute("formaction")) return;
    event.preventDefault();
    if (sending.busy) return;
    sending.body = new URLSearchParams(formPairs(form)).toString();
    sending.wait_ms = WAIT_FIRST_MS;
    void answerSend(sending);
  });
  addEventListener("online", () => {
    if (sending.body && !sending.busy) void answerSend(sending);
  });
}

/** @param {Sending} sending */
async function answerSend(sending) {
  const { form } = sending;
  const abort = new AbortController();
  clearTimeout(sending.timer);
  sending.timer = 0;
  sending.busy = true;
  const words = setTimeout(() => statusSay(form, "sending"), SENDING_WORDS_MS);
  const limit = setTimeout(() => abort.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: sending.body,
      headers: { "Content-Type": "application/x-www-form-urlencoded", "Proeftuin-Fragment": "1" },
      credentials: "same-origin",
      signal: abort.signal,
    });
    const markup = await response.text();
    clearTimeout(words);
    answerTake(sending, response.status, markup);
  } catch {
    clearTimeout(words);
    answerWait(sending, "offline");
  } finally {
    clearTimeout(limit);
    sending.busy = false;
  }
}

/**
 * @param {Sending} sending
 * @param {number} status
 * @param {string} markup
 */
function answerTake(sending, status, markup) {
  const { form } = sending;
  if (status === 408 || status === 429 || status === 502 || status === 503 || status === 504) {
    answerWait(sending, "busy");
    return;
  }
  const document_ = new DOMParser().parseFromString(markup, "text/html");
  if (!document_.getElementById(`${form.dataset.answer}-summary`)) {
    sending.body = "";
    statusSay(form, "refused");
    return;
  }
  sending.body = "";
  draftDrop(form); // before the swap: it names the try that was just answered
  statusSay(form, "");
  if (answerIsElsewhere(form, document_)) pageOpen(form);
  else fragmentSwap(form, document_);
}

/**
 * In another tab this learner went on: the fields of this page belong to an older variant or try, so the pieces
 * do not fit it.
 * @param {HTMLFormElement} form
 * @param {Document} pieces
 */
function answerIsElsewhere(form, pieces) {
  const actions = pieces.getElementById(`${form.dataset.answer}-actions`);
  /** @param {string} name */
  const now = (name) => Number(actions?.querySelector(`[name="${name}"]`)?.getAttribute("value"));
  const sent = new FormData(form);
  const tries = now("try") - Number(sent.get("try"));
  return now("n") !== Number(sent.get("n")) || tries < 0 || tries > 1;
}

/**
 * The same that a browser without scripts gets: the page as it is now, with the sentence that says why.
 * @param {HTMLFormElement} form
 */
function pageOpen(form) {
  const slug = form.dataset.answer ?? "";
  const search = `?elsewhere=${encodeURIComponent(slug)}`;
  if (location.search === search) location.reload();
  else location.assign(`${location.pathname}${search}#${slug}-summary`);
}

/**
 * @param {Sending} sending
 * @param {"offline" | "busy"} why
 */
function answerWait(sending, why) {
  statusSay(sending.form, why);
  sending.timer = setTimeout(() => void answerSend(sending), sending.wait_ms);
  sending.wait_ms = Math.min(sending.wait_ms * 2, WAIT_MAX_MS);
}

/**
 * @param {HTMLFormElement} form
 * @returns {[string, string][]}
 */
function formPairs(form) {
  /** @type {[string, string][]} */
  const pairs = [];
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") pairs.push([name, value]);
  }
  return pairs;
}
