/** The address of the agent service: host and port without a scheme, as GitLab stores it. */
export interface AgentPlace {
  host: string;
  port: number;
  hasScheme: boolean;
  /** The scheme that was written although none belongs there. */
  scheme: "http" | "https" | null;
  hasPath: boolean;
}

/** Reads what is stored; undefined where no host can be made out. Without a port GitLab's gRPC client uses 443. */
export function readAgentPlace(text: string): AgentPlace | undefined {
  const scheme = /^(https?):\/\//iu.exec(text.trim())?.[1]?.toLowerCase();
  const rest = text.trim().replace(/^[a-z][a-z0-9+.-]*:\/\//iu, "");
  const [authority = "", ...tail] = rest.split("/");
  const found = /^(\[[0-9a-f:.]+\]|[^:\s]+)(?::(\d{1,5}))?$/iu.exec(authority);
  if (found === null) return undefined;
  const port = found[2] === undefined ? 443 : Number(found[2]);
  if (port === 0 || port > 65535) return undefined;
  return { host: (found[1] ?? "").replace(/^\[|\]$/gu, ""), port, hasScheme: scheme !== undefined, scheme: scheme === "http" || scheme === "https" ? scheme : null, hasPath: tail.join("/") !== "" };
}
