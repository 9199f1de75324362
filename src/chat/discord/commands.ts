import { ApplicationCommandOptionType, ApplicationCommandType, type RESTPostAPIApplicationCommandsJSONBody, type APIApplicationCommandBasicOption, type APIApplicationCommandSubcommandOption } from "discord.js";
import { limits } from "./limits.ts";

/** What the command table tells of a verb. */
export interface Verb {
  name: string;
  /** As help shows it, without the leading `/duo`: `check [stack] [feature|hop] [--deep]`. */
  synopsis: string;
  help: string;
  /** Only in the terminal and in practice. */
  practiceOnly?: boolean;
  /** Its answer is for the asker alone (help, stacks, self). */
  quiet?: boolean;
}

/** The context menu command on messages. */
export const menuName = "Explain this error";

interface Part {
  /** A word that stands as it is in front of the next option: `until`. */
  literal?: string;
  option?: string;
  kind: "text" | "flag" | "literal";
  required: boolean;
}

const suggested = /^(?:stack|code|code-or-text|check|feature-or-hop|fault)$/u;

/** Splits a synopsis; undefined where it is no plain row of words (`now|daily HH:MM`): then one option takes all words. */
function partsOf(synopsis: string): Part[] | undefined {
  const parts: Part[] = [];
  for (const token of synopsis.trim().split(/\s+(?![^[<]*[\]>])/u).slice(1)) {
    const [, optional, required] = /^\[(.+)\]$|^<(.+)>$/u.exec(token) ?? [];
    const name = (optional ?? required)?.replace(/\|/gu, " or ").replace(/[^A-Za-z0-9]+/gu, "-").replace(/^-+|-+$/gu, "").toLowerCase().slice(0, limits.commandName);
    if (optional?.startsWith("--") === true && name !== undefined) parts.push({ option: name, kind: "flag", required: false });
    else if (name !== undefined && name !== "") parts.push({ option: name, kind: "text", required: required !== undefined });
    else if (/^[a-z]+$/u.test(token)) parts.push({ literal: token, kind: "literal", required: true });
    else return undefined;
  }
  return parts;
}

function optionsOf(verb: Verb): APIApplicationCommandBasicOption[] {
  const parts = partsOf(verb.synopsis);
  if (parts === undefined) return [{ type: ApplicationCommandOptionType.String, name: "words", description: clip(`As in: ${verb.synopsis}`), max_length: limits.optionText }];
  const options = parts.flatMap((part): APIApplicationCommandBasicOption[] => {
    if (part.option === undefined) return [];
    const name = part.option;
    if (part.kind === "flag") return [{ type: ApplicationCommandOptionType.Boolean, name, description: clip(`${name}: ${verb.help}`) }];
    const required = part.required ? { required: true as const } : {};
    return [suggested.test(name) ? { type: ApplicationCommandOptionType.String, name, description: clip(name.replace(/-/gu, " ")), autocomplete: true, ...required } : { type: ApplicationCommandOptionType.String, name, description: clip(name.replace(/-/gu, " ")), max_length: limits.optionText, ...required }];
  });
  // Discord wants required options first; the line is put together in the order of the synopsis all the same.
  return [...options.filter((option) => option.required === true), ...options.filter((option) => option.required !== true)];
}

const clip = (text: string): string => text.slice(0, limits.commandDescription);

/** The application commands of the table: `/duo` with a sub-command for each verb, and the context menu command. */
export function applicationCommands(verbs: readonly Verb[]): RESTPostAPIApplicationCommandsJSONBody[] {
  const options = verbs.filter((verb) => verb.practiceOnly !== true).slice(0, limits.commandOptions).map((verb): APIApplicationCommandSubcommandOption => {
    const own = optionsOf(verb);
    return { type: ApplicationCommandOptionType.Subcommand, name: verb.name, description: clip(verb.help), ...(own.length === 0 ? {} : { options: own }) };
  });
  return [
    { type: ApplicationCommandType.ChatInput, name: "duo", description: "Says what is broken in GitLab Duo Self-Hosted, and how it knows", options },
    { type: ApplicationCommandType.Message, name: menuName },
  ];
}

/** The line that a person would have typed: `/duo check prod chat --deep`. */
export function lineOf(verb: Verb, given: Readonly<Record<string, string | boolean | undefined>>): string {
  const words = ["/duo", verb.name];
  const parts = partsOf(verb.synopsis);
  if (parts === undefined) words.push(String(given["words"] ?? ""));
  for (const [place, part] of (parts ?? []).entries()) {
    if (part.kind === "literal" && parts?.[place + 1]?.option !== undefined && given[parts[place + 1]?.option ?? ""] !== undefined) words.push(part.literal ?? "");
    const value = part.option === undefined ? undefined : given[part.option];
    if (value === undefined || value === false) continue;
    words.push(part.kind === "flag" ? `--${part.option ?? ""}` : String(value).trim());
  }
  return words.filter((word) => word !== "").join(" ");
}
