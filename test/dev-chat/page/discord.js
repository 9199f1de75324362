import { buttons, el, field } from "./dom.js";

/** Discord's markup as nodes. */
export function markdown(text) {
  const nodes = [];
  const parts = /```(?:[a-z]*\n)?([\s\S]*?)```|`([^`\n]+)`|\*\*((?:\\.|[^*\n])+)\*\*|<(https?:[^<>\s]+)>|^-# (.*)$|\\([^\sA-Za-z0-9])/gmu;
  let from = 0;
  for (const match of text.matchAll(parts)) {
    nodes.push(text.slice(from, match.index));
    from = match.index + match[0].length;
    const [, block, code, bold, link, small, escaped] = match;
    if (block !== undefined) nodes.push(el("pre", {}, block.replace(/\n$/u, "")));
    else if (code !== undefined) nodes.push(el("code", {}, code));
    else if (bold !== undefined) nodes.push(el("strong", {}, markdown(bold)));
    else if (link !== undefined) nodes.push(el("a", { href: link, rel: "noreferrer", target: "_blank" }, link));
    else if (small !== undefined) nodes.push(el("small", {}, markdown(small)));
    else nodes.push(escaped);
  }
  return [...nodes, text.slice(from)];
}

/** Content of a message. */
export function content(message, press) {
  const picture = (url) => message.files.find((file) => url === `attachment://${file.name}`);
  const shown = new Set(message.embeds.flatMap((embed) => (embed.image === undefined ? [] : [picture(embed.image.url)?.id])));
  return [
    el("div", { class: "text" }, markdown(message.content)),
    ...message.embeds.map((embed) => el("div", { class: "embed" },
      embed.description === undefined ? "" : el("div", { class: "text" }, markdown(embed.description)),
      embed.image === undefined || picture(embed.image.url) === undefined ? "" : el("img", { src: `file/discord/${encodeURIComponent(picture(embed.image.url).id)}`, alt: picture(embed.image.url).description }))),
    ...message.files.filter((file) => !shown.has(file.id)).map((file) => el("p", {}, el("a", { href: `file/discord/${encodeURIComponent(file.id)}`, download: file.name }, `File: ${file.name}`))),
    ...message.components.map((row) => buttons((row.components ?? []).filter((part) => part.type === 2), press)),
  ];
}

/** A window with its fields. */
export function windowOf(modal) {
  const fields = [];
  const nodes = modal.components.map((row) => {
    if (row.type === 10) return el("div", { class: "text" }, markdown(row.content));
    const part = row.component ?? row.components?.[0];
    const kind = part.type === 3 ? "choice" : part.style === 2 ? "text" : "line";
    const made = field({ name: part.custom_id, label: row.label ?? part.label, hint: row.description, kind, value: part.value ?? part.options?.find((option) => option.default === true)?.value, most: part.max_length, optional: part.required === false, options: part.options });
    fields.push(made);
    return made.nodes;
  });
  return { title: modal.title, submit: "Send", nodes: nodes.flat(), fields };
}
