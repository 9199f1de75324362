import type { World } from "../world.ts";
import type { Fault } from "./table.ts";

/** Faults of licence, add-ons, seats, switches and feature assignment. */

const fault = (name: string, code: string, title: string, needs: Fault["needs"], apply: (world: World) => void, more: Partial<Fault> = {}): Fault => ({ name, code, hop: "licence", title, needs, apply, ...more });

/** The account whose token the bot of a plain user holds. */
const plainUser = (world: World): World["gitlab"]["users"][number] => {
  const user = world.gitlab.users[1];
  if (!user) throw new RangeError("the world has no plain user");
  return user;
};

const setFeature = (world: World, feature: string, provider: World["gitlab"]["features"][string]["provider"]): void => {
  world.gitlab.features[feature] = { provider, modelId: null };
};

const cutCloud = (world: World): void => {
  world.cloud.reachable = "refused";
};

export const licenceFaults: readonly Fault[] = [
  fault("licence-expired", "DT601", "The licence ended three days ago.", "admin", (world) => {
    if (world.gitlab.licence) world.gitlab.licence.endsInDays = -3;
  }),
  fault("licence-missing", "DT602", "No licence is installed.", "admin", (world) => {
    world.gitlab.licence = null;
  }),
  fault("community-edition", "DT602", "The package is the Community Edition.", "user", (world) => {
    world.gitlab.enterprise = false;
    world.gitlab.licence = null;
    world.gitlab.version = world.gitlab.version.replace("-ee", "");
  }),
  fault("licence-from-key-file", "DT603", "The licence comes from an old key file, not from an activation code.", "admin", (world) => {
    if (world.gitlab.licence) world.gitlab.licence.type = "license_file";
  }),
  fault("subscription-sync-stale", "DT604", "The subscription has not been synchronised for twelve days while one feature uses a cloud model.", "admin", (world) => {
    setFeature(world, "summarize_review", "vendored");
    if (world.gitlab.licence) world.gitlab.licence.lastSyncDaysAgo = 12;
    world.gitlab.cloudAccessData = "stale";
  }),
  fault("offline-licence-without-agent-add-on", "DT605", "An offline licence lacks the self-hosted add-on of the agent platform.", "admin", (world) => {
    if (world.gitlab.licence) world.gitlab.licence.type = "offline_cloud";
    world.gitlab.addOns = world.gitlab.addOns.filter((addOn) => addOn.name !== "SELF_HOSTED_DAP");
  }),
  fault("duo-add-on-missing", "DT610", "The subscription has no Duo add-on.", "admin", (world) => {
    world.gitlab.addOns = [];
  }),
  fault("seat-missing", "DT612", "The user has no Duo seat though seats are free.", "admin", (world) => {
    plainUser(world).seats = [];
  }),
  fault("seat-is-duo-pro", "DT613", "The user's seat is Duo Pro, which lacks several chat commands.", "admin", (world) => {
    world.gitlab.addOns.push({ name: "CODE_SUGGESTIONS", purchased: 40, assignedElsewhere: 8, endsInDays: 200 });
    plainUser(world).seats = ["CODE_SUGGESTIONS"];
  }, { brings: { reported: ["M3005"] } }),
  fault("no-seats-left", "DT614", "All Duo seats are taken and the user has none.", "admin", (world) => {
    plainUser(world).seats = [];
    for (const addOn of world.gitlab.addOns.filter((item) => item.name === "DUO_ENTERPRISE")) {
      addOn.assignedElsewhere = addOn.purchased - world.gitlab.users.filter((user) => user.seats.includes("DUO_ENTERPRISE")).length;
    }
  }),
  fault("duo-off-for-instance", "DT620", "Duo features are switched off for the instance.", "admin", (world) => {
    world.gitlab.settings.duo_features_enabled = false;
    world.gitlab.settings.lock_duo_features_enabled = true;
  }),
  fault("duo-off-for-project", "DT621", "Duo is switched off for one project.", "user", (world) => {
    for (const project of world.gitlab.projects.slice(0, 1)) project.duo = false;
  }),
  fault("beta-features-off", "DT622", "Beta models are off while a beta model is in use.", "admin", (world) => {
    world.gitlab.settings.instance_level_ai_beta_features_enabled = false;
    for (const model of world.gitlab.models) model.family = "general";
  }),
  fault("project-hidden-from-user", "DT624", "The user cannot see the project in question.", "user", (world) => {
    for (const project of world.gitlab.projects.slice(0, 1)) project.visibleTo = "admins";
  }, { brings: { reported: ["M3003"] } }),
  fault("code-completion-unassigned", "DT630", "Code completion has no self-hosted model though the gateway is self-hosted.", "user", (world) => setFeature(world, "code_completions", "unassigned")),
  fault("chat-left-on-cloud", "DT631", "Chat still uses a cloud model on a site without the internet.", "admin", (world) => {
    setFeature(world, "duo_chat", "vendored");
    if (world.gitlab.licence) world.gitlab.licence.type = "offline_cloud";
    world.gitlab.addOns.push({ name: "SELF_HOSTED_DAP", purchased: 100, assignedElsewhere: 0, endsInDays: 245 });
    cutCloud(world);
  }),
  fault("generation-left-on-cloud", "DT631", "Code generation still uses a cloud model that this site cannot reach.", "admin", (world) => {
    setFeature(world, "code_generations", "vendored");
    if (world.gitlab.licence) world.gitlab.licence.type = "offline_cloud";
    world.gitlab.addOns.push({ name: "SELF_HOSTED_DAP", purchased: 100, assignedElsewhere: 0, endsInDays: 245 });
    cutCloud(world);
  }),
  fault("chat-disabled", "DT632", "Chat is set to Disabled.", "admin", (world) => setFeature(world, "duo_chat", "disabled")),
  fault("completion-disabled", "DT632", "Code completion is set to Disabled.", "admin", (world) => setFeature(world, "code_completions", "disabled")),
  fault("sub-feature-follows-chat", "DT633", "Explain code has no model of its own and follows General Chat.", "admin", (world) => setFeature(world, "duo_chat_explain_code", "unassigned")),
  fault("unit-primitive-missing", "DT634", "Refactor code is not offered to self-hosted models by this GitLab.", "user", (world) => {
    world.gitlab.missingPrimitives = ["refactor_code"];
  }, { brings: { reported: ["G3001"] } }),
  fault("model-family-incompatible", "DT635", "Chat is assigned to a model whose family does not suit it.", "admin", (world) => {
    const [first] = world.gitlab.models;
    if (!first) return;
    const id = first.id + 1;
    world.gitlab.models.push({ ...first, id, name: "Gemma code", family: "codegemma" });
    world.gitlab.features.duo_chat = { provider: "self_hosted", modelId: id };
  }),
  fault("no-self-hosted-model", "DT636", "No self-hosted model is entered though the gateway is self-hosted.", "admin", (world) => {
    world.gitlab.models = [];
    for (const feature of Object.keys(world.gitlab.features)) setFeature(world, feature, "unassigned");
  }),
  fault("token-lacks-scope", "DT637", "GitLab's tokens carry no right to complete code though licence and seats are right.", "user", (world) => {
    world.gitlab.missingPrimitives = ["complete_code"];
  }),
  fault("classic-chat-not-authorised", "DT638", "The user has Duo Core only, which no longer includes classic chat.", "user", (world) => {
    plainUser(world).seats = ["DUO_CORE"];
  }, { brings: { reported: ["M3006"] } }),
  fault("credits-exhausted", "DT640", "The GitLab Credits of the subscription are used up.", "user", (world) => {
    world.gitlab.credits = false;
  }, { onVersion: ">=19.0" }),
];
