// While a PDF is being made, asks for the page again every two seconds and shows what has changed.
const SELECTOR = "[data-wait-for-pdf]";
const PROGRESS = "[data-progress]";
const PAUSE = 2000;

// Only when the words change, for each change is read out.
function show(fresh, box) {
  const said = box.querySelector(PROGRESS);
  const now = fresh?.querySelector(PROGRESS);
  if (said && now && said.textContent !== now.textContent) said.textContent = now.textContent;
}

// The address now gives the PDF itself: say so, and leave it to the reader to open it.
function ready(box) {
  const words = document.createElement("p");
  words.className = "ga-text";
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = window.location.pathname + window.location.search;
  link.textContent = "Open the PDF";
  words.append("The PDF is ready. ", link);
  box.replaceChildren(words);
  box.dataset.waitForPdf = "no";
}

async function look() {
  const box = document.querySelector(SELECTOR);
  if (!box || box.dataset.waitForPdf !== "yes") return;
  try {
    const answer = await fetch(window.location.href, { credentials: "same-origin" });
    if (answer.headers.get("Content-Type") === "application/pdf") {
      ready(box);
      return;
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(SELECTOR);
    if (fresh && fresh.dataset.waitForPdf !== "yes") {
      box.replaceChildren(...fresh.childNodes);
      box.dataset.waitForPdf = "no";
      return;
    }
    show(fresh, box);
  } catch {
    // Offline for a moment: the link on the page does the same by hand.
  }
  window.setTimeout(look, PAUSE);
}

window.setTimeout(look, PAUSE);
