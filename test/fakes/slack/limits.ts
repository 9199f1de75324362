/**
 * What Slack refuses in blocks, as its Block Kit reference says. Written apart from the bot's own table, so that one wrong figure is not
 * believed twice. Gives the pointers of Slack's error, empty where all is well.
 */
export function problemsOf(blocks: unknown, surface: "message" | "modal" | "home" = "message"): string[] {
  const most = surface === "message" ? 50 : 100;
  const problems: string[] = [];
  const say = (text: string, at: string): void => void problems.push(`[ERROR] ${text} [json-pointer:${at}]`);
  if (!Array.isArray(blocks)) return ["[ERROR] blocks must be an array [json-pointer:/blocks]"];
  if (blocks.length > most) say(`no more than ${most} items allowed`, "/blocks");
  const ids = new Set<string>();
  for (const [place, block] of (blocks as Record<string, unknown>[]).entries()) {
    const at = `/blocks/${place}`;
    const id = block["block_id"];
    if (typeof id === "string") {
      if (id.length > 255) say("must be less than 256 characters", `${at}/block_id`);
      if (ids.has(id)) say("duplicate block_id", `${at}/block_id`);
      ids.add(id);
    }
    switch (block["type"]) {
      case "header":
        textOf(block["text"], `${at}/text`, 150, ["plain_text"], say);
        break;
      case "section":
        if (block["text"] === undefined && block["fields"] === undefined) say("missing required field: text or fields", at);
        if (block["text"] !== undefined) textOf(block["text"], `${at}/text`, 3000, ["plain_text", "mrkdwn"], say);
        if (Array.isArray(block["fields"])) {
          if (block["fields"].length > 10) say("no more than 10 items allowed", `${at}/fields`);
          for (const [field, text] of block["fields"].entries()) textOf(text, `${at}/fields/${field}`, 2000, ["plain_text", "mrkdwn"], say);
        }
        break;
      case "context": {
        const elements = Array.isArray(block["elements"]) ? block["elements"] : [];
        if (elements.length < 1 || elements.length > 10) say("between 1 and 10 items", `${at}/elements`);
        for (const [place2, text] of elements.entries()) textOf(text, `${at}/elements/${place2}`, 3000, ["plain_text", "mrkdwn"], say);
        break;
      }
      case "actions":
        buttons(block["elements"], at, say);
        break;
      case "input":
        if (surface !== "modal") say(`unsupported type: input`, at);
        input(block, at, say);
        break;
      case "divider":
        break;
      case "image": {
        const alt = block["alt_text"];
        if (typeof alt !== "string" || alt.length < 1) say("missing required field: alt_text", at);
        else if (alt.length > 2000) say("must be less than 2001 characters", `${at}/alt_text`);
        if ((block["slack_file"] === undefined) === (block["image_url"] === undefined)) say("must provide one of image_url or slack_file", at);
        break;
      }
      default:
        say(`unsupported type: ${String(block["type"])}`, at);
    }
  }
  return problems;
}

type Say = (text: string, at: string) => void;

function textOf(text: unknown, at: string, limit: number, types: readonly string[], say: Say): void {
  const { type, text: value, emoji, verbatim, ...rest } = (text ?? {}) as { type?: string; text?: unknown; emoji?: unknown; verbatim?: unknown };
  if (type === undefined || !types.includes(type)) say(`must be one of ${types.join(", ")}`, `${at}/type`);
  if (typeof value !== "string" || value.length < 1) say("must be more than 0 characters", `${at}/text`);
  else if (value.length > limit) say(`must be less than ${limit + 1} characters`, `${at}/text`);
  if (emoji !== undefined && type !== "plain_text") say("additional property: emoji", at);
  if (verbatim !== undefined && type !== "mrkdwn") say("additional property: verbatim", at);
  for (const key of Object.keys(rest)) say(`additional property: ${key}`, at);
}

function buttons(elements: unknown, at: string, say: Say): void {
  const list = Array.isArray(elements) ? (elements as Record<string, unknown>[]) : [];
  if (list.length < 1) say("must provide at least 1 item", `${at}/elements`);
  if (list.length > 25) say("no more than 25 items allowed", `${at}/elements`);
  const ids = new Set<unknown>();
  for (const [place, button] of list.entries()) {
    const here = `${at}/elements/${place}`;
    if (button["type"] !== "button") say(`unsupported type: ${String(button["type"])}`, here);
    textOf(button["text"], `${here}/text`, 75, ["plain_text"], say);
    const { action_id: id, value } = button;
    if (typeof id === "string" && id.length > 255) say("must be less than 256 characters", `${here}/action_id`);
    if (id !== undefined && ids.has(id)) say("duplicate action_id", `${here}/action_id`);
    ids.add(id);
    if (typeof value === "string" && (value.length > 2000 || value.length < 1)) say("must be between 1 and 2000 characters", `${here}/value`);
  }
}

function input(block: Record<string, unknown>, at: string, say: Say): void {
  textOf(block["label"], `${at}/label`, 2000, ["plain_text"], say);
  if (block["hint"] !== undefined) textOf(block["hint"], `${at}/hint`, 2000, ["plain_text"], say);
  const element = (block["element"] ?? {}) as Record<string, unknown>;
  const here = `${at}/element`;
  switch (element["type"]) {
    case "plain_text_input": {
      const { max_length: most, initial_value: value } = element;
      if (most !== undefined && (typeof most !== "number" || most < 1 || most > 3000)) say("must be between 1 and 3000", `${here}/max_length`);
      if (typeof value === "string" && value.length > Number(most ?? 3000)) say("is longer than max_length", `${here}/initial_value`);
      break;
    }
    case "datepicker":
      if (element["initial_date"] !== undefined && !/^\d{4}-\d{2}-\d{2}$/u.test(String(element["initial_date"]))) say("must be YYYY-MM-DD", `${here}/initial_date`);
      break;
    case "static_select": {
      const options = (Array.isArray(element["options"]) ? element["options"] : []) as { text?: unknown; value?: unknown }[];
      if (options.length < 1 || options.length > 100) say("between 1 and 100 items", `${here}/options`);
      for (const [place, option] of options.entries()) {
        textOf(option.text, `${here}/options/${place}/text`, 75, ["plain_text"], say);
        if (typeof option.value !== "string" || option.value.length < 1 || option.value.length > 150) say("must be between 1 and 150 characters", `${here}/options/${place}/value`);
      }
      const initial = element["initial_option"];
      if (initial !== undefined && !options.some((option) => JSON.stringify(option) === JSON.stringify(initial))) say("must be one of the options", `${here}/initial_option`);
      break;
    }
    default:
      say(`unsupported type: ${String(element["type"])}`, here);
  }
}

/** What Slack refuses in a view. */
export function viewProblems(view: { type?: string; title?: unknown; submit?: unknown; close?: unknown; callback_id?: string; private_metadata?: string; blocks?: unknown } | undefined): string[] {
  const problems: string[] = [];
  const say = (text: string, at: string): void => void problems.push(`[ERROR] ${text} [json-pointer:${at}]`);
  if (view?.type !== "modal" && view?.type !== "home") return ["[ERROR] must be modal or home [json-pointer:/type]"];
  if (view.type === "modal") {
    textOf(view.title, "/title", 24, ["plain_text"], say);
    if (view.submit !== undefined) textOf(view.submit, "/submit", 24, ["plain_text"], say);
    if (view.close !== undefined) textOf(view.close, "/close", 24, ["plain_text"], say);
    if (view.submit === undefined && JSON.stringify(view.blocks).includes('"input"')) say("missing required field: submit", "/submit");
  }
  if ((view.callback_id ?? "").length > 255) say("must be less than 256 characters", "/callback_id");
  if ((view.private_metadata ?? "").length > 3000) say("must be less than 3001 characters", "/private_metadata");
  return [...problems, ...problemsOf(view.blocks, view.type)];
}

/** Characters over all blocks; Slack refuses somewhere above 12,000. */
export function lengthOf(blocks: unknown): number {
  let length = 0;
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (value !== null && typeof value === "object") for (const [key, item] of Object.entries(value)) if (key === "text" && typeof item === "string") length += item.length; else walk(item);
  };
  walk(blocks);
  return length;
}

/** What a client would make of a markup text: whom it would ping. Entities are text. */
export function pingsOf(message: { text?: string | undefined; blocks?: unknown; parse?: unknown; linkNames?: unknown }): string[] {
  const found: string[] = [];
  const look = (text: string, verbatim: boolean): void => {
    for (const match of text.matchAll(/<(?:!(?:here|channel|everyone|subteam\^[^>]*)|@[UW][A-Z0-9]+)[^>]*>/gu)) found.push(match[0]);
    // Without `verbatim` Slack makes mentions of bare names.
    if (!verbatim) for (const match of text.matchAll(/(?<![\w@])@(?:here|channel|everyone)\b/gu)) found.push(match[0]);
  };
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (value !== null && typeof value === "object") {
      const { type, text, verbatim } = value as { type?: unknown; text?: unknown; verbatim?: unknown };
      if (type === "mrkdwn" && typeof text === "string") look(text, verbatim === true);
      for (const item of Object.values(value)) walk(item);
    }
  };
  look(message.text ?? "", message.parse !== "full" && message.linkNames !== true);
  walk(message.blocks ?? []);
  return found;
}
