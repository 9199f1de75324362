import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/model-key-wrong.ts";
import lacksRight from "../../../src/causes/model/model-key-lacks-right.ts";
import { chat, check, code, completion, completion500, endpoint, fromOutside, healthyModel, healthyStack, keyedCheck, list, listing, noList, outcome, refused } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT331 model-key-wrong", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: 401 without a key, the configured one is good, real requests fail at once", () => {
    expect(judgeCause(cause, { "gitlab/completion": completion500(900) }, { model: { ...fromOutside, "gitlab/connection-check": keyedCheck(outcome(), code(401)), "model/endpoint": endpoint({ hasApiToken: true }) } }).level).toBe("likely");
  });
  it("is likely: a line break: real requests end as if nobody were there, the configured key is good", () => {
    expect(judgeCause(cause, { "gitlab/completion": completion500(44_000) }, { model: { ...fromOutside, "gitlab/connection-check": keyedCheck(outcome(), code(401)), "model/endpoint": endpoint({ hasApiToken: true }) } }).level).toBe("likely");
  });
  it("is a suspect: a line break and a server that answers 500 to who has the key look alike", () => {
    expect(judgeCause(cause, { "gitlab/completion": completion500(44_000) }, { model: { ...fromOutside, "gitlab/connection-check": check(code(401)), "model/endpoint": endpoint({ hasApiToken: true }) } }).level).toBe("suspect");
  });
  it("is a suspect: the key hides what the stored one meets", () => {
    expect(judgeCause(cause, { "gitlab/completion": completion500(900) }, { model: { ...fromOutside, "gitlab/connection-check": check(code(401)), "model/endpoint": endpoint({ hasApiToken: true }) } }).level).toBe("suspect");
  });
  it("is excluded: real requests work", () => {
    expect(judgeCause(cause, { "gitlab/completion": completion() }, { model: { ...fromOutside, "gitlab/connection-check": check(code(401)), "model/endpoint": endpoint({ hasApiToken: true }) } }).level).toBe("excluded");
  });
  it("is excluded: no key is stored", () => {
    expect(judgeCause(cause, { "gitlab/completion": completion500(900) }, { model: { ...fromOutside, "gitlab/connection-check": check(code(401)) } }).level).toBe("excluded");
  });
  it("is excluded: somebody before the model asks for a login of his own", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "model/endpoint": endpoint({ hasApiToken: true }), "gitlab/connection-check": check(code(401)), "model/list": list({ stored: noList("html", 401) }), "model/chat": chat(refused(401)) } }).level).toBe("excluded");
  });
  it("is a suspect for a token that sees no models, by the timing of a completion alone", () => {
    expect(judgeCause(cause, { "gitlab/models": { absent: { reason: "not-permitted", rung: "admin" } }, "gitlab/completion": completion500(900) }).level).toBe("suspect");
    expect(judgeCause(cause, { "gitlab/models": { absent: { reason: "not-permitted", rung: "admin" } }, "gitlab/completion": completion500(20_000) }).level).not.toBe("suspect");
    expect(judgeCause(cause, { "gitlab/models": { absent: { reason: "not-permitted", rung: "admin" } }, "gitlab/completion": completion() }).level).not.toBe("suspect");
  });
  it("is not named where the window is too small for what real requests hold", () => {
    const small = list({ stored: listing({ windows: { mistral: 4096 }, ownedBy: "llamacpp" }) });
    expect(judgeCause(cause, { "gitlab/completion": completion500(900) }, { model: { ...fromOutside, "model/list": small, "gitlab/connection-check": keyedCheck(outcome(), code(401)), "model/endpoint": endpoint({ hasApiToken: true }) } }).level).not.toBe("likely");
  });
  it("is one of two where the server answers 403 to the list and to the chat alike: a bad key, or one without the right", () => {
    const turnedAway = { ...fromOutside, "model/endpoint": endpoint({ hasApiToken: true }), "gitlab/connection-check": keyedCheck(code(403), code(403)), "model/list": list({ stored: noList("key-wanted", 403) }), "model/chat": chat(refused(403, "key-right"), { withKey: true }) };
    const level = (of: typeof cause | typeof lacksRight, over: object = {}): string => judgeCause(of, { "gitlab/completion": completion500(900) }, { model: { ...turnedAway, ...over } }).level;
    expect(level(cause)).toBe("suspect");
    expect(level(lacksRight)).toBe("suspect");
    expect(level(cause, { "model/list": list() })).not.toBe("suspect");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
