// Says that something new has come, instead of letting the list jump under the hand.
const list = document.querySelector("[data-inbox]");
const news = document.querySelector("[data-news]");
const EVERY = 60_000;

const look = async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch(list.dataset.inbox, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) return;
    const known = new Set(list.dataset.tasks.split(" "));
    const { tasks } = await answer.json();
    const fresh = tasks.filter((task) => !known.has(String(task))).length;
    news.hidden = !fresh;
    news.querySelector("a").textContent = fresh ? `有 ${fresh} 件新待办,刷新` : "";
  } catch {
    // not connected: asked again in a minute
  }
};

if (list && news) setInterval(look, EVERY);
