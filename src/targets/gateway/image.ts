import { cleanLine } from "../../core/text.ts";
import { releaseOfImage } from "./releases.ts";

export interface Image {
  /** As the container was told, tag and all. */
  name: string;
  /** `sha256:…`, where the runtime tells it. */
  digest: string | null;
  /** `major.minor` that the tag names. */
  release: string | null;
}

const digestIn = (text: string): string | null => /sha256:[0-9a-f]{64}/u.exec(text)?.[0] ?? null;
const imageOf = (name: string, id: string): Image => ({ name: cleanLine(name, 300), digest: digestIn(id), release: releaseOfImage(name) });
type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => value !== null && typeof value === "object" && !Array.isArray(value);

/** The gateway's image out of `docker inspect` of its container, or out of the containers of its pod: there the one whose tag names a release. */
export function readImage(text: string): Image | undefined {
  const inspected = parse(text);
  if (Array.isArray(inspected)) {
    const container: unknown = inspected[0];
    if (!isObject(container)) return undefined;
    const name = isObject(container["Config"]) ? container["Config"]["Image"] : undefined;
    return typeof name === "string" && name !== "" ? imageOf(name, typeof container["Image"] === "string" ? container["Image"] : "") : undefined;
  }
  const images = [...text.matchAll(/^ {0,12}Image: {1,20}(\S{1,300})\n(?: {0,12}Image ID: {0,20}(\S{0,400})$)?/gmu)].map(([, name = "", id = ""]) => imageOf(name, id));
  return images.find(({ release }) => release !== null) ?? images[0];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
