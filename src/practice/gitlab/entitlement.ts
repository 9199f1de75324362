import { isAtLeast } from "../world.ts";
import type { UserWorld, World } from "../world.ts";

/** What a user may use, from licence, add-ons, seats and switches. */
export interface Entitlement {
  licensed: boolean;
  hasAddOn: boolean;
  seat: "DUO_ENTERPRISE" | "CODE_SUGGESTIONS" | "DUO_CORE" | null;
  code: boolean;
  chat: boolean;
  /** Unit primitives that the token carries. */
  scopes: string[];
  chatFeatures: string[];
}

const contexts = ["file", "snippet", "merge_request", "issue", "dependency", "local_git", "terminal", "repository", "directory", "os_information", "agent_user_environment"].map((kind) => `include_${kind}_context`);
const codeScopes = ["complete_code", "generate_code"];
const enterpriseFeatures = ["ask_issue", "ask_epic", "ask_merge_request", "ask_commit", "ask_build", "explain_code", "fix_code", "refactor_code", "write_tests", "explain_vulnerability", "troubleshoot_job", "summarize_comments"];
const proFeatures = ["explain_code", "fix_code", "refactor_code", "write_tests"];

/** Whether the licence of this instance covers Duo today. */
export function isLicensed(world: World): boolean {
  const { licence, enterprise } = world.gitlab;
  return enterprise && licence !== null && licence.endsInDays > 0;
}

function seatOf(world: World, user: UserWorld): Entitlement["seat"] {
  const active = world.gitlab.addOns.filter((addOn) => addOn.endsInDays > 0).map((addOn) => addOn.name);
  for (const name of ["DUO_ENTERPRISE", "CODE_SUGGESTIONS"] as const) {
    if (active.includes(name) && user.seats.includes(name)) return name;
  }
  // Duo Core needs no seat of its own.
  return active.includes("DUO_CORE") && user.seats.includes("DUO_CORE") && world.gitlab.duo.duoCoreFeaturesEnabled ? "DUO_CORE" : null;
}

/** What this user may do with Duo now. */
export function entitlementOf(world: World, user: UserWorld): Entitlement {
  const { gitlab } = world;
  const licensed = isLicensed(world);
  const hasAddOn = gitlab.addOns.some((addOn) => addOn.endsInDays > 0 && (addOn.name === "DUO_ENTERPRISE" || addOn.name === "CODE_SUGGESTIONS"));
  const seat = licensed ? seatOf(world, user) : null;
  const on = gitlab.settings.duo_features_enabled && !gitlab.settings.silent_mode_enabled;
  const code = licensed && seat !== null && on;
  const features = seat === "DUO_ENTERPRISE" ? enterpriseFeatures : seat === "CODE_SUGGESTIONS" ? proFeatures : [];
  const kept = features.filter((feature) => !gitlab.missingPrimitives.includes(feature));
  const classic = seat === "DUO_CORE" || !isAtLeast(gitlab.version, 18, 8) ? [] : ["duo_classic_chat"];
  // An offline licence wants an add-on of its own for agents on self-hosted models.
  const agentAddOn = !isAtLeast(gitlab.version, 18, 8) || gitlab.licence?.type !== "offline_cloud" || gitlab.features.duo_agent_platform?.provider !== "self_hosted" || gitlab.addOns.some((addOn) => addOn.name === "SELF_HOSTED_DAP");
  const agent = isAtLeast(gitlab.version, 18, 4) && agentAddOn ? ["duo_agent_platform", "duo_workflow_execute_workflow"] : [];
  const all = code ? [...codeScopes, "duo_chat", ...classic, "documentation_search", "ai_gateway_model_provider_proxy", ...kept, ...contexts, ...agent] : [];
  return { licensed, hasAddOn, seat, code, chat: code, scopes: all.filter((scope) => !gitlab.missingPrimitives.includes(scope)), chatFeatures: code ? kept : [] };
}

/** The provider of a feature as stored; a sub-feature of chat without a model of its own follows chat. */
export function providerOf(world: World, feature: string): "self_hosted" | "vendored" | "disabled" | "unassigned" {
  const own = world.gitlab.features[feature];
  if (own && own.provider !== "unassigned") return own.provider;
  if (feature.startsWith("duo_chat_")) return world.gitlab.features.duo_chat?.provider ?? "unassigned";
  return "unassigned";
}

/** The stored model that serves a feature, or undefined. */
export function modelFor(world: World, feature: string): World["gitlab"]["models"][number] | undefined {
  const own = world.gitlab.features[feature];
  const followed = own && own.provider !== "unassigned" ? own : feature.startsWith("duo_chat_") ? world.gitlab.features.duo_chat : own;
  return followed?.provider === "self_hosted" ? world.gitlab.models.find((model) => model.id === followed.modelId) : undefined;
}

/** `model_metadata` of a stored model, as GitLab sends it to the gateway. */
export function metadataOf(model: World["gitlab"]["models"][number]): Record<string, unknown> {
  return { provider: "openai", name: model.family, endpoint: model.endpoint, api_key: model.apiKey ?? "", identifier: model.identifier };
}
