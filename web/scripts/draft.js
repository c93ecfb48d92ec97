/* What was typed but not yet checked survives a reload: kept for this tab only, and only on a person's own
 * device after Beginnen (data-remember on the body). On a shared device nothing is written anywhere. */
import { statusSay } from "./status.js";

/** @param {HTMLFormElement} form */
export function draftListen(form) {
  if (document.body.dataset.remember !== "yes") return;
  draftRestore(form);
  form.addEventListener("input", () => draftKeep(form));
}

/** After erasing, nothing typed may stay in this tab either. */
export function draftForget() {
  try {
    sessionStorage.clear();
  } catch {
    // Switched off: nothing was ever kept.
  }
}

/**
 * The name of one try's draft.
 * @param {HTMLFormElement} form
 */
function draftKey(form) {
  const values = new FormData(form);
  return `draft ${form.getAttribute("action")} ${values.get("n")} ${values.get("try")}`;
}

/**
 * The fields of the exercise as the form would send them, without the hidden ones.
 * @param {HTMLFormElement} form
 * @returns {[string, string][]}
 */
function draftFields(form) {
  /** @type {[string, string][]} */
  const fields = [];
  for (const [name, value] of new FormData(form)) {
    if (name.startsWith("a.") && typeof value === "string") fields.push([name, value]);
  }
  return fields;
}

/** @param {HTMLFormElement} form */
function draftKeep(form) {
  try {
    sessionStorage.setItem(draftKey(form), JSON.stringify(draftFields(form)));
  } catch {
    // Storage is full or switched off: the page still holds what was typed.
  }
}

/** @param {HTMLFormElement} form */
export function draftDrop(form) {
  try {
    sessionStorage.removeItem(draftKey(form));
  } catch {
    // Nothing was kept.
  }
}

/** @param {HTMLFormElement} form */
function draftRestore(form) {
  let kept;
  try {
    kept = sessionStorage.getItem(draftKey(form));
  } catch {
    return;
  }
  if (!kept || kept === JSON.stringify(draftFields(form))) return;
  const fields = new Map();
  for (const [name, value] of JSON.parse(kept)) fields.set(name, [...(fields.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (!("name" in control) || typeof control.name !== "string" || !control.name.startsWith("a.")) continue;
    const values = fields.get(control.name) ?? [];
    if (control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio")) {
      control.checked = values.includes(control.value);
    } else if (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement || control instanceof HTMLSelectElement) {
      control.value = values[0] ?? "";
    }
  }
  statusSay(form, "restored");
}
