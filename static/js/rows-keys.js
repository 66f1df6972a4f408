// Keys on a page of rows to answer. Ctrl+Enter counts in any field; single ones are those of keys.js.
import { goRows, listenForSingleKeys, pickScore } from "./keys.js";

export function listenForKeys(form, rows, press) {
  function stillTrue(element) {
    const row = element && rows.get(element.dataset.row);
    const button = row && element.querySelector(".ga-row__quick [data-save-row]");
    if (!button) return;
    press(row, button, { isStaying: true });
    goRows(form, 1);
  }

  listenForSingleKeys(form, (key, row) => {
    if (/^[0-9]$/.test(key)) return Boolean(row?.querySelector(":scope > details")?.open) && pickScore(row, key);
    if (key === "s") stillTrue(row);
    return false;
  });

  document.addEventListener("keydown", (event) => {
    if (!event.ctrlKey || event.altKey || event.metaKey || event.key !== "Enter") return;
    const element = document.activeElement.closest?.("[data-row]");
    const button = element?.querySelector("[data-save-row=next]");
    if (!button) return;
    event.preventDefault();
    press(rows.get(element.dataset.row), button, {});
  });
}
