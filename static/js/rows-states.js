// How the saving of rows stands, in words: in the bar, where it is spoken once, and in each row.
const plural = (number, thing) => `${number} ${thing}${number === 1 ? "" : "s"}`;
const KEPT = "kept on this device";
const BAD = ["signed-out", "offline", "failed", "barred", "refused", "clash"]; // the first found is told
const IN_BAR = {
  "signed-out": () => "Sign in again to save. Your text is kept",
  offline: () => `Not saved: offline, ${KEPT}`,
  failed: () => `Not saved: the service did not answer, ${KEPT}`,
  barred: () => `Not saved: this is no longer yours to change, ${KEPT}`,
  refused: (rows) =>
    [`${plural(rows.length, "row")} not saved`, ...rows.flatMap((row) => row.errors || [])].join(". "),
  clash: (rows) => `${plural(rows.flatMap((row) => row.clashing).length, "text")} to choose`,
};
const IN_ROW = {
  rest: (row) => (row.at ? `Saved ${row.at}` : row.atRest),
  typing: () => "Not saved yet",
  saving: () => "Saving…",
  refused: (row) => `Not saved: ${plural((row.errors || []).length || 1, "thing")} to put right`,
  clash: () => "Choose a text",
};

export class States {
  constructor(form, rows) {
    this.rows = rows;
    this.spoken = form.querySelector("[data-rows-state]");
    this.quiet = form.querySelector("[data-rows-quiet]");
    this.signIn = form.querySelector("[data-rows-sign-in]");
    this.count = form.querySelector("[data-rows-count]");
    this.bar = form.querySelector("[data-rows-bar]");
    this.atRest = this.quiet.textContent;
    this.away = new Set(); // rows that wait for the network
  }

  tell(row, state) {
    row.state = state;
    const words = (IN_ROW[state] || (() => "Kept on this device"))(row);
    row.element.querySelectorAll("[data-row-state]").forEach((place) => {
      place.textContent = words;
      place.classList.toggle("ga-saved--bad", BAD.includes(state));
    });
    if (state === "offline" || state === "failed") this.away.add(row);
    if (state === "clash" || state === "refused") this.away.delete(row);
    this.tellAll(state === "rest" ? row.at : "");
  }

  tellAll(savedAt) {
    const rows = [...this.rows.values()];
    const bad = BAD.find((state) => rows.some((row) => row.state === state));
    const open = rows.filter((row) => row.state === "typing" || row.state === "saving");
    if (this.signIn) this.signIn.hidden = bad !== "signed-out";
    if (bad) this.speak(IN_BAR[bad](rows.filter((row) => row.state === bad)), true);
    else if (open.length) this.hush(open.some((row) => row.state === "saving") ? "Saving…" : `${plural(open.length, "row")} not saved yet`);
    else if (savedAt) this.speak(this.away.size ? `Back online. ${plural(this.away.size, "row")} saved ${savedAt}` : `All saved ${savedAt}`);
    else this.hush(this.atRest);
    if (!bad && !open.length) this.away.clear();
  }

  speak(words, isBad = false) {
    this.quiet.textContent = "";
    this.spoken.classList.toggle("ga-saved--bad", isBad);
    // The same words again would be spoken again.
    if (this.spoken.textContent !== words) this.spoken.textContent = words;
  }

  // Shown and not spoken.
  hush(words) {
    this.spoken.textContent = "";
    this.quiet.textContent = words;
  }

  figures(answer) {
    if (answer.total === undefined) return;
    if (this.count) this.count.textContent = `${answer.done} of ${answer.total} done,`;
    if (this.bar) this.bar.value = answer.done;
  }
}
