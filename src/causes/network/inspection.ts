// Names under which products that open TLS on the way sign. A list of makers, not a proof by itself.
const makers = /\b(?:zscaler|netskope|palo ?alto|fortinet|fortigate|blue ?coat|symantec web|forcepoint|websense|check ?point|sophos|cisco umbrella|mcafee web|skyhigh|barracuda|untangle|watchguard|sonicwall|cato networks|iboss|menlo security|f5 ssl orchestrator|mitmproxy|charles proxy|fiddler|squid)\b|\b(?:tls|ssl)[ -]?(?:inspection|interception|decrypt\w*)\b/iu;

/** The issuer of a certificate names a product or a duty of opening TLS on the way. */
export const inspects = (issuer: string): boolean => makers.test(issuer);
