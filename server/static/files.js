// Shows what was chosen before it is sent, and stops what the server would refuse for its size.
const ONE = 20 * 1024 * 1024;
const ALL = 32 * 1024 * 1024;
const size = (bytes) => (bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

const line = (file) => {
  const item = document.createElement("li");
  if (file.type.startsWith("image/")) {
    const picture = new Image();
    picture.alt = "";
    picture.src = URL.createObjectURL(file);
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
    item.append(picture);
  }
  item.append(`${file.name} ${size(file.size)}`);
  if (file.size > ONE) {
    item.className = "error";
    item.append(",超过 20 MB,请压缩后再选");
  }
  return item;
};

export const watchFiles = (form) => {
  const inputs = [...form.querySelectorAll("input[type=file]")];
  const files = () => inputs.flatMap((input) => [...input.files]);
  for (const input of inputs) {
    const shown = input.closest("[data-files]").querySelector("[data-chosen]");
    input.addEventListener("change", () => {
      shown.replaceChildren(...[...input.files].map(line));
      if (files().reduce((sum, file) => sum + file.size, 0) <= ALL) return;
      const item = document.createElement("li");
      item.className = "error";
      item.textContent = "合计超过 32 MB,请分几次上传:先选一部分,按“保存草稿”,再选其余的";
      shown.append(item);
    });
  }
  form.addEventListener("submit", (event) => {
    const bad = form.querySelector("[data-chosen] .error");
    if (!bad) return;
    event.preventDefault();
    bad.closest("[data-files]").querySelector("input[type=file]").focus();
  }, true);
};
