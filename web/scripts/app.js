/* Everything here is an extra: each page works without it. One form is one exercise's answer. */
import { answerListen } from "./answer.js";
import { draftForget, draftListen } from "./draft.js";
import { marksListen } from "./marks.js";

if (document.querySelector("[data-forget]")) draftForget();

for (const form of document.querySelectorAll("form[data-answer]")) {
  if (form instanceof HTMLFormElement) {
    draftListen(form);
    answerListen(form);
    marksListen(form);
  }
}
