import { describe, expect, it } from "vitest";
import check from "../../src/checks/gateway-to-model/seen-alike.ts";
import { modelWay } from "../kit/beside-seen.ts";
import { healthyModel, healthyStack, look, reach } from "../kit/model-seen.ts";
import { judgeCheckReason, judgeCheck, type Seen } from "../kit/rules.ts";

const seen = (model: Seen): string => judgeCheckReason("gateway-to-model/seen-alike", check, healthyStack, { model: { ...healthyModel, ...model } });
const here = { addresses: ["10.0.0.5"] };

describe("what worker and gateway disagree about", () => {
  it.each([
    ["proxy", modelWay("refused", { proxy: "proxy.corp:3128" }), reach()],
    ["split DNS", modelWay("unknown-name"), reach()],
    ["split DNS", modelWay("refused", { addresses: ["192.168.7.7"] }), reach()],
    ["trust store", modelWay("issuer", { ...here, leaf: { subject: "", issuer: "", validTo: "", fingerprint: "AA" } }), reach("open", { tls: look() })],
    ["TLS inspection", modelWay("issuer", { ...here, leaf: { subject: "", issuer: "", validTo: "", fingerprint: "BB" } }), reach("open", { tls: look() })],
    ["firewall", modelWay("refused", here), reach()],
    ["firewall", modelWay("refused", { ...here, reason: "timeout" }), reach()],
  ])("%s", (word, inside, way) => {
    expect(seen({ "model/inside": inside, "model/reach": way })).toMatch(new RegExp(`^warn: ${word}`, "u"));
  });
  it("is silent where both meet the same, and where nobody stands beside the gateway", () => {
    expect(seen({ "model/inside": modelWay("plain", here), "model/reach": reach() })).toMatch(/^pass/u);
    expect(seen({ "model/inside": modelWay("refused", here), "model/reach": reach("refused") })).toMatch(/^pass/u);
    expect(["pass", "warn", "fail"]).not.toContain(judgeCheck("gateway-to-model/seen-alike", check, healthyStack, { model: healthyModel }));
  });
});
