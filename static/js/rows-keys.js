// Keys on a page of rows. Single letters count only while no field has the focus, and only for who wants them.
const FIELDS = "input, textarea, select, [contenteditable]";
const picked = (key) => (key === "0" ? "10" : key);

export function listenForKeys(form, rows, press) {
  const all = () => [...form.querySelectorAll("[data-row]")];
  const here = () => document.activeElement.closest?.("[data-row]");

  function go(step) {
    const elements = all();
    const place = elements.indexOf(here());
    const next = place < 0 ? elements[step > 0 ? 0 : elements.length - 1] : elements[place + step];
    next?.querySelector("summary").focus();
  }

  function stillTrue() {
    const element = here();
    const row = element && rows.get(element.dataset.row);
    const button = row && element.querySelector(".ga-row__quick [data-save-row]");
    if (!button) return;
    press(row, button, { isStaying: true });
    go(1);
  }

  function pick(scope, key) {
    const control = scope?.querySelector(`.ga-pick[value="${picked(key)}"]`);
    if (!control) return false;
    control.checked = true;
    control.focus();
    control.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey) return;
    const row = here();
    if (event.ctrlKey) {
      const button = event.key === "Enter" && row?.querySelector("[data-save-row=next]");
      if (!button) return;
      event.preventDefault();
      press(rows.get(row.dataset.row), button, {});
      return;
    }
    const inPicker = event.target.matches(".ga-pick");
    if (/^[0-9]$/.test(event.key) && inPicker) pick(event.target.closest("fieldset"), event.key);
    if (!("keys" in form.dataset) || event.target.matches(FIELDS)) return;
    const isOpen = row?.querySelector(":scope > details")?.open;
    if (/^[0-9]$/.test(event.key) && isOpen && pick(row, event.key)) event.preventDefault();
    else if (event.key === "j" || event.key === "J") go(1);
    else if (event.key === "k" || event.key === "K") go(-1);
    else if (event.key === "s" || event.key === "S") stillTrue();
  });
}
