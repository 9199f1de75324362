import type { Environment } from "../world.ts";

/** Reads a boolean the way the gateway's settings do: true, 1, yes, on, in any case of letters. */
export function isOn(env: Environment, name: string): boolean {
  return ["true", "1", "yes", "on", "t", "y"].includes((env[name] ?? "").toLowerCase());
}

/** The gateway's view of one of its issuers: the setting, or the product's default. */
export function issuersOf(env: Environment): { provider: string; url: string }[] {
  return [
    { provider: "Gitlab", url: env.AIGW_GITLAB_URL ?? "https://gitlab.com" },
    { provider: "CustomersDot", url: env.AIGW_CUSTOMER_PORTAL_URL ?? "https://customers.gitlab.com" },
  ];
}

/** Headers that the operator adds to every model call; null where the setting is absent. */
export function extraHeadersOf(env: Environment): Record<string, string> {
  const text = env.AIGW_CUSTOM_MODELS__EXTRA_HEADERS;
  if (!text) return {};
  const parsed: unknown = JSON.parse(text);
  return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, string>) : {};
}
