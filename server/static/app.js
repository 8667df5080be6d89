// Comfort on every page: keys, and the eye led to what must be mended. Nothing here is needed to work.
const typing = (target) => target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
const KEYS = "xiaohao-keys";
const keysOn = () => localStorage.getItem(KEYS) !== "off";
let before = "";

const step = (by) => {
  const links = [...document.querySelectorAll("[data-row] .row-link")];
  if (!links.length) return;
  const at = links.findIndex((link) => link.closest("[data-row]").contains(document.activeElement));
  const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1)];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
};

const acts = {
  j: () => step(1),
  k: () => step(-1),
  c: () => document.activeElement.closest("[data-row]")?.querySelector("form[data-key=claim]")?.requestSubmit(),
  "/": () => document.getElementById("q")?.focus(),
  "?": () => location.assign("/help"),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest("form.task");
    if (form) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button.main"));
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target) || !keysOn()) return;
  if (before === "g" && event.key === "i") location.assign("/");
  else if (acts[event.key]) {
    event.preventDefault();
    acts[event.key]();
  }
  before = event.key;
});

const toggle = document.querySelector("[data-keys]");
if (toggle) {
  const say = () => { toggle.textContent = keysOn() ? toggle.dataset.off : toggle.dataset.on; };
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    localStorage.setItem(KEYS, keysOn() ? "off" : "on");
    say();
  });
  say();
}

document.querySelector("[data-focus]")?.focus();
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    else if (!event.defaultPrevented) form.dataset.sent = "1";
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
