import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import type { Drawing, Painter, Picture } from "../core/picture.ts";
import { sayError } from "../core/text.ts";

export interface PainterOptions {
  /** A picture that takes longer is given up, with the thread that paints it, ms. */
  patienceMs?: number;
  /** A thread that nobody needs is ended after this time, ms. */
  idleMs?: number;
  /** Says why a picture could not be made. */
  trouble?(message: string): void;
}

interface Colours {
  resvg: string;
  wasm: Uint8Array;
  fonts: readonly Uint8Array[];
}

type Painted = { id: number; png?: Uint8Array; problem?: string };

/**
 * What the thread does. It is started from its own text, since a thread loads no TypeScript; so nothing of this file may be named inside.
 * The renderer is WebAssembly: a picture that it cannot take fails there, where a native library would take the process down with it.
 */
function thread(): void {
  const { parentPort, workerData } = process.getBuiltinModule("node:worker_threads");
  const { resvg, wasm, fonts } = workerData as Colours;
  const { initWasm, Resvg } = process.getBuiltinModule("node:module").createRequire(resvg)(resvg) as typeof import("@resvg/resvg-wasm");
  const ready = initWasm(wasm as Uint8Array<ArrayBuffer>);
  parentPort?.on("message", ({ id, svg }: { id: number; svg: string }) => {
    ready.then(() => {
      const drawing = new Resvg(svg, { fitTo: { mode: "zoom", value: 2 }, font: { fontBuffers: [...fonts], defaultFontFamily: "IBM Plex Sans", sansSerifFamily: "IBM Plex Sans" } });
      const image = drawing.render();
      const png = image.asPng();
      image.free();
      drawing.free();
      parentPort?.postMessage({ id, png });
    }).catch((error: unknown) => parentPort?.postMessage({ id, problem: String(error) }));
  });
}

async function mixColours(): Promise<Colours> {
  const require = createRequire(import.meta.url);
  const font = (name: string): Promise<Uint8Array> => readFile(require.resolve(`@expo-google-fonts/ibm-plex-sans/${name}`));
  const [wasm, ...fonts] = await Promise.all([readFile(require.resolve("@resvg/resvg-wasm/index_bg.wasm")), font("400Regular/IBMPlexSans_400Regular.ttf"), font("600SemiBold/IBMPlexSans_600SemiBold.ttf")]);
  return { resvg: require.resolve("@resvg/resvg-wasm"), wasm, fonts };
}

interface Hand {
  worker: Worker;
  waiting: Map<number, (painted: Painted) => void>;
}

/** Paints SVG as PNG in a thread of its own, which is started when it is first needed. */
export function openPainter({ patienceMs = 6_000, idleMs = 60_000, trouble = () => undefined }: PainterOptions = {}): Painter {
  let count = 0;
  let open = true;
  let atWork: Promise<Hand> | undefined;
  let idle: NodeJS.Timeout | undefined;

  async function hire(): Promise<Hand> {
    const worker = new Worker(`(${thread.toString()})()`, { eval: true, workerData: await mixColours(), resourceLimits: { maxOldGenerationSizeMb: 128 }, stdout: true, stderr: true });
    worker.unref();
    const hand: Hand = { worker, waiting: new Map() };
    worker.on("message", (painted: Painted) => hand.waiting.get(painted.id)?.(painted));
    worker.on("error", (error) => dismiss(hand, sayError(error)));
    return hand;
  }

  /** Ends a thread and all that waits for it; the next picture gets a new one. */
  function dismiss(hand: Hand, problem: string): void {
    atWork = undefined;
    for (const [id, done] of hand.waiting) done({ id, problem });
    hand.worker.terminate().catch(() => undefined);
  }

  async function send(drawing: Drawing): Promise<Painted> {
    clearTimeout(idle);
    const hiring = (atWork ??= hire());
    const hand = await hiring.catch((error: unknown) => {
      if (atWork === hiring) atWork = undefined;
      throw error;
    });
    const id = (count += 1);
    const painted = await new Promise<Painted>((resolve) => {
      const limit = setTimeout(() => dismiss(hand, `it took longer than ${patienceMs} ms`), patienceMs);
      hand.waiting.set(id, (one) => {
        clearTimeout(limit);
        hand.waiting.delete(id);
        resolve(one);
      });
      hand.worker.postMessage({ id, svg: drawing.svg });
    });
    if (hand.waiting.size === 0 && open) {
      clearTimeout(idle);
      idle = setTimeout(() => { if (hand.waiting.size === 0) dismiss(hand, "idle"); }, idleMs);
      idle.unref();
    }
    return painted;
  }

  return {
    async paint(drawing): Promise<Picture | undefined> {
      if (!open) return undefined;
      const painted: Painted = await send(drawing).catch((error: unknown) => ({ id: 0, problem: sayError(error) }));
      if (painted.png !== undefined) return { name: `${drawing.name}.png`, png: painted.png, alt: drawing.alt };
      trouble(`A picture could not be made: ${painted.problem ?? "no reason"}`);
      return undefined;
    },
    async close() {
      open = false;
      clearTimeout(idle);
      const hand = await atWork?.catch(() => undefined);
      if (hand !== undefined) dismiss(hand, "closed");
    },
  };
}
