import * as tls from "node:tls";

/** Versions of TLS that a handshake may use; Node's own range where nothing is said. */
export interface Versions {
  minVersion?: tls.SecureVersion | undefined;
  maxVersion?: tls.SecureVersion | undefined;
}

/** The trust for one target: the roots that Node trusts by default and those of `ca`, a PEM text with any number of certificates. */
export type Trust = (ca: string | undefined, versions: Versions) => tls.SecureContext;

// Contexts hold parsed roots; a stack needs a handful.
const keptContexts = 32;

/**
 * Makes the trust that all acts share. `extraRoots` is the text of the file that NODE_EXTRA_CA_CERTS names: before Node 22.15 nothing
 * tells which roots it added, and they would be lost where a target has a `ca` of its own.
 */
export function makeTrust(extraRoots: string | undefined): Trust {
  const contexts = new Map<string, tls.SecureContext>();
  return (ca, versions) => {
    const { minVersion, maxVersion } = versions;
    const key = `${minVersion ?? ""}|${maxVersion ?? ""}|${ca ?? ""}`;
    const known = contexts.get(key);
    if (known !== undefined) return known;
    // OpenSSL 3 speaks TLS 1.1 and older at security level 0 only; used for looking, never for sending.
    const old = minVersion === "TLSv1" || maxVersion === "TLSv1.1";
    const lowest = minVersion ?? (old ? "TLSv1" : undefined);
    const context = withAuthorities(
      {
        ...(lowest === undefined ? {} : { minVersion: lowest }),
        ...(maxVersion === undefined ? {} : { maxVersion }),
        ...(old ? { ciphers: "DEFAULT@SECLEVEL=0" } : {}),
      },
      ca === undefined ? [] : [...(extraRoots === undefined ? [] : [extraRoots]), ca],
    );
    if (contexts.size >= keptContexts) contexts.delete(contexts.keys().next().value ?? "");
    contexts.set(key, context);
    return context;
  };
}

function withAuthorities(options: tls.SecureContextOptions, added: readonly string[]): tls.SecureContext {
  const context = tls.createSecureContext(options);
  if (added.length === 0) return context;
  // Adding to the store takes a millisecond. The option `ca` replaces the default roots, so it has to name them all, and parsing them
  // holds up every other act for some thirty.
  const native = context.context as { addCACert?: (pem: string) => void };
  if (typeof native.addCACert !== "function") return tls.createSecureContext({ ...options, ca: [...defaultRoots(), ...added] });
  for (const pem of added) native.addCACert(pem);
  return context;
}

function defaultRoots(): readonly string[] {
  const { getCACertificates } = tls as { getCACertificates?: (kind: "default") => string[] };
  return getCACertificates?.("default") ?? tls.rootCertificates;
}
