import { describe, expect, it } from "vitest";
import { checks } from "../../../src/checks/registry.generated.ts";
import { tokenRoute } from "../../kit/gateway-seen.ts";
import { agentTurns, apart, chat, check, code, completion500, dead, endpoint, fromOutside, gatewayChat, gitlabChat, gone, healthyModel, healthyStack, heard, list, listing, longPrompt, metrics, modelCheck, noList, reach, refused, spoken, stream, text, tools, unanswered } from "../../kit/model-seen.ts";
import { judgeCheck, type Seen } from "../../kit/rules.ts";

const judge = (id: string, model: Seen, stack: Seen = {}): string => {
  const rule = checks[id];
  if (rule === undefined) throw new Error(`no check ${id}`);
  return judgeCheck(id, rule, stack, { model });
};
const ids = Object.keys(checks).filter((id) => id.startsWith("model/") || id.startsWith("gateway-to-model/"));

describe("the checks of the model leg", () => {
  it("are all there", () => {
    expect(ids).toHaveLength(22);
  });

  it.each(ids)("%s does not fail on a healthy model", (id) => {
    expect(["pass", "skip"]).toContain(judge(id, healthyModel, healthyStack));
  });

  it.each(ids)("%s says nothing without facts", (id) => {
    expect(judge(id, { "model/loaded": gone })).toBe("skip");
  });

  // An unused model that is broken in every way is nobody's trouble.
  it.each(ids.filter((id) => id !== "gateway-to-model/completion-answers"))("%s is skipped for a model that nothing uses", (id) => {
    expect(judge(id, { ...healthyModel, "model/endpoint": endpoint({ features: [] }), "gitlab/connection-check": check(dead()), "gateway/model-check": gone, "model/chat": chat(refused(500)), "model/metrics": metrics({ overloaded: true }), "model/stream": stream("cut") })).toBe("skip");
  });

  const bad = { "gitlab/connection-check": check(code(404)), "gateway/model-check": gone, "gateway/chat": gone };
  it.each<[string, Seen, Seen]>([
    ["gateway-to-model/endpoint-sound", { ...fromOutside, "model/endpoint": endpoint({ problems: ["no-scheme"], droppedByGateway: true, scheme: null }) }, {}],
    ["gateway-to-model/identifier-sound", { ...fromOutside, "model/endpoint": endpoint({ providerKnown: false }) }, {}],
    ["gateway-to-model/family-known", { ...fromOutside, "model/endpoint": endpoint({ family: "qwen" }) }, healthyStack],
    ["gateway-to-model/answers", { ...fromOutside, "gitlab/connection-check": check(dead()) }, {}],
    ["gateway-to-model/chat-answers", { ...healthyModel, "gateway/chat": heard("stop") }, {}],
    ["gateway-to-model/completion-answers", {}, { "gitlab/completion": completion500(900) }],
    ["model/reachable", { ...healthyModel, ...bad, "model/reach": reach("refused"), "gitlab/connection-check": check(dead()) }, {}],
    ["model/certificate", { ...healthyModel, ...bad, "model/endpoint": endpoint({ scheme: "https" }), "model/reach": reach("expired") }, {}],
    ["model/lists-models", { ...healthyModel, ...bad, "model/list": list({ stored: noList("html", 200) }) }, {}],
    ["model/serves-name", { ...healthyModel, ...bad, "model/list": list({ served: false }), "model/chat": chat(refused(404, "model-unknown")) }, {}],
    ["model/key-accepted", { ...fromOutside, "gitlab/connection-check": check(code(401)) }, {}],
    ["model/answers", { ...healthyModel, ...bad, "model/chat": chat(unanswered()) }, {}],
    ["model/streams", { ...healthyModel, "gateway/chat": gone, "model/stream": stream("not-a-stream") }, {}],
    ["model/takes-chat-shape", { ...healthyModel, "gateway/chat": gone, "model/shapes": apart({ stop: refused(400) }) }, {}],
    ["model/window", { ...healthyModel, "gateway/chat": gone, "model/list": list({ stored: listing({ windows: { mistral: 4096 } }) }) }, {}],
    ["model/not-overloaded", { ...healthyModel, "model/metrics": metrics({ overloaded: true }) }, {}],
    ["model/tools", { ...healthyModel, "model/tools": tools({ auto: refused(400) }) }, {}],
    ["model/tools", { ...healthyModel, "model/agent-turns": agentTurns({ calls: 0, rawMarkup: true }) }, {}],
    ["model/window", { ...healthyModel, "model/long-prompt": longPrompt({ counted: 4096, cut: true }) }, {}],
    ["model/clean-answer", { ...healthyModel, "model/answer": text({ content: "<think>so" }, true) }, {}],
  ])("%s fails when it should", (id, model, stack) => {
    expect(judge(id, model, stack)).toBe("fail");
  });
});

describe("what is odd and breaks nothing by itself", () => {
  it("a server that writes on behind `stop`", () => {
    expect(judge("model/stops-where-told", { ...healthyModel, "model/stop": { spoken: spoken({ content: "1, 2" }), ignored: true } })).toBe("warn");
    expect(judge("model/stops-where-told", { ...healthyModel, "model/stop": { spoken: spoken({ content: "1" }), ignored: false } })).toBe("pass");
    expect(judge("model/stops-where-told", { ...healthyModel, "model/stop": { spoken: unanswered(), ignored: false } })).toBe("skip");
  });
  it("a server that calls a tool and refuses its answer; not one that is busy or failed", () => {
    expect(judge("model/takes-agent-turns", { ...healthyModel, "model/agent-turns": agentTurns({ answered: refused(400, "roles") }) })).toBe("warn");
    for (const answered of [refused(429, "rate"), refused(500), refused(400, "window"), unanswered(), null]) expect(judge("model/takes-agent-turns", { ...healthyModel, "model/agent-turns": agentTurns({ answered }) })).toBe("skip");
    expect(judge("model/takes-agent-turns", { ...healthyModel, "model/agent-turns": agentTurns() })).toBe("pass");
  });
});

describe("what is no fault", () => {
  it("a 401 without a key where GitLab holds one", () => {
    const seen = { ...fromOutside, "model/endpoint": endpoint({ hasApiToken: true }), "gitlab/connection-check": check(code(401)) };
    expect(judge("gateway-to-model/answers", seen)).toBe("skip");
    expect(judge("model/key-accepted", seen)).toBe("skip");
  });
  it("a gateway that let the worker wait for the very question that it had answered for GitLab", () => {
    const seen = { ...fromOutside, "model/endpoint": endpoint({ hasApiToken: true }), "gitlab/connection-check": check(code(401)), "gateway/model-check": modelCheck({ outcome: "no-answer", text: null, ms: 32_000 }) };
    expect(judge("gateway-to-model/answers", seen)).toBe("skip");
    expect(judge("gateway-to-model/answers", { ...seen, "gitlab/connection-check": check(code(408, 60_000)) })).toBe("fail");
  });
  it("a model that the worker cannot reach and the gateway can", () => {
    expect(judge("model/reachable", { ...healthyModel, "model/reach": reach("refused") })).toBe("skip");
    expect(judge("model/answers", { ...healthyModel, "model/chat": chat(unanswered("refused", 5)) })).toBe("skip");
  });
  it("a stream that the worker cannot use where chat through the gateway works", () => {
    expect(judge("model/streams", { ...healthyModel, "gateway/chat": gatewayChat(), "model/stream": stream("not-a-stream") })).toBe("skip");
  });
  it("a thinking model that says nothing with one token", () => {
    expect(judge("model/clean-answer", { ...healthyModel, "model/chat": chat(spoken({ content: null, reasoning: true })) })).toBe("pass");
  });
  it("GitLab that does not reach the gateway is not the model's fault", () => {
    expect(judge("gateway-to-model/answers", { ...fromOutside, "gitlab/connection-check": check({ ...code(500), outcome: "wait", code: null, exception: "refused", ms: 40 }) }, { "gitlab/token-route": tokenRoute("no-answer"), "gitlab/chat": gitlabChat(null) })).toBe("skip");
  });
});
