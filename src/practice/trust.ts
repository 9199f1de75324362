import { makeIdentity } from "./certificates.ts";
import type { Identity } from "./certificates.ts";
import type { TlsOptions } from "./wire.ts";
import type { Authority, TlsWorld } from "./world.ts";

/** The authorities of a practice stack and the certificates they issue. */
export interface Trust {
  /** Root certificates of these authorities, as PEM. */
  roots(authorities: readonly Authority[]): string[];
  /** Key, chain and protocol limits of a listener. */
  options(tls: TlsWorld): TlsOptions;
}

const titles: Record<Exclude<Authority, "self">, [string, string]> = {
  public: ["Internet Trust Services", "ITS Root R2"],
  site: ["Example Corp", "Example Corp Root CA"],
  stranger: ["Example Lab", "Lab Root"],
  inspector: ["Zscaler Inc.", "Zscaler Root CA"],
};

/** Makes the authorities at first use. */
export function makeTrust(): Trust {
  const made = new Map<Authority, { root: Identity; middle: Identity }>();
  const authority = (name: Exclude<Authority, "self">): { root: Identity; middle: Identity } => {
    const known = made.get(name);
    if (known) return known;
    const [organization, commonName] = titles[name];
    const root = makeIdentity({ commonName, organization, names: [], fromDays: -900, toDays: 2_700, authority: true });
    const middle = makeIdentity({ commonName: `${commonName} Issuing 1`, organization, names: [], fromDays: -600, toDays: 1_200, authority: true }, root);
    const pair = { root, middle };
    made.set(name, pair);
    return pair;
  };
  return {
    roots: (authorities) => authorities.filter((name): name is Exclude<Authority, "self"> => name !== "self").map((name) => authority(name).root.certificate),
    options: (tls) => {
      const wish = { commonName: tls.names[0] ?? "localhost", names: tls.names, fromDays: tls.fromDays, toDays: tls.toDays };
      const middle = tls.authority === "self" ? undefined : authority(tls.authority).middle;
      const leaf = makeIdentity(wish, middle);
      return {
        key: leaf.key,
        cert: middle && tls.wholeChain ? leaf.certificate + middle.certificate : leaf.certificate,
        ...(tls.minVersion ? { minVersion: tls.minVersion } : {}),
        ...(tls.maxVersion ? { maxVersion: tls.maxVersion } : {}),
        ...(tls.maxVersion === "TLSv1.1" ? { ciphers: "DEFAULT@SECLEVEL=0" } : {}),
        ...(tls.wantsClientCertificate ? { requestCert: true, rejectUnauthorized: true } : {}),
      };
    },
  };
}
