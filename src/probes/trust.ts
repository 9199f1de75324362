import { createSecureContext, type SecureContext, type SecureVersion } from "node:tls";

/** Versions of TLS that a handshake may use; Node's own range where nothing is said. */
export interface Versions {
  minVersion?: SecureVersion | undefined;
  maxVersion?: SecureVersion | undefined;
}

// Contexts hold parsed roots; a stack needs a handful.
const keptContexts = 32;
const contexts = new Map<string, SecureContext>();

/**
 * The trust for one target: the roots that Node trusts by default (its own list and NODE_EXTRA_CA_CERTS) and those of `ca`, a PEM
 * text with any number of certificates. Text that is no certificate adds nothing.
 */
export function trustWith(ca: string | undefined, versions: Versions = {}): SecureContext {
  const { minVersion, maxVersion } = versions;
  const key = `${minVersion ?? ""}|${maxVersion ?? ""}|${ca ?? ""}`;
  const known = contexts.get(key);
  if (known !== undefined) return known;
  // OpenSSL 3 speaks TLS 1.1 and older at security level 0 only; used for looking, never for sending.
  const old = minVersion === "TLSv1" || maxVersion === "TLSv1.1";
  const context = createSecureContext({
    ...(minVersion === undefined ? {} : { minVersion }),
    ...(maxVersion === undefined ? {} : { maxVersion, ...(minVersion === undefined && old ? { minVersion: "TLSv1" as const } : {}) }),
    ...(old ? { ciphers: "DEFAULT@SECLEVEL=0" } : {}),
  });
  // The option `ca` replaces the default roots, and before Node 22.15 nothing public tells what they are; adding to the store keeps them.
  if (ca !== undefined) addAuthority(context, ca);
  if (contexts.size >= keptContexts) contexts.delete(contexts.keys().next().value ?? "");
  contexts.set(key, context);
  return context;
}

function addAuthority(context: SecureContext, ca: string): void {
  const native = context.context as { addCACert(pem: string): void };
  native.addCACert(ca);
}
