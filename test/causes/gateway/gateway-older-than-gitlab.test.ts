import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/gateway-older-than-gitlab.ts";
import { address, definitions, healthy, healthyModel, version } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT270 gateway-older-than-gitlab", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: the gateway lists models of an older release", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/definitions": definitions("18.8", "18.8") }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is proven: its list wants a token", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/definitions": definitions(null, "18.3", { state: "closed" }) }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is proven: the configured image is older", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/definitions": gone, "gateway/address": address({ imageRelease: "19.1" }) }, { model: { ...healthyModel } }).level).toBe("proven");
    expect(judgeCause(cause, { ...healthy, "gateway/definitions": gone, "gateway/image": { name: "model-gateway:self-hosted-v19.1.0-ee", digest: null, release: "19.1" } }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is excluded: the list may be of a later release", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/definitions": definitions("19.3", null), "gitlab/version": version("19.4.0") }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
