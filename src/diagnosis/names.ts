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

/** Fills `{placeholders}`; one without a name becomes a plain word, never an empty hole or a brace. Values are data and are not filled again. */
export function fillText(template: string, names: Readonly<Record<string, string | undefined>>): string {
  return template.replace(/\{([a-zA-Z][a-zA-Z0-9_]{0,40})\}/gu, (_hole, key: string) => {
    const given = names[key];
    if (given !== undefined && given !== "") return given;
    return generic[key] ?? key.replace(/([A-Z])/gu, " $1").toLowerCase().replaceAll("_", " ");
  });
}
