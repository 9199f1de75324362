// Generated from the folders by `npm run generate`. Do not edit.
import type { Cause } from "../facts/rules.ts";
import agentPlatformAgentAuthDisabled from "./agent-platform/agent-auth-disabled.ts";
import agentPlatformAgentModelMetadataMissing from "./agent-platform/agent-model-metadata-missing.ts";
import agentPlatformAgentPortMoved from "./agent-platform/agent-port-moved.ts";
import agentPlatformAgentPortNotPublished from "./agent-platform/agent-port-not-published.ts";
import agentPlatformAgentProtocolVersion from "./agent-platform/agent-protocol-version.ts";
import agentPlatformAgentServiceCannotCallGitlab from "./agent-platform/agent-service-cannot-call-gitlab.ts";
import agentPlatformAgentServiceKeysNotLoaded from "./agent-platform/agent-service-keys-not-loaded.ts";
import agentPlatformAgentServiceNotRunning from "./agent-platform/agent-service-not-running.ts";
import agentPlatformAgentSigningKeyMissing from "./agent-platform/agent-signing-key-missing.ts";
import agentPlatformAgentTlsMismatch from "./agent-platform/agent-tls-mismatch.ts";
import agentPlatformAgentTokenRefusedByVersion from "./agent-platform/agent-token-refused-by-version.ts";
import agentPlatformAgentUrlHasScheme from "./agent-platform/agent-url-has-scheme.ts";
import agentPlatformAgentUrlNotSet from "./agent-platform/agent-url-not-set.ts";
import agentPlatformComputeMinutesUsedUp from "./agent-platform/compute-minutes-used-up.ts";
import agentPlatformExecutorImageUnavailable from "./agent-platform/executor-image-unavailable.ts";
import agentPlatformFlowSettingsDisagree from "./agent-platform/flow-settings-disagree.ts";
import agentPlatformFlowTurnedOff from "./agent-platform/flow-turned-off.ts";
import agentPlatformGitlabRefusesStatusUpdate from "./agent-platform/gitlab-refuses-status-update.ts";
import agentPlatformHttp2Downgraded from "./agent-platform/http2-downgraded.ts";
import agentPlatformRunnerMissing from "./agent-platform/runner-missing.ts";
import agentPlatformServiceAccountNotReady from "./agent-platform/service-account-not-ready.ts";
import agentPlatformSourceBranchUnreadable from "./agent-platform/source-branch-unreadable.ts";
import agentPlatformUsageBillingBlocked from "./agent-platform/usage-billing-blocked.ts";
import agentPlatformUserMayNotCreatePipelines from "./agent-platform/user-may-not-create-pipelines.ts";
import agentPlatformWebsocketUpgradeStripped from "./agent-platform/websocket-upgrade-stripped.ts";
import gatewayAuthBypassLeftOn from "./gateway/auth-bypass-left-on.ts";
import gatewayClientTlsBundleReplacesTrust from "./gateway/client-tls-bundle-replaces-trust.ts";
import gatewayCustomModelsDisabled from "./gateway/custom-models-disabled.ts";
import gatewayCustomerPortalAddressEmpty from "./gateway/customer-portal-address-empty.ts";
import gatewayCustomerPortalUnreachable from "./gateway/customer-portal-unreachable.ts";
import gatewayDiscoveryNotJson from "./gateway/discovery-not-json.ts";
import gatewayDiscoveryWithoutKeysAddress from "./gateway/discovery-without-keys-address.ts";
import gatewayDocsDatabaseMissing from "./gateway/docs-database-missing.ts";
import gatewayExtraHeadersOverrideKey from "./gateway/extra-headers-override-key.ts";
import gatewayGatewayClockSkewed from "./gateway/gateway-clock-skewed.ts";
import gatewayGatewayGitlabUrlMissing from "./gateway/gateway-gitlab-url-missing.ts";
import gatewayGatewayImageTagMissing from "./gateway/gateway-image-tag-missing.ts";
import gatewayGatewayMetricsPortTaken from "./gateway/gateway-metrics-port-taken.ts";
import gatewayGatewayModelCacheNotWritable from "./gateway/gateway-model-cache-not-writable.ts";
import gatewayGatewayModelTimeoutTooLow from "./gateway/gateway-model-timeout-too-low.ts";
import gatewayGatewayNewerThanGitlab from "./gateway/gateway-newer-than-gitlab.ts";
import gatewayGatewayNotRunning from "./gateway/gateway-not-running.ts";
import gatewayGatewayOlderThanGitlab from "./gateway/gateway-older-than-gitlab.ts";
import gatewayGatewayOutOfMemory from "./gateway/gateway-out-of-memory.ts";
import gatewayGatewayOverloaded from "./gateway/gateway-overloaded.ts";
import gatewayGatewayPortNotPublished from "./gateway/gateway-port-not-published.ts";
import gatewayGatewaySettingInvalid from "./gateway/gateway-setting-invalid.ts";
import gatewayGatewayTlsFilesBad from "./gateway/gateway-tls-files-bad.ts";
import gatewayGatewayTmpNotWritable from "./gateway/gateway-tmp-not-writable.ts";
import gatewayGatewayTokenizerMissing from "./gateway/gateway-tokenizer-missing.ts";
import gatewayGatewayVariableMisspelt from "./gateway/gateway-variable-misspelt.ts";
import gatewayGatewayVirtualHostNotLoaded from "./gateway/gateway-virtual-host-not-loaded.ts";
import gatewayGatewayWrongArchitecture from "./gateway/gateway-wrong-architecture.ts";
import gatewayGatewayWrongImage from "./gateway/gateway-wrong-image.ts";
import gatewayGitlabUnderRelativeUrl from "./gateway/gitlab-under-relative-url.ts";
import gatewayIssuerCertificateUntrusted from "./gateway/issuer-certificate-untrusted.ts";
import gatewayIssuerNameUnresolved from "./gateway/issuer-name-unresolved.ts";
import gatewayIssuerNotReachable from "./gateway/issuer-not-reachable.ts";
import gatewayIssuerThroughProxy from "./gateway/issuer-through-proxy.ts";
import gatewayIssuerUrlUnset from "./gateway/issuer-url-unset.ts";
import gatewayIssuerWrongInstance from "./gateway/issuer-wrong-instance.ts";
import gatewayKeyCacheEmpty from "./gateway/key-cache-empty.ts";
import gatewayKeyCacheOutdated from "./gateway/key-cache-outdated.ts";
import gatewayKeysAddressUnreachable from "./gateway/keys-address-unreachable.ts";
import gatewayMockModeLeftOn from "./gateway/mock-mode-left-on.ts";
import gatewayOldGatewayIgnoresModelInV1Chat from "./gateway/old-gateway-ignores-model-in-v1-chat.ts";
import gatewayOneReplicaHasBadKeys from "./gateway/one-replica-has-bad-keys.ts";
import gatewayRequestLoggingLeftOn from "./gateway/request-logging-left-on.ts";
import gatewayStreamingDisabledBySetting from "./gateway/streaming-disabled-by-setting.ts";
import gatewayTokenAudienceMismatch from "./gateway/token-audience-mismatch.ts";
import gatewayUserTokenKeyMalformed from "./gateway/user-token-key-malformed.ts";
import gatewayUserTokenKeyMissing from "./gateway/user-token-key-missing.ts";
import gitlabAiLogsLeftOn from "./gitlab/ai-logs-left-on.ts";
import gitlabAiLogsOff from "./gitlab/ai-logs-off.ts";
import gitlabBillingCallRejectsCompletions from "./gitlab/billing-call-rejects-completions.ts";
import gitlabDirectConnectionsDisabled from "./gitlab/direct-connections-disabled.ts";
import gitlabEditorTokenOrCertificate from "./gitlab/editor-token-or-certificate.ts";
import gitlabFeatureSettingsPageBroken from "./gitlab/feature-settings-page-broken.ts";
import gitlabGatewayRequestTimeoutTooLow from "./gitlab/gateway-request-timeout-too-low.ts";
import gitlabGatewayUrlHasExtraPath from "./gitlab/gateway-url-has-extra-path.ts";
import gitlabGatewayUrlIsLoopback from "./gitlab/gateway-url-is-loopback.ts";
import gitlabGatewayUrlLostInUpgrade from "./gitlab/gateway-url-lost-in-upgrade.ts";
import gitlabGatewayUrlMalformed from "./gitlab/gateway-url-malformed.ts";
import gitlabGatewayUrlNotSet from "./gitlab/gateway-url-not-set.ts";
import gitlabGatewayUrlPointsToGitlab from "./gitlab/gateway-url-points-to-gitlab.ts";
import gitlabGatewayUrlPointsToModelServer from "./gitlab/gateway-url-points-to-model-server.ts";
import gitlabGatewayUrlPointsToSomethingElse from "./gitlab/gateway-url-points-to-something-else.ts";
import gitlabGitlabCertificateProblem from "./gitlab/gitlab-certificate-problem.ts";
import gitlabGitlabClockSkewed from "./gitlab/gitlab-clock-skewed.ts";
import gitlabGitlabHostCannotResolvePublicNames from "./gitlab/gitlab-host-cannot-resolve-public-names.ts";
import gitlabGitlabRateLimitsRequests from "./gitlab/gitlab-rate-limits-requests.ts";
import gitlabGitlabSecretsUndecryptable from "./gitlab/gitlab-secrets-undecryptable.ts";
import gitlabGitlabUnhealthy from "./gitlab/gitlab-unhealthy.ts";
import gitlabGitlabUnreachable from "./gitlab/gitlab-unreachable.ts";
import gitlabGitlabVersionUnsupported from "./gitlab/gitlab-version-unsupported.ts";
import gitlabInstanceIdMismatch from "./gitlab/instance-id-mismatch.ts";
import gitlabIssuedTokenStale from "./gitlab/issued-token-stale.ts";
import gitlabMentionRepliesFailOffline from "./gitlab/mention-replies-fail-offline.ts";
import gitlabOutboundFilterBlocksGateway from "./gitlab/outbound-filter-blocks-gateway.ts";
import gitlabRailsNodesDiffer from "./gitlab/rails-nodes-differ.ts";
import gitlabSelfSignSwitchLeftOn from "./gitlab/self-sign-switch-left-on.ts";
import gitlabSidekiqNotProcessing from "./gitlab/sidekiq-not-processing.ts";
import gitlabSilentModeOn from "./gitlab/silent-mode-on.ts";
import gitlabTokenSigningKeyMissing from "./gitlab/token-signing-key-missing.ts";
import licenceBetaFeaturesOff from "./licence/beta-features-off.ts";
import licenceBillingTermsNotAccepted from "./licence/billing-terms-not-accepted.ts";
import licenceClassicChatNotAuthorised from "./licence/classic-chat-not-authorised.ts";
import licenceCodeCompletionUnassigned from "./licence/code-completion-unassigned.ts";
import licenceCommandUsedOnWrongPage from "./licence/command-used-on-wrong-page.ts";
import licenceCreditsExhausted from "./licence/credits-exhausted.ts";
import licenceDefaultNamespaceMissing from "./licence/default-namespace-missing.ts";
import licenceDuoAddOnExpired from "./licence/duo-add-on-expired.ts";
import licenceDuoAddOnMissing from "./licence/duo-add-on-missing.ts";
import licenceDuoOffForGroupOrProject from "./licence/duo-off-for-group-or-project.ts";
import licenceDuoOffForInstance from "./licence/duo-off-for-instance.ts";
import licenceFeatureDisabled from "./licence/feature-disabled.ts";
import licenceFeatureLeftOnCloudModels from "./licence/feature-left-on-cloud-models.ts";
import licenceLicenceExpired from "./licence/licence-expired.ts";
import licenceLicenceMissingOrTooLow from "./licence/licence-missing-or-too-low.ts";
import licenceLicenceNotCloud from "./licence/licence-not-cloud.ts";
import licenceModelIncompatibleWithFeature from "./licence/model-incompatible-with-feature.ts";
import licenceNoSeatsLeft from "./licence/no-seats-left.ts";
import licenceNoSelfHostedModelConfigured from "./licence/no-self-hosted-model-configured.ts";
import licenceOfflineLicenceLacksSelfHostedAddOn from "./licence/offline-licence-lacks-self-hosted-add-on.ts";
import licenceSeatKindInsufficient from "./licence/seat-kind-insufficient.ts";
import licenceSeatMissing from "./licence/seat-missing.ts";
import licenceSubFeatureUsesGeneralChat from "./licence/sub-feature-uses-general-chat.ts";
import licenceSubscriptionSyncStale from "./licence/subscription-sync-stale.ts";
import licenceTokenLacksScope from "./licence/token-lacks-scope.ts";
import licenceUnitPrimitiveMissing from "./licence/unit-primitive-missing.ts";
import licenceUserCannotSeeResource from "./licence/user-cannot-see-resource.ts";
import modelAssistantPrefillRefused from "./model/assistant-prefill-refused.ts";
import modelAzureDeploymentNotFound from "./model/azure-deployment-not-found.ts";
import modelAzureKeyOrEndpointRefused from "./model/azure-key-or-endpoint-refused.ts";
import modelBedrockCredentials from "./model/bedrock-credentials.ts";
import modelBedrockEndpointUnreachable from "./model/bedrock-endpoint-unreachable.ts";
import modelBedrockModelAccessDenied from "./model/bedrock-model-access-denied.ts";
import modelBedrockOnDemandNotOffered from "./model/bedrock-on-demand-not-offered.ts";
import modelBedrockRegionPrefixWrong from "./model/bedrock-region-prefix-wrong.ts";
import modelBedrockUseCaseFormMissing from "./model/bedrock-use-case-form-missing.ts";
import modelBedrockWrongApiForModel from "./model/bedrock-wrong-api-for-model.ts";
import modelChatTemplateMissing from "./model/chat-template-missing.ts";
import modelContextWindowTooSmall from "./model/context-window-too-small.ts";
import modelEndpointHasFullPath from "./model/endpoint-has-full-path.ts";
import modelEndpointIsAnotherProduct from "./model/endpoint-is-another-product.ts";
import modelEndpointLacksV1 from "./model/endpoint-lacks-v1.ts";
import modelEndpointPathDoubled from "./model/endpoint-path-doubled.ts";
import modelEndpointWithoutScheme from "./model/endpoint-without-scheme.ts";
import modelModelAddressChanged from "./model/model-address-changed.ts";
import modelModelAnswersEmpty from "./model/model-answers-empty.ts";
import modelModelBehindBrokenProxy from "./model/model-behind-broken-proxy.ts";
import modelModelCertificateExpired from "./model/model-certificate-expired.ts";
import modelModelCertificateNameMismatch from "./model/model-certificate-name-mismatch.ts";
import modelModelCertificateUntrusted from "./model/model-certificate-untrusted.ts";
import modelModelEndpointIsLoopback from "./model/model-endpoint-is-loopback.ts";
import modelModelKeyLacksRight from "./model/model-key-lacks-right.ts";
import modelModelKeyMissing from "./model/model-key-missing.ts";
import modelModelKeyWrong from "./model/model-key-wrong.ts";
import modelModelLoading from "./model/model-loading.ts";
import modelModelMetadataDropped from "./model/model-metadata-dropped.ts";
import modelModelNameUnresolved from "./model/model-name-unresolved.ts";
import modelModelOnlyThroughProxy from "./model/model-only-through-proxy.ts";
import modelModelOverloaded from "./model/model-overloaded.ts";
import modelModelQuotaExhausted from "./model/model-quota-exhausted.ts";
import modelModelRateLimited from "./model/model-rate-limited.ts";
import modelModelRouterCoolingDown from "./model/model-router-cooling-down.ts";
import modelModelRouterUpstreamBroken from "./model/model-router-upstream-broken.ts";
import modelModelSchemeMismatch from "./model/model-scheme-mismatch.ts";
import modelModelServerCrashLooping from "./model/model-server-crash-looping.ts";
import modelModelServerDown from "./model/model-server-down.ts";
import modelModelServerError from "./model/model-server-error.ts";
import modelModelStreamBuffered from "./model/model-stream-buffered.ts";
import modelModelStreamCut from "./model/model-stream-cut.ts";
import modelModelStreamStalls from "./model/model-stream-stalls.ts";
import modelModelTooSlow from "./model/model-too-slow.ts";
import modelModelTooWeak from "./model/model-too-weak.ts";
import modelModelTrafficDropped from "./model/model-traffic-dropped.ts";
import modelModelTrafficSentToProxy from "./model/model-traffic-sent-to-proxy.ts";
import modelModelWantsClientCertificate from "./model/model-wants-client-certificate.ts";
import modelParameterUnsupported from "./model/parameter-unsupported.ts";
import modelPromptSilentlyTruncated from "./model/prompt-silently-truncated.ts";
import modelProviderPrefixMissing from "./model/provider-prefix-missing.ts";
import modelReasoningTextLeaks from "./model/reasoning-text-leaks.ts";
import modelServedNameMismatch from "./model/served-name-mismatch.ts";
import modelStopRefused from "./model/stop-refused.ts";
import modelStreamOptionsRefused from "./model/stream-options-refused.ts";
import modelStreamingBroken from "./model/streaming-broken.ts";
import modelSystemRoleRefused from "./model/system-role-refused.ts";
import modelToolCallingOff from "./model/tool-calling-off.ts";
import modelToolChoiceAnyRefused from "./model/tool-choice-any-refused.ts";
import modelToolParserMismatch from "./model/tool-parser-mismatch.ts";
import modelVertexProjectOrLocation from "./model/vertex-project-or-location.ts";
import modelWrongModelFamily from "./model/wrong-model-family.ts";
import networkCloudEgressMissing from "./network/cloud-egress-missing.ts";
import networkGatewayCertificateExpired from "./network/gateway-certificate-expired.ts";
import networkGatewayCertificateNameMismatch from "./network/gateway-certificate-name-mismatch.ts";
import networkGatewayCertificateUntrusted from "./network/gateway-certificate-untrusted.ts";
import networkGatewayNameUnresolved from "./network/gateway-name-unresolved.ts";
import networkGatewayProxyBackendDown from "./network/gateway-proxy-backend-down.ts";
import networkGatewayProxyBuffersStream from "./network/gateway-proxy-buffers-stream.ts";
import networkGatewayProxyCutsStream from "./network/gateway-proxy-cuts-stream.ts";
import networkGatewayReset from "./network/gateway-reset.ts";
import networkGatewaySchemeMismatch from "./network/gateway-scheme-mismatch.ts";
import networkGatewayTlsTooOld from "./network/gateway-tls-too-old.ts";
import networkGatewayTrafficDropped from "./network/gateway-traffic-dropped.ts";
import networkGatewayWantsClientCertificate from "./network/gateway-wants-client-certificate.ts";
import networkGatewayWrongPort from "./network/gateway-wrong-port.ts";
import networkGitlabProxyWithoutException from "./network/gitlab-proxy-without-exception.ts";
import networkLoadBalancerHealthCheckWrong from "./network/load-balancer-health-check-wrong.ts";
import networkLoginPageBeforeGateway from "./network/login-page-before-gateway.ts";
import networkPathPrefixNotStripped from "./network/path-prefix-not-stripped.ts";
import networkProxyRefusesRequest from "./network/proxy-refuses-request.ts";
import networkProxyStripsHeaders from "./network/proxy-strips-headers.ts";
import networkRedirectBeforeGateway from "./network/redirect-before-gateway.ts";
import networkSplitDns from "./network/split-dns.ts";
import networkTlsInspected from "./network/tls-inspected.ts";
import triageCertificateUnknownToWorkerOnly from "./triage/certificate-unknown-to-worker-only.ts";
import triageConfigurationInvalid from "./triage/configuration-invalid.ts";
import triageGitlabSchemaUnknown from "./triage/gitlab-schema-unknown.ts";
import triageObserverOffline from "./triage/observer-offline.ts";
import triageRequestsThrottled from "./triage/requests-throttled.ts";
import triageTimeBudgetExhausted from "./triage/time-budget-exhausted.ts";
import triageTokenExpired from "./triage/token-expired.ts";
import triageTokenInvalid from "./triage/token-invalid.ts";
import triageTokenNotAdministrator from "./triage/token-not-administrator.ts";
import triageTokenNotGiven from "./triage/token-not-given.ts";
import triageTokenScopeInsufficient from "./triage/token-scope-insufficient.ts";
import triageWorkerCannotReachGateway from "./triage/worker-cannot-reach-gateway.ts";
import triageWorkerCannotReachGitlab from "./triage/worker-cannot-reach-gitlab.ts";
import triageWorkerCannotReachModel from "./triage/worker-cannot-reach-model.ts";
import triageWorkerClockSkewed from "./triage/worker-clock-skewed.ts";

export const causes: Readonly<Record<string, Cause>> = {
  "agent-platform/agent-auth-disabled": agentPlatformAgentAuthDisabled,
  "agent-platform/agent-model-metadata-missing": agentPlatformAgentModelMetadataMissing,
  "agent-platform/agent-port-moved": agentPlatformAgentPortMoved,
  "agent-platform/agent-port-not-published": agentPlatformAgentPortNotPublished,
  "agent-platform/agent-protocol-version": agentPlatformAgentProtocolVersion,
  "agent-platform/agent-service-cannot-call-gitlab": agentPlatformAgentServiceCannotCallGitlab,
  "agent-platform/agent-service-keys-not-loaded": agentPlatformAgentServiceKeysNotLoaded,
  "agent-platform/agent-service-not-running": agentPlatformAgentServiceNotRunning,
  "agent-platform/agent-signing-key-missing": agentPlatformAgentSigningKeyMissing,
  "agent-platform/agent-tls-mismatch": agentPlatformAgentTlsMismatch,
  "agent-platform/agent-token-refused-by-version": agentPlatformAgentTokenRefusedByVersion,
  "agent-platform/agent-url-has-scheme": agentPlatformAgentUrlHasScheme,
  "agent-platform/agent-url-not-set": agentPlatformAgentUrlNotSet,
  "agent-platform/compute-minutes-used-up": agentPlatformComputeMinutesUsedUp,
  "agent-platform/executor-image-unavailable": agentPlatformExecutorImageUnavailable,
  "agent-platform/flow-settings-disagree": agentPlatformFlowSettingsDisagree,
  "agent-platform/flow-turned-off": agentPlatformFlowTurnedOff,
  "agent-platform/gitlab-refuses-status-update": agentPlatformGitlabRefusesStatusUpdate,
  "agent-platform/http2-downgraded": agentPlatformHttp2Downgraded,
  "agent-platform/runner-missing": agentPlatformRunnerMissing,
  "agent-platform/service-account-not-ready": agentPlatformServiceAccountNotReady,
  "agent-platform/source-branch-unreadable": agentPlatformSourceBranchUnreadable,
  "agent-platform/usage-billing-blocked": agentPlatformUsageBillingBlocked,
  "agent-platform/user-may-not-create-pipelines": agentPlatformUserMayNotCreatePipelines,
  "agent-platform/websocket-upgrade-stripped": agentPlatformWebsocketUpgradeStripped,
  "gateway/auth-bypass-left-on": gatewayAuthBypassLeftOn,
  "gateway/client-tls-bundle-replaces-trust": gatewayClientTlsBundleReplacesTrust,
  "gateway/custom-models-disabled": gatewayCustomModelsDisabled,
  "gateway/customer-portal-address-empty": gatewayCustomerPortalAddressEmpty,
  "gateway/customer-portal-unreachable": gatewayCustomerPortalUnreachable,
  "gateway/discovery-not-json": gatewayDiscoveryNotJson,
  "gateway/discovery-without-keys-address": gatewayDiscoveryWithoutKeysAddress,
  "gateway/docs-database-missing": gatewayDocsDatabaseMissing,
  "gateway/extra-headers-override-key": gatewayExtraHeadersOverrideKey,
  "gateway/gateway-clock-skewed": gatewayGatewayClockSkewed,
  "gateway/gateway-gitlab-url-missing": gatewayGatewayGitlabUrlMissing,
  "gateway/gateway-image-tag-missing": gatewayGatewayImageTagMissing,
  "gateway/gateway-metrics-port-taken": gatewayGatewayMetricsPortTaken,
  "gateway/gateway-model-cache-not-writable": gatewayGatewayModelCacheNotWritable,
  "gateway/gateway-model-timeout-too-low": gatewayGatewayModelTimeoutTooLow,
  "gateway/gateway-newer-than-gitlab": gatewayGatewayNewerThanGitlab,
  "gateway/gateway-not-running": gatewayGatewayNotRunning,
  "gateway/gateway-older-than-gitlab": gatewayGatewayOlderThanGitlab,
  "gateway/gateway-out-of-memory": gatewayGatewayOutOfMemory,
  "gateway/gateway-overloaded": gatewayGatewayOverloaded,
  "gateway/gateway-port-not-published": gatewayGatewayPortNotPublished,
  "gateway/gateway-setting-invalid": gatewayGatewaySettingInvalid,
  "gateway/gateway-tls-files-bad": gatewayGatewayTlsFilesBad,
  "gateway/gateway-tmp-not-writable": gatewayGatewayTmpNotWritable,
  "gateway/gateway-tokenizer-missing": gatewayGatewayTokenizerMissing,
  "gateway/gateway-variable-misspelt": gatewayGatewayVariableMisspelt,
  "gateway/gateway-virtual-host-not-loaded": gatewayGatewayVirtualHostNotLoaded,
  "gateway/gateway-wrong-architecture": gatewayGatewayWrongArchitecture,
  "gateway/gateway-wrong-image": gatewayGatewayWrongImage,
  "gateway/gitlab-under-relative-url": gatewayGitlabUnderRelativeUrl,
  "gateway/issuer-certificate-untrusted": gatewayIssuerCertificateUntrusted,
  "gateway/issuer-name-unresolved": gatewayIssuerNameUnresolved,
  "gateway/issuer-not-reachable": gatewayIssuerNotReachable,
  "gateway/issuer-through-proxy": gatewayIssuerThroughProxy,
  "gateway/issuer-url-unset": gatewayIssuerUrlUnset,
  "gateway/issuer-wrong-instance": gatewayIssuerWrongInstance,
  "gateway/key-cache-empty": gatewayKeyCacheEmpty,
  "gateway/key-cache-outdated": gatewayKeyCacheOutdated,
  "gateway/keys-address-unreachable": gatewayKeysAddressUnreachable,
  "gateway/mock-mode-left-on": gatewayMockModeLeftOn,
  "gateway/old-gateway-ignores-model-in-v1-chat": gatewayOldGatewayIgnoresModelInV1Chat,
  "gateway/one-replica-has-bad-keys": gatewayOneReplicaHasBadKeys,
  "gateway/request-logging-left-on": gatewayRequestLoggingLeftOn,
  "gateway/streaming-disabled-by-setting": gatewayStreamingDisabledBySetting,
  "gateway/token-audience-mismatch": gatewayTokenAudienceMismatch,
  "gateway/user-token-key-malformed": gatewayUserTokenKeyMalformed,
  "gateway/user-token-key-missing": gatewayUserTokenKeyMissing,
  "gitlab/ai-logs-left-on": gitlabAiLogsLeftOn,
  "gitlab/ai-logs-off": gitlabAiLogsOff,
  "gitlab/billing-call-rejects-completions": gitlabBillingCallRejectsCompletions,
  "gitlab/direct-connections-disabled": gitlabDirectConnectionsDisabled,
  "gitlab/editor-token-or-certificate": gitlabEditorTokenOrCertificate,
  "gitlab/feature-settings-page-broken": gitlabFeatureSettingsPageBroken,
  "gitlab/gateway-request-timeout-too-low": gitlabGatewayRequestTimeoutTooLow,
  "gitlab/gateway-url-has-extra-path": gitlabGatewayUrlHasExtraPath,
  "gitlab/gateway-url-is-loopback": gitlabGatewayUrlIsLoopback,
  "gitlab/gateway-url-lost-in-upgrade": gitlabGatewayUrlLostInUpgrade,
  "gitlab/gateway-url-malformed": gitlabGatewayUrlMalformed,
  "gitlab/gateway-url-not-set": gitlabGatewayUrlNotSet,
  "gitlab/gateway-url-points-to-gitlab": gitlabGatewayUrlPointsToGitlab,
  "gitlab/gateway-url-points-to-model-server": gitlabGatewayUrlPointsToModelServer,
  "gitlab/gateway-url-points-to-something-else": gitlabGatewayUrlPointsToSomethingElse,
  "gitlab/gitlab-certificate-problem": gitlabGitlabCertificateProblem,
  "gitlab/gitlab-clock-skewed": gitlabGitlabClockSkewed,
  "gitlab/gitlab-host-cannot-resolve-public-names": gitlabGitlabHostCannotResolvePublicNames,
  "gitlab/gitlab-rate-limits-requests": gitlabGitlabRateLimitsRequests,
  "gitlab/gitlab-secrets-undecryptable": gitlabGitlabSecretsUndecryptable,
  "gitlab/gitlab-unhealthy": gitlabGitlabUnhealthy,
  "gitlab/gitlab-unreachable": gitlabGitlabUnreachable,
  "gitlab/gitlab-version-unsupported": gitlabGitlabVersionUnsupported,
  "gitlab/instance-id-mismatch": gitlabInstanceIdMismatch,
  "gitlab/issued-token-stale": gitlabIssuedTokenStale,
  "gitlab/mention-replies-fail-offline": gitlabMentionRepliesFailOffline,
  "gitlab/outbound-filter-blocks-gateway": gitlabOutboundFilterBlocksGateway,
  "gitlab/rails-nodes-differ": gitlabRailsNodesDiffer,
  "gitlab/self-sign-switch-left-on": gitlabSelfSignSwitchLeftOn,
  "gitlab/sidekiq-not-processing": gitlabSidekiqNotProcessing,
  "gitlab/silent-mode-on": gitlabSilentModeOn,
  "gitlab/token-signing-key-missing": gitlabTokenSigningKeyMissing,
  "licence/beta-features-off": licenceBetaFeaturesOff,
  "licence/billing-terms-not-accepted": licenceBillingTermsNotAccepted,
  "licence/classic-chat-not-authorised": licenceClassicChatNotAuthorised,
  "licence/code-completion-unassigned": licenceCodeCompletionUnassigned,
  "licence/command-used-on-wrong-page": licenceCommandUsedOnWrongPage,
  "licence/credits-exhausted": licenceCreditsExhausted,
  "licence/default-namespace-missing": licenceDefaultNamespaceMissing,
  "licence/duo-add-on-expired": licenceDuoAddOnExpired,
  "licence/duo-add-on-missing": licenceDuoAddOnMissing,
  "licence/duo-off-for-group-or-project": licenceDuoOffForGroupOrProject,
  "licence/duo-off-for-instance": licenceDuoOffForInstance,
  "licence/feature-disabled": licenceFeatureDisabled,
  "licence/feature-left-on-cloud-models": licenceFeatureLeftOnCloudModels,
  "licence/licence-expired": licenceLicenceExpired,
  "licence/licence-missing-or-too-low": licenceLicenceMissingOrTooLow,
  "licence/licence-not-cloud": licenceLicenceNotCloud,
  "licence/model-incompatible-with-feature": licenceModelIncompatibleWithFeature,
  "licence/no-seats-left": licenceNoSeatsLeft,
  "licence/no-self-hosted-model-configured": licenceNoSelfHostedModelConfigured,
  "licence/offline-licence-lacks-self-hosted-add-on": licenceOfflineLicenceLacksSelfHostedAddOn,
  "licence/seat-kind-insufficient": licenceSeatKindInsufficient,
  "licence/seat-missing": licenceSeatMissing,
  "licence/sub-feature-uses-general-chat": licenceSubFeatureUsesGeneralChat,
  "licence/subscription-sync-stale": licenceSubscriptionSyncStale,
  "licence/token-lacks-scope": licenceTokenLacksScope,
  "licence/unit-primitive-missing": licenceUnitPrimitiveMissing,
  "licence/user-cannot-see-resource": licenceUserCannotSeeResource,
  "model/assistant-prefill-refused": modelAssistantPrefillRefused,
  "model/azure-deployment-not-found": modelAzureDeploymentNotFound,
  "model/azure-key-or-endpoint-refused": modelAzureKeyOrEndpointRefused,
  "model/bedrock-credentials": modelBedrockCredentials,
  "model/bedrock-endpoint-unreachable": modelBedrockEndpointUnreachable,
  "model/bedrock-model-access-denied": modelBedrockModelAccessDenied,
  "model/bedrock-on-demand-not-offered": modelBedrockOnDemandNotOffered,
  "model/bedrock-region-prefix-wrong": modelBedrockRegionPrefixWrong,
  "model/bedrock-use-case-form-missing": modelBedrockUseCaseFormMissing,
  "model/bedrock-wrong-api-for-model": modelBedrockWrongApiForModel,
  "model/chat-template-missing": modelChatTemplateMissing,
  "model/context-window-too-small": modelContextWindowTooSmall,
  "model/endpoint-has-full-path": modelEndpointHasFullPath,
  "model/endpoint-is-another-product": modelEndpointIsAnotherProduct,
  "model/endpoint-lacks-v1": modelEndpointLacksV1,
  "model/endpoint-path-doubled": modelEndpointPathDoubled,
  "model/endpoint-without-scheme": modelEndpointWithoutScheme,
  "model/model-address-changed": modelModelAddressChanged,
  "model/model-answers-empty": modelModelAnswersEmpty,
  "model/model-behind-broken-proxy": modelModelBehindBrokenProxy,
  "model/model-certificate-expired": modelModelCertificateExpired,
  "model/model-certificate-name-mismatch": modelModelCertificateNameMismatch,
  "model/model-certificate-untrusted": modelModelCertificateUntrusted,
  "model/model-endpoint-is-loopback": modelModelEndpointIsLoopback,
  "model/model-key-lacks-right": modelModelKeyLacksRight,
  "model/model-key-missing": modelModelKeyMissing,
  "model/model-key-wrong": modelModelKeyWrong,
  "model/model-loading": modelModelLoading,
  "model/model-metadata-dropped": modelModelMetadataDropped,
  "model/model-name-unresolved": modelModelNameUnresolved,
  "model/model-only-through-proxy": modelModelOnlyThroughProxy,
  "model/model-overloaded": modelModelOverloaded,
  "model/model-quota-exhausted": modelModelQuotaExhausted,
  "model/model-rate-limited": modelModelRateLimited,
  "model/model-router-cooling-down": modelModelRouterCoolingDown,
  "model/model-router-upstream-broken": modelModelRouterUpstreamBroken,
  "model/model-scheme-mismatch": modelModelSchemeMismatch,
  "model/model-server-crash-looping": modelModelServerCrashLooping,
  "model/model-server-down": modelModelServerDown,
  "model/model-server-error": modelModelServerError,
  "model/model-stream-buffered": modelModelStreamBuffered,
  "model/model-stream-cut": modelModelStreamCut,
  "model/model-stream-stalls": modelModelStreamStalls,
  "model/model-too-slow": modelModelTooSlow,
  "model/model-too-weak": modelModelTooWeak,
  "model/model-traffic-dropped": modelModelTrafficDropped,
  "model/model-traffic-sent-to-proxy": modelModelTrafficSentToProxy,
  "model/model-wants-client-certificate": modelModelWantsClientCertificate,
  "model/parameter-unsupported": modelParameterUnsupported,
  "model/prompt-silently-truncated": modelPromptSilentlyTruncated,
  "model/provider-prefix-missing": modelProviderPrefixMissing,
  "model/reasoning-text-leaks": modelReasoningTextLeaks,
  "model/served-name-mismatch": modelServedNameMismatch,
  "model/stop-refused": modelStopRefused,
  "model/stream-options-refused": modelStreamOptionsRefused,
  "model/streaming-broken": modelStreamingBroken,
  "model/system-role-refused": modelSystemRoleRefused,
  "model/tool-calling-off": modelToolCallingOff,
  "model/tool-choice-any-refused": modelToolChoiceAnyRefused,
  "model/tool-parser-mismatch": modelToolParserMismatch,
  "model/vertex-project-or-location": modelVertexProjectOrLocation,
  "model/wrong-model-family": modelWrongModelFamily,
  "network/cloud-egress-missing": networkCloudEgressMissing,
  "network/gateway-certificate-expired": networkGatewayCertificateExpired,
  "network/gateway-certificate-name-mismatch": networkGatewayCertificateNameMismatch,
  "network/gateway-certificate-untrusted": networkGatewayCertificateUntrusted,
  "network/gateway-name-unresolved": networkGatewayNameUnresolved,
  "network/gateway-proxy-backend-down": networkGatewayProxyBackendDown,
  "network/gateway-proxy-buffers-stream": networkGatewayProxyBuffersStream,
  "network/gateway-proxy-cuts-stream": networkGatewayProxyCutsStream,
  "network/gateway-reset": networkGatewayReset,
  "network/gateway-scheme-mismatch": networkGatewaySchemeMismatch,
  "network/gateway-tls-too-old": networkGatewayTlsTooOld,
  "network/gateway-traffic-dropped": networkGatewayTrafficDropped,
  "network/gateway-wants-client-certificate": networkGatewayWantsClientCertificate,
  "network/gateway-wrong-port": networkGatewayWrongPort,
  "network/gitlab-proxy-without-exception": networkGitlabProxyWithoutException,
  "network/load-balancer-health-check-wrong": networkLoadBalancerHealthCheckWrong,
  "network/login-page-before-gateway": networkLoginPageBeforeGateway,
  "network/path-prefix-not-stripped": networkPathPrefixNotStripped,
  "network/proxy-refuses-request": networkProxyRefusesRequest,
  "network/proxy-strips-headers": networkProxyStripsHeaders,
  "network/redirect-before-gateway": networkRedirectBeforeGateway,
  "network/split-dns": networkSplitDns,
  "network/tls-inspected": networkTlsInspected,
  "triage/certificate-unknown-to-worker-only": triageCertificateUnknownToWorkerOnly,
  "triage/configuration-invalid": triageConfigurationInvalid,
  "triage/gitlab-schema-unknown": triageGitlabSchemaUnknown,
  "triage/observer-offline": triageObserverOffline,
  "triage/requests-throttled": triageRequestsThrottled,
  "triage/time-budget-exhausted": triageTimeBudgetExhausted,
  "triage/token-expired": triageTokenExpired,
  "triage/token-invalid": triageTokenInvalid,
  "triage/token-not-administrator": triageTokenNotAdministrator,
  "triage/token-not-given": triageTokenNotGiven,
  "triage/token-scope-insufficient": triageTokenScopeInsufficient,
  "triage/worker-cannot-reach-gateway": triageWorkerCannotReachGateway,
  "triage/worker-cannot-reach-gitlab": triageWorkerCannotReachGitlab,
  "triage/worker-cannot-reach-model": triageWorkerCannotReachModel,
  "triage/worker-clock-skewed": triageWorkerClockSkewed,
};
