import { describe, expect, it } from "vitest";
import type { Cause } from "../../src/facts/rules.ts";
import coolingDown from "../../src/causes/model/model-router-cooling-down.ts";
import crashLooping from "../../src/causes/model/model-server-crash-looping.ts";
import http2Downgraded from "../../src/causes/agent-platform/http2-downgraded.ts";
import keyWrong from "../../src/causes/model/model-key-wrong.ts";
import prefillRefused from "../../src/causes/model/assistant-prefill-refused.ts";
import rateLimited from "../../src/causes/model/model-rate-limited.ts";
import scopeLacks from "../../src/causes/licence/token-lacks-scope.ts";
import serverDown from "../../src/causes/model/model-server-down.ts";
import serverError from "../../src/causes/model/model-server-error.ts";
import stopRefused from "../../src/causes/model/stop-refused.ts";
import streamingBroken from "../../src/causes/model/streaming-broken.ts";
import toolsCheck from "../../src/checks/model/tools.ts";
import upstreamBroken from "../../src/causes/model/model-router-upstream-broken.ts";
import { agentHealth, agentRow, answer, failure, healthCheck, healthy } from "../kit/gateway-seen.ts";
import { chat, check, code, completion, completion500, endpoint, fromOutside, gone, healthyModel, keyedCheck, list, noList, outcome, refused, shapes, spoken, stream, streamed, tools, unanswered } from "../kit/model-seen.ts";
import { judgeCause, judgeCheck, type Seen } from "../kit/rules.ts";

/** What a real gateway, a real LiteLLM proxy and real web servers showed, and the rules read wrongly at first. */

const levelOf = (cause: Cause, stack: Seen, model: Seen): string => judgeCause(cause, stack, { model }).level;
const notAdmin = { absent: { reason: "not-permitted", rung: "admin" } } as const;

describe("a limit of requests that the worker's own questions meet", () => {
  const limited = refused(429, "rate");
  const met: Seen = {
    ...healthyModel, "gateway/chat": gone, "gitlab/connection-check": check(outcome({ ms: 40_600 })), "model/chat": chat(),
    "model/shapes": shapes({ whole: limited, prefill: limited, prefillContinued: limited, stop: limited, streamOptions: limited, withoutStreamOptions: limited, longAnswer: limited }),
    "model/stream": stream("refused", { first: streamed({ status: 429 }) }), "model/tools": tools({ auto: limited, required: limited }),
  };
  it.each([["prefill", prefillRefused], ["stop", stopRefused], ["streaming", streamingBroken]] as const)("is no refusal of %s", (_what, cause) => {
    expect(levelOf(cause, {}, met)).not.toBe("proven");
    expect(levelOf(cause, {}, { ...met, "model/shapes": shapes({ whole: refused(400), prefill: refused(400), stop: refused(400), streamOptions: refused(400), withoutStreamOptions: refused(400) }) })).toBe("proven");
  });
  it("is why the gateway, which waits and asks again, answers late", () => {
    expect(levelOf(rateLimited, {}, met)).toBe("likely");
    expect(levelOf(rateLimited, {}, { ...met, "gitlab/connection-check": check(outcome({ ms: 900 })) })).not.toBe("likely");
  });
});

describe("a server that ends connections", () => {
  const cut = unanswered("closed", 18);
  it("may be brought down by each chat, where all else is answered", () => {
    const dying: Seen = { ...fromOutside, "gitlab/connection-check": check(code(500, 46_000)), "model/list": list(), "model/chat": chat(cut, { again: cut }) };
    expect(levelOf(crashLooping, { "gitlab/completion": completion500(45_000) }, dying)).toBe("suspect");
  });
  it("fails the check of tools where only a chat with a tool ends so", () => {
    const model: Seen = { ...healthyModel, "model/tools": tools({ auto: cut, required: cut }) };
    expect(judgeCheck("model/tools", toolsCheck, healthy, { model })).toBe("fail");
    expect(levelOf(crashLooping, healthy, model)).toBe("suspect");
    expect(judgeCheck("model/tools", toolsCheck, healthy, { model: { ...healthyModel, "model/tools": tools({ auto: cut, required: spoken({ toolCalls: 1 }) }) } })).not.toBe("fail");
  });
});

describe("LiteLLM without a database", () => {
  const stored = endpoint({ hasApiToken: true });
  it("says 400 of a wrong key, and in words that it is about the key", () => {
    const model: Seen = { ...fromOutside, "model/endpoint": stored, "gitlab/connection-check": keyedCheck(code(400), code(400)), "model/list": list({ stored: noList("key-wanted", 400) }), "model/chat": chat(refused(400, "key"), { withKey: true }) };
    expect(levelOf(keyWrong, { "gitlab/completion": completion500(900) }, model)).toBe("likely");
    expect(levelOf(keyWrong, { "gitlab/completion": completion500(900) }, { ...model, "gitlab/connection-check": keyedCheck(outcome(), code(400)), "model/chat": chat(spoken(), { withKey: true }) })).toBe("likely");
    expect(levelOf(keyWrong, { "gitlab/completion": completion() }, { ...model, "gitlab/connection-check": keyedCheck(outcome(), code(400)), "model/chat": chat(spoken(), { withKey: true }) })).not.toBe("likely");
  });
  it("sets its deployments aside after a refusal from behind, which GitLab's check with the same key had met", () => {
    const aside: Seen = { ...fromOutside, "model/endpoint": stored, "gitlab/connection-check": keyedCheck(code(401), code(400)), "model/chat": chat(refused(429, "cooldown"), { withKey: true }) };
    expect(levelOf(upstreamBroken, { "gitlab/completion": completion500(900) }, aside)).toBe("likely");
    expect(levelOf(coolingDown, { "gitlab/completion": completion500(900) }, aside)).toBe("excluded");
    expect(levelOf(coolingDown, { "gitlab/completion": completion500(900) }, { ...aside, "gitlab/connection-check": keyedCheck(code(429), code(400)) })).toBe("proven");
  });
  it("says 429 once a refusal from behind has set its deployments aside, so that a completion ends late as well", () => {
    const model: Seen = { ...fromOutside, "model/endpoint": stored, "gitlab/connection-check": check(code(401)) };
    expect(levelOf(upstreamBroken, { "gitlab/completion": completion500(13_400) }, model)).toBe("suspect");
    expect(levelOf(upstreamBroken, { "gitlab/completion": completion() }, model)).not.toBe("suspect");
  });
  it("hides a wrong key behind a refusal that took as long as the check's on a slow stack", () => {
    const model: Seen = { ...fromOutside, "model/endpoint": stored, "gitlab/connection-check": check({ ...code(400), ms: 4900 }), "model/list": list({ stored: noList("key-wanted", 401) }), "model/server": { product: "litellm", version: null, health: "good", ready: true, because: "GET /health/readiness" }, "model/chat": { absent: { reason: "not-asked", because: "no key" } } };
    expect(levelOf(keyWrong, { "gitlab/completion": completion500(6600) }, model)).toBe("suspect");
    expect(levelOf(keyWrong, { "gitlab/completion": completion500(16_000) }, model)).not.toBe("suspect");
  });
});

describe("what a user's token leaves to timing", () => {
  it("leaves the faults that the gateway tries again open where no end came at all", () => {
    const unseen = { "gitlab/models": notAdmin, "gitlab/completion": completion({ status: 0, timedOut: true, fromGateway: false, form: "empty", text: null, ms: 50_000 }) };
    expect(judgeCause(serverDown, unseen).level).toBe("suspect");
    expect(judgeCause(serverError, unseen).level).toBe("suspect");
    expect(judgeCause(keyWrong, { ...unseen, "gitlab/completion": completion() }).level).not.toBe("suspect");
  });
  it("shows in the gateway's own 403 that the token carries no right", () => {
    expect(scopeLacks.explains.checks).toContain("gateway/editor-tokens");
  });
});

describe("an agent service behind a server of HTTP/1", () => {
  const words = "The self-hosted GitLab Duo Agent Platform service is not reachable. · 14:failed to connect to all addresses; last error: INTERNAL: ipv4:10.0.0.5:50052: Trying to connect an http1.x server (HTTP status 400)";
  const heard = { ...healthy, "gitlab/agent-tools": gone, "gitlab/agent-token-route": gone, "gitlab/health-check": healthCheck("reachable", { agentService: [agentRow(false, { text: words })] }) };
  const odd = { plain: failure("headers", "not-grpc"), tls: failure("tls", "not-tls"), http1: failure("headers", "not-http") };
  it("is told by gRPC's own words to GitLab", () => {
    expect(levelOf(http2Downgraded, { ...heard, "agent/health": agentHealth("none", odd) }, healthyModel)).toBe("proven");
  });
  it("is the gateway's own port instead, where that answers", () => {
    expect(levelOf(http2Downgraded, { ...heard, "agent/health": agentHealth("none", { ...odd, http1: answer(401, "{}", { server: "uvicorn" }), speaksHttp1: true }) }, healthyModel)).not.toBe("proven");
  });
  it("is one of several where only the worker has looked", () => {
    expect(levelOf(http2Downgraded, { ...heard, "gitlab/health-check": gone, "agent/health": agentHealth("none", odd) }, healthyModel)).toBe("suspect");
  });
});
