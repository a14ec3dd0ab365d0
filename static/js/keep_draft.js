// What is typed into a return is kept on the server for its writer alone: every twenty seconds while something
// changes, and when the page is left. Without this the button "Save" keeps it.
const form = document.querySelector("form[data-keep-draft]");
const EVERY = 20_000;

if (form) {
  const told = form.querySelector("[data-kept]");
  let changed = "unsaved" in form.dataset;  // what a refused form brings back

  function typed() {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  }

  async function keep() {
    if (!changed) return;
    changed = false;
    try {
      const answer = await fetch(form.dataset.keepDraft, { method: "POST", body: typed(), keepalive: true });
      if (answer.redirected) return clearInterval(timer);  // the session ended; the next form sent is kept
      if (!answer.ok) throw new Error(answer.statusText);
      told.textContent = await answer.text();
    } catch {
      changed = true;
    }
  }

  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keep(); });
  const timer = setInterval(keep, EVERY);
}
