// Comfort while a form is filled in: fields that are asked only sometimes, returns, counting what is ticked.
import { keepDraft } from "./draft.js";
import { watchFiles } from "./files.js";
import { growRows } from "./points.js";

const given = (form, name) => form.querySelector(`[name="${name}"]:checked`)?.value ?? form.elements[name]?.value ?? "";

const ask = (form) => {
  for (const field of form.querySelectorAll("[data-when]")) {
    field.toggleAttribute("data-off", !JSON.parse(field.dataset.values).includes(given(form, field.dataset.when)));
  }
};

// Who returns a case must say why: the words offered for agreeing are taken away and come back with agreeing.
const decide = (form) => {
  const decision = form.querySelector("[data-field=start_at]");
  const opinion = form.elements.opinion;
  const button = form.querySelector("[data-submit]");
  if (!decision || !opinion) return;
  const offered = opinion.defaultValue;
  const agreed = button?.textContent;
  const name = () => {
    const back = given(form, "start_at") !== "";
    button?.classList.toggle("danger", back);
    if (button) button.textContent = back ? "退回" : agreed;
    return back;
  };
  decision.addEventListener("change", () => {
    const back = name();
    if (back && opinion.value === offered) opinion.value = "";
    if (!back && opinion.value === "") opinion.value = offered;
  });
  name();
};

const count = (form) => {
  const told = form.querySelector("[data-chosen-count]");
  const say = () => { told.textContent = `已选 ${form.querySelectorAll("[name=task]:checked").length} 件`; };
  form.addEventListener("change", say);
  say();
};

for (const form of document.querySelectorAll("form.task")) {
  form.addEventListener("change", () => ask(form));
  ask(form);
  decide(form);
  growRows(form);
  watchFiles(form);
  if (form.dataset.draft) keepDraft(form);
  if ("batch" in form.dataset) count(form);
}
