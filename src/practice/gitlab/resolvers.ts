import { GraphQLError } from "graphql";
import { isAtLeast } from "../world.ts";
import type { StoredModel, UserWorld, World } from "../world.ts";
import { takeQuestion } from "./chat-board.ts";
import { checkConnection } from "./connection-check.ts";
import type { CheckInput } from "./connection-check.ts";
import type { GitlabContext } from "./context.ts";
import { entitlementOf, isLicensed, modelFor } from "./entitlement.ts";
import { runHealthCheck } from "./health-check.ts";

/** Values of the root fields. Fields of administrators are null for everybody else, as in GitLab. */

class ServerFault extends Error {
  override readonly name = "ServerFault";
}

const notPermitted = (): GraphQLError => new GraphQLError("The resource that you are attempting to access does not exist or you don't have permission to perform this action");

const day = 86_400_000;
// Stored moments do not move with the clock of the request.
const setUp = Date.now();
const dateIn = (days: number): string => new Date(setUp + days * day).toISOString().slice(0, 10);
const connection = <T>(nodes: T[]): object => ({ nodes, count: nodes.length, pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null } });

/** Families that suit a feature; what GitLab lists as compatible. */
function compatibleFamilies(feature: string): string[] {
  const all = ["claude_3", "codestral", "gemini", "general", "gpt", "llama3", "mistral", "mixtral", "qwen"];
  if (feature.startsWith("code_")) return [...all, "codegemma", "codellama", "deepseekcoder"];
  return feature.startsWith("duo_agent") ? ["claude_3", "gemini", "general", "gpt", "mistral", "qwen"] : all;
}

function modelNode(world: World, model: StoredModel): object {
  return {
    id: `gid://gitlab/Ai::SelfHostedModel/${model.id}`,
    name: model.name,
    model: model.family,
    modelDisplayName: model.family.charAt(0).toUpperCase() + model.family.slice(1),
    endpoint: model.endpoint,
    identifier: model.identifier,
    apiToken: model.apiKey,
    hasApiToken: model.apiKey !== null && model.apiKey !== "",
    releaseState: model.family === "general" ? "BETA" : "GA",
    createdAt: new Date(setUp - 60 * day).toISOString(),
    updatedAt: new Date(setUp - 9 * day).toISOString(),
    featureSettings: () => connection(Object.entries(world.gitlab.features).filter(([, setting]) => setting.modelId === model.id).map(([feature]) => featureNode(world, feature))),
  };
}

function featureNode(world: World, feature: string): object {
  const setting = world.gitlab.features[feature];
  const own = setting?.provider === "self_hosted" ? modelFor(world, feature) : undefined;
  const compatible = compatibleFamilies(feature);
  return {
    feature,
    provider: setting?.provider ?? "unassigned",
    title: feature.replace(/^duo_chat_/, "").replaceAll("_", " "),
    mainFeature: feature.startsWith("code_") ? "Code Suggestions" : feature.startsWith("duo_chat") ? "GitLab Duo Chat" : feature.startsWith("duo_agent") ? "GitLab Duo Agent Platform" : "GitLab Duo for merge requests",
    compatibleLlms: compatible,
    releaseState: feature.startsWith("duo_agent") && !isAtLeast(world.gitlab.version, 18, 8) ? "BETA" : "GA",
    selfHostedModel: own ? modelNode(world, own) : null,
    gitlabModel: null,
    defaultGitlabModel: { name: "Claude Sonnet 4.6", ref: "claude_sonnet_4_6_vertex" },
    validModels: connection(world.gitlab.models.filter((model) => compatible.includes(model.family)).map((model) => modelNode(world, model))),
  };
}

function licenceNode(world: World): object | null {
  const { licence } = world.gitlab;
  if (!licence) return null;
  return {
    id: "gid://gitlab/License/7",
    type: licence.type,
    plan: licence.plan,
    name: "Dana Weber",
    email: "dana@example.com",
    company: "Example",
    startsAt: dateIn(-licence.startedDaysAgo),
    createdAt: dateIn(-licence.startedDaysAgo),
    expiresAt: dateIn(licence.endsInDays),
    blockChangesAt: dateIn(licence.endsInDays + 14),
    activatedAt: licence.type === "license_file" ? null : dateIn(-licence.startedDaysAgo),
    lastSync: licence.type === "online_cloud" ? new Date(setUp - licence.lastSyncDaysAgo * day).toISOString() : null,
    trial: false,
    usersInLicenseCount: licence.users,
    billableUsersCount: Math.floor(licence.users * 0.6),
    maximumUserCount: Math.floor(licence.users * 0.7),
    usersOverLicenseCount: 0,
  };
}

const active = (world: World): World["gitlab"]["addOns"] => (isLicensed(world) ? world.gitlab.addOns.filter((addOn) => addOn.endsInDays > 0) : []);

function addOnNode(world: World, addOn: World["gitlab"]["addOns"][number]): object {
  const own = world.gitlab.users.filter((user) => user.seats.includes(addOn.name)).length;
  return { id: `gid://gitlab/GitlabSubscriptions::AddOnPurchase/${active(world).indexOf(addOn) + 1}`, name: addOn.name, purchasedQuantity: addOn.purchased, assignedQuantity: own + addOn.assignedElsewhere };
}

function eligibleUsers(world: World, search: string | undefined, addOnType: string): object {
  const wanted = world.gitlab.users.filter((user) => !search || `${user.username} ${user.name}`.toLowerCase().includes(search.toLowerCase()));
  return connection(
    wanted.map((user) => ({
      id: `gid://gitlab/User/${user.id}`,
      username: user.username,
      name: user.name,
      addOnAssignments: ({ addOnPurchaseIds }: { addOnPurchaseIds: string[] }) => {
        const held = active(world).filter((addOn) => user.seats.includes(addOn.name) && (addOnType === addOn.name || addOnPurchaseIds.length > 0));
        const nodes = held.map((addOn) => ({ addOnPurchase: addOnNode(world, addOn) as { id: string } })).filter((node) => addOnPurchaseIds.includes(node.addOnPurchase.id));
        return connection(nodes);
      },
    })),
  );
}

/** The root value for one request; `user` null = anonymous. */
export function rootOf(context: GitlabContext, world: World, user: UserWorld | null): object {
  const { gitlab } = world;
  const admin = user?.admin === true;
  const selfHosted = admin && isLicensed(world);
  return {
    echo: ({ text }: { text: string }) => `"${user?.username ?? "nil"}" says: ${text}`,
    metadata: user && { version: gitlab.version, revision: "8e1f2c7a4b1", enterprise: gitlab.enterprise, kas: { enabled: true, externalUrl: null, version: gitlab.version.replace("-ee", "") }, featureFlags: ({ names }: { names: string[] }) => names.map((name) => ({ name, enabled: false })) },
    featureFlagEnabled: () => false,
    currentUser: user && {
      id: `gid://gitlab/User/${user.id}`,
      username: user.username,
      name: user.name,
      duoChatAvailable: () => entitlementOf(world, user).chat,
      duoCodeSuggestionsAvailable: () => entitlementOf(world, user).code,
      duoChatAvailableFeatures: () => entitlementOf(world, user).chatFeatures,
    },
    currentLicense: admin ? licenceNode(world) : null,
    project: ({ fullPath }: { fullPath: string }) => {
      const project = gitlab.projects.find((item) => item.path === fullPath);
      if (!project || !user || (project.visibleTo === "admins" && !admin)) return null;
      return { id: `gid://gitlab/Project/${gitlab.projects.indexOf(project) + 11}`, fullPath, name: fullPath.split("/").at(-1), duoFeaturesEnabled: project.duo && gitlab.settings.duo_features_enabled };
    },
    duoSettings: user && {
      updatedAt: new Date(setUp - 9 * day).toISOString(),
      aiGatewayUrl: selfHosted ? gitlab.duo.aiGatewayUrl : null,
      aiGatewayTimeoutSeconds: selfHosted ? gitlab.duo.aiGatewayTimeoutSeconds : null,
      duoAgentPlatformServiceUrl: selfHosted ? gitlab.duo.agentUrl : null,
      duoCoreFeaturesEnabled: admin ? gitlab.duo.duoCoreFeaturesEnabled : null,
      minimumAccessLevelExecute: admin ? "DEVELOPER" : null,
      minimumAccessLevelManage: admin ? "OWNER" : null,
    },
    aiSelfHostedModels: selfHosted ? connection(gitlab.models.map((model) => modelNode(world, model))) : null,
    aiFeatureSettings: () => {
      if (!selfHosted) return null;
      if (gitlab.featureSettingsBroken) throw new ServerFault("can't modify frozen Hash");
      return connection(Object.keys(gitlab.features).map((feature) => featureNode(world, feature)));
    },
    addOnPurchases: admin ? active(world).map((addOn) => addOnNode(world, addOn)) : null,
    selfManagedAddOnEligibleUsers: ({ addOnType, search }: { addOnType: string; search?: string }) => (admin ? eligibleUsers(world, search, addOnType) : null),
    cloudConnectorStatus: () => (admin && user ? runHealthCheck(context, user) : null),
    gitlabCreditsAvailable: user && gitlab.licence?.type === "online_cloud" ? gitlab.credits : null,
    runners: ({ status, tagList }: { status?: string; tagList?: string[] }) => {
      if (!user) return null;
      const common = { id: "gid://gitlab/Ci::Runner/3", status: "ONLINE", paused: false, runnerType: "INSTANCE_TYPE", description: "shared" };
      const all = gitlab.flows.runner ? [{ ...common, tagList: ["gitlab--duo", "docker"] }] : [{ ...common, id: "gid://gitlab/Ci::Runner/4", tagList: ["shell"] }];
      return connection(admin ? all.filter((runner) => (!status || status === runner.status) && (tagList ?? []).every((tag) => runner.tagList.includes(tag))) : []);
    },
    aiSlashCommands: () =>
      user && entitlementOf(world, user).chat
        ? [
            { name: "/new", description: "New chat conversation.", shouldSubmit: false, commandPrompt: null },
            ...entitlementOf(world, user).chatFeatures.filter((feature) => /^(explain|refactor|write|fix)/.test(feature)).map((feature) => ({ name: `/${feature.split("_")[0] ?? ""}`, description: feature, shouldSubmit: true, commandPrompt: null })),
          ]
        : [],
    aiMessages: ({ requestIds, roles }: { requestIds?: string[]; roles?: string[] }) =>
      connection(
        context.board.messages
          .filter((message) => message.userId === user?.id && (!requestIds || requestIds.includes(message.requestId)) && (!roles || roles.includes(message.role)))
          .map((message) => ({ ...message, contentHtml: `<p>${message.content}</p>`, chunkId: null, type: null, threadId: null, extras: null })),
      ),
    aiAction: ({ input }: { input: { chat?: { content: string } } }) => {
      if (!user) throw notPermitted();
      if (!input.chat) return { requestId: null, threadId: null, errors: ["Only one method argument is required"] };
      if (!entitlementOf(world, user).chat) return { requestId: null, threadId: null, errors: ["AI features are not enabled or resource is not permitted to be sent."] };
      return { requestId: takeQuestion(context, user, input.chat.content), threadId: `gid://gitlab/Ai::Conversation::Thread/${context.board.messages.length}`, errors: [] };
    },
    aiSelfHostedModelConnectionCheck: async ({ input }: { input: CheckInput }) => {
      if (!selfHosted || !user) throw notPermitted();
      return { result: { name: "model_configuration_probe", ...(await checkConnection(context, user, input)), details: {} }, errors: [] };
    },
  };
}
