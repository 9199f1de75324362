import { madeUpKey } from "../../core/ports.ts";
import { Secret } from "../../core/secret.ts";
import { type Absent, absent, type Surroundings } from "../../core/fact.ts";
import { type Caller, callerHeaders, type ModelMetadata } from "../../targets/gateway/model-leg.ts";
import type { Value as Models } from "../gitlab/models.ts";
import type { Value as Endpoint } from "../model/endpoint.ts";
import { answeringGateway } from "./base.ts";
import type { Value as Root } from "./root.ts";

/** What the two questions about the model leg need: a gateway that lets the worker in, and the model's stored settings. */
export interface Leg {
  caller: Caller;
  metadata: ModelMetadata;
  withKey: boolean;
}

export const legNeeds = ["gateway/address", "gateway/health", "model/endpoint"] as const;
export const legUses = ["gateway/root", "gateway/elsewhere", "gitlab/token-route", "gitlab/models"] as const;

/**
 * The gateway as the worker may ask it about a model: with the editor token that GitLab got in this run, or without one where authentication
 * is off. A token or key goes over a verified connection only.
 */
export function modelLeg(world: Surroundings): Leg | Absent {
  const base = answeringGateway(world);
  if ("absent" in base) return base;
  const root = world.read("gateway/root") as Root | undefined;
  const headers = root?.state === "auth-off" ? {} : callerHeaders(world);
  if (root?.state !== "auth-off" && headers["authorization"] === undefined) return absent({ reason: "not-permitted", rung: "ai-features" });
  const secret = headers["authorization"] !== undefined || world.model?.apiKey !== undefined;
  if (base.unverified && secret) return absent({ reason: "not-asked", because: "the gateway's certificate is not trusted here, so no token is sent to it" });
  const endpoint = world.read("model/endpoint", world.subject) as Endpoint;
  const stored = (world.read("gitlab/models") as Models | undefined)?.models.find((model) => model.name === world.subject);
  if (endpoint.problems.includes("userinfo")) return absent({ reason: "not-asked", because: "the endpoint holds a user name and password, which duo-triage does not pass on" });
  // The family picks the prompt; without GitLab's word any that every release knows will do for a question about the way.
  const family = stored?.family ?? endpoint.family ?? "mistral";
  const key = world.model?.apiKey ?? null;
  // For other providers than custom_openai the gateway makes up no key and fails on its own side: a made-up one shows what the server says.
  const sent = key ?? (endpoint.hasApiToken === true && endpoint.provider !== "custom_openai" ? new Secret(madeUpKey) : null);
  return { caller: { base, headers }, metadata: { provider: "openai", name: family, endpoint: stored === undefined ? endpoint.endpoint : stored.endpoint, api_key: sent, identifier: endpoint.identifier }, withKey: key !== null };
}
