import { cannedAnswers } from "../../src/practice/model/bodies.ts";
import { goodTls } from "../../src/practice/base.ts";
import type { CannedAnswer, ModelServerWorld, World } from "../../src/practice/world.ts";

/** The world behind each recording: what the recorded gateway and its fakes were told to do. */

const json = (status: number, value: unknown): CannedAnswer => ({ status, headers: [["content-type", "application/json"]], body: JSON.stringify(value) });
const openAi = (status: number, message: string): CannedAnswer => json(status, { error: { message, type: "x", param: null, code: status } });
const trimmed = (canned: CannedAnswer): CannedAnswer => ({ ...canned, body: canned.body.trimEnd() });

const canned: Record<string, CannedAnswer> = {
  "302_login": { status: 302, headers: [["location", "/login"]], body: "" },
  "400_context_llamacpp": openAi(400, "request (1819 tokens) exceeds the available context size (256 tokens), try increasing it"),
  "400_json_text": cannedAnswers.plain400,
  "401_litellm_nokey": openAi(401, "Authentication Error, No api key passed in."),
  "401_llamacpp": openAi(401, "Invalid API Key"),
  "401_vllm": cannedAnswers.vllmUnauthorized,
  "403_html": trimmed(cannedAnswers.nginx403),
  "403_json": cannedAnswers.forbiddenDetail,
  "404_html": trimmed(cannedAnswers.nginx404),
  "404_route_llamacpp": openAi(404, "File Not Found"),
  "404_route_vllm": cannedAnswers.vllmRoute,
  "413_nginx": cannedAnswers.nginx413,
  "429_litellm_cooldown": cannedAnswers.coolingDown,
  "429_vendor": cannedAnswers.rateLimit,
  "500_empty": cannedAnswers.empty500,
  "500_text": cannedAnswers.plain500,
  "500_vllm": cannedAnswers.vllmEngineDead,
  "502_nginx": cannedAnswers.nginx502,
  "503_html": cannedAnswers.haproxy503,
  "503_ollama": cannedAnswers.ollamaBusy,
  "503_loading": cannedAnswers.llamaLoading,
  "504_nginx": cannedAnswers.nginx504,
  done_only: cannedAnswers.doneOnly,
  empty200: cannedAnswers.emptyOk,
  html200: cannedAnswers.signInPage,
  json_garbage200: cannedAnswers.brokenJson,
  json_nochoices: cannedAnswers.noChoices,
  lmstudio_wrongpath: cannedAnswers.lmStudioPath,
};

const behaviours: Record<string, Partial<ModelServerWorld>> = {
  "400_context_new": { window: 4096 },
  "422_context_tgi": { flavour: "tgi", window: 16 },
  "400_extra_field_mistral": { refuses: ["unknown-fields"] },
  "400_max_tokens": { refuses: ["max_tokens"] },
  "400_model_litellm": { flavour: "litellm", served: ["other"] },
  "400_prefill": { refuses: ["prefill"] },
  "400_prefill_mistral": { refuses: ["prefill"] },
  "400_roles": { refuses: ["alternate"] },
  "400_stop": { refuses: ["stop"] },
  "400_stream_options": { refuses: ["stream_options"] },
  "400_system": { refuses: ["system"] },
  "400_template": { template: false },
  "400_toolchoice": { refuses: ["tool_choice_any"] },
  "404_model_vllm": { served: ["other"] },
  "404_model_ollama": { flavour: "ollama", served: ["other"] },
  burst: { stream: "burst" },
  drop: { silence: "drop" },
  flaky: { silence: "half" },
  json_for_all: { stream: "json" },
  key_null: { key: "sk-secret" },
  key_wrong: { key: "sk-secret" },
  null_content: { writes: "reasoning-only" },
  ok_emptytext: { writes: "nothing" },
  ok_noform: { writes: "plain" },
  sse_cut_mid: { stream: "reset" },
  sse_end_mid: { stream: "cut" },
  sse_error_first: { stream: "error-first" },
  sse_error_mid: { stream: "error-event" },
  sse_broken_json: { stream: "bad-json" },
  sse_no_done: { stream: "no-done" },
  sse_no_finish: { stream: "no-finish" },
  sse_cut_first: { stream: "reset-first" },
  http_on_tls: { tls: goodTls() },
  tls_ok: { tls: goodTls() },
  tls_selfsigned: { tls: { ...goodTls(), authority: "self" } },
  tls_unknown_ca: { tls: { ...goodTls(), authority: "stranger" } },
  tls_expired: { tls: { ...goodTls(), fromDays: -300, toDays: -2 } },
  tls_wrongname: { tls: goodTls(["model.example.com"]) },
  tls_client_cert: { tls: { ...goodTls(), wantsClientCertificate: true } },
};

const environments: Record<string, Record<string, string | null>> = {
  badkeys: { AIGW_SELF_SIGNED_JWT__SIGNING_KEY: "no pem", AIGW_SELF_SIGNED_JWT__VALIDATION_KEY: "no pem" },
  nokeys: { AIGW_SELF_SIGNED_JWT__SIGNING_KEY: null, AIGW_SELF_SIGNED_JWT__VALIDATION_KEY: null },
  onekey: { AIGW_SELF_SIGNED_JWT__VALIDATION_KEY: null },
  "custom-off": { AIGW_CUSTOM_MODELS__ENABLED: "false" },
  extraheaders: { AIGW_CUSTOM_MODELS__EXTRA_HEADERS: '{"Authorization": "Bearer other"}' },
  mock: { AIGW_MOCK_MODEL_RESPONSES: "true" },
  nostream: { AIGW_CUSTOM_MODELS__DISABLE_STREAMING: "true" },
  reqlog: { AIGW_LOGGING__ENABLE_REQUEST_LOGGING: "true" },
};

const setEnvironment = (world: World, values: Record<string, string | null>): void => {
  for (const [name, value] of Object.entries(values)) {
    if (value === null) delete world.gateway.env[name];
    else world.gateway.env[name] = value;
  }
};

/** Issuers of the recorded auth runs. */
function applyIssuer(world: World, id: string): void {
  const down = (): void => void world.routes.push({ from: "gateway", host: "127.0.0.1", port: world.ports.gitlab, to: "refused" });
  const none = environments.nokeys ?? {};
  if (/^(alldown|html|nojwks|emptykeys|tls-untrusted|404json)-/.test(id)) world.cloud.reachable = "refused";
  if (/^(alldown|down)-/.test(id)) down();
  if (/^(alldown-(?!selfsigned)|down|html|nojwks|emptykeys|tls-untrusted)/.test(id)) setEnvironment(world, none);
  if (id.startsWith("html-")) world.gitlab.discovery = "html";
  if (id.startsWith("nojwks-")) world.gitlab.discovery = "without-keys-address";
  if (id.startsWith("emptykeys-")) world.gitlab.signingKey = false;
  if (id.startsWith("tls-untrusted-")) {
    world.gitlab.tls = { ...goodTls(), authority: "stranger" };
    world.gateway.env.AIGW_GITLAB_URL = `https://127.0.0.1:${world.ports.gitlab}`;
  }
}

const stripId = (file: string, id: string): string => {
  if (file === "code") return id.replace(/^v\d-(completions?|generations?)-/, "").replace(/-stream$/, "");
  if (file === "config") return id.replace(/^[a-z-]+?-(chat|check|v2-completions|v2-generations|v3|v4|uat|docs)-?/, "");
  if (file === "prompts") return id.replace(/^v\d-stream-/, "");
  return id.replace(/^(chat|check)-/, "");
};

const promptsModel: Record<string, Partial<ModelServerWorld>> = { "404": { served: ["other"] }, cut: { stream: "reset" }, refused: { listening: "refused" } };

/** The change of the world that makes it the one of this recording. */
export function setupFor(file: string, id: string): (world: World) => void {
  return (world) => {
    const [server] = world.modelServers;
    if (!server) return;
    const known = file === "metadata" && id.includes("nested") ? ["mistralai/Mistral-7B"] : ["test-model", "gpt-3.5-turbo", ""];
    Object.assign(server, { served: known, key: null, promptTokens: 42, firstTokenMs: 2, tokenMs: 2 });
    world.gateway.docsDatabase = false;
    if (["surface", "model-faults-chat", "model-faults-check", "metadata", "code", "prompts"].includes(file)) world.gateway.env.AIGW_AUTH__BYPASS_EXTERNAL = "true";
    if (file === "config" && !/^(bad|no|one|mangled)keys?-/.test(id)) world.gateway.env.AIGW_AUTH__BYPASS_EXTERNAL = "true";
    if (file === "auth") applyIssuer(world, id);
    if (id.includes("bedrock")) world.cloud.reachable = "refused";
    const key = stripId(file, id);
    const answer = canned[key];
    if (answer) Object.assign(server, { canned: answer });
    Object.assign(server, behaviours[key] ?? {}, file === "prompts" ? promptsModel[key] : {});
    if (id === "check-400_context_new") server.window = 256;
    if (file === "config") {
      const mode = Object.keys(environments).find((name) => id.startsWith(`${name}-`));
      setEnvironment(world, environments[mode ?? ""] ?? {});
      if (id.startsWith("mangledkey-")) for (const name of Object.keys(environments.nokeys ?? {})) world.gateway.env[name] = (world.gateway.env[name] ?? "").replaceAll("\n", "\\n");
      if (id.startsWith("nohf-")) world.gateway.tokenizer = "missing";
      if (id.includes("needkey")) server.key = "sk-right";
      if (id === "reqlog-check-404") server.served = ["other"];
    }
  };
}
