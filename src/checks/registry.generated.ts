// Generated from the folders by `npm run generate`. Do not edit.
import type { Check } from "../facts/rules.ts";
import agentPlatformAuthOn from "./agent-platform/auth-on.ts";
import agentPlatformBilling from "./agent-platform/billing.ts";
import agentPlatformFlowsOn from "./agent-platform/flows-on.ts";
import agentPlatformGitlabReaches from "./agent-platform/gitlab-reaches.ts";
import agentPlatformReachable from "./agent-platform/reachable.ts";
import agentPlatformRunner from "./agent-platform/runner.ts";
import agentPlatformServing from "./agent-platform/serving.ts";
import agentPlatformTlsMatches from "./agent-platform/tls-matches.ts";
import agentPlatformTokenRoute from "./agent-platform/token-route.ts";
import agentPlatformUrlSet from "./agent-platform/url-set.ts";
import agentPlatformUrlSound from "./agent-platform/url-sound.ts";
import gatewayToModelAnswers from "./gateway-to-model/answers.ts";
import gatewayToModelChatAnswers from "./gateway-to-model/chat-answers.ts";
import gatewayToModelCompletionAnswers from "./gateway-to-model/completion-answers.ts";
import gatewayToModelEndpointSound from "./gateway-to-model/endpoint-sound.ts";
import gatewayToModelFamilyKnown from "./gateway-to-model/family-known.ts";
import gatewayToModelIdentifierSound from "./gateway-to-model/identifier-sound.ts";
import gatewayToModelSeenAlike from "./gateway-to-model/seen-alike.ts";
import gatewayToModelWay from "./gateway-to-model/way.ts";
import gatewayAcceptsTokens from "./gateway/accepts-tokens.ts";
import gatewayAuthOn from "./gateway/auth-on.ts";
import gatewayClock from "./gateway/clock.ts";
import gatewayCustomModelsOn from "./gateway/custom-models-on.ts";
import gatewayEditorTokens from "./gateway/editor-tokens.ts";
import gatewayHoldsKeys from "./gateway/holds-keys.ts";
import gatewayRealModels from "./gateway/real-models.ts";
import gatewayRequestLoggingOff from "./gateway/request-logging-off.ts";
import gatewayResponsive from "./gateway/responsive.ts";
import gatewayVersionFits from "./gateway/version-fits.ts";
import gatewayWayToGitlab from "./gateway/way-to-gitlab.ts";
import gitlabToGatewayCertificate from "./gitlab-to-gateway/certificate.ts";
import gitlabToGatewayGitlabReaches from "./gitlab-to-gateway/gitlab-reaches.ts";
import gitlabToGatewayHeadersPass from "./gitlab-to-gateway/headers-pass.ts";
import gitlabToGatewayHealth from "./gitlab-to-gateway/health.ts";
import gitlabToGatewayPostsPass from "./gitlab-to-gateway/posts-pass.ts";
import gitlabToGatewayStreamsPass from "./gitlab-to-gateway/streams-pass.ts";
import gitlabToGatewayWorkerReaches from "./gitlab-to-gateway/worker-reaches.ts";
import gitlabAnswers from "./gitlab/answers.ts";
import gitlabCertificate from "./gitlab/certificate.ts";
import gitlabChat from "./gitlab/chat.ts";
import gitlabClock from "./gitlab/clock.ts";
import gitlabGatewayUrlSet from "./gitlab/gateway-url-set.ts";
import gitlabGatewayUrlSound from "./gitlab/gateway-url-sound.ts";
import gitlabNotLimited from "./gitlab/not-limited.ts";
import gitlabReachable from "./gitlab/reachable.ts";
import gitlabSelfSignOff from "./gitlab/self-sign-off.ts";
import gitlabSettingsReadable from "./gitlab/settings-readable.ts";
import gitlabSidekiq from "./gitlab/sidekiq.ts";
import gitlabSigningKeys from "./gitlab/signing-keys.ts";
import gitlabSilentModeOff from "./gitlab/silent-mode-off.ts";
import gitlabTokenWorks from "./gitlab/token-works.ts";
import gitlabVersionSupported from "./gitlab/version-supported.ts";
import gitlabWebsocket from "./gitlab/websocket.ts";
import licenceAccount from "./licence/account.ts";
import licenceAgentAddOn from "./licence/agent-add-on.ts";
import licenceBetaFeatures from "./licence/beta-features.ts";
import licenceCloudEgress from "./licence/cloud-egress.ts";
import licenceCodeCompletionAssigned from "./licence/code-completion-assigned.ts";
import licenceDuoAddOn from "./licence/duo-add-on.ts";
import licenceDuoOn from "./licence/duo-on.ts";
import licenceFeaturesAssigned from "./licence/features-assigned.ts";
import licenceModelsConfigured from "./licence/models-configured.ts";
import licenceModelsFitFeatures from "./licence/models-fit-features.ts";
import licenceSeat from "./licence/seat.ts";
import licenceUserAccess from "./licence/user-access.ts";
import licenceValid from "./licence/valid.ts";
import modelAnswers from "./model/answers.ts";
import modelCertificate from "./model/certificate.ts";
import modelCleanAnswer from "./model/clean-answer.ts";
import modelKeyAccepted from "./model/key-accepted.ts";
import modelListsModels from "./model/lists-models.ts";
import modelNotOverloaded from "./model/not-overloaded.ts";
import modelReachable from "./model/reachable.ts";
import modelServesName from "./model/serves-name.ts";
import modelStopsWhereTold from "./model/stops-where-told.ts";
import modelStreams from "./model/streams.ts";
import modelTakesAgentTurns from "./model/takes-agent-turns.ts";
import modelTakesChatShape from "./model/takes-chat-shape.ts";
import modelTools from "./model/tools.ts";
import modelWindow from "./model/window.ts";
import workerOnline from "./worker/online.ts";

export const checks: Readonly<Record<string, Check>> = {
  "agent-platform/auth-on": agentPlatformAuthOn,
  "agent-platform/billing": agentPlatformBilling,
  "agent-platform/flows-on": agentPlatformFlowsOn,
  "agent-platform/gitlab-reaches": agentPlatformGitlabReaches,
  "agent-platform/reachable": agentPlatformReachable,
  "agent-platform/runner": agentPlatformRunner,
  "agent-platform/serving": agentPlatformServing,
  "agent-platform/tls-matches": agentPlatformTlsMatches,
  "agent-platform/token-route": agentPlatformTokenRoute,
  "agent-platform/url-set": agentPlatformUrlSet,
  "agent-platform/url-sound": agentPlatformUrlSound,
  "gateway-to-model/answers": gatewayToModelAnswers,
  "gateway-to-model/chat-answers": gatewayToModelChatAnswers,
  "gateway-to-model/completion-answers": gatewayToModelCompletionAnswers,
  "gateway-to-model/endpoint-sound": gatewayToModelEndpointSound,
  "gateway-to-model/family-known": gatewayToModelFamilyKnown,
  "gateway-to-model/identifier-sound": gatewayToModelIdentifierSound,
  "gateway-to-model/seen-alike": gatewayToModelSeenAlike,
  "gateway-to-model/way": gatewayToModelWay,
  "gateway/accepts-tokens": gatewayAcceptsTokens,
  "gateway/auth-on": gatewayAuthOn,
  "gateway/clock": gatewayClock,
  "gateway/custom-models-on": gatewayCustomModelsOn,
  "gateway/editor-tokens": gatewayEditorTokens,
  "gateway/holds-keys": gatewayHoldsKeys,
  "gateway/real-models": gatewayRealModels,
  "gateway/request-logging-off": gatewayRequestLoggingOff,
  "gateway/responsive": gatewayResponsive,
  "gateway/version-fits": gatewayVersionFits,
  "gateway/way-to-gitlab": gatewayWayToGitlab,
  "gitlab-to-gateway/certificate": gitlabToGatewayCertificate,
  "gitlab-to-gateway/gitlab-reaches": gitlabToGatewayGitlabReaches,
  "gitlab-to-gateway/headers-pass": gitlabToGatewayHeadersPass,
  "gitlab-to-gateway/health": gitlabToGatewayHealth,
  "gitlab-to-gateway/posts-pass": gitlabToGatewayPostsPass,
  "gitlab-to-gateway/streams-pass": gitlabToGatewayStreamsPass,
  "gitlab-to-gateway/worker-reaches": gitlabToGatewayWorkerReaches,
  "gitlab/answers": gitlabAnswers,
  "gitlab/certificate": gitlabCertificate,
  "gitlab/chat": gitlabChat,
  "gitlab/clock": gitlabClock,
  "gitlab/gateway-url-set": gitlabGatewayUrlSet,
  "gitlab/gateway-url-sound": gitlabGatewayUrlSound,
  "gitlab/not-limited": gitlabNotLimited,
  "gitlab/reachable": gitlabReachable,
  "gitlab/self-sign-off": gitlabSelfSignOff,
  "gitlab/settings-readable": gitlabSettingsReadable,
  "gitlab/sidekiq": gitlabSidekiq,
  "gitlab/signing-keys": gitlabSigningKeys,
  "gitlab/silent-mode-off": gitlabSilentModeOff,
  "gitlab/token-works": gitlabTokenWorks,
  "gitlab/version-supported": gitlabVersionSupported,
  "gitlab/websocket": gitlabWebsocket,
  "licence/account": licenceAccount,
  "licence/agent-add-on": licenceAgentAddOn,
  "licence/beta-features": licenceBetaFeatures,
  "licence/cloud-egress": licenceCloudEgress,
  "licence/code-completion-assigned": licenceCodeCompletionAssigned,
  "licence/duo-add-on": licenceDuoAddOn,
  "licence/duo-on": licenceDuoOn,
  "licence/features-assigned": licenceFeaturesAssigned,
  "licence/models-configured": licenceModelsConfigured,
  "licence/models-fit-features": licenceModelsFitFeatures,
  "licence/seat": licenceSeat,
  "licence/user-access": licenceUserAccess,
  "licence/valid": licenceValid,
  "model/answers": modelAnswers,
  "model/certificate": modelCertificate,
  "model/clean-answer": modelCleanAnswer,
  "model/key-accepted": modelKeyAccepted,
  "model/lists-models": modelListsModels,
  "model/not-overloaded": modelNotOverloaded,
  "model/reachable": modelReachable,
  "model/serves-name": modelServesName,
  "model/stops-where-told": modelStopsWhereTold,
  "model/streams": modelStreams,
  "model/takes-agent-turns": modelTakesAgentTurns,
  "model/takes-chat-shape": modelTakesChatShape,
  "model/tools": modelTools,
  "model/window": modelWindow,
  "worker/online": workerOnline,
};
