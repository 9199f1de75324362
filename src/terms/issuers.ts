// Names under which products that open TLS on the way sign. A list of makers, not a proof by itself.
const makers = /\b(?:zscaler|netskope|palo ?alto|fortinet|fortigate|blue ?coat|symantec web|forcepoint|websense|check ?point|sophos|cisco umbrella|mcafee web|skyhigh|barracuda|untangle|watchguard|sonicwall|cato networks|iboss|menlo security|f5 ssl orchestrator|mitmproxy|charles proxy|fiddler|squid)\b|\b(?:tls|ssl)[ -]?(?:inspection|interception|decrypt\w*)\b/iu;

/** The issuer of a certificate names a product or a duty of opening TLS on the way. */
export const inspects = (issuer: string): boolean => makers.test(issuer);

// Organisations that sign for everybody, as they name themselves in their certificates.
const everybodys = /\b(?:let's encrypt|internet security research group|digicert|sectigo|comodo|usertrust|globalsign|google trust services|amazon|godaddy|starfield|entrust|identrust|zerossl|ssl\.com|ssl corporation|certum|asseco|buypass|actalis|telesec|d-trust|swisssign|quovadis|harica|cloudflare|microsoft (?:azure )?(?:rsa|ecc|tls)|apple public|gandi|geotrust|thawte|rapidssl|verisign|baltimore|isrg)\b/iu;

/** The issuer names an authority that public root stores hold, so nobody has to be given its root. */
export const isPublicAuthority = (issuer: string): boolean => everybodys.test(issuer);
