import { initAll } from "../vendor/govuk-frontend-6.6.0/govuk-frontend.min.js";

initAll();
// Parts of a page that a script put there anew, such as a saved row.
document.addEventListener("ga:fresh", (event) => initAll({ scope: event.target }));
