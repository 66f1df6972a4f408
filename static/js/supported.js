// Tells the style sheet that scripts run; plain script at the start of body, so that nothing flickers.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
