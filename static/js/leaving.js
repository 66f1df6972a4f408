// Asks before a page is left whose form holds something that is not saved: only then, and not when it is sent.
const typed = (form) => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")).toString();

export function warnBeforeLeaving(form) {
  const begun = "unsaved" in form.dataset ? null : typed(form);
  let isSent = false;
  form.addEventListener("submit", () => (isSent = true));
  window.addEventListener("pageshow", () => (isSent = false));
  window.addEventListener("beforeunload", (event) => {
    if (!isSent && typed(form) !== begun) event.preventDefault();
  });
}
