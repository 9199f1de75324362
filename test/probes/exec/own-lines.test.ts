import { describe, expect, it } from "vitest";
import { chooseLines } from "../../../src/probes/exec/own-lines.ts";

const line = (id: string, level: string, message: string): string => JSON.stringify({ correlation_id: id, level, message });
const log = ["Starting up", line("other-1", "error", "an old failure"), line("mine-1", "error", "my failure"), line("other-2", "info", "JWKS refreshed"), JSON.stringify({ correlation_id: "other-3", status_code: 500 }), "Traceback (most recent call last):", JSON.stringify({ level: "error", message: "no id" })].join("\n");
const own = (ids: string[], alone = true, marked: Record<string, "key" | "all"> = {}) => ({ has: (id: string) => ids.includes(id), apart: (id: string) => marked[id], alone });

describe("lines of a log that speak of this run", () => {
  it("leaves out what others failed at, and keeps what has no id and what went well", () => {
    expect(chooseLines(log, own(["mine-1"])).split("\n").map((one) => /failure|JWKS|Starting|Traceback|no id|500/u.exec(one)?.[0])).toEqual(["Starting", "failure", "JWKS", "Traceback", "no id"]);
    expect(chooseLines(log, own(["mine-1"]))).toContain("my failure");
    expect(chooseLines(log, own(["mine-1"]))).not.toContain("an old failure");
  });

  it("leaves nothing out where no line is this run's, or a person reported a failure that may stand in another's", () => {
    expect(chooseLines(log, own([]))).toBe(log);
    expect(chooseLines(log, own(["mine-1"], false))).toBe(log);
  });

  it("`only`: of a log in which everything fails, nothing but this run's own", () => {
    expect(chooseLines(log, own(["mine-1"]), true)).toBe(line("mine-1", "error", "my failure"));
    expect(chooseLines(log, own([]), true)).toBe("");
  });

  it("reads lines behind a prefix, and takes no odd line for one with an id", () => {
    const prefixed = `2026-11-23T10:00:00Z stdout F ${line("mine-1", "info", "x")}`;
    expect(chooseLines(prefixed, own(["mine-1"]), true)).toBe(prefixed);
    for (const odd of ["{correlation_id", '{"correlation_id":7}', '{"correlation_id":"undefined"}', "null", ""]) expect(chooseLines(odd, own(["7", "undefined"]), true)).toBe("");
  });

  it("leaves out that a model wanted the key that was kept from it on purpose, and keeps whatever else became of that question", () => {
    const refused = line("mine-1", "error", "litellm.AuthenticationError: Error code: 401 - {'error': 'Unauthorized'}");
    const broken = line("mine-1", "error", "httpx.ConnectError: [Errno 111] Connection refused");
    expect(chooseLines([refused, broken].join("\n"), own(["mine-1"], true, { "mine-1": "key" }))).toBe(broken);
    expect(chooseLines([refused, broken].join("\n"), own(["mine-1"], false, { "mine-1": "key" }))).toBe(broken);
    expect(chooseLines([refused, broken].join("\n"), own(["mine-1"]))).toBe([refused, broken].join("\n"));
  });

  it("leaves out what became of a question to an address that is not the stack's", () => {
    const elsewhere = line("mine-2", "error", "Cannot connect to host 127.0.0.1:9");
    expect(chooseLines([line("mine-1", "error", "my failure"), elsewhere].join("\n"), own(["mine-1", "mine-2"], true, { "mine-2": "all" }))).toBe(line("mine-1", "error", "my failure"));
  });
});
