// Whoever signs out leaves no text behind on this device.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-signs-out]")) return;
  document.dispatchEvent(new CustomEvent("ga:sign-out"));
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith("ga-kept:")) localStorage.removeItem(key);
  } catch {
    // A forbidden store holds nothing.
  }
});
