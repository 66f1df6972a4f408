// The statement's editor: what a text will look like, what comes from Word, and a warning before unsaved text is left.
import { warnBeforeLeaving } from "./leaving.js";
import { cleanPasted } from "./paste.js";
import { previewWhileTyping } from "./statement-preview.js";

const form = document.querySelector("form[data-statement]");
if (form) {
  warnBeforeLeaving(form);
  cleanPasted(form);
  previewWhileTyping(form);
  form.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key !== "Enter") return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[name=save]"));
  });
}
