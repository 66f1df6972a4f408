// Opening "Use a password instead" carries over the address that was typed above.
const first = document.getElementById("id_email");
const second = document.getElementById("id_login");
const details = second?.closest("details");

details?.addEventListener("toggle", () => {
  if (details.open && first?.value && !second.value) second.value = first.value;
});
