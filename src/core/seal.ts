import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { Secret } from "./secret.ts";

/** A value as it may lie in the store: nobody reads it there without the key. */
export interface Sealed {
  version: 1;
  iv: string;
  tag: string;
  sealed: string;
  at: number;
}

/**
 * AES-256-GCM with a key derived from a secret of the configuration, for one purpose; bound to the id, so that one document cannot take the
 * place of another. `open` throws where key, id or document are not those that it was sealed with.
 */
export function openSeal(key: Secret, purpose: string): { seal(id: string, value: unknown, at: number): Sealed; open(id: string, sealed: Pick<Sealed, "iv" | "tag" | "sealed">): unknown } {
  const secret = Buffer.from(hkdfSync("sha256", key.reveal(), "duo-triage", purpose, 32));
  return {
    seal(id, value, at) {
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", secret, iv).setAAD(Buffer.from(id));
      const sealed = Buffer.concat([cipher.update(JSON.stringify(value), "utf8"), cipher.final()]);
      return { version: 1, iv: iv.toString("base64"), tag: cipher.getAuthTag().toString("base64"), sealed: sealed.toString("base64"), at };
    },
    open(id, { iv, tag, sealed }) {
      const decipher = createDecipheriv("aes-256-gcm", secret, Buffer.from(iv, "base64"), { authTagLength: 16 }).setAAD(Buffer.from(id)).setAuthTag(Buffer.from(tag, "base64"));
      return JSON.parse(Buffer.concat([decipher.update(Buffer.from(sealed, "base64")), decipher.final()]).toString("utf8")) as unknown;
    },
  };
}
