// What is typed and not yet saved is kept on the device, for the same person only, and offered again after a crash.
import { ANSWER, UNKNOWN } from "./rows-fields.js";

const PREFIX = "ga-kept:";
const DAYS = 7;
const LIFE = crypto.randomUUID?.() || String(Math.random()); // of this page: another one's texts are offered
const time = (at) => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
const day = (at) => new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "long" });
const since = (at) => (new Date(at).toDateString() === new Date().toDateString() ? time(at) : day(at));

export class Kept {
  constructor(form) {
    this.review = `${PREFIX}${form.dataset.person}:${form.dataset.review}:`;
    this.offer = document.querySelector("template[data-kept-offer]");
    this.isOver = false;
    this.isAway = false; // signed out in another tab, until a save is answered again
    document.addEventListener("ga:sign-out", () => (this.isOver = true));
    window.addEventListener("storage", ({ key, newValue }) => {
      if (key === "ga-signed-out" && newValue) this.isAway = true;
    });
  }

  keep(row) {
    const key = `${this.review}${row.ref}:${LIFE}`;
    const fields = row.changed.map((name) => [name, row.value(name), row.begun.get(name) ?? row.base.get(name)]);
    const lines = row.changedLines().flatMap(([, controls]) => controls.map((control) => [control.name, control.value]));
    try {
      if (this.isOver || this.isAway || !(fields.length || lines.length)) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields, lines }));
    } catch {
      // A full or forbidden store: the page itself still holds the text.
    }
  }

  // Entries of this review by reference, the newest last; what is too old is thrown away.
  #waiting() {
    const found = [];
    try {
      for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
        const entry = JSON.parse(localStorage.getItem(key));
        const isOld = Date.now() - entry.at > DAYS * 86_400_000;
        if (isOld) localStorage.removeItem(key);
        else if (key.startsWith(this.review) && !key.endsWith(LIFE)) found.push({ key, ref: key.slice(this.review.length).split(":")[0], ...entry });
      }
    } catch {
      return [];
    }
    return found.sort((one, other) => one.at - other.at);
  }

  // Offers what an earlier page left, at each row; gives how many rows have something.
  offerAll(form, rows, putBack) {
    const offered = new Set();
    for (const entry of this.#waiting()) {
      const element = form.querySelector(`[data-row="${entry.ref}"]`);
      if (!element) continue;
      const row = rows.get(entry.ref);
      if (row && this.#isThere(row, entry)) localStorage.removeItem(entry.key);
      else {
        this.#show(element, row, entry, putBack);
        offered.add(entry.ref);
      }
    }
    return offered.size;
  }

  #isThere(row, entry) {
    const stands = ([name, value]) => [...row.element.querySelectorAll(`[name="${name}"]`)].some((control) => control.value === value);
    return entry.fields.every(([name, value]) => row.value(name) === value) && entry.lines.every(stands);
  }

  #show(element, row, entry, putBack) {
    const box = this.offer.content.firstElementChild.cloneNode(true);
    box.querySelector("[data-kept-since]").textContent = since(entry.at);
    box.querySelectorAll("[data-kept-ref]").forEach((place) => (place.textContent = entry.ref));
    const texts = [...entry.fields.map(([, value]) => value), ...entry.lines.map(([, value]) => value)];
    box.querySelector("[data-kept-text]").textContent = texts.filter((text) => text.trim()).join("\n\n");
    const leave = () => {
      localStorage.removeItem(entry.key);
      (row?.summary || element.querySelector("summary, button, a"))?.focus();
      box.remove();
    };
    box.querySelector("[data-discard]").addEventListener("click", leave);
    const back = box.querySelector("[data-put-back]");
    if (row) {
      back.addEventListener("click", () => {
        if (row.details) row.details.open = true;
        this.#fill(row, entry);
        putBack(row);
        leave();
      });
    } else back.remove();
    element.append(box);
  }

  // As if it had been typed, begun from the version that it was begun from: the service tells what is newer.
  #fill(row, entry) {
    for (const [name, value, base] of entry.fields) {
      if (!ANSWER.includes(name)) continue;
      row.set(name, value);
      row.known.set(name, UNKNOWN);
      row.base.set(name, base);
    }
    for (const [name, value] of entry.lines) {
      for (const control of row.element.querySelectorAll(`[name="${CSS.escape(name)}"]`)) control.value = value;
    }
    if (entry.lines.length) row.linesUnsaved = true;
  }
}
