import { gunzipSync } from "node:zlib";

/** The files of a .tar.gz by path, read as POSIX says, so that a packer of our own is held to the format and not to itself. */
export function readTarGz(bytes: Uint8Array): Record<string, string> {
  const data = gunzipSync(bytes);
  const files: Record<string, string> = {};
  const field = (at: number, from: number, length: number): string => data.subarray(at + from, at + from + length).toString("latin1").replace(/[\0 ]+$/u, "");
  for (let at = 0; at + 512 <= data.length && data[at] !== 0;) {
    const header = Buffer.from(data.subarray(at, at + 512));
    const told = Number.parseInt(field(at, 148, 8), 8);
    header.fill(" ", 148, 156);
    if (header.reduce((sum, byte) => sum + byte, 0) !== told) throw new Error("a header's checksum is wrong");
    const size = Number.parseInt(field(at, 124, 12), 8);
    files[field(at, 0, 100)] = data.subarray(at + 512, at + 512 + size).toString("utf8");
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}
