/* Says on the button what it will do. Without this script the buttons keep their plain words. */
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
