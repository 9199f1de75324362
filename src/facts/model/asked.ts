import { type Absent, absent, type Surroundings } from "../../core/fact.ts";
import { baseOf } from "../../targets/model/endpoint.ts";
import { openaiSpeaking } from "../../targets/model/providers.ts";
import type { Value as Chat } from "./chat.ts";
import type { Value as Endpoint } from "./endpoint.ts";
import type { Value as List } from "./list.ts";
import type { Value as Loaded } from "./loaded.ts";
import type { Value as Metrics } from "./metrics.ts";
import type { Value as ReachValue } from "./reach.ts";
import type { Value as Server } from "./server.ts";

/** A model server that the worker can speak to, and as what. */
export interface Asked {
  base: string;
  servedName: string;
  endpoint: Endpoint;
  /** How long its first word took in the chat before, 0 where unknown: slow models need patience, not a verdict. */
  firstWordMs: number;
}

/** The model server of this subject if the way to it is open, else why it cannot be asked. */
export function askedModel(world: Surroundings): Asked | Absent {
  const endpoint = world.read("model/endpoint", world.subject) as Endpoint | undefined;
  const reach = world.read("model/reach", world.subject) as ReachValue | undefined;
  if (endpoint === undefined || endpoint.endpoint === null || endpoint.scheme === null) return absent({ reason: "blocked", by: keyOf(world, "model/endpoint") });
  if (!openaiSpeaking.has(endpoint.provider ?? "custom_openai") && endpoint.providerKnown) {
    return absent({ reason: "not-applicable", because: `models of ${endpoint.provider ?? "this provider"} are asked in another language than OpenAI's` });
  }
  if (reach?.state !== "open") return absent({ reason: "blocked", by: keyOf(world, "model/reach") });
  const chat = world.read("model/chat", world.subject) as Chat | undefined;
  return { base: baseOf(endpoint.endpoint), servedName: endpoint.servedName ?? fallbackName, endpoint, firstWordMs: chat?.first.ms ?? 0 };
}

// What the gateway asks for when a model has no identifier and its family has no name of its own.
const fallbackName = "gpt-3.5-turbo";

/**
 * Why no tokens are asked of this model now: it is busy, not loaded, wants a key that the configuration lacks, or (`after-chat`) the plain
 * chat before got no answer at all.
 */
export function tokenGate(world: Surroundings, stage: "chat" | "after-chat"): Absent | undefined {
  const metrics = world.read("model/metrics", world.subject) as Metrics | undefined;
  if (metrics?.overloaded === true) return absent({ reason: "not-asked", because: `requests are waiting at the model server (${metrics.second.waiting ?? metrics.first.waiting ?? 0}), so duo-triage adds none of its own` });
  const server = world.read("model/server", world.subject) as Server | undefined;
  const loaded = world.read("model/loaded", world.subject) as Loaded | undefined;
  if (server?.product === "ollama" && loaded?.loaded === false) return absent({ reason: "not-asked", because: "the model is not loaded in Ollama, and a question would load it" });
  const list = world.read("model/list", world.subject) as List | undefined;
  if (list?.stored.state === "key-wanted" && world.model?.apiKey === undefined) return absent({ reason: "not-asked", because: "the model server wants a key, and the configuration of duo-triage holds none for it" });
  if (stage === "after-chat") {
    const chat = world.read("model/chat", world.subject) as Chat | undefined;
    if (chat === undefined) return absent({ reason: "blocked", by: keyOf(world, "model/chat") });
    if (chat.first.outcome === "no-answer" || (chat.first.outcome === "refused" && (chat.first.status === 401 || chat.first.status === 404))) return absent({ reason: "blocked", by: keyOf(world, "model/chat") });
  }
  return undefined;
}

export const keyOf = (world: Pick<Surroundings, "subject">, id: string): string => (world.subject === undefined ? id : `${id}@${world.subject}`);
