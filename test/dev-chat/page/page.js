import * as discord from "./discord.js";
import { el } from "./dom.js";
import * as slack from "./slack.js";

const platforms = { slack, discord };
const at = (id) => document.getElementById(id);
const here = { platform: "slack", as: { slack: "U0ANA" }, channel: { slack: "C0ONE" }, thread: undefined, home: false };
let seen = "";
let windowSeen = "";
let windowFields = [];

async function send(path, body) {
  const response = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const trouble = response.ok ? "" : await response.text();
  at("trouble").textContent = trouble;
  await look();
  return trouble;
}

const act = (kind, more) => send("act", { platform: here.platform, as: here.as[here.platform], channel: here.channel[here.platform], kind, ...more });

function choose(id, list, chosen) {
  at(id).replaceChildren(...list.map((one) => el("option", { value: one.id, selected: one.id === chosen }, one.name)));
}

function article(message, whisper) {
  const press = (label) => act("press", { message: message.id, label });
  const root = message.thread ?? message.id;
  return el("article", { class: `${message.thread !== undefined && message.thread !== message.id ? "thread" : ""} ${whisper ? "whisper" : ""}`, "data-id": message.id },
    el("header", {}, el("h2", {}, whisper ? "duo" : message.author), whisper ? el("span", { class: "quiet" }, "Only you see this") : message.bot ? el("span", { class: "app" }, "APP") : "",
      whisper ? "" : el("span", { class: "tools" }, el("button", { type: "button", onclick: () => enter(root, message) }, "Thread"), message.bot ? "" : el("button", { type: "button", onclick: () => act("explain", { message: message.id }) }, "Explain this error"))),
    platforms[here.platform].content(message, press));
}

const known = new Map();
/** A message that did not change keeps its element. */
function drawn(message, whisper) {
  const key = `${here.platform} ${message.id}`;
  const text = JSON.stringify([message, whisper]);
  if (known.get(key)?.text !== text) known.set(key, { text, node: article(message, whisper) });
  return known.get(key).node;
}

/** Moves only what is not in its place: a button that leaves the page between press and release of the mouse loses the click. */
function arrange(list, nodes) {
  for (const node of Array.from(list.children).filter((one) => !nodes.includes(one))) node.remove();
  for (const [index, node] of nodes.entries()) if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
}

function enter(root, message) {
  // A thread of Discord that is not open yet cannot be written in.
  here.thread = here.platform === "discord" ? (message.thread ?? message.opened) : root;
  at("in-thread").hidden = here.thread === undefined;
  at("in-thread").querySelector("q").textContent = (message.text ?? message.content).slice(0, 60);
  at("trouble").textContent = here.thread === undefined ? "That message has no thread yet" : "";
  at("text").focus();
}

/** Roots in order, what belongs below each beneath it. */
function inThreads(state) {
  const all = [...state.messages.map((message) => ({ message, whisper: false })), ...state.whispers.map((message) => ({ message, whisper: true }))];
  const roots = all.filter(({ message }) => message.thread === undefined || message.thread === message.id);
  const below = (root) => all.filter(({ message }) => message.thread !== undefined && message.thread !== message.id && (message.thread === root.id || message.thread === root.opened));
  return roots.flatMap((root) => [root, ...(root.whisper ? [] : below(root.message))]);
}

function showWindow(view) {
  const text = JSON.stringify(view);
  if (text === windowSeen) return;
  windowSeen = text;
  if (view === null) return void at("window").close();
  const { title, submit, nodes, fields } = platforms[here.platform].windowOf(view);
  windowFields = fields;
  at("window-title").textContent = title;
  at("submit").textContent = submit;
  at("window-trouble").textContent = "";
  at("fields").replaceChildren(...nodes.filter((node) => node !== ""));
  if (!at("window").open) at("window").showModal();
}

async function look() {
  const { platform } = here;
  const response = await fetch(`state/${platform}?as=${here.as[platform] ?? ""}&channel=${here.channel[platform] ?? ""}`);
  const text = await response.text();
  if (platform !== here.platform || text === seen) return;
  seen = text;
  const state = JSON.parse(text);
  if (here.as[platform] === undefined || here.channel[platform] === undefined) {
    here.as[platform] ??= state.people[0].id;
    here.channel[platform] ??= state.channels[0].id;
    return look();
  }
  choose("person", state.people, here.as[platform]);
  choose("channel", state.channels, here.channel[platform]);
  at("home").hidden = platform !== "slack";
  const list = at("messages");
  const low = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const home = here.home && state.home !== null ? [article({ id: "home", author: "duo", bot: true, text: "", blocks: state.home.blocks, files: [] }, true)] : [];
  arrange(list, [...home, ...inThreads(state).map(({ message, whisper }) => drawn(message, whisper))]);
  if (low) list.scrollTop = list.scrollHeight;
  at("broken").textContent = state.faults.length === 0 ? "nothing is broken" : `broken: ${state.faults.join(", ")}`;
  showWindow(state.window);
}

function leave() {
  here.thread = undefined;
  here.home = false;
  at("in-thread").hidden = true;
}

for (const button of document.querySelectorAll("[data-platform]")) {
  button.addEventListener("click", () => {
    here.platform = button.dataset.platform;
    for (const other of document.querySelectorAll("[data-platform]")) other.setAttribute("aria-pressed", String(other === button));
    seen = "";
    leave();
    void look();
  });
}
for (const [id, kept] of [["person", here.as], ["channel", here.channel]]) {
  at(id).addEventListener("change", () => {
    kept[here.platform] = at(id).value;
    leave();
    void look();
  });
}
at("in-thread").querySelector("button").addEventListener("click", leave);
at("home").addEventListener("click", () => { here.home = !here.home; seen = ""; void act("home"); });
at("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = at("text").value.trim();
  if (text === "") return;
  at("text").value = "";
  void act("say", { text, ...(here.thread === undefined ? {} : { thread: here.thread }) });
});
at("text").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  at("say").requestSubmit();
});
at("window").querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  void act("submit", { values: Object.fromEntries(windowFields.map(({ name, read }) => [name, read()])) }).then((trouble) => { at("window-trouble").textContent = trouble; });
});
at("window").addEventListener("cancel", (event) => { event.preventDefault(); void act("cancel"); });
at("cancel").addEventListener("click", () => void act("cancel"));
at("bench").addEventListener("submit", (event) => { event.preventDefault(); void send("bench", { fault: at("fault").value.trim() }); });
at("mend").addEventListener("click", () => void send("bench", {}));

const faults = await (await fetch("faults")).json();
at("bench").hidden = faults.length === 0;
at("faults").replaceChildren(...faults.map((fault) => el("option", { value: fault.name }, fault.title)));
await look();
setInterval(() => void look().catch(() => { at("trouble").textContent = "The bench does not answer; is `npm run dev:chat` still running?"; }), 400);
