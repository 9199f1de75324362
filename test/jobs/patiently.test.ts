import { expect, it } from "vitest";
import { z } from "zod";
import { patiently } from "../../src/jobs/patiently.ts";

const never = new AbortController().signal;

it("waits for queue and store to be back, and gives what they say", async () => {
  let tries = 0;
  expect(await patiently(async () => {
    tries += 1;
    if (tries < 4) throw new Error("The queue does not answer");
    return "kept";
  }, never)).toBe("kept");
  expect(tries).toBe(4);
});

it("gives up when the run is taken away", async () => {
  const stop = new AbortController();
  const waiting = patiently(() => Promise.reject(new Error("away")), stop.signal);
  setTimeout(() => stop.abort("stopping"), 50);
  await expect(waiting).rejects.toThrow("away");
});

it.each([
  ["a document that does not fit", async () => z.number().parse("x")],
  ["what SQL refuses", () => Promise.reject(Object.assign(new Error("value too long"), { code: "22001" }))],
])("does not try again: %s", async (_name, work) => {
  let tries = 0;
  await expect(patiently(async () => ((tries += 1), work()), never)).rejects.toThrow();
  expect(tries).toBe(1);
});
