// Puts on the page what the service answered, and takes nothing from under the hands of whoever types.
import { ANSWER } from "./rows-fields.js";

const made = (html) => {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  return holder.content;
};

// A note that was moved takes the button that moved it with it.
const isGone = (button, html) =>
  button.matches("[name$=-move-note]") && !made(html).querySelector(`[value="${CSS.escape(button.value)}"]`);

// The score, the state and what is said about the text.
export function showParts(row, answer) {
  for (const [name, html] of Object.entries(answer.parts || {})) {
    const place = row.element.querySelector(`[data-part="${name}"]`);
    const held = place?.contains(document.activeElement) ? document.activeElement : null;
    if (!place || (held && !isGone(held, html)) || place.dataset.shown === html) continue;
    place.dataset.shown = html;
    place.replaceChildren(made(html));
    if (held) row.controls("private_note")[0].focus();
  }
  const quick = row.element.querySelector(".ga-row__quick");
  if (!quick || answer.confirmable) return;
  if (quick.contains(document.activeElement)) row.summary.focus();
  quick.remove();
}

// Two texts to choose from stand below the field, which keeps what is typed in it.
export function showChoices(row, answer) {
  for (const [name, html] of Object.entries(answer.clashes)) {
    const control = row.controls(name.slice(row.ref.length + 1))[0];
    const group = control.closest(".ga-private, .govuk-checkboxes, .govuk-form-group");
    const next = group.nextElementSibling;
    if (next?.matches(".ga-clash")) next.remove();
    group.after(made(html));
  }
}

// The whole row as it stands now. What was typed while the save was on its way is put back, and the focus with it.
export function showAnew(row, answer, { sent, typed, isPressed }) {
  const old = row.element;
  const late = ANSWER.filter((name) => row.value(name) !== sent.get(name)).map((name) => [name, row.value(name)]);
  const lateLines = typed.flatMap(([, controls]) => controls).filter(([control, value]) => control.value !== value);
  const focus = old.contains(document.activeElement) ? document.activeElement : null;
  const anew = made(answer.html).firstElementChild;
  const details = anew.querySelector(":scope > details");
  details.open = row.details.open || !answer.saved;
  old.replaceWith(anew);
  row.adopt(anew);
  if (answer.saved) row.read(false);
  else row.linesUnsaved = true;
  for (const [name, value] of late) row.set(name, value);
  for (const [control] of lateLines) {
    const same = anew.querySelector(`[name="${control.name}"]`);
    if (same) same.value = control.value;
  }
  anew.dispatchEvent(new CustomEvent("ga:fresh", { bubbles: true }));
  if (!focus) return;
  const same = focus.id ? document.getElementById(focus.id) : focus.name && anew.querySelector(`[name="${focus.name}"][value="${CSS.escape(focus.value)}"]`);
  if (same && (focus.matches("input, textarea, select") || !isPressed)) same.focus();
  else row.summary.focus();
}
