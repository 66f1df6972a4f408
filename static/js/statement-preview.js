// Shows what a text will look like in the document, and how long the statement is, once typing has paused.
const PAUSE = 500; // milliseconds

class Preview {
  constructor(form, section) {
    this.form = form;
    this.section = section;
    this.text = section.querySelector("textarea");
    this.panel = section.querySelector(".ga-preview");
    this.asked = 0;
    this.text.addEventListener("input", () => this.soon());
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  // The newest answer is shown; one that an older text gets is dropped.
  async ask() {
    const turn = ++this.asked;
    this.request?.abort();
    this.request = new AbortController();
    try {
      const answer = await fetch(this.form.dataset.statement, {
        method: "POST",
        credentials: "same-origin",
        headers: { Accept: "application/json" },
        body: this.#fields(),
        signal: this.request.signal,
      });
      const told = answer.ok || answer.status === 422 ? await answer.json() : {};
      if (turn !== this.asked) return;
      if (answer.ok) this.#show(told);
      else if (told.errors) this.#refuse(told.errors);
    } catch {
      // Offline, or overtaken by newer text: the last preview stays until the next pause.
    }
  }

  // Of all the statement but this text, as the sections stand now.
  #others() {
    const total = this.form.querySelector("[data-points-total]");
    return Math.max(0, Number(total.dataset.pointsTotal) - Number(this.section.dataset.points));
  }

  #fields() {
    const { number, first, fixed } = this.section.dataset;
    return new URLSearchParams({
      csrfmiddlewaretoken: this.form.elements.csrfmiddlewaretoken.value,
      text: this.text.value,
      number,
      first,
      fixed,
      others: this.#others(),
    });
  }

  #show(told) {
    if (!("hidden" in this.section.dataset)) this.#measure(told);
    this.panel.removeAttribute("data-wrong");
    // Safe HTML: the service lets a few elements through and nothing else.
    this.panel.querySelector("[data-preview]").innerHTML = told.html;
  }

  #measure(told) {
    const total = this.form.querySelector("[data-points-total]");
    total.dataset.pointsTotal = this.#others() + told.points;
    total.textContent = told.total;
    total.toggleAttribute("data-long", told.is_long);
    this.section.dataset.points = told.points;
    this.section.querySelector("[data-length]").textContent = told.length;
  }

  #refuse(errors) {
    this.panel.setAttribute("data-wrong", "");
    this.panel.querySelector("[data-preview]").textContent = errors.join(" ");
  }
}

export function previewWhileTyping(form) {
  for (const section of form.querySelectorAll("[data-fixed]")) new Preview(form, section);
}
