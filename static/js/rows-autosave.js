// Saves a row after a pause in typing, on leaving it, and again with growing waits when it could not be saved.
const FIRST_WAIT = 2000; // milliseconds
const LONGEST_WAIT = 60_000;
const TRY_AGAIN = ["offline", "failed", "signed-out"];

export class Autosave {
  constructor(form, rows, saving, states) {
    this.rows = rows;
    this.saving = saving;
    this.states = states;
    this.pause = Number(form.dataset.autosavePause);
    this.timers = new Map();
    this.waits = new Map();
    form.addEventListener("focusout", (event) => {
      const element = event.target.closest("[data-save-to]");
      if (element && !element.contains(event.relatedTarget)) this.now(rows.get(element.dataset.row));
    });
    document.addEventListener("visibilitychange", () => this.all(document.hidden));
    window.addEventListener("pagehide", () => this.all(true));
    window.addEventListener("pageshow", (event) => event.persisted && this.all());
    window.addEventListener("online", () => this.again());
    window.addEventListener("focus", () => this.again());
  }

  // Somebody typed.
  soon(row) {
    this.#after(row, this.pause);
  }

  async now(row, keepalive = false) {
    clearTimeout(this.timers.get(row));
    if (this.isLeaving || !(row.groups.length || row.savableLines.length)) return;
    // A save that is on its way would be broken off with the page.
    if (this.saving.busy.has(row) && !keepalive) return this.soon(row);
    await this.saving.autosave(row, keepalive);
    if (!TRY_AGAIN.includes(row.state)) {
      this.waits.delete(row);
      return;
    }
    const wait = this.waits.get(row) || FIRST_WAIT;
    this.waits.set(row, Math.min(wait * 2, LONGEST_WAIT));
    this.#after(row, wait);
  }

  // All rows with something to save: before the page goes, or when it is back.
  all(keepalive = false) {
    for (const row of this.rows.values()) if (row.state !== "refused") this.now(row, keepalive);
  }

  // Whoever is back online, or signed in again in another tab, does not wait.
  again() {
    for (const row of this.rows.values()) if (TRY_AGAIN.includes(row.state)) this.now(row);
  }

  #after(row, wait) {
    clearTimeout(this.timers.get(row));
    this.timers.set(row, setTimeout(() => this.now(row), wait));
  }
}
