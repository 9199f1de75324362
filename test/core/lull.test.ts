import { expect, it } from "vitest";
import { openLull } from "../../src/core/lull.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it("holds back while others come in, and lets go in the order of arrival, one in each turn of the loop", async () => {
  const lull = openLull({ quietMs: 30, mostMs: 10_000 });
  const gone: number[] = [];
  let turns = 0;
  const at: number[] = [];
  let counting = true;
  void (async () => { while (counting) { await turn(); turns += 1; } })();
  const all: Promise<void>[] = [];
  for (let index = 0; index < 20; index += 1) {
    all.push(lull().then(() => { gone.push(index); at.push(turns); }));
    // What comes in while others come in finds nobody gone.
    expect(gone).toEqual([]);
    await turn();
  }
  await Promise.all(all);
  counting = false;
  expect(gone).toEqual(Array.from({ length: 20 }, (_one, index) => index));
  expect(new Set(at).size).toBe(20);
});

it("lets go after its longest wait though others never stop coming in", async () => {
  let clock = 0;
  const lull = openLull({ quietMs: 20, mostMs: 100, now: () => clock });
  let gone = false;
  void lull().then(() => { gone = true; });
  // Ten ms of this clock between any two: never quiet.
  for (let come = 0; come < 9; come += 1) {
    clock += 10;
    void lull();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(gone).toBe(false);
  }
  clock += 10;
  await expect.poll(() => gone).toBe(true);
});

it("is open again after everybody is gone", async () => {
  const lull = openLull({ quietMs: 1, mostMs: 5 });
  await lull();
  await lull();
});
