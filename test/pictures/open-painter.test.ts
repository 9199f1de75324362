import { afterAll, describe, expect, it } from "vitest";
import { stackDay } from "../../src/core/day.ts";
import { drawDay } from "../../src/pictures/day.ts";
import { openPainter } from "../../src/pictures/open-painter.ts";

const troubles: string[] = [];
const painter = openPainter({ patienceMs: 60_000, trouble: (message) => void troubles.push(message) });
afterAll(() => painter.close());

const to = 1_764_000_000_000;
const drawing = drawDay({ from: to - 86_400_000, to, timeZone: "UTC", stacks: [stackDay("prod", [{ startedAt: to - 7_200_000, verdict: "fail", durationMs: 900 }], { from: to - 86_400_000, to, holdMs: 3_600_000 })] });

/** Width and height of a PNG. */
const sizeOf = (png: Uint8Array): readonly [number, number] => [new DataView(png.buffer, png.byteOffset).getUint32(16), new DataView(png.buffer, png.byteOffset).getUint32(20)];

describe("the painter", () => {
  it("makes a PNG with its own letters, at twice the size", async () => {
    const picture = await painter.paint(drawing);
    expect(picture?.name).toBe("duo-day.png");
    expect(picture?.alt).toBe(drawing.alt);
    expect([...(picture?.png.subarray(0, 4) ?? [])]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    expect(sizeOf(picture?.png ?? new Uint8Array(32))[0]).toBe(1520);
    // Without a font the same picture has no letters, and less to store.
    const mute = await painter.paint({ ...drawing, svg: drawing.svg.replaceAll(/<text[\s\S]*?<\/text>/gu, "") });
    expect(picture?.png.length).toBeGreaterThan((mute?.png.length ?? 0) * 1.5);
  }, 90_000);

  it("goes on after something that is no picture", async () => {
    expect(await painter.paint({ name: "bad", svg: "<svg", alt: "" })).toBeUndefined();
    expect(troubles.at(-1)).toContain("A picture could not be made");
    expect((await painter.paint(drawing))?.png.length).toBeGreaterThan(1_000);
  }, 90_000);

  it("does not hold up the loop that asked", async () => {
    let turns = 0;
    const ticking = setInterval(() => { turns += 1; }, 2);
    const pictures = await Promise.all(Array.from({ length: 8 }, () => painter.paint(drawing)));
    clearInterval(ticking);
    expect(pictures.every((picture) => picture !== undefined)).toBe(true);
    // Painted here, the loop would turn once for each picture.
    expect(turns).toBeGreaterThan(40);
  }, 90_000);

  it("gives up a picture that takes too long, and says so", async () => {
    const said: string[] = [];
    const hasty = openPainter({ patienceMs: 1, trouble: (message) => void said.push(message) });
    expect(await hasty.paint(drawing)).toBeUndefined();
    expect(said).toEqual(["A picture could not be made: it took longer than 1 ms"]);
    await hasty.close();
    expect(await hasty.paint(drawing)).toBeUndefined();
  }, 90_000);
});
