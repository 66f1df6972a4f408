// Saves a row: while somebody types, or when a button is pressed. One save follows another, so that each answer
// counts those before it.
import { ANSWER } from "./rows-fields.js";
import { send } from "./rows-sending.js";
import { showAnew, showChoices, showParts } from "./rows-showing.js";

const SLOW = 1000; // milliseconds until "Saving…" is shown

export class Saving {
  constructor(form, states, kept) {
    this.form = form;
    this.states = states;
    this.kept = kept;
    this.last = null; // the save that the next one waits for
    this.busy = new Set(); // rows with a save on its way
  }

  // What can be saved without a press. Fields begun from different versions go one after the other.
  autosave(row, keepalive = false) {
    return this.#inTurn(row, async () => {
      let isSaved = true;
      for (const [base, names] of row.groups) isSaved = (await this.#post(row, { base, names, keepalive })) && isSaved;
      if (row.savableLines.length) isSaved = (await this.#post(row, { base: row.oldest, names: [], keepalive, lines: row.savableLines })) && isSaved;
      return isSaved;
    }, keepalive);
  }

  // A pressed button saves all that is typed; true when nothing is left to put right.
  press(row, button, isStaying = false) {
    return this.#inTurn(row, async () => {
      const isVerb = button.name.startsWith(`${row.ref}-`);
      const chosen = row.clashing;
      // What was typed goes first: a verb that brings another text in leaves it in the history.
      const first = isVerb || chosen.length ? row.groups : row.groups.slice(0, -1);
      for (const [base, names] of first) await this.#post(row, { base, names });
      const [base, names] = chosen.length ? [row.base.get(chosen[0]), chosen] : row.groups.at(-1) || [row.oldest, []];
      return this.#post(row, { base, names, button, isVerb, isStaying, lines: row.changedLines() });
    });
  }

  // A page that goes does not wait.
  #inTurn(row, save, isGoing = false) {
    const before = isGoing ? null : this.last;
    const turn = (async () => {
      await Promise.allSettled([before]);
      this.busy.add(row);
      try {
        return await save();
      } finally {
        this.busy.delete(row);
      }
    })();
    if (!isGoing) this.last = turn;
    return turn;
  }

  #form(row, { base, names, button, isVerb, lines = [] }) {
    const data = new FormData();
    data.append(`${row.ref}-version`, base);
    for (const [name, value] of row.answer()) {
      if (name !== "not_applicable" || value) data.append(`${row.ref}-${name}`, value);
    }
    if (!isVerb) for (const name of ["", ...names]) data.append(`${row.ref}-changed`, name);
    for (const [, controls] of lines) row.append(data, controls);
    if (!button) {
      data.append("autosave", "1");
      return data;
    }
    const isAnswer = (control) => ANSWER.some((name) => control.name === `${row.ref}-${name}`);
    const choices = [...row.element.querySelectorAll(".ga-clash [name]")];
    row.append(data, choices.filter((control) => !isAnswer(control)));
    if (button.name) data.append(button.name, button.value);
    return data;
  }

  async #post(row, how) {
    const sent = row.answer();
    const snapshot = row.lines();
    const typed = [...snapshot].map(([line, controls]) => [line, controls.map((control) => [control, control.value])]);
    const slow = setTimeout(() => this.states.tell(row, "saving"), SLOW);
    const resolved = how.button ? row.clashing : [];
    const { kind, answer } = await send(this.form, row, this.#form(row, how), how.keepalive);
    clearTimeout(slow);
    if (kind === "answered") this.kept.isAway = false;
    if (kind === "answered") this.#settle(row, answer, { sent, typed, resolved, ...how });
    else this.states.tell(row, kind);
    this.kept.keep(row);
    return kind === "answered" && answer.saved;
  }

  #settle(row, answer, { sent, typed, resolved, button, isStaying }) {
    row.at = answer.at || row.at;
    row.errors = (answer.errors || []).map(([message]) => message);
    if (answer.version !== undefined) row.settle(answer, sent, resolved);
    row.given(typed, answer.versions || {});
    if (answer.html) showAnew(row, answer, { sent, typed, isPressed: !isStaying });
    else if (answer.version !== undefined) {
      showParts(row, answer);
      showChoices(row, answer);
    }
    this.states.figures(answer);
    const isRefused = row.errors.length > 0 && !Object.keys(answer.clashes || {}).length;
    this.states.tell(row, isRefused ? "refused" : row.clashing.length ? "clash" : row.isChanged ? "typing" : "rest");
    if (button && !answer.saved && !isStaying) document.getElementById(answer.errors?.[0]?.[1])?.focus();
  }
}
