import { createPrivateKey, generateKeyPair, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { isIP } from "node:net";
import { promisify } from "node:util";

/**
 * X.509 certificates made in the process (RFC 5280, ECDSA on P-256), so that a practice stack needs no file and no openssl. Only what
 * the stack shows is encoded: names, dates, issuer, and whether it is an authority.
 */

/** What a certificate says. Days are relative to now; negative is the past. */
export interface CertificateWish {
  commonName: string;
  organization?: string;
  /** Host names and addresses of the subject alternative name. */
  names: readonly string[];
  fromDays: number;
  toDays: number;
  authority?: boolean;
}

/** A key and the certificate for it, both as PEM. */
export interface Identity {
  certificate: string;
  key: string;
  /** The subject as DER, which is what a child certificate names as its issuer. */
  subject: Buffer;
}

function lengthBytes(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, "hex");
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthBytes(body.length), body]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const objectId = (hex: string): Buffer => der(0x06, Buffer.from(hex, "hex"));
const ecdsaWithSha256 = sequence(objectId("2a8648ce3d040302"));

function nameOf(wish: { commonName: string; organization?: string }): Buffer {
  const part = (id: string, text: string): Buffer => der(0x31, sequence(objectId(id), der(0x0c, Buffer.from(text, "utf8"))));
  const parts = wish.organization ? [part("55040a", wish.organization)] : [];
  return sequence(...parts, part("550403", wish.commonName));
}

function timeOf(days: number): Buffer {
  const moment = new Date(Date.now() + days * 86_400_000);
  const text = `${moment.toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`;
  return moment.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(text.slice(2))) : der(0x18, Buffer.from(text));
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split(".").map(Number));
  const [head = "", tail = ""] = address.split("::");
  const groups = (text: string): string[] => (text === "" ? [] : text.split(":"));
  const left = groups(head);
  const right = groups(tail);
  const middle = Array.from({ length: 8 - left.length - right.length }, () => "0");
  return Buffer.from([...left, ...middle, ...right].map((group) => group.padStart(4, "0")).join(""), "hex");
}

function extensionsOf(wish: CertificateWish): Buffer {
  const extension = (id: string, critical: boolean, value: Buffer): Buffer =>
    sequence(objectId(id), ...(critical ? [der(0x01, Buffer.from([0xff]))] : []), der(0x04, value));
  const all: Buffer[] = [];
  if (wish.authority) {
    all.push(extension("551d13", true, sequence(der(0x01, Buffer.from([0xff])))));
    all.push(extension("551d0f", true, der(0x03, Buffer.from([0x01, 0x06]))));
  }
  if (wish.names.length > 0) {
    const names = wish.names.map((name) => (isIP(name) ? der(0x87, addressBytes(name)) : der(0x82, Buffer.from(name))));
    all.push(extension("551d11", false, sequence(...names)));
  }
  return der(0xa3, sequence(...all));
}

function pem(label: string, body: Buffer): string {
  const lines = body.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

/** Makes a key and its certificate, signed by `issuer`, or by itself where there is none. */
export function makeIdentity(wish: CertificateWish, issuer?: Identity): Identity {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const subject = nameOf(wish);
  const serial = randomBytes(12);
  serial[0] = (serial[0] ?? 0) & 0x7f | 0x01;
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    ecdsaWithSha256,
    issuer?.subject ?? subject,
    sequence(timeOf(wish.fromDays), timeOf(wish.toDays)),
    subject,
    pair.publicKey.export({ format: "der", type: "spki" }),
    extensionsOf(wish),
  );
  const signer: KeyObject = issuer ? createPrivateKey(issuer.key) : pair.privateKey;
  const signature = sign("sha256", toBeSigned, signer);
  const whole = sequence(toBeSigned, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature));
  return { certificate: pem("CERTIFICATE", whole), key: pair.privateKey.export({ format: "pem", type: "pkcs8" }).toString(), subject };
}

const makePair = promisify(generateKeyPair);

/** An RSA key pair for signing tokens, as GitLab and the gateway use them; made on another thread. */
export async function makeTokenKey(): Promise<{ privateKey: KeyObject; publicKey: KeyObject; privatePem: string }> {
  const pair = await makePair("rsa", { modulusLength: 2048 });
  return { ...pair, privatePem: pair.privateKey.export({ format: "pem", type: "pkcs8" }).toString() };
}
