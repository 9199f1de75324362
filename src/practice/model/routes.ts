import type { CannedAnswer, ModelServerWorld } from "../world.ts";
import { cannedAnswers } from "./bodies.ts";

/** The routes of each product beside chat: lists, health, version, metrics, unknown paths. */

const json = (value: unknown, status = 200): CannedAnswer => ({ status, headers: [["content-type", "application/json"]], body: JSON.stringify(value) });
const text = (body: string, status = 200): CannedAnswer => ({ status, headers: [["content-type", "text/plain; charset=utf-8"]], body });

function models(model: ModelServerWorld): CannedAnswer {
  const created = 1_790_000_000;
  const owner = { vllm: "vllm", llamacpp: "llamacpp", litellm: "openai", ollama: "library", tgi: "tgi" }[model.flavour];
  const data = model.served.map((id) => {
    if (model.flavour === "vllm") return { id, object: "model", created, owned_by: owner, root: id, parent: null, max_model_len: model.window, permission: [] };
    if (model.flavour === "llamacpp") return { id, object: "model", created, owned_by: owner, meta: { vocab_type: 2, n_vocab: 32_000, n_ctx: model.window, n_ctx_train: 131_072, n_embd: 4096, n_params: 7_000_000_000 } };
    return { id, object: "model", created, owned_by: owner };
  });
  return json({ object: "list", data });
}

function metrics(model: ModelServerWorld): CannedAnswer {
  const name = model.served[0] ?? "model";
  const usage = model.waiting > 0 ? 0.97 : 0.06;
  const lines = [
    "# HELP vllm:num_requests_running Number of requests in model execution batches.",
    "# TYPE vllm:num_requests_running gauge",
    `vllm:num_requests_running{engine="0",model_name="${name}"} ${model.waiting > 0 ? "16.0" : "0.0"}`,
    "# HELP vllm:num_requests_waiting Number of requests waiting to be processed.",
    "# TYPE vllm:num_requests_waiting gauge",
    `vllm:num_requests_waiting{engine="0",model_name="${name}"} ${model.waiting}.0`,
    "# HELP vllm:kv_cache_usage_perc KV-cache usage. 1 means 100 percent usage.",
    "# TYPE vllm:kv_cache_usage_perc gauge",
    `vllm:kv_cache_usage_perc{engine="0",model_name="${name}"} ${usage}`,
    "# TYPE vllm:num_preemptions_total counter",
    `vllm:num_preemptions_total{engine="0",model_name="${name}"} ${model.waiting > 0 ? "212.0" : "0.0"}`,
  ];
  return { status: 200, headers: [["content-type", "text/plain; version=0.0.4; charset=utf-8"]], body: `${lines.join("\n")}\n` };
}

function unknownRoute(model: ModelServerWorld): CannedAnswer {
  if (model.flavour === "llamacpp") return json({ error: { message: "File Not Found", type: "not_found_error", code: 404 } }, 404);
  if (model.flavour === "ollama") return text("404 page not found", 404);
  if (model.flavour === "tgi") return { status: 404, headers: [], body: "" };
  return cannedAnswers.vllmRoute;
}

function health(model: ModelServerWorld): CannedAnswer {
  if (model.flavour === "llamacpp") return json({ status: "ok" }, model.health);
  return { status: model.health, headers: [], body: "" };
}

const chatPaths: Record<ModelServerWorld["flavour"], string[]> = {
  vllm: ["/v1/chat/completions"],
  llamacpp: ["/v1/chat/completions", "/chat/completions"],
  litellm: ["/v1/chat/completions", "/chat/completions"],
  ollama: ["/v1/chat/completions"],
  tgi: ["/v1/chat/completions"],
};

const readRoutes: Record<ModelServerWorld["flavour"], Record<string, (model: ModelServerWorld) => CannedAnswer>> = {
  vllm: {
    "/v1/models": models,
    "/health": health,
    "/ping": health,
    "/version": (model) => json({ version: model.version }),
    "/metrics": metrics,
  },
  llamacpp: {
    "/v1/models": models,
    "/models": models,
    "/health": health,
    "/v1/health": health,
    "/props": (model) => json({ default_generation_settings: { n_ctx: model.window }, total_slots: 1, model_alias: model.served[0], build_info: model.version }),
    "/metrics": () => json({ error: { message: "This server does not support metrics endpoint. Start it with `--metrics`", type: "not_supported_error", code: 501 } }, 501),
  },
  litellm: {
    "/v1/models": models,
    "/models": models,
    "/health/liveliness": () => json("I'm alive!"),
    "/health/readiness": (model) => json({ status: "healthy", db: "Not connected", cache: null, litellm_version: model.version }),
  },
  ollama: {
    "/": () => text("Ollama is running"),
    "/v1/models": models,
    "/api/version": (model) => json({ version: model.version }),
    "/api/tags": (model) => json({ models: model.served.map((name) => ({ name, model: name, size: 4_100_000_000, details: { family: "llama", parameter_size: "7B" } })) }),
    "/api/ps": (model) => json({ models: model.served.map((name) => ({ name, model: name, context_length: model.window, size_vram: 5_000_000_000 })) }),
  },
  tgi: {
    "/": health,
    "/health": health,
    "/ping": health,
    "/v1/models": models,
    "/info": (model) => json({ model_id: model.served[0], max_input_tokens: model.window - 1, max_total_tokens: model.window, version: model.version, router: "text-generation-router" }),
    "/metrics": () => text("tgi_batch_current_size 0\ntgi_queue_size 0\n"),
  },
};

/** What a path leads to: the chat handler, or a ready answer. */
export function routeOf(model: ModelServerWorld, method: string, path: string): "chat" | CannedAnswer {
  if (chatPaths[model.flavour].includes(path)) {
    if (method === "POST") return "chat";
    return model.flavour === "vllm" || model.flavour === "litellm" ? json({ detail: "Method Not Allowed" }, 405) : unknownRoute(model);
  }
  const read = readRoutes[model.flavour][path];
  if (!read || (path === "/metrics" && !model.metrics)) return unknownRoute(model);
  if (method === "GET" || (method === "HEAD" && model.flavour !== "vllm")) return read(model);
  return model.flavour === "vllm" ? json({ detail: "Method Not Allowed" }, 405) : unknownRoute(model);
}
