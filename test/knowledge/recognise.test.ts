import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recognise, symptomOf, looksOf } from "../../src/knowledge/recognise.ts";
import { symptoms } from "../../src/knowledge/symptoms.generated.ts";
import { writtenSymptoms } from "./data.ts";

const ids = (text: string): string[] => recognise(text).matches.map(({ symptom }) => symptom.id);

describe("every symptom", () => {
  for (const [id, { examples, not }] of writtenSymptoms()) {
    it(`${id} answers its examples and no counter-example`, () => {
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) expect(ids(example)[0], example).toBe(id);
      for (const other of not) expect(ids(other), other).not.toContain(id);
    });

    it(`${id} is known in capitals, in a quote, in code marks, in bold and escaped`, () => {
      for (const example of examples.filter((text) => !text.includes("\n"))) {
        expect(ids(example.toUpperCase()), "capitals").toContain(id);
        expect(ids(`> ${example}`), "quote").toContain(id);
        expect(ids(`\`${example}\``), "code marks").toContain(id);
        expect(ids(`please help:\r\n\r\n\`\`\`\r\n${example}\r\n\`\`\`\r\nthanks`), "block").toContain(id);
        expect(ids(example.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")), "escaped").toContain(id);
        expect(ids(example.replaceAll("'", "\u2019")), "curly").toContain(id);
      }
    });
  }

  it("has first looks that exist, and steps that end in no stop", () => {
    for (const symptom of symptoms) {
      expect(looksOf(symptom).length, symptom.id).toBe(symptom.firstLook.length);
      for (const look of looksOf(symptom)) expect(look.do).not.toMatch(/\.$/u);
    }
  });
});

describe("a paste", () => {
  it.each([
    ["[A1001](https://docs.gitlab.com/user/gitlab_duo_chat/troubleshooting/#error-a1001)", ["A1001"]],
    ["Error code: [A1003](https://docs.gitlab.com/x.html#error-a1004)", ["A1003"]],
    ["<https://docs.gitlab.com/x#error-a1004|A1003>", ["A1003"]],
    ["*Error code: A1003*", ["A1003"]],
    ["_a1003_", ["A1003"]],
    ["Error code:\nA1003", ["A1003"]],
    ["users see A1003, sometimes (A9999) and DCR4005; also m3006", ["A1003", "A9999", "DCR4005", "M3006"]],
    ["A1001\nA1002\n\nA1001", ["A1001", "A1002"]],
    ["see https://docs.gitlab.com/x.html#error-a1001", []],
    ["NVIDIA RTX A6000", []],
  ])("%j holds the codes %j", (text, codes) => {
    expect([...recognise(text).codes].sort()).toEqual([...codes].sort());
  });

  it("drops the sentence of Chat beside its code, and keeps it alone", () => {
    expect(ids("I'm sorry, I can't generate a response. Please try again.\nError code: A1001")).toEqual(["A1001"]);
    expect(ids("I\u2019m sorry, I can\u2019t generate a response. Please try again.")).toEqual(["chat-cant-generate"]);
  });

  it("joins what a terminal or a chat has wrapped", () => {
    expect(ids('AI Gateway returned code\n401: {"error":"Forbidden by auth provider"}')).toEqual(["aigw-answered-401"]);
    expect(ids("jose.exceptions.JWTError: Signature verifi\ncation failed")).toEqual(["jwt-signature-failed"]);
    expect(ids("> No keys founds in JWKS; are OIDC\n> providers up?")).toEqual(["no-keys-in-jwks"]);
    expect(ids("Test connection: The self-hosted\nmodel server returned\ncode 404: Not Found")).toEqual(["model-server-returned"]);
  });

  it("reads what a record quotes in a string of its own", () => {
    const written = new Map(writtenSymptoms());
    const quoted = symptoms.flatMap(({ id }) => written.get(id)?.examples.filter((text) => text.includes('"') && !/[\n\\^]/u.test(text)).map((example) => [id, example] as const) ?? []);
    expect(quoted.length).toBeGreaterThan(20);
    const missed = quoted.filter(([id, example]) => !ids(JSON.stringify({ severity: "ERROR", message: `while asked: ${example}` })).includes(id));
    expect(missed.map(([id]) => id)).toEqual([]);
  });

  it("does not join the records of a log", () => {
    expect(ids("2026-01-01T00:00:00 OSError\n2026-01-01T00:00:01 huggingface.co reached")).toEqual([]);
  });

  it("lets the telling text win over its frame, and every line answer", () => {
    const text = 'Authentication with GitLab Cloud services failed: AI Gateway returned code 401: {"error":"Forbidden by auth provider"}\n>> Health status: Unknown\nToken creation failed';
    expect(ids(text)).toEqual(["aigw-answered-401", "rake-health-unknown", "token-creation-failed"]);
  });

  it("names suspects by the status that the text holds", () => {
    const suspects = (text: string): string | undefined => recognise(text).suspects[0]?.code;
    expect(suspects("The self-hosted model server returned code 401: Unauthorized")).toBe("DT331");
    expect(suspects("The self-hosted model server returned code 404: Not Found")).toBe("DT321");
    expect(suspects("Connection error: Gitlab::HTTP_V2::BlockedUrlError - URL is blocked")).toBe("DT110");
  });

  it("counts suspects that several symptoms share higher", () => {
    const alone = recognise("JWTError: Not enough segments").suspects.find(({ code }) => code === "DT630");
    const both = recognise("JWTError: Not enough segments\nAI Gateway returned code 401:").suspects.find(({ code }) => code === "DT630");
    expect(both?.weight).toBeGreaterThan(alone?.weight ?? 99);
    expect(both?.because).toEqual(["jwt-not-enough-segments", "aigw-returned"]);
  });

  it("knows causes by code and by name", () => {
    expect(recognise("dt321?").causeCodes).toEqual(["DT321"]);
    expect(recognise("what is endpoint-lacks-v1 and DT301").causeCodes).toEqual(["DT321", "DT301"]);
  });

  it("recognises false alarms, only where their text stands", () => {
    const alarms = (text: string): string[] => recognise(text).falseAlarms.map(({ alarm }) => alarm.id);
    expect(alarms("Authentication with GitLab Cloud services failed: execution expired")).toContain("health-check-three-seconds");
    expect(alarms("Authentication with GitLab Cloud services failed: something else")).not.toContain("health-check-three-seconds");
    expect(alarms("⚠ Model endpoint returned non-200 status")).toContain("rake-v1-v1-models");
    expect(alarms("The self-hosted model server returned code 404: Not Found")).not.toContain("test-connection-code-500");
  });

  it("keeps the end of a paste that is too long", () => {
    const found = recognise(`A1003 ${"x ".repeat(100_000)} A9999`);
    expect(found.cut).toBe(true);
    expect(found.codes).toEqual(["A1003", "A9999"]);
  });
});

describe("near misses", () => {
  it.each([
    ["A103", ["A1003"]], ["A10003", ["A1003", "A1000"]], ["A1OO3", ["A1003"]], ["A-1003", ["A1003"]], ["error code 1003", ["A1003"]], ["Error code: A 1003", ["A1003"]],
    ["DRC4005", ["DCR4005"]], ["DCR405", ["DCR4005"]], ["DT32l", ["DT321"]], ["DT3O1", ["DT301"]], ["A1009", []], ["M3001", []], ["A0103", ["A1003"]],
  ])("%s may be %j", (text, meant) => {
    const [miss] = recognise(text).nearMisses;
    expect(miss).toBeDefined();
    expect([...(miss?.meant ?? [])].sort()).toEqual([...meant].sort());
  });

  it.each(["A100", "H100 GPU", "on an A100 with a 1000 token limit", "version 17.9.1", "B2", "G5 instance", "port A4", "hello", "A1003", "DT321", "code A100"])("%s is none", (text) => {
    expect(recognise(text).nearMisses).toEqual([]);
  });
});

describe("bad input", () => {
  const unsafe = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2066-\u2069]/u;
  const texts = symptoms.flatMap(({ patterns }) => patterns.flatMap(({ needs }) => needs));
  const paste = fc.array(fc.oneof(fc.string({ unit: "binary", maxLength: 60 }), fc.constantFrom(...texts), fc.constantFrom("\n", "\r\n", "> ", "`", "*", "\u001b[31m", "<http://", "[", "](http:", "&lt;", "\u202e", "\ud800", " A1003 ", "DT")), { maxLength: 60 }).map((parts) => parts.join(""));

  it("never throws, and answers without control characters", () => {
    fc.assert(fc.property(paste, (text) => {
      const { matches, nearMisses, codes } = recognise(text);
      for (const said of [...matches.flatMap(({ text: shown, captures }) => [shown, ...Object.values(captures)]), ...nearMisses.map(({ found }) => found), ...codes]) expect(said).not.toMatch(unsafe);
    }), { numRuns: 200 });
  });

  it("stays within two seconds on 64 KiB of anything repeated", () => {
    fc.assert(fc.property(fc.oneof(fc.constantFrom(...texts), fc.string({ maxLength: 12 })), fc.constantFrom("", " ", "\n", "{\"", "x"), (part, glue) => {
      const text = (part + glue + "a").repeat(66_000 / (part.length + glue.length + 1)).slice(0, 66_000);
      const began = performance.now();
      recognise(text);
      expect(performance.now() - began).toBeLessThan(2000);
    }), { numRuns: 40 });
  });

  it("answers a code in well under 100 ms", () => {
    const began = performance.now();
    recognise("Error code: A1003");
    expect(performance.now() - began).toBeLessThan(100);
  });
});

it("finds a symptom by id in any case", () => {
  expect(symptomOf("a1003")?.id).toBe("A1003");
  expect(symptomOf("nothing")).toBeUndefined();
});
