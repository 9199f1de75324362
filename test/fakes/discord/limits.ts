/** Limits that Discord documents and its published specification lacks, or states for users instead of bots. */

interface Embed {
  title?: string;
  description?: string;
  fields?: { name: string; value: string }[];
  footer?: { text?: string };
  author?: { name?: string };
}
interface Component {
  type: number;
  style?: number;
  label?: string;
  custom_id?: string;
  url?: string;
  emoji?: unknown;
  components?: Component[];
  component?: Component;
}
export interface MessageBody {
  content?: string | null;
  embeds?: Embed[] | null;
  components?: Component[] | null;
  attachments?: { id: string | number; filename?: string; description?: string }[] | null;
  flags?: number | null;
  allowed_mentions?: { parse?: string[]; replied_user?: boolean } | null;
  nonce?: string | number | null;
  enforce_nonce?: boolean | null;
  message_reference?: { message_id?: string } | null;
}

export interface Upload {
  field: string;
  name: string;
  bytes: Buffer;
}

const size = (text: string | undefined | null): number => [...(text ?? "")].length;
const flagV2 = 1 << 15;

/** Problems of a message body, in the wording of the service where it is known. */
export function messageProblems(body: MessageBody, uploads: readonly Upload[], kind: "create" | "edit"): string[] {
  const problems: string[] = [];
  if (size(body.content) > 2000) problems.push("content: Must be 2000 or fewer in length.");
  const embeds = body.embeds ?? [];
  const total = embeds.reduce((sum, embed) => sum + size(embed.title) + size(embed.description) + size(embed.footer?.text) + size(embed.author?.name) + (embed.fields ?? []).reduce((all, field) => all + size(field.name) + size(field.value), 0), 0);
  if (total > 6000) problems.push("embeds: Embed size exceeds maximum size of 6000");
  embeds.forEach((embed, place) => {
    if (size(embed.title) + size(embed.description) + (embed.fields ?? []).length + size(embed.footer?.text) + size(embed.author?.name) === 0 && !("image" in embed)) problems.push(`embeds[${place}]: is empty`);
    (embed.fields ?? []).forEach((field, number) => {
      if (field.name.trim() === "" || field.value.trim() === "") problems.push(`embeds[${place}].fields[${number}]: This field is required`);
    });
  });
  const rows = body.components ?? [];
  const isV2 = ((body.flags ?? 0) & flagV2) !== 0;
  if (!isV2 && rows.length > 5) problems.push("components: Must be between 1 and 5 in length.");
  if (!isV2 && rows.some((row) => row.type !== 1)) problems.push("components: only action rows without the flag IS_COMPONENTS_V2");
  if (isV2 && (size(body.content) > 0 || embeds.length > 0)) problems.push("MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2");
  problems.push(...componentProblems(rows));
  if (uploads.length > 10) problems.push("files: 10 at most");
  if (uploads.reduce((sum, file) => sum + file.bytes.length, 0) > 25 * 1024 * 1024) problems.push("Request entity too large");
  if (uploads.some((file) => file.bytes.length > 10 * 1024 * 1024)) problems.push("files: 10 MiB each at most");
  for (const file of body.attachments ?? []) {
    if (file.filename !== undefined && !uploads.some((upload) => upload.field === `files[${file.id}]`)) problems.push(`attachments: no file files[${file.id}]`);
  }
  const empty = size(body.content) === 0 && embeds.length === 0 && rows.length === 0 && uploads.length === 0 && (body.attachments ?? []).length === 0;
  if (kind === "create" && empty) problems.push("Cannot send an empty message");
  if (body.allowed_mentions?.parse !== undefined && new Set(body.allowed_mentions.parse).size !== body.allowed_mentions.parse.length) problems.push("allowed_mentions.parse: holds one thing twice");
  return problems;
}

function componentProblems(rows: readonly Component[]): string[] {
  const problems: string[] = [];
  const ids = new Set<string>();
  let count = 0;
  const walk = (component: Component, at: string): void => {
    count += 1;
    if (component.custom_id !== undefined) {
      if (ids.has(component.custom_id)) problems.push(`${at}: Component custom id cannot be duplicated`);
      ids.add(component.custom_id);
    }
    if (component.type === 1) {
      const inside = component.components ?? [];
      if (inside.length === 0) problems.push(`${at}: an action row holds something`);
      if (inside.filter((one) => one.type === 2).length > 5) problems.push(`${at}: Must be between 1 and 5 in length.`);
      if (inside.some((one) => one.type !== 2) && inside.length > 1) problems.push(`${at}: a select stands alone in its row`);
    }
    if (component.type === 2) {
      if (component.style === 5 ? component.url === undefined || component.custom_id !== undefined : component.custom_id === undefined) problems.push(`${at}: a button has either a custom id or a link`);
      if ((component.label ?? "") === "" && component.emoji === undefined) problems.push(`${at}: a button has a label or an emoji`);
    }
    for (const [place, inside] of (component.components ?? []).entries()) walk(inside, `${at}.components[${place}]`);
    if (component.component !== undefined) walk(component.component, `${at}.component`);
  };
  rows.forEach((row, place) => walk(row, `components[${place}]`));
  if (count > 40) problems.push("components: 40 in total at most");
  return problems;
}

interface ModalInput {
  type: number;
  content?: string;
  label?: string;
  description?: string;
  component?: { custom_id?: string; value?: string; max_length?: number; options?: { label: string; value: string }[] };
}

/** Problems of a modal, as Discord's page "Component reference" has it; that all shown texts together hold 4,000 is that of messages. */
export function modalProblems(modal: { title?: string; components?: unknown }): string[] {
  const problems: string[] = [];
  const inputs = (modal.components ?? []) as ModalInput[];
  if (size(modal.title) < 1 || size(modal.title) > 45) problems.push("title: Must be between 1 and 45 in length.");
  if (inputs.length < 1 || inputs.length > 5) problems.push("components: Must be between 1 and 5 in length.");
  if (inputs.reduce((sum, one) => sum + size(one.content), 0) > 4000) problems.push("components: 4000 characters of text in all at most");
  for (const [place, { label, description, component }] of inputs.entries()) {
    if (component === undefined) continue;
    if (size(label) < 1 || size(label) > 45) problems.push(`components[${place}].label: Must be between 1 and 45 in length.`);
    if (description !== undefined && (size(description) < 1 || size(description) > 100)) problems.push(`components[${place}].description: Must be between 1 and 100 in length.`);
    if (size(component.value) > (component.max_length ?? 4000) || (component.max_length ?? 1) > 4000) problems.push(`components[${place}].value: longer than it may be`);
    const { options } = component;
    if (options === undefined) continue;
    if (options.length < 1 || options.length > 25) problems.push(`components[${place}].options: Must be between 1 and 25 in length.`);
    if (options.some((option) => [option.label, option.value].some((text) => size(text) < 1 || size(text) > 100))) problems.push(`components[${place}].options: Must be between 1 and 100 in length.`);
  }
  return problems;
}

interface Option {
  type: number;
  name: string;
  description?: string;
  required?: boolean;
  autocomplete?: boolean;
  choices?: { name: string; value: unknown }[];
  options?: Option[];
}
export interface CommandBody {
  type?: number;
  name: string;
  description?: string;
  options?: Option[];
}

/** Problems of a set of application commands, as a bulk overwrite of one scope. */
export function commandProblems(commands: readonly CommandBody[]): string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  const many = { 1: 0, 2: 0, 3: 0 } as Record<number, number>;
  for (const command of commands) {
    const type = command.type ?? 1;
    many[type] = (many[type] ?? 0) + 1;
    const key = `${type} ${command.name}`;
    if (seen.has(key)) problems.push(`Application command names must be unique: ${command.name}`);
    seen.add(key);
    if (type === 1 && !nameFits(command.name)) problems.push(`name: Command name is invalid: ${command.name}`);
    if (type === 1 && (command.description ?? "") === "") problems.push(`description: required for ${command.name}`);
    if (type !== 1 && (command.description ?? "") !== "") problems.push(`description: context menu commands have none: ${command.name}`);
    if (sizeOf(command) > 8000) problems.push(`${command.name}: more than 8000 characters`);
    problems.push(...optionProblems(command.options ?? [], command.name));
  }
  if ((many[1] ?? 0) > 100 || (many[2] ?? 0) > 15 || (many[3] ?? 0) > 15) problems.push("Maximum number of application commands reached");
  return problems;
}

const nameFits = (name: string): boolean => /^[-_'\p{L}\p{N}]{1,32}$/u.test(name) && name === name.toLowerCase();

function optionProblems(options: readonly Option[], at: string): string[] {
  const problems: string[] = [];
  const subs = options.filter((option) => option.type <= 2).length;
  if (subs !== 0 && subs !== options.length) problems.push(`${at}: Sub-command options and other options cannot be mixed`);
  let optional = false;
  for (const option of options) {
    if (!nameFits(option.name)) problems.push(`${at}: option name is invalid: ${option.name}`);
    if (option.required === true && optional) problems.push(`${at}: Required options must be placed before non-required options`);
    if (option.required !== true) optional = true;
    if (option.autocomplete === true && (option.choices ?? []).length > 0) problems.push(`${at}.${option.name}: autocomplete and choices exclude each other`);
    problems.push(...optionProblems(option.options ?? [], `${at}.${option.name}`));
  }
  if (new Set(options.map((option) => option.name)).size !== options.length) problems.push(`${at}: Application command option names must be unique`);
  return problems;
}

function sizeOf(command: CommandBody): number {
  const option = (one: Option): number => size(one.name) + size(one.description) + (one.choices ?? []).reduce((sum, choice) => sum + size(choice.name) + size(String(choice.value)), 0) + (one.options ?? []).reduce((sum, inner) => sum + option(inner), 0);
  return size(command.name) + size(command.description) + (command.options ?? []).reduce((sum, one) => sum + option(one), 0);
}
