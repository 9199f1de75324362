import { type BrotliDecompress, constants, createBrotliDecompress, createUnzip, type Unzip } from "node:zlib";

/** Undoes a content encoding that came although none was asked for. */
export interface Decoder {
  push(chunk: Buffer): void;
  /** No more bytes come; resolves when the last decoded ones were handed on, with whether the encoding could be undone. */
  end(): Promise<"whole" | "broken">;
  /** Stop decoding; nothing more is handed on. */
  stop(): void;
}

/**
 * A decoder for a `content-encoding`, or undefined for identity and for encodings that are not undone (their bytes are kept as they
 * are). Truncated input is decoded as far as it goes. `onData` says whether it wants more, which is what bounds a compression bomb.
 */
export function decoderFor(encoding: string | undefined, onData: (chunk: Buffer) => boolean): Decoder | undefined {
  const name = encoding?.trim().toLowerCase();
  const stream = name === "gzip" || name === "x-gzip" || name === "deflate" ? unzip() : name === "br" ? brotli() : undefined;
  if (stream === undefined) return undefined;
  let state: "open" | "stopped" | "broken" = "open";
  let given = 0;
  const ended = new Promise<void>((resolve) => {
    stream.once("close", resolve);
  });
  const stop = (): void => {
    if (state === "open") state = "stopped";
    stream.destroy();
  };
  stream.on("data", (chunk: Buffer) => {
    given += chunk.length;
    if (state === "open" && !onData(chunk)) stop();
  });
  stream.on("error", () => {
    if (state === "open") state = "broken";
    stream.destroy();
  });
  stream.once("end", () => stream.destroy());
  let any = false;
  return {
    push(chunk) {
      any ||= chunk.length > 0;
      // What lies in front of zlib is bounded by what the caller reads; after the end of the data, more of it is ignored.
      if (state === "open" && stream.writable) stream.write(chunk);
    },
    async end() {
      if (!any || state !== "open") {
        stream.destroy();
      } else {
        if (stream.writable) stream.end();
        await ended;
      }
      return state === "broken" && given === 0 ? "broken" : "whole";
    },
    stop,
  };
}

function unzip(): Unzip {
  return createUnzip({ finishFlush: constants.Z_SYNC_FLUSH, flush: constants.Z_SYNC_FLUSH });
}

function brotli(): BrotliDecompress {
  return createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH, flush: constants.BROTLI_OPERATION_FLUSH });
}
