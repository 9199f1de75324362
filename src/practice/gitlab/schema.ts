import { buildSchema } from "graphql";
import type { GraphQLSchema } from "graphql";
import { isAtLeast } from "../world.ts";

/** The part of GitLab's GraphQL schema that Duo diagnosis meets, as each version has it. */

const built = new Map<string, GraphQLSchema>();

const families = ["CODEGEMMA", "CODELLAMA", "CODESTRAL", "MISTRAL", "MIXTRAL", "DEEPSEEKCODER", "LLAMA3", "CLAUDE_3", "GPT"];

function modelFamilies(version: string): string[] {
  const later: [string, number, number][] = [
    ["GENERAL", 18, 3],
    ["GEMINI", 19, 0],
    ["EMBEDDING", 19, 0],
    ["QWEN", 19, 2],
  ];
  return [...families, ...later.filter(([, major, minor]) => isAtLeast(version, major, minor)).map(([family]) => family)];
}

function duoSettingsType(version: string): string {
  const fields = ["updatedAt: Time"];
  if (isAtLeast(version, 17, 9)) fields.push("aiGatewayUrl: String");
  if (isAtLeast(version, 18, 0)) fields.push("duoCoreFeaturesEnabled: Boolean");
  if (isAtLeast(version, 18, 4)) fields.push("duoAgentPlatformServiceUrl: String");
  if (isAtLeast(version, 18, 7)) fields.push("aiGatewayTimeoutSeconds: Int", "minimumAccessLevelExecute: String", "minimumAccessLevelManage: String");
  return `type DuoSettings {\n${fields.join("\n")}\n}`;
}

function queryType(version: string): string {
  const fields = [
    "echo(text: String!): String!",
    "metadata: Metadata",
    "currentUser: CurrentUser",
    "currentLicense: CurrentLicense",
    "project(fullPath: ID!): Project",
    "aiMessages(requestIds: [ID!], roles: [AiMessageRole!], conversationType: AiConversationsThreadsConversationType, threadId: AiConversationThreadID): AiMessageTypeConnection!",
    "aiSelfHostedModels(id: AiSelfHostedModelID): AiSelfHostedModelConnection",
    "aiFeatureSettings(selfHostedModelId: AiSelfHostedModelID): AiFeatureSettingConnection",
    "addOnPurchases(namespaceId: NamespaceID): [AddOnPurchase!]",
    "selfManagedAddOnEligibleUsers(addOnType: GitlabSubscriptionsAddOnType!, search: String, sort: String, first: Int, after: String): AddOnUserConnection",
    "cloudConnectorStatus: CloudConnectorStatus",
    "featureFlagEnabled(name: String!): Boolean!",
    "runners(status: CiRunnerStatus, tagList: [String!], paused: Boolean, first: Int): CiRunnerConnection",
  ];
  if (isAtLeast(version, 17, 9)) fields.push("duoSettings: DuoSettings");
  if (isAtLeast(version, 18, 1)) fields.push("aiSlashCommands(url: String!): [SlashCommand!]");
  if (isAtLeast(version, 19, 0)) fields.push("gitlabCreditsAvailable: Boolean");
  return `type Query {\n${fields.join("\n")}\n}`;
}

function schemaText(version: string): string {
  return `
scalar Time
scalar JSON
scalar AiSelfHostedModelID
scalar NamespaceID
scalar AiConversationThreadID
scalar AiModelID
${queryType(version)}
type Mutation {
  aiAction(input: AiActionInput!): AiActionPayload
  aiSelfHostedModelConnectionCheck(input: AiSelfHostedModelConnectionCheckInput!): AiSelfHostedModelConnectionCheckPayload
}
type Metadata { version: String! revision: String! enterprise: Boolean! kas: Kas! featureFlags(names: [String!]!): [FeatureFlag!]! }
type Kas { enabled: Boolean! externalUrl: String version: String }
type FeatureFlag { name: String! enabled: Boolean! }
type CurrentUser { id: ID! username: String! name: String! duoChatAvailable: Boolean! duoCodeSuggestionsAvailable: Boolean! duoChatAvailableFeatures: [String!]! }
type Project { id: ID! fullPath: ID! name: String! duoFeaturesEnabled: Boolean }
type CurrentLicense {
  id: ID! type: String! plan: String! name: String email: String company: String startsAt: String createdAt: String expiresAt: String
  blockChangesAt: String activatedAt: String lastSync: Time trial: Boolean usersInLicenseCount: Int billableUsersCount: Int maximumUserCount: Int usersOverLicenseCount: Int
}
${duoSettingsType(version)}
type AiSelfHostedModelConnection { nodes: [AiSelfHostedModel] pageInfo: PageInfo! }
type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
type AiSelfHostedModel {
  id: AiSelfHostedModelID! name: String! model: String! modelDisplayName: String! endpoint: String! identifier: String apiToken: String hasApiToken: Boolean!
  releaseState: AiReleaseState! createdAt: Time! updatedAt: Time featureSettings: AiFeatureSettingConnection
}
enum AiReleaseState { EXPERIMENTAL BETA GA }
type AiFeatureSettingConnection { nodes: [AiFeatureSetting] pageInfo: PageInfo! }
type AiFeatureSetting {
  feature: String! provider: String! title: String mainFeature: String compatibleLlms: [String!] releaseState: AiReleaseState selfHostedModel: AiSelfHostedModel
  validModels: AiSelfHostedModelConnection
  ${isAtLeast(version, 18, 4) ? "gitlabModel: AiGitlabModel defaultGitlabModel: AiGitlabModel" : ""}
}
type AiGitlabModel { name: String ref: String }
type AddOnPurchase { id: ID! name: String! purchasedQuantity: Int! assignedQuantity: Int! }
enum GitlabSubscriptionsAddOnType { CODE_SUGGESTIONS DUO_ENTERPRISE DUO_AMAZON_Q }
type AddOnUserConnection { nodes: [AddOnUser] pageInfo: PageInfo! }
type AddOnUser { id: ID! username: String! name: String! addOnAssignments(addOnPurchaseIds: [ID!]!): AddOnAssignmentConnection }
type AddOnAssignmentConnection { nodes: [AddOnAssignment] }
type AddOnAssignment { addOnPurchase: AddOnPurchase! }
type CloudConnectorStatus { success: Boolean probeResults: [CloudConnectorProbeResult!] }
type CloudConnectorProbeResult { name: String success: Boolean message: String errors: [String!] details: JSON }
enum CiRunnerStatus { ONLINE OFFLINE STALE NEVER_CONTACTED }
type CiRunnerConnection { nodes: [CiRunner] count: Int! }
type CiRunner { id: ID! status: CiRunnerStatus! paused: Boolean! tagList: [String!] runnerType: String! description: String }
type SlashCommand { name: String! description: String! shouldSubmit: Boolean! commandPrompt: String }
enum AiMessageRole { USER ASSISTANT SYSTEM }
enum AiConversationsThreadsConversationType { DUO_CHAT_LEGACY DUO_CODE_REVIEW DUO_QUICK_CHAT DUO_CHAT }
type AiMessageTypeConnection { nodes: [AiMessage] pageInfo: PageInfo! }
type AiMessage { id: ID requestId: String content: String contentHtml: String role: AiMessageRole! timestamp: Time! chunkId: Int errors: [String!] type: String threadId: String extras: JSON }
enum AiAcceptedSelfHostedModels { ${modelFamilies(version).join(" ")} }
input AiActionInput { chat: AiChatInput clientSubscriptionId: String conversationType: AiConversationsThreadsConversationType threadId: AiConversationThreadID platformOrigin: String clientMutationId: String }
input AiChatInput { resourceId: AiModelID namespaceId: NamespaceID content: String! }
type AiActionPayload { requestId: String threadId: AiConversationThreadID errors: [String!]! clientMutationId: String }
input AiSelfHostedModelConnectionCheckInput { name: String! model: AiAcceptedSelfHostedModels! endpoint: String! apiToken: String identifier: String clientMutationId: String }
type AiSelfHostedModelConnectionCheckPayload { result: CloudConnectorProbeResult errors: [String!]! clientMutationId: String }
`;
}

/** The schema of this version, built once. */
export function schemaFor(version: string): GraphQLSchema {
  const minor = version.split(".").slice(0, 2).join(".");
  const known = built.get(minor);
  if (known) return known;
  const schema = buildSchema(schemaText(version), { assumeValidSDL: true });
  built.set(minor, schema);
  return schema;
}
