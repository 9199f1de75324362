import type { Secret } from "./secret.ts";

/**
 * The one choke point before any sink: hides the configured secrets by value and everything that looks like one by form. It keeps
 * plain addresses, ids and names.
 */
export type Redact = (text: string) => string;

const hidden = (kind: string): string => `[${kind} hidden]`;

// Kind and form of what looks like a secret. Bounded, no nested quantifiers; each pattern is anchored on a fixed prefix.
const forms: readonly (readonly [string, RegExp, string?])[] = [
  ["private key", /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----[\s\S]{0,8000}?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)/gu],
  ["JWT", /\beyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,8000}\.[A-Za-z0-9_-]{0,4000}/gu],
  ["GitLab token", /\b(?:glpat|gldt|glrt|glrtr|glcbt|glptt|glft|glimt|glagent|glsoat|glffct|gloas|glwt)-[A-Za-z0-9_.-]{8,300}/gu],
  ["Slack token", /\bx(?:ox[abeprsocd]|app|wfp)-[A-Za-z0-9-]{8,300}/gu],
  ["Slack webhook", /\bhooks\.slack\.com\/services\/[A-Za-z0-9/]{8,200}/gu],
  ["Discord webhook", /\bdiscord(?:app)?\.com\/api\/webhooks\/\d{5,30}\/[A-Za-z0-9_-]{8,200}/gu],
  ["Discord token", /\b[MNO][A-Za-z0-9_-]{23,28}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,60}/gu],
  ["AWS key id", /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/gu],
  ["AWS secret", /\b(aws_secret_access_key|aws_session_token)(["']?\s{0,4}[:=]\s{0,4}["']?)[A-Za-z0-9/+=]{16,2000}/giu, "$1$2"],
  ["Bedrock key", /\bABSK[A-Za-z0-9+/=]{20,300}/gu],
  ["API key", /\bsk-[A-Za-z0-9_-]{12,300}/gu],
  ["Google key", /\bAIza[A-Za-z0-9_-]{30,60}/gu],
  ["GitHub token", /\bgh[pousr]_[A-Za-z0-9]{20,300}|\bgithub_pat_[A-Za-z0-9_]{20,300}/gu],
  ["Hugging Face token", /\bhf_[A-Za-z0-9]{20,200}/gu],
  ["Fireworks key", /\bfw_[A-Za-z0-9]{16,200}/gu],
  ["NVIDIA key", /\bnvapi-[A-Za-z0-9_-]{16,200}/gu],
  ["npm token", /\bnpm_[A-Za-z0-9]{20,200}/gu],
  ["credentials", /(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@:"']{0,200}:[^\s/@"']{1,300}@/giu, "$1"],
  ["credentials", /(\bhttps?:\/\/)[^\s/@:"']{8,300}@/giu, "$1"],
  // A place to fill in (`<key>`, `$KEY`) stands in steps of our own, and is no secret.
  ["header", /\b(authorization|proxy-authorization|private-token|x-api-key|api-key|x-gitlab-oidc-token|cookie|set-cookie)(["']?\s{0,4}[:=]\s{0,4}["']?)(?!(?:(?:bearer|basic|token)\s{1,4})?(?:(?:<[a-z][a-z _-]{0,40}>|\$\{?[a-z_]{1,40}\}?)(?=["'\s]|$)))(?:(?:bearer|basic|token)\s{1,4})?[^\s"',;]{4,4000}/giu, "$1$2"],
  ["bearer token", /\b(bearer\s{1,4})[A-Za-z0-9._~+/=-]{12,4000}/giu, "$1"],
  ["secret", /\b([a-z0-9_.-]{0,40}(?:password|passwd|passphrase|secret|api_key|apikey|api_token|access_token|refresh_token|private_token|signing_key|client_secret|webhook_token))(["']?\s{0,4}(?:[:=]|=>)\s{0,4}["']?)(?!["'\s]|null\b|none\b|true\b|false\b|\[|<|\$\{)[^\s"',;&)}\]]{4,4000}/giu, "$1$2"],
];

/** Kinds of secrets that a text seems to hold, for a warning to rotate them. */
export function secretKinds(text: string): string[] {
  const kinds = new Set<string>();
  for (const [kind, form] of forms) if (kind !== "header" && new RegExp(form.source, form.flags.replace("g", "")).test(text)) kinds.add(kind);
  return [...kinds];
}

const kinds = [...new Set([...forms.map(([kind]) => kind), "secret"])];

/** What the redactor hid in a text, by kind. */
export function hiddenIn(text: string): Record<string, number> {
  return Object.fromEntries(kinds.flatMap((kind) => {
    const count = text.split(hidden(kind)).length - 1;
    return count === 0 ? [] : [[kind, count]];
  }));
}

/** Kinds and counts as words; empty where nothing was hidden. */
export const sayHidden = (counts: Readonly<Record<string, number>>): string => Object.entries(counts).map(([kind, count]) => `${kind} ${count}`).join(", ");

/** Builds the redactor for a set of configured secrets. Values shorter than 6 characters are left to their form: they would hide half a sentence. */
export function createRedact(secrets: readonly Secret[]): Redact {
  const values = [...new Set(secrets.map((secret) => secret.reveal()).filter((value) => value.length >= 6))]
    .flatMap((value) => {
      const base64 = Buffer.from(value).toString("base64").replace(/=+$/u, "");
      return [value, encodeURIComponent(value), base64, JSON.stringify(value).slice(1, -1)];
    })
    .sort((a, b) => b.length - a.length);
  const known = [...new Set(values)];
  return (text) => {
    let clean = text;
    for (const value of known) if (clean.includes(value)) clean = clean.replaceAll(value, hidden("secret"));
    for (const [kind, form, keep] of forms) clean = clean.replace(form, `${keep ?? ""}${hidden(kind)}`);
    return clean;
  };
}

/** Redacts every string inside a plain value; keys too, since a target names them. */
export function redactDeep<T>(value: T, redact: Redact): T {
  if (typeof value === "string") return redact(value) as T;
  if (Array.isArray(value)) return value.map((item) => redactDeep(item as unknown, redact)) as T;
  if (value !== null && typeof value === "object") {
    if (value instanceof Date) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [redact(key), redactDeep(item as unknown, redact)])) as T;
  }
  return value;
}
