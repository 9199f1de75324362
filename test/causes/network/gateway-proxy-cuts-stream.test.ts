import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/network/gateway-proxy-cuts-stream.ts";
import { chat, completion, connectionCheck, generation, health, healthy, healthyModel, streamLook } from "../../kit/gateway-seen.ts";
import { gitlabChat, stream } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT523 gateway-proxy-cuts-stream", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: the connection check ends in 504 of a proxy", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": health({ server: "nginx" }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 504 }) } }).level).toBe("likely");
  });
  it("is likely: a completion ends in 504 of somebody without a name, GitLab's other requests pass", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/completion": completion(504, { fromGateway: false, text: null, form: "html" }) }, { model: healthyModel }).level).toBe("likely");
  });
  it("is likely: a stream over the gateway's address is cut, twice of two, and the model's own comes whole", () => {
    const model = { ...healthyModel, "gateway/chat": chat({ end: "cut", stream: streamLook("cut") }) };
    expect(judgeCause(cause, healthy, { model: { ...model, "model/stream": stream("good") } }).level).toBe("likely");
    expect(judgeCause(cause, healthy, { model }).level).toBe("suspect");
    expect(judgeCause(cause, healthy, { model: { ...model, "model/stream": stream("cut") } }).level).not.toBe("suspect");
  });
  it("is likely: a stream through GitLab is cut while short answers pass, and GitLab itself saw the connection end", () => {
    const cut = { ...healthy, "gitlab/generation-stream": generation("cut", { limitSeconds: 30, limitOf: "whole" }) };
    const model = { ...healthyModel, "model/stream": stream("good") };
    expect(judgeCause(cause, { ...cut, "gitlab/chat": gitlabChat("A1003") }, { model }).level).toBe("likely");
    expect(judgeCause(cause, { ...cut, "gitlab/chat": gitlabChat(null) }, { model }).level).toBe("suspect");
    expect(judgeCause(cause, { ...cut, "gitlab/completion": completion(500) }, { model }).level).not.toBe("suspect");
  });
  it("is one of several: a completion ends in 502 after seconds, GitLab's other requests pass; an immediate one says nothing of time", () => {
    const ended = (ms: number) => judgeCause(cause, { ...healthy, "gitlab/generation-stream": generation("pieces"), "gitlab/completion": completion(502, { fromGateway: false, text: null, form: "html", ms }) }, { model: healthyModel }).level;
    expect([ended(3200), ended(60)]).toEqual(["suspect", "excluded"]);
  });
  it("is excluded: it is the model that runs out of time", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/generation-stream": generation("pieces"), "gateway/health": health({ server: "nginx" }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("model-code", { code: 504 }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/generation-stream": generation("pieces") }, { model: healthyModel }).level).toBe("excluded");
  });
});
