import { cannedAnswers } from "../model/bodies.ts";
import type { CannedAnswer, ModelServerWorld, Refusal, World } from "../world.ts";
import { firstModel, firstServer } from "./model.ts";
import type { Brought, Fault } from "./table.ts";

/** Faults inside the model server, and of what stands directly before it. */

const all: string[] = [];
const fault = (name: string, code: string, title: string, needs: Fault["needs"], change: Partial<ModelServerWorld> | ((world: World) => void), brings?: Brought): Fault => {
  all.push(name);
  const apply = typeof change === "function" ? change : (world: World): void => void Object.assign(firstServer(world), change);
  return { name, code, hop: "model", title, needs, apply, conflictsWith: all, ...(brings ? { brings } : {}) };
};

const refuses = (...what: Refusal[]): Partial<ModelServerWorld> => ({ refuses: what });
const always = (canned: CannedAnswer, on: ModelServerWorld["cannedOn"] = "chat", rest: Partial<ModelServerWorld> = {}): Partial<ModelServerWorld> => ({ canned, cannedOn: on, ...rest });

const welcome: CannedAnswer = { status: 200, headers: [["server", "Apache/2.4.62 (Debian)"], ["content-type", "text/html"]], body: "<!DOCTYPE html><html><head><title>Apache2 Debian Default Page: It works</title></head><body>It works</body></html>\n" };

/** For models of a family that suits no agent, which would be a second fault. */
function useForNoAgent(world: World): void {
  for (const feature of Object.keys(world.gitlab.features).filter((name) => name.startsWith("duo_agent"))) delete world.gitlab.features[feature];
}

export const modelBehaviourFaults: readonly Fault[] = [
  fault("model-loading", "DT302", "The model server still loads its weights.", "model", { flavour: "llamacpp", version: "b7127-de3ff81", loading: true }),
  fault("model-server-crash-looping", "DT303", "The model server drops every second request.", "model", { silence: "half" }),
  fault("endpoint-is-another-product", "DT328", "The endpoint leads to a web server that serves no model.", "model", always(welcome, "every-route")),
  fault("model-key-lacks-right", "DT332", "The key is known but may not use this model.", "model", always(cannedAnswers.forbiddenDetail)),
  fault("model-rate-limited", "DT333", "The model's vendor limits the rate of requests.", "model", always(cannedAnswers.rateLimit)),
  fault("model-quota-exhausted", "DT334", "The quota at the model's vendor is used up.", "model", always(cannedAnswers.quota)),
  fault("model-engine-dead", "DT340", "The model server's engine has died.", "model", always(cannedAnswers.vllmEngineDead, "chat", { health: 503 })),
  fault("model-answers-500", "DT340", "The model server answers 500 to every chat request.", "model", always(cannedAnswers.plain500)),
  fault("model-never-answers", "DT341", "The model server takes requests and never answers.", "model", { silence: "hang" }),
  fault("model-too-slow", "DT341", "The model needs forty seconds to its first word.", "model", { firstTokenMs: 40_000 }),
  fault("model-overloaded", "DT342", "Requests wait in the model server's full queue.", "model", { queueMs: 25_000, waiting: 34 }),
  fault("context-window-too-small", "DT343", "The model's window is smaller than a chat request.", "model", { window: 4_096 }),
  fault("prompt-silently-truncated", "DT344", "Ollama cuts long prompts without a word.", "model", (world) => {
    Object.assign(firstServer(world), { flavour: "ollama", version: "0.13.1", window: 4_096, silentTruncation: true, key: null, writes: "rambling" } satisfies Partial<ModelServerWorld>);
    firstModel(world).apiKey = null;
  }),
  fault("model-router-key-refused-upstream", "DT345", "The LiteLLM proxy's own key is refused by the model behind it.", "model", always(cannedAnswers.routerUpstream401, "chat", { flavour: "litellm", version: "1.80.5" })),
  fault("model-router-upstream-down", "DT345", "The model behind the LiteLLM proxy is down.", "model", always(cannedAnswers.routerUpstreamDown, "chat", { flavour: "litellm", version: "1.80.5" })),
  fault("model-router-cooling-down", "DT346", "The LiteLLM proxy has put all deployments on hold.", "model", always(cannedAnswers.coolingDown, "chat", { flavour: "litellm", version: "1.80.5" })),
  fault("model-behind-broken-proxy-502", "DT347", "The proxy before the model server answers 502.", "model", always(cannedAnswers.nginx502, "every-route")),
  fault("model-behind-broken-proxy-504", "DT347", "The proxy before the model server answers 504.", "model", always(cannedAnswers.nginx504)),
  fault("model-behind-sign-in-page", "DT328", "A sign-in page answers in place of the model server.", "model", always(cannedAnswers.signInPage, "every-route")),
  fault("model-proxy-limits-body", "DT347", "The proxy before the model server refuses the size of chat requests.", "model", always(cannedAnswers.nginx413)),
  fault("chat-template-missing", "DT350", "The model has no chat template.", "model", { template: false }),
  fault("system-role-refused", "DT351", "The model's template refuses the system role.", "model", refuses("system")),
  fault("roles-must-alternate", "DT351", "The model's template insists on alternating roles.", "model", refuses("alternate")),
  fault("assistant-prefill-refused", "DT352", "The model server refuses a conversation that ends with the assistant.", "model", (world) => {
    Object.assign(firstServer(world), refuses("prefill"));
    firstModel(world).family = "llama3";
    useForNoAgent(world);
  }),
  fault("stop-refused", "DT353", "The model refuses the stop parameter.", "model", refuses("stop")),
  fault("stream-options-refused", "DT354", "The model server refuses stream_options.", "model", refuses("stream_options")),
  fault("max-tokens-refused", "DT355", "The model wants max_completion_tokens instead of max_tokens.", "model", refuses("max_tokens")),
  fault("temperature-refused", "DT355", "The model accepts only its default temperature.", "model", refuses("temperature")),
  fault("streaming-ignored", "DT360", "The model server ignores stream and answers one object.", "model", { stream: "json" }),
  fault("streaming-answered-with-page", "DT360", "Streams come back as an HTML page.", "model", { stream: "html" }),
  fault("streaming-empty", "DT360", "Streams end at once without a word.", "model", { stream: "done-only" }),
  fault("model-stream-buffered", "DT361", "A proxy before the model delivers its stream in one piece.", "model", { stream: "burst", tokenMs: 70 }),
  fault("model-stream-cut", "DT362", "The model's stream ends in the middle.", "model", { stream: "cut" }),
  fault("model-stream-reset", "DT362", "The model's stream is reset in the middle.", "model", { stream: "reset" }),
  fault("model-stream-error-event", "DT362", "The model's engine dies in the middle of its stream.", "model", { stream: "error-event" }),
  fault("model-stream-stalls", "DT363", "The model's stream stops without an end.", "model", { stream: "stall" }),
  fault("reasoning-text-leaks", "DT365", "The model's reasoning fills the whole answer.", "model", { writes: "think-only" }),
  fault("model-too-weak", "DT366", "The model asks for one tool after the other and never comes to an answer.", "user", (world) => {
    firstServer(world).writes = "action";
    firstModel(world).family = "general";
    useForNoAgent(world);
  }, { deep: true }),
  fault("model-answers-empty", "DT367", "The model's answers are empty.", "model", { writes: "nothing" }),
  fault("reasoning-uses-up-answer", "DT367", "Reasoning uses up the model's answer, so its content is null.", "model", { writes: "reasoning-only" }),
  fault("tool-calling-off", "DT370", "The model server runs without tool calling.", "model", { tools: "off" }),
  fault("tool-parser-mismatch", "DT371", "The model server returns tool calls as plain text.", "model", { tools: "as-text" }),
  fault("tool-choice-any-refused", "DT372", "The model server refuses tool_choice any.", "model", refuses("tool_choice_any"), { reported: ["A1008"] }),
];
