// Pages of rows: saves one row at a time and says how it went. Without it, any Save sends the whole page.
(function () {
  "use strict";
  const form = document.querySelector("form[data-rows]");
  if (!form) return;
  const state = form.querySelector("[data-rows-state]");
  const count = form.querySelector("[data-rows-count]");
  const unsaved = new Set();

  const rowOf = (element) => element.closest("[data-save-to]");
  const time = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const plural = (number) => `${number} row${number === 1 ? "" : "s"}`;

  function say(row, words, isBad) {
    row.querySelectorAll("[data-row-state]").forEach((place) => {
      place.textContent = words;
      place.classList.toggle("ga-saved--bad", Boolean(isBad));
    });
  }

  function announce(words, isBad) {
    state.textContent = words;
    state.classList.toggle("ga-saved--bad", Boolean(isBad));
  }

  // Whoever signs in again in another tab has a new token there, which the form on this page does not hold.
  function token() {
    const cookie = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
    return cookie ? cookie[1] : form.elements.csrfmiddlewaretoken.value;
  }

  function fieldsOf(row, button) {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", token());
    row.querySelectorAll("input, textarea, select").forEach((field) => {
      if (!field.name || ((field.type === "radio" || field.type === "checkbox") && !field.checked)) return;
      data.append(field.name, field.value);
    });
    if (button.name) data.append(button.name, button.value);
    return data;
  }

  function openNext(row) {
    const rows = [...form.querySelectorAll("[data-save-to]")];
    const next = rows[rows.indexOf(row) + 1];
    if (!next) return;
    row.querySelector("details").open = false;
    next.querySelector("details").open = true;
    next.querySelector("summary").focus();
  }

  // Without a row in the answer it is no longer this person's: what was typed stays where it is, to copy.
  function show(row, answer) {
    if (!answer.html) return row;
    const holder = document.createElement("template");
    holder.innerHTML = answer.html.trim();
    const fresh = holder.content.firstElementChild;
    fresh.querySelector("details").open = row.querySelector("details").open;
    row.replaceWith(fresh);
    fresh.dispatchEvent(new CustomEvent("ga:fresh", { bubbles: true }));
    return fresh;
  }

  function refused(row, fresh, answer) {
    const number = answer.errors.length;
    say(fresh, `Not saved: ${number} thing${number === 1 ? "" : "s"} to put right`, true);
    announce(`${plural(unsaved.size)} not saved. ${answer.errors.map((error) => error[0]).join(". ")}`, true);
    fresh.querySelector("details").open = true;
    const target = document.getElementById(answer.errors[0][1]);
    if (target) target.focus();
  }

  function saved(row, fresh, answer, goesOn) {
    unsaved.delete(fresh.dataset.row);
    if (count) count.textContent = `${answer.done} of ${answer.total} done,`;
    announce(unsaved.size ? `${plural(unsaved.size)} not saved yet` : `All saved ${time()}`);
    if (goesOn) openNext(fresh);
    else fresh.querySelector("summary").focus();
  }

  async function save(row, button) {
    const goesOn = button.dataset.saveRow === "next";
    const waiting = setTimeout(() => say(row, "Saving…"), 1000);
    unsaved.add(row.dataset.row);
    try {
      const response = await fetch(row.dataset.saveTo, {
        method: "POST",
        body: fieldsOf(row, button),
        headers: { Accept: "application/json" },
      });
      if (response.redirected) {
        announce("Sign in again to save. Your text is kept on this page", true);
        say(row, "Not saved: sign in again in another tab, then save", true);
        return;
      }
      if (response.status !== 200 && response.status !== 422) throw new Error(String(response.status));
      const answer = await response.json();
      const fresh = show(row, answer);
      if (answer.saved) saved(row, fresh, answer, goesOn);
      else refused(row, fresh, answer);
    } catch (error) {
      say(row, "Not saved: still here, try again", true);
      announce(navigator.onLine ? "Not saved: the service did not answer" : "Not saved: offline, still on this page", true);
    } finally {
      clearTimeout(waiting);
    }
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-save-row]");
    const row = button && rowOf(button);
    if (!row) return;
    event.preventDefault();
    save(row, button);
  });

  form.addEventListener("input", (event) => {
    const row = rowOf(event.target);
    if (!row) return;
    unsaved.add(row.dataset.row);
    say(row, "Not saved yet");
    state.classList.remove("ga-saved--bad");
  });

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.ctrlKey) return;
    const row = rowOf(event.target);
    const button = row && row.querySelector("[data-save-row=next]");
    if (!button) return;
    event.preventDefault();
    save(row, button);
  });

  // In the picker: 1 to 9, and 0 for 10.
  form.addEventListener("keydown", (event) => {
    if (!event.target.matches(".ga-pick") || !/^[0-9]$/.test(event.key)) return;
    const value = event.key === "0" ? "10" : event.key;
    const pick = event.target.closest("fieldset").querySelector(`.ga-pick[value="${value}"]`);
    pick.checked = true;
    pick.focus();
    pick.dispatchEvent(new Event("input", { bubbles: true }));
  });

  form.addEventListener("submit", () => unsaved.clear());
  window.addEventListener("beforeunload", (event) => {
    if (unsaved.size) event.preventDefault();
  });
})();
