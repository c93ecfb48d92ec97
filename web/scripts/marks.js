/* Keeps "3 gemarkeerd" true while somebody marks cells. The server wrote the first number. */

/** @param {HTMLFormElement} form */
export function marksListen(form) {
  for (const field of form.querySelectorAll('[data-kind="marks"]')) {
    field.addEventListener("change", () => marksCount(field));
    marksCount(field); // the browser may have put back boxes after a reload
  }
}

/** @param {Element} field */
function marksCount(field) {
  const count = field.querySelector(".marks-count");
  const words = String(field.querySelectorAll(".mark-box:checked").length);
  if (count && count.textContent !== words) count.textContent = words;
}
