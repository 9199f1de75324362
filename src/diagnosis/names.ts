// What stands in a sentence where the facts give no name.
const generic: Record<string, string> = {
  stack: "this stack",
  gitlabUrl: "GitLab",
  gitlabHost: "the GitLab host",
  gatewayUrl: "the gateway",
  gatewayHost: "the gateway host",
  gatewayPort: "the gateway's port",
  agentAddress: "the agent service",
  model: "the model",
  family: "its family",
  endpoint: "the model endpoint",
  endpointHost: "the model host",
  endpointPort: "the model's port",
  identifier: "the identifier",
  servedName: "the served name",
  version: "this version",
};

// `%{http_code}` and `${NAME}` belong to the command, not to us.
const hole = /(?<![%$])\{([a-zA-Z][a-zA-Z0-9_]{0,40})\}/gu;

const words = (key: string): string => key.replace(/([A-Z])/gu, " $1").toLowerCase().replaceAll("_", " ");

/** Fills `{placeholders}`; one without a name becomes a plain word, never an empty hole or a brace. Values are data and are not filled again. */
export function fillText(template: string, names: Readonly<Record<string, string | undefined>>): string {
  const plain = names["model"] === undefined || names["model"] === "" ? template.replace(/\b[Mm]odel \{model\}/gu, "{model}") : template;
  return plain.replace(hole, (_hole, key: string) => {
    const given = names[key];
    return given !== undefined && given !== "" ? given : (generic[key] ?? words(key));
  });
}

// What reads well where a name is missing; anything else in a title is a figure or a word that somebody must have seen.
const speakable: ReadonlySet<string> = new Set(["stack", "gitlabUrl", "gitlabHost", "gatewayUrl", "gatewayHost", "model", "family", "endpoint", "endpointHost", "identifier", "agentAddress"]);

/** A cause's title with what was seen of it; the plain one where it asks for something that nobody saw. */
export function fillTitle({ title, plainTitle }: { title: string; plainTitle?: string }, names: Readonly<Record<string, string | undefined>>): string {
  const unseen = [...title.matchAll(hole)].some(([, key = ""]) => !speakable.has(key) && (names[key] ?? "") === "");
  return fillText(unseen ? (plainTitle ?? title) : title, names).replace(/^the\b/u, "The");
}

/**
 * As fillText, for a command that somebody will paste into a shell. A value that holds anything which a shell reads as more than a word stays a
 * placeholder: names and addresses come from targets, and must never become part of a command.
 */
export function fillCommand(template: string, names: Readonly<Record<string, string | undefined>>): string {
  return template.replace(hole, (_hole, key: string) => {
    const given = names[key];
    return given !== undefined && /^[A-Za-z0-9][A-Za-z0-9_@%+=:,./~[\]-]{0,400}$/u.test(given) ? given : `<${words(key)}>`;
  });
}
