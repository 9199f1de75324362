import { X509Certificate } from "node:crypto";

/** What the script printed, certificates read; undefined where its line is not there. Nothing of it is checked yet. */
export function readBeside(output: string): Record<string, unknown> | undefined {
  const line = output.split("\n").find((one) => one.startsWith("{\"duo_triage\""));
  if (line === undefined) return undefined;
  try {
    return withLeaves(JSON.parse(line)) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function withLeaves(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withLeaves);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, name === "leaf" && typeof one === "string" ? leafOf(one) : withLeaves(one)]));
}

/** Who a certificate is for and from, and the print that tells two apart. */
function leafOf(der: string): unknown {
  try {
    const certificate = new X509Certificate(Buffer.from(der, "base64"));
    return { subject: certificate.subject, issuer: certificate.issuer, validTo: new Date(certificate.validTo).toISOString(), fingerprint: certificate.fingerprint256 };
  } catch {
    return null;
  }
}

/** Settings of the process as `env` prints them, for the parsers that read what people paste. */
export const tellSettings = (env: Readonly<Record<string, string>>): string => Object.entries(env).map(([name, value]) => `${name}=${value.replace(/[\r\n]+/gu, " ")}`).join("\n");
