// Formatted text that is pasted into a text box keeps its paragraphs, lists, bold words and links; what goes is said.
import { Pasted } from "./pasted-markup.js";

const LONGEST = 5_000_000; // characters of markup; more is pasted as the browser does
const count = (number, name) => `${number} ${name}${number === 1 ? "" : "s"}`;

function said(pasted) {
  const left = Object.entries(pasted.leftOut)
    .filter(([, number]) => number)
    .map(([name, number]) => count(number, name));
  const lines = [];
  if (left.length) lines.push(`Left out: ${left.join(", ")}.`);
  if (pasted.tables) lines.push(`${count(pasted.tables, "table")} became ${pasted.tables === 1 ? "a list" : "lists"}.`);
  return lines.length ? `Pasted. ${lines.join(" ")}` : "";
}

// An empty line where the pasted blocks meet the text around them.
function fitted(box, pasted) {
  if (pasted.isOneLine) return pasted.text;
  const before = box.value.slice(0, box.selectionStart);
  const after = box.value.slice(box.selectionEnd);
  const gap = (text, end) => (text.trim() ? "\n".repeat(Math.max(0, 2 - (end.exec(text)?.[0].match(/\n/g) || []).length)) : "");
  return gap(before, /\s*$/) + pasted.text + gap(after, /^\s*/);
}

function insert(box, text) {
  box.focus();
  // The one way that leaves undoing to the browser.
  if (document.execCommand("insertText", false, text)) return;
  box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

export function cleanPasted(form) {
  form.addEventListener("paste", (event) => {
    const section = event.target.closest?.("[data-fixed]");
    const html = event.clipboardData?.getData("text/html");
    if (!section || !event.target.matches("textarea") || !html || html.length > LONGEST) return;
    const pasted = new Pasted(html);
    const words = said(pasted);
    section.querySelector("[data-pasted]").textContent = words;
    if (!pasted.lines.length && !words) return;
    event.preventDefault();
    if (pasted.lines.length) insert(event.target, fitted(event.target, pasted));
  });
}
