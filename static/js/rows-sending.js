// Sends a row and says how it went: answered, signed out, offline, failed (it is worth trying again) or barred.
const LONGEST_WAIT = 20_000; // milliseconds

// Whoever signs in again in another tab has a new token there, which the form on this page does not hold.
const token = (form) => {
  const cookie = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
  return cookie ? cookie[1] : form.elements.csrfmiddlewaretoken.value;
};

export async function send(form, row, data, keepalive = false) {
  data.append("csrfmiddlewaretoken", token(form));
  data.append("person", form.dataset.person);
  let response;
  try {
    response = await fetch(row.saveTo, {
      method: "POST",
      body: data,
      headers: { Accept: "application/json" },
      keepalive,
      signal: keepalive ? undefined : AbortSignal.timeout(LONGEST_WAIT),
    });
    if (response.status === 200 || response.status === 422) return { kind: "answered", answer: await response.json() };
  } catch {
    return { kind: navigator.onLine ? "failed" : "offline" };
  }
  if (response.status === 401) return { kind: "signed-out" };
  return { kind: response.status >= 500 || response.status === 429 ? "failed" : "barred" };
}
