// One row of a page of rows: what stands in its controls, what the service knows of them, and since which version.
const ANSWER = ["score", "not_applicable", "not_applicable_reason", "change_reason", "narrative", "private_note"];
const UNKNOWN = Symbol("not known to be saved");

const isTicked = (control) => control.type === "radio" || control.type === "checkbox";
const standsAsGiven = (control) => {
  if (isTicked(control)) return control.checked === control.defaultChecked;
  if (!control.options) return control.value === control.defaultValue;
  const given = [...control.options].find((option) => option.defaultSelected) || control.options[0];
  return control.value === (given ? given.value : "");
};

export class Row {
  constructor(element) {
    this.ref = element.dataset.row;
    this.saveTo = element.dataset.saveTo;
    this.known = new Map(); // by name of the field: what the service holds
    this.base = new Map(); // the version that what is typed was begun from
    this.begun = new Map(); // the same before two people were found to have changed the field
    this.atRest = element.querySelector("[data-row-state]")?.textContent.trim();
    this.adopt(element);
    this.read("unsaved" in element.dataset);
  }

  // The row is shown by this element from now on.
  adopt(element) {
    this.element = element;
    this.details = element.querySelector(":scope > details");
    this.summary = element.querySelector(":scope > details > summary");
    this.linesUnsaved = "unsaved" in element.dataset;
  }

  // What the page was given is what the service holds, unless the page came with a refusal.
  read(isUnsaved) {
    for (const name of ANSWER) {
      this.known.set(name, isUnsaved ? UNKNOWN : this.value(name));
      this.base.set(name, this.version.value);
    }
    this.begun.clear();
  }

  get version() {
    return this.element.querySelector(`[name="${this.ref}-version"]`);
  }

  controls(name) {
    const found = [...this.element.querySelectorAll(`[name="${this.ref}-${name}"]`)];
    const own = found.filter((control) => !control.closest(".ga-clash"));
    return own.length ? own : found;
  }

  value(name) {
    const controls = this.controls(name);
    if (!controls.length) return "";
    if (isTicked(controls[0])) return controls.find((control) => control.checked)?.value ?? "";
    return controls[0].value;
  }

  set(name, text) {
    for (const control of this.controls(name)) {
      if (isTicked(control)) control.checked = control.value === text;
      else control.value = text;
    }
  }

  get clashing() {
    return [...this.element.querySelectorAll(`[name="${this.ref}-clash"]`)].map((control) => control.value);
  }

  get changed() {
    return ANSWER.filter((name) => this.value(name) !== this.known.get(name));
  }

  // Changed fields by the version that they were begun from, the oldest first; fields to choose a text for wait.
  get groups() {
    const waiting = this.clashing;
    const groups = new Map();
    for (const name of this.changed.filter((changed) => !waiting.includes(changed))) {
      const base = this.base.get(name);
      groups.set(base, [...(groups.get(base) || []), name]);
    }
    return [...groups].sort(([one], [other]) => one - other);
  }

  get oldest() {
    return Math.min(...ANSWER.map((name) => Number(this.base.get(name))));
  }

  // The controls of evidence and actions, by the line that they belong to, such as "A1.1-action-12".
  lines() {
    const lines = new Map();
    for (const control of this.element.querySelectorAll("input, textarea, select")) {
      const line = control.name.slice(0, control.name.lastIndexOf("-"));
      if (!control.name || line === this.ref || control.closest(".ga-clash")) continue;
      lines.set(line, [...(lines.get(line) || []), control]);
    }
    return lines;
  }

  changedLines() {
    return [...this.lines()].filter(
      ([, controls]) => this.linesUnsaved || !controls.every((control) => control.type === "hidden" || standsAsGiven(control)),
    );
  }

  get isChanged() {
    return this.changed.length > 0 || this.changedLines().length > 0;
  }

  // Lines that are there already are saved while somebody types; a new one would be made twice.
  get savableLines() {
    return this.changedLines().filter(([line]) => /-action-[0-9]+$/.test(line));
  }

  answer() {
    return new Map(ANSWER.map((name) => [name, this.value(name)]));
  }

  append(data, controls) {
    for (const control of controls) {
      if (isTicked(control) && !control.checked) continue;
      data.append(control.name, control.value);
    }
  }

  // What the service answered: what was sent is known to be saved, and what colleagues wrote comes in where nobody types.
  settle(answer, sent, resolved) {
    for (const name of ANSWER) {
      const full = `${this.ref}-${name}`;
      const posted = sent.get(name);
      const now = answer.values?.[full] ?? posted;
      if (answer.clashes && full in answer.clashes) {
        if (!this.begun.has(name)) this.begun.set(name, this.base.get(name));
        this.base.set(name, String(answer.version));
        continue;
      }
      const isTheirs = now !== posted && now !== this.known.get(name);
      if (isTheirs && !resolved.includes(name) && !this.isFree(name)) continue;
      if (isTheirs) this.set(name, now);
      if (isTheirs || now === posted) this.known.set(name, now);
      if (isTheirs || now === posted) this.begun.delete(name);
      this.base.set(name, String(answer.version));
    }
    this.version.value = this.oldest;
  }

  // Nobody changed the field, nor is in it.
  isFree(name) {
    return this.value(name) === this.known.get(name) && !this.controls(name).includes(document.activeElement);
  }

  // The lines were saved as they were sent: from now on that is what the page was given.
  given(lines, versions) {
    for (const [line, controls] of lines) {
      if (!(`${line}-version` in versions)) continue;
      for (const [control, value] of controls) {
        if (control.options) [...control.options].forEach((option) => (option.defaultSelected = option.value === value));
        else control.defaultValue = value;
      }
    }
    for (const [name, version] of Object.entries(versions)) {
      this.element.querySelector(`[name="${name}"]`).value = version;
    }
  }
}

export { ANSWER, UNKNOWN, isTicked };
