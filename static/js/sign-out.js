// Whoever signs out leaves no text behind on this device, in no tab, and whoever comes next takes away what was left.
{
  const PREFIX = "ga-kept:";
  const own = `${PREFIX}${document.querySelector("form[data-signs-out]")?.dataset.person}:`;

  const forget = (isUnwanted) => {
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(PREFIX) && isUnwanted(key)) localStorage.removeItem(key);
      }
    } catch {
      // A forbidden store holds nothing.
    }
  };

  forget((key) => !key.startsWith(own));

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-signs-out]")) return;
    document.dispatchEvent(new CustomEvent("ga:sign-out"));
    forget(() => true);
    try {
      localStorage.setItem("ga-signed-out", String(Date.now())); // heard in other tabs (rows-kept.js)
      localStorage.removeItem("ga-signed-out");
    } catch {
      // Nothing was kept there either.
    }
  });
}
