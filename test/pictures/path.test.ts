import { describe, expect, it } from "vitest";
import { drawPath } from "../../src/pictures/path.ts";
import { fit, pageColours, sign, widthOf } from "../../src/pictures/svg.ts";
import { requestPath } from "../../src/replies/request-path.ts";
import { hostile, result } from "../pages/sample.ts";

describe("the picture of the request path", () => {
  const path = requestPath(result);

  it("names the broken hop with word, code and sign", () => {
    const { svg, alt } = drawPath(path);
    expect(svg).toContain(">broken here · DT307</text>");
    expect(svg).toContain("broken: the way to the model");
    expect(alt).toContain("the way to the model broken here");
    expect(svg).toContain(`aria-label="${alt}"`);
  });

  it("stays well-formed and inside its frame whatever things are called", () => {
    const model = path.models[0] as (typeof path.models)[number];
    const spoilt = { ...path, stack: hostile, models: Array.from({ length: 9 }, () => ({ ...model, name: hostile })) };
    const { svg } = drawPath(spoilt);
    expect(svg).not.toMatch(/<(?:script|img)|[\u0000\u202e\ufffe]/u);
    expect(svg).toContain("and 6 more models");
    for (const [, x = "", , text = ""] of svg.matchAll(/<text x="([\d.]+)"( y="[\d.]+" font-size="20"[^>]*)>([^<]*)/gu)) expect(Number(x) + widthOf(text.replaceAll(/&[a-z0-9#]+;/gu, "<"), 20, true)).toBeLessThan(680);
  });

  it("takes its colours from the page where it stands in one", () => {
    const { svg } = drawPath(path, pageColours);
    expect(svg).toContain('fill="var(--fail)"');
    expect(svg).not.toContain("#171b22");
  });

  it("has another shape for every state that must be told apart", () => {
    const shapes = (["pass", "warn", "fail", "undecided", "blocked", "skip", "info"] as const).map((mark) => sign(mark, 0, 0, 10, pageColours).replaceAll(/var\(--[a-z]+\)/gu, ""));
    expect(new Set(shapes).size).toBe(shapes.length);
  });

  it("cuts a text where it would run over, and marks the cut", () => {
    expect(fit("short", 200, 20)).toBe("short");
    expect(fit("a-very-long-name-of-a-model-that-nobody-reads", 120, 20)).toMatch(/^a-very-.*…$/u);
  });
});
