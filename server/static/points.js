// Adds and drops reported points without a round trip; without scripts the same buttons ask the server.
const TYPED = "input:not([type=radio]), textarea";

// Two passes, so that no row takes for a moment the name another still bears.
const rename = (row, from, to) => {
  for (const element of row.querySelectorAll("*")) {
    for (const { name, value } of [...element.attributes]) {
      if (value.includes(from)) element.setAttribute(name, value.replaceAll(from, to));
    }
  }
};

const renumber = (list) => {
  const name = list.dataset.points;
  const rows = [...list.querySelectorAll(".point")];
  rows.forEach((row) => rename(row, `${name}-${row.dataset.rowNumber}-`, `${name}-#-`));
  rows.forEach((row, number) => {
    rename(row, `${name}-#-`, `${name}-${number}-`);
    row.dataset.rowNumber = number;
    row.querySelector("legend").textContent = `${list.dataset.item} ${number + 1}`;
    const drop = row.querySelector("[value^='drop:']");
    drop.value = `drop:${name}:${number}`;
    drop.textContent = `删去${list.dataset.item} ${number + 1}`;
    drop.hidden = rows.length < 2;
  });
};

const emptied = (row, number) => {
  const fresh = row.cloneNode(true);
  fresh.dataset.rowNumber = number;
  for (const control of fresh.querySelectorAll(TYPED)) control.value = "";
  for (const radio of fresh.querySelectorAll("[type=radio]")) radio.checked = false;
  for (const error of fresh.querySelectorAll(".error")) error.remove();
  for (const field of fresh.querySelectorAll(".bad")) field.classList.remove("bad");
  return fresh;
};

const add = (list) => {
  const rows = list.querySelectorAll(".point");
  const last = rows[rows.length - 1];
  const old = `${list.dataset.points}-${last.dataset.rowNumber}-`;
  const fresh = emptied(last, rows.length);
  rename(fresh, old, `${list.dataset.points}-${rows.length}-`);
  last.after(fresh);
  renumber(list);
  fresh.querySelector("textarea, input").focus();
};

export const growRows = (form) => {
  for (const list of form.querySelectorAll("[data-points]")) {
    list.addEventListener("click", (event) => {
      const button = event.target.closest("button[name=_act]");
      if (!button) return;
      event.preventDefault();
      if (button.value.startsWith("add:")) add(list);
      else {
        button.closest(".point").remove();
        renumber(list);
        list.querySelector("[value^='add:']").focus();
      }
      form.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
};
