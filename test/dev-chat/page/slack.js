import { buttons, el, field } from "./dom.js";

const plain = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** Slack's markup as nodes. */
export function mrkdwn(text) {
  const nodes = [];
  const rest = /```([\s\S]*?)```|`([^`\n]+)`|(?<![\w*])\*([^*\n]+)\*(?![\w*])|<([^<>\n]+)>/gu;
  let from = 0;
  for (const match of text.matchAll(rest)) {
    nodes.push(plain(text.slice(from, match.index)));
    from = match.index + match[0].length;
    const [whole, block, code, bold, link] = match;
    if (block !== undefined) nodes.push(el("pre", {}, plain(block)));
    else if (code !== undefined) nodes.push(el("code", {}, plain(code)));
    else if (bold !== undefined) nodes.push(el("strong", {}, plain(bold)));
    else if (link !== undefined && /^https?:/u.test(link)) nodes.push(el("a", { href: plain(link.split("|")[0]), rel: "noreferrer", target: "_blank" }, plain(link.split("|")[1] ?? link)));
    else nodes.push(el("strong", {}, plain(link === undefined ? whole : `@${link.replace(/^[@!#]/u, "")}`)));
  }
  return [...nodes, plain(text.slice(from))];
}

const textOf = (text) => (text.type === "mrkdwn" ? mrkdwn(text.text) : [text.text]);

function block(one, press) {
  switch (one.type) {
    case "header": return el("h3", {}, one.text.text);
    case "section": return el("div", { class: "text" }, one.text === undefined ? "" : textOf(one.text), (one.fields ?? []).map((text) => el("div", {}, textOf(text))));
    case "context": return el("p", { class: "quiet" }, one.elements.map((text) => textOf(text)));
    case "divider": return el("hr");
    case "image": return el("img", { src: one.slack_file === undefined ? one.image_url : `file/slack/${one.slack_file.id}`, alt: one.alt_text });
    case "actions": return buttons(one.elements.filter((part) => part.type === "button").map((part) => ({ label: part.text.text })), press);
    default: return el("p", { class: "quiet" }, `(${one.type})`);
  }
}

/** Content of a message. */
export function content(message, press) {
  return [
    message.blocks.length === 0 ? el("div", { class: "text" }, mrkdwn(message.text)) : message.blocks.map((one) => block(one, press)),
    (message.files ?? []).map((file) => el("p", {}, el("a", { href: `file/slack/${encodeURIComponent(file.id)}`, download: file.name }, `File: ${file.name}`))),
  ].flat();
}

/** A window with its fields. */
export function windowOf(view) {
  const fields = [];
  const nodes = view.blocks.map((one) => {
    if (one.type !== "input") return block(one, () => undefined);
    const { element } = one;
    const kind = element.type === "static_select" ? "choice" : element.type === "datepicker" ? "day" : element.multiline === true ? "text" : "line";
    const made = field({ name: one.block_id, label: one.label.text, hint: one.hint?.text, kind, value: element.initial_value ?? element.initial_date ?? element.initial_option?.value, most: element.max_length, optional: one.optional, options: (element.options ?? []).map((option) => ({ value: option.value, label: option.text.text })) });
    fields.push(made);
    return made.nodes;
  });
  return { title: view.title?.text ?? "", submit: view.submit?.text ?? "Send", nodes: nodes.flat(), fields };
}
