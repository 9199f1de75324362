import { gzipSync } from "node:zlib";

/** One file of an archive; names are ours: short, plain ASCII. */
export interface Packed {
  name: string;
  text: string;
}

const block = 512;

/** The octal digits of a header's field, ended as POSIX.1-1988 (ustar) says. */
const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, "0")}\0`;

function headerOf(name: string, size: number, seconds: number): Buffer {
  const header = Buffer.alloc(block);
  const put = (text: string, at: number): void => void header.write(text, at, "latin1");
  put(name, 0);
  put(octal(0o600, 8), 100);
  put(octal(0, 8), 108);
  put(octal(0, 8), 116);
  put(octal(size, 12), 124);
  put(octal(seconds, 12), 136);
  // The sum is taken as if its own field held blanks.
  put(" ".repeat(8), 148);
  put("0", 156);
  put("ustar\u000000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

/** A .tar.gz of a few texts in one folder: every system opens it, and GitLab's support takes it. The same files at the same time give the same bytes. */
export function packTarGz(folder: string, files: readonly Packed[], at: Date): Buffer {
  const seconds = Math.floor(at.getTime() / 1000);
  const parts = files.flatMap(({ name, text }) => {
    const path = `${folder}/${name}`;
    if (!/^[A-Za-z0-9._/-]{1,99}$/u.test(path)) throw new RangeError(`no name for a file of an archive: ${path.slice(0, 120)}`);
    const body = Buffer.from(text);
    return [headerOf(path, body.length, seconds), body, Buffer.alloc((block - (body.length % block)) % block)];
  });
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * block)]), { level: 9 });
}
