/* The calm line under the button. It is a polite live region, and its words stand in the page in the
 * reader's language, as data-offline and so on. */

/** @typedef {"sending" | "offline" | "busy" | "refused" | "restored" | "unreachable"} Saying */

/**
 * @param {HTMLFormElement} form
 * @param {Saying | ""} saying
 */
export function statusSay(form, saying) {
  const line = document.getElementById(`${form.dataset.answer}-status`);
  if (!line) return;
  const words = saying ? (line.dataset[saying] ?? "") : "";
  // Written only when it changes: the same words again would be spoken again.
  if (line.textContent !== words) line.textContent = words;
}
