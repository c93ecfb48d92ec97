/* Everything here is an extra: each page works without it. One form is one exercise's answer. */
import { againListen } from "./again.js";
import { answerListen } from "./answer.js";
import { draftForget, draftListen } from "./draft.js";
import { marksListen } from "./marks.js";

/** @param {HTMLFormElement} form */
function exerciseStart(form) {
  draftListen(form);
  answerListen(form);
  againListen(form, exerciseStart);
  marksListen(form);
}

if (document.querySelector("[data-forget]")) draftForget();

for (const form of document.querySelectorAll("form[data-answer]")) {
  if (form instanceof HTMLFormElement) exerciseStart(form);
}
