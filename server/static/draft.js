// Keeps what is typed on the server a few seconds after the last change, and at once when the page is left.
const WAIT = 3_000;
const AGAIN = 15_000;

const typed = (form) => {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  return data;
};

export const keepDraft = (form) => {
  const saved = form.querySelector("[data-saved]");
  let timer = 0;
  let changed = false;

  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };
  const save = async () => {
    if (!changed || form.dataset.sent) return;
    changed = false;
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: typed(form) });
      saved.textContent = (await answer.json()).message;
    } catch {
      changed = true;
      saved.textContent = "没有连上服务器,草稿还没有存,稍后自动再试";
      later(AGAIN);
    }
  };

  form.addEventListener("input", () => {
    changed = true;
    later(WAIT);
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden || !changed || form.dataset.sent) return;
    changed = !navigator.sendBeacon(form.dataset.draft, typed(form));
  });
};
