// Pages of rows: saves each row by itself and says how it went. Without it, any Save sends the whole page.
import { Autosave } from "./rows-autosave.js";
import { Row } from "./rows-fields.js";
import { Kept } from "./rows-kept.js";
import { listenForKeys } from "./rows-keys.js";
import { Saving } from "./rows-saving.js";
import { States } from "./rows-states.js";

const UNSETTLED = ["signed-out", "offline", "failed", "barred", "refused", "clash"];

function start(form) {
  const elements = [...form.querySelectorAll("[data-save-to]")];
  const rows = new Map(elements.map((element) => [element.dataset.row, new Row(element)]));
  const states = new States(form, rows);
  const kept = new Kept(form);
  const saving = new Saving(form, states, kept);
  const autosave = new Autosave(form, rows, saving, states);
  const rowOf = (element) => rows.get(element.closest("[data-save-to]")?.dataset.row);

  function openNext(row) {
    const all = [...rows.values()];
    const next = all[all.indexOf(row) + 1];
    if (!next) return;
    row.details.open = false;
    next.details.open = true;
    next.summary.focus();
  }

  async function press(row, button, { isStaying = false }) {
    if ((await saving.press(row, button, isStaying)) && button.dataset.saveRow === "next") openNext(row);
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-save-row]");
    const row = button && rowOf(button);
    if (!row) return;
    event.preventDefault();
    press(row, button, {});
  });

  form.addEventListener("input", (event) => {
    const row = rowOf(event.target);
    if (!row || event.target.closest(".ga-clash")) return;
    states.tell(row, row.clashing.length ? "clash" : row.isChanged ? "typing" : "rest");
    kept.keep(row);
    autosave.soon(row);
  });

  form.addEventListener("submit", () => {
    autosave.isLeaving = true;
  });
  window.addEventListener("beforeunload", (event) => {
    const isOpen = (row) => UNSETTLED.includes(row.state) || row.changedLines().length > 0;
    if (!autosave.isLeaving && [...rows.values()].some(isOpen)) event.preventDefault();
  });

  listenForKeys(form, rows, press);
  const offered = kept.offerAll(form, rows, (row) => {
    states.tell(row, "typing");
    kept.keep(row);
    autosave.now(row);
  });
  if (offered) states.speak(`${offered} row${offered === 1 ? " has" : "s have"} text kept on this device, not saved`);
}

const form = document.querySelector("form[data-rows]");
if (form?.querySelector("[data-rows-state]")) start(form); // whoever has no rows has no bar
