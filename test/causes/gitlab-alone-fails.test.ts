import { describe, expect, it } from "vitest";
import type { Cause } from "../../src/facts/rules.ts";
import certificateUntrusted from "../../src/causes/network/gateway-certificate-untrusted.ts";
import filter from "../../src/causes/gitlab/outbound-filter-blocks-gateway.ts";
import loopback from "../../src/causes/gitlab/gateway-url-is-loopback.ts";
import malformed from "../../src/causes/gitlab/gateway-url-malformed.ts";
import nameUnresolved from "../../src/causes/network/gateway-name-unresolved.ts";
import proxy from "../../src/causes/network/gitlab-proxy-without-exception.ts";
import scheme from "../../src/causes/network/gateway-scheme-mismatch.ts";
import splitDns from "../../src/causes/network/split-dns.ts";
import trafficDropped from "../../src/causes/network/gateway-traffic-dropped.ts";
import wrongPort from "../../src/causes/network/gateway-wrong-port.ts";
import { address, healthCheck, healthy, healthyModel, look, reach, secureReach, tokenRoute } from "../kit/gateway-seen.ts";
import { judgeCause } from "../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;
const notAdmin = { absent: { reason: "not-permitted", rung: "admin" } } as const;
const unseen = { ...healthyModel, "gitlab/connection-check": gone };

/** A user's token: the address that GitLab uses is hidden, the worker's configured one is good, and GitLab alone gets no answer, after `ms`. */
const asUser = (ms: number) => ({
  ...healthy,
  "gitlab/duo-settings": notAdmin, "gitlab/health-check": healthCheck("reachable", { gatewayHost: null }), "gitlab/completion": gone, "gateway/address": address({ source: "configuration", gitlabUses: null }),
  "gitlab/token-route": tokenRoute("no-answer", { baseUrl: null, fromGitlab: false, ms }),
});
const levelOf = (cause: Cause, seen: Parameters<typeof judgeCause>[1]): string => judgeCause(cause, seen, { model: unseen }).level;

describe("GitLab alone gets no answer, and a user's token does not show where it asks", () => {
  it.each([["DT501", nameUnresolved], ["DT504", scheme], ["DT505", wrongPort], ["DT520", proxy], ["DT528", splitDns], ["DT103", malformed], ["DT105", loopback], ["DT110", filter]] as const)("%s is one of several", (_code, cause) => {
    expect(levelOf(cause, asUser(400))).toBe("suspect");
  });
  it("DT503 is one only where GitLab's limit was reached: dropped packets cannot be told sooner", () => {
    expect(levelOf(trafficDropped, asUser(3050))).toBe("suspect");
    expect(["open", "excluded"]).toContain(levelOf(trafficDropped, asUser(400)));
  });
  it("DT510 is one only where the worker trusts a private authority that GitLab may lack", () => {
    expect(levelOf(certificateUntrusted, { ...asUser(400), "gateway/reach": secureReach("open", look()) })).toBe("suspect");
    expect(["open", "excluded"]).toContain(levelOf(certificateUntrusted, asUser(400)));
  });
  it.each([["DT501", nameUnresolved], ["DT503", trafficDropped], ["DT505", wrongPort]] as const)("%s is none where GitLab had an answer", (_code, cause) => {
    expect(["open", "excluded"]).toContain(levelOf(cause, { ...asUser(3050), "gitlab/token-route": tokenRoute("granted", { baseUrl: null }) }));
  });
});

describe("GitLab's connect is refused, and its words name whom it dialled", () => {
  const refusedAt = (place: string) => ({
    ...healthy, "gitlab/completion": gone, "gitlab/token-route": tokenRoute("no-answer"), "gateway/reach": reach("open", { host: "gw.test", port: 5052 }),
    "gitlab/health-check": healthCheck("refused", { gatewayHost: { state: "refused", text: `gw.test connection failed: Failed to open TCP connection to ${place} (Connection refused - connect(2) for "${place.split(":")[0] ?? ""}" port 5052)` } }),
  });
  it("is no proxy's doing where that is the gateway itself", () => {
    expect(["open", "excluded"]).toContain(levelOf(proxy, refusedAt("gw.test:5052")));
    expect(levelOf(splitDns, refusedAt("gw.test:5052"))).toBe("suspect");
  });
  it("may be one's where it is another address", () => {
    expect(levelOf(proxy, refusedAt("proxy.test:3128"))).toBe("suspect");
  });
});
