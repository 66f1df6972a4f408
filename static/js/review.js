// Says on each button what it will do, and lets a reviewer decide with keys. Without it the buttons keep their plain words.
import { listenForSingleKeys } from "./keys.js";

const DECISIONS = { 1: "agree", 2: "other", 3: "back" };

// Only when the words differ: leaving a text by pressing the button is a change too, and new words would lose the press.
const label = (button, words) => {
  if (button.textContent !== words) button.textContent = words;
};

for (const form of document.querySelectorAll("form[data-decide]")) {
  const button = form.querySelector("button[data-go]");
  const plain = button.textContent.trim();
  const words = () => {
    const chosen = form.querySelector("input[name=decision]:checked");
    if (!chosen) return plain;
    if (chosen.value !== "other") return chosen.dataset.go;
    const score = form.querySelector("input[name=score]:checked");
    return score ? `Agree ${score.value} and open next` : plain;
  };
  const show = () => label(button, words());
  form.addEventListener("change", show);
  show();
}

for (const form of document.querySelectorAll("form[data-agree-together]")) {
  const button = form.querySelector("button[data-go]");
  const plain = button.textContent.trim();
  const show = () => {
    const count = form.querySelectorAll("input[name=row]:checked").length;
    label(button, count === 0 ? plain : count === 1 ? "Agree 1 row" : `Agree ${count} rows`);
  };
  form.addEventListener("change", show);
  show();
}

// A key chooses and goes to what comes next: the button, the numbers or the reason. It never sends anything.
function choose(form, decision) {
  const radio = form.querySelector(`input[name=decision][value=${decision}]`);
  if (!radio) return false;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  const next = { agree: "button[data-go]", other: ".ga-pick:checked, .ga-pick", back: "[name=back_reason]" };
  form.querySelector(next[decision]).focus();
  return true;
}

function decide(row, decision) {
  const details = row.querySelector(":scope > details");
  const form = row.querySelector("form[data-decide]");
  if (form) {
    if (details) details.open = true;
    return choose(form, decision);
  }
  const page = row.querySelector("a[data-open]");
  if (!page) return false;
  const address = new URL(page.href);
  address.searchParams.set("decision", decision);
  window.location.assign(address);
  return true;
}

function tick(row) {
  const box = row.querySelector("input[name=row]");
  if (!box) return false;
  box.checked = !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

const root = document.querySelector("[data-review-rows]");
listenForSingleKeys(root, (key, row) => {
  if (!row) return false;
  if (key in DECISIONS) return decide(row, DECISIONS[key]);
  return key === "x" && tick(row);
});

// A key pressed in the list has led to this page: go on where it wanted to.
const asked = new URLSearchParams(window.location.search).get("decision");
const only = root.querySelectorAll("form[data-decide]");
if (only.length === 1 && Object.values(DECISIONS).includes(asked) && only[0].querySelector("input[name=decision]:checked")?.value === asked) {
  choose(only[0], asked);
}
