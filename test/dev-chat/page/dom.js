/** An element with its attributes and children; texts are text, never markup. */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== undefined && child !== ""));
  return made;
}

export const buttons = (list, press) => el("div", { class: "buttons" }, list.map(({ label }) => el("button", { type: "button", onclick: () => press(label) }, label)));

/** One field of a window: `read` gives its value. */
export function field({ name, label, hint, kind, value = "", options = [], most, optional }) {
  const id = `field-${name}`;
  const input = kind === "choice"
    ? el("select", { id }, options.map((option) => el("option", { value: option.value, selected: option.value === value }, option.label)))
    : kind === "text" ? el("textarea", { id, rows: "4", maxlength: most }, value) : el("input", { id, type: kind === "day" ? "date" : "text", maxlength: kind === "day" ? undefined : most, value });
  if (optional !== true && kind !== "choice") input.required = true;
  return { name, read: () => input.value, nodes: [el("label", { for: id }, label), input, hint === undefined ? "" : el("small", {}, hint)] };
}
