/* Puts the pieces that came back in the place of those with the same id, and moves the focus to the
 * summary, which says what happened. */

/**
 * @param {HTMLFormElement} form
 * @param {Document} pieces
 */
export function fragmentSwap(form, pieces) {
  const prefix = form.dataset.answer ?? "";
  const open = hintsOpen(prefix);
  cellsClear(form);
  for (const piece of Array.from(pieces.body.children)) {
    const old = piece.id ? document.getElementById(piece.id) : null;
    if (old) old.replaceWith(document.adoptNode(piece));
  }
  hintsPutBack(prefix, open);
  fieldsJudge(form);
  fieldsClose(form, prefix);
  const summary = document.getElementById(`${prefix}-summary`);
  summary?.focus({ preventScroll: true });
  summary?.scrollIntoView({ block: "nearest" });
}

/**
 * Which hints the reader had open: those stay open.
 * @param {string} prefix
 */
function hintsOpen(prefix) {
  return Array.from(document.querySelectorAll(`#${CSS.escape(prefix)}-hints details`), (hint) => hint.hasAttribute("open"));
}

/**
 * @param {string} prefix
 * @param {boolean[]} open
 */
function hintsPutBack(prefix, open) {
  document.querySelectorAll(`#${CSS.escape(prefix)}-hints details`).forEach((hint, i) => {
    if (open[i]) hint.setAttribute("open", "");
  });
}

/**
 * The marks of an earlier try go before those of this one come.
 * @param {HTMLFormElement} form
 */
function cellsClear(form) {
  for (const cell of form.querySelectorAll(".mark-cell")) {
    cell.classList.remove("is-right", "is-again");
    cell.querySelector(".mark-note")?.remove();
    cell.querySelector(".mark-box")?.removeAttribute("aria-describedby");
  }
}

/**
 * What the feedback says is also told by the entry itself: it is invalid, or a cell was judged.
 * @param {HTMLFormElement} form
 */
function fieldsJudge(form) {
  for (const field of form.querySelectorAll("[data-field]")) {
    const error = field.querySelector(".feedback .field-error");
    const entries =
      field.getAttribute("role") === "radiogroup" ? [field] : field.querySelectorAll(".field-input, .option-box");
    for (const entry of entries) {
      if (error) entry.setAttribute("aria-invalid", "true");
      else entry.removeAttribute("aria-invalid");
    }
    for (const note of field.querySelectorAll(".note[data-cell]")) cellJudge(note);
  }
}

/** @param {Element} note */
function cellJudge(note) {
  const box = document.getElementById(note.getAttribute("data-cell") ?? "");
  const cell = box?.closest(".mark-cell");
  const verdict = note.querySelector(".verdict");
  if (!box || !cell || !verdict) return;
  const words = document.createElement("span");
  words.className = "mark-note";
  words.id = `${box.id}-note`;
  words.append(verdict.cloneNode(true));
  cell.classList.add(note.classList.contains("is-right") ? "is-right" : "is-again");
  cell.append(words);
  box.setAttribute("aria-describedby", words.id);
}

/**
 * When the variant is finished its fields stay to be read, and can no longer be filled.
 * @param {HTMLFormElement} form
 * @param {string} prefix
 */
function fieldsClose(form, prefix) {
  const actions = document.getElementById(`${prefix}-actions`);
  if (actions?.dataset.closed !== "yes") return;
  for (const entry of form.querySelectorAll(".field-input, .option-box, .mark-box")) entry.setAttribute("disabled", "");
}
