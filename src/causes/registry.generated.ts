// Generated from the folders by `npm run generate`. Do not edit.
import type { Cause } from "../facts/rules.ts";
import agentPlatformAgentAuthDisabled from "./agent-platform/agent-auth-disabled.ts";
import agentPlatformAgentPortMoved from "./agent-platform/agent-port-moved.ts";
import agentPlatformAgentPortNotPublished from "./agent-platform/agent-port-not-published.ts";
import agentPlatformAgentServiceKeysNotLoaded from "./agent-platform/agent-service-keys-not-loaded.ts";
import agentPlatformAgentServiceNotRunning from "./agent-platform/agent-service-not-running.ts";
import agentPlatformAgentSigningKeyMissing from "./agent-platform/agent-signing-key-missing.ts";
import agentPlatformAgentTlsMismatch from "./agent-platform/agent-tls-mismatch.ts";
import agentPlatformAgentTokenRefusedByVersion from "./agent-platform/agent-token-refused-by-version.ts";
import agentPlatformAgentUrlHasScheme from "./agent-platform/agent-url-has-scheme.ts";
import agentPlatformAgentUrlNotSet from "./agent-platform/agent-url-not-set.ts";
import agentPlatformComputeMinutesUsedUp from "./agent-platform/compute-minutes-used-up.ts";
import agentPlatformFlowSettingsDisagree from "./agent-platform/flow-settings-disagree.ts";
import agentPlatformFlowTurnedOff from "./agent-platform/flow-turned-off.ts";
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
import gatewayTokenAudienceMismatch from "./gateway/token-audience-mismatch.ts";
import gatewayUserTokenKeyMalformed from "./gateway/user-token-key-malformed.ts";
import gatewayUserTokenKeyMissing from "./gateway/user-token-key-missing.ts";
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

export const causes: Readonly<Record<string, Cause>> = {
  "agent-platform/agent-auth-disabled": agentPlatformAgentAuthDisabled,
  "agent-platform/agent-port-moved": agentPlatformAgentPortMoved,
  "agent-platform/agent-port-not-published": agentPlatformAgentPortNotPublished,
  "agent-platform/agent-service-keys-not-loaded": agentPlatformAgentServiceKeysNotLoaded,
  "agent-platform/agent-service-not-running": agentPlatformAgentServiceNotRunning,
  "agent-platform/agent-signing-key-missing": agentPlatformAgentSigningKeyMissing,
  "agent-platform/agent-tls-mismatch": agentPlatformAgentTlsMismatch,
  "agent-platform/agent-token-refused-by-version": agentPlatformAgentTokenRefusedByVersion,
  "agent-platform/agent-url-has-scheme": agentPlatformAgentUrlHasScheme,
  "agent-platform/agent-url-not-set": agentPlatformAgentUrlNotSet,
  "agent-platform/compute-minutes-used-up": agentPlatformComputeMinutesUsedUp,
  "agent-platform/flow-settings-disagree": agentPlatformFlowSettingsDisagree,
  "agent-platform/flow-turned-off": agentPlatformFlowTurnedOff,
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
  "gateway/token-audience-mismatch": gatewayTokenAudienceMismatch,
  "gateway/user-token-key-malformed": gatewayUserTokenKeyMalformed,
  "gateway/user-token-key-missing": gatewayUserTokenKeyMissing,
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
};
