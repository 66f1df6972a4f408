// Single keys on pages of rows: they count only while no field has the focus, and only for who wants them.
const FIELDS = "input, textarea, select, [contenteditable]";
const picked = (key) => (key === "0" ? "10" : key);

// The row that the focus is in; on a page of one row, that one.
export function rowHere(root) {
  const rows = root.querySelectorAll("[data-row]");
  const row = document.activeElement.closest?.("[data-row]");
  return row ?? (rows.length === 1 ? rows[0] : null);
}

// The next row, or the one before, gets the focus.
export function goRows(root, step) {
  const rows = [...root.querySelectorAll("[data-row]")];
  const place = rows.indexOf(document.activeElement.closest?.("[data-row]"));
  const next = place < 0 ? rows[step > 0 ? 0 : rows.length - 1] : rows[place + step];
  next?.querySelector("summary, [data-open]")?.focus();
}

// Chooses a number in a picker; 0 stands for 10.
export function pickScore(scope, key) {
  const control = scope?.querySelector(`.ga-pick[value="${picked(key)}"]`);
  if (!control) return false;
  control.checked = true;
  control.focus();
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

// J and K move; `act(key, row)` does what else the page knows and says whether it did.
export function listenForSingleKeys(root, act) {
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey || event.ctrlKey) return;
    if (/^[0-9]$/.test(event.key) && event.target.matches(".ga-pick")) pickScore(event.target.closest("fieldset"), event.key);
    if (!("keys" in root.dataset) || event.target.matches(FIELDS)) return;
    const key = event.key.toLowerCase();
    if (key === "j") goRows(root, 1);
    else if (key === "k") goRows(root, -1);
    else if (act(key, rowHere(root))) event.preventDefault();
  });
}
