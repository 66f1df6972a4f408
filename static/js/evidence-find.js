// Suggests items of the evidence register while a title is typed. Without it, the title is typed in full, or the
// register is searched on a page of its own.
(function () {
  "use strict";
  const address = document.currentScript.dataset.suggest;
  const PAUSE = 200; // milliseconds after the last key
  const inputOf = (place) => place.querySelector("input");
  let asked = 0;
  let waiting = 0;

  // A row that was saved comes back without these, so they are made when the field gets the focus.
  function prepare(input) {
    const list = document.createElement("ul");
    list.id = `${input.id}-suggestions`;
    list.className = "ga-find__list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Items of the register");
    list.hidden = true;
    const said = document.createElement("span");
    said.className = "govuk-visually-hidden";
    said.setAttribute("role", "status");
    input.after(list, said);
    input.autocomplete = "off";
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    return list;
  }

  function listOf(input) {
    return document.getElementById(`${input.id}-suggestions`) || prepare(input);
  }

  function close(input) {
    clearTimeout(waiting);
    asked += 1;
    listOf(input).hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(input, option) {
    listOf(input).querySelectorAll("[role=option]").forEach((one) => {
      one.setAttribute("aria-selected", String(one === option));
    });
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  const marked = (input) => listOf(input).querySelector("[aria-selected=true]");

  function choose(input, option) {
    input.value = option.textContent;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    close(input);
  }

  function show(input, titles) {
    const list = listOf(input);
    list.replaceChildren(
      ...titles.map((title, number) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${number}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = title;
        return option;
      })
    );
    list.hidden = !titles.length;
    input.setAttribute("aria-expanded", String(Boolean(titles.length)));
    input.removeAttribute("aria-activedescendant");
    const count = titles.length === 1 ? "1 item" : `${titles.length} items`;
    list.nextElementSibling.textContent = titles.length
      ? `${count} of the register. Down arrow to choose.`
      : "Not in the register yet: it is added as a new item.";
  }

  async function ask(input) {
    const text = input.value.trim();
    if (!text) return close(input);
    const mine = (asked += 1);
    try {
      const response = await fetch(`${address}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
      if (!response.ok || response.redirected) return;
      const answer = await response.json();
      if (mine === asked && document.activeElement === input) show(input, answer.titles);
    } catch {
      // Offline: a title typed in full is enough.
    }
  }

  const find = (event) => {
    const place = event.target.closest("[data-evidence-find]");
    return place && event.target === inputOf(place) ? event.target : null;
  };

  document.addEventListener("focusin", (event) => {
    const input = find(event);
    if (input) listOf(input);
  });

  document.addEventListener("input", (event) => {
    const input = find(event);
    if (!input || !event.isTrusted) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => ask(input), PAUSE);
  });

  document.addEventListener("focusout", (event) => {
    const input = find(event);
    if (input) close(input);
  });

  // The pointer must not take the focus from the field before the choice is made.
  document.addEventListener("pointerdown", (event) => {
    const option = event.target.closest(".ga-find__list [role=option]");
    if (option) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const option = event.target.closest(".ga-find__list [role=option]");
    if (option) choose(option.parentElement.previousElementSibling, option);
  });

  // Before the keys of the page of rows: Enter takes the marked item and saves nothing.
  document.addEventListener("keydown", (event) => {
    const input = find(event);
    if (!input || event.ctrlKey || event.isComposing) return;
    const list = listOf(input);
    const options = [...list.querySelectorAll("[role=option]")];
    const at = options.indexOf(marked(input));
    if (event.key === "ArrowDown" && list.hidden) ask(input);
    else if (list.hidden) return;
    else if (event.key === "ArrowDown") mark(input, options[(at + 1) % options.length]);
    else if (event.key === "ArrowUp") mark(input, options[at <= 0 ? options.length - 1 : at - 1]);
    else if (event.key === "Escape") close(input);
    else if (event.key === "Enter" && at >= 0) choose(input, options[at]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
})();
