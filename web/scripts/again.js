/* "Opnieuw proberen" without leaving the page: the next variant comes as a whole page, of which this exercise is
 * taken. */
import { statusSay } from "./status.js";

/**
 * @param {HTMLFormElement} form
 * @param {(form: HTMLFormElement) => void} start makes the new form work as the old one did
 */
export function againListen(form, start) {
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!(button instanceof HTMLButtonElement) || !button.hasAttribute("formaction")) return;
    event.preventDefault();
    void againSend(form, button.formAction, start);
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {string} address
 * @param {(form: HTMLFormElement) => void} start
 */
async function againSend(form, address, start) {
  const values = new FormData(form);
  const body = new URLSearchParams();
  for (const name of ["csrf", "n"]) body.set(name, String(values.get(name) ?? ""));
  try {
    const response = await fetch(address, { method: "POST", body, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!response.ok || !exerciseSwap(form.dataset.answer ?? "", page, start)) location.assign(location.pathname);
  } catch {
    statusSay(form, "unreachable");
  }
}

/**
 * @param {string} prefix
 * @param {Document} page
 * @param {(form: HTMLFormElement) => void} start
 */
function exerciseSwap(prefix, page, start) {
  const next = page.getElementById(`x-${prefix}`);
  const old = document.getElementById(`x-${prefix}`);
  if (!next || !old) return false;
  old.replaceWith(document.adoptNode(next));
  const form = document.getElementById(`${prefix}-form`);
  if (form instanceof HTMLFormElement) start(form);
  const title = document.getElementById(`${prefix}-title`);
  title?.setAttribute("tabindex", "-1");
  title?.focus({ preventScroll: true });
  title?.scrollIntoView({ block: "start" });
  return true;
}
