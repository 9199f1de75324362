import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/gateway-newer-than-gitlab.ts";
import { address, definitions, healthy, healthyModel, version } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT271 gateway-newer-than-gitlab", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: the gateway lists models of a newer release", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/version": version("18.11.2") }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is proven: the configured image is newer", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/definitions": gone, "gateway/address": address({ imageRelease: "19.4" }) }, { model: { ...healthyModel } }).level).toBe("proven");
    expect(judgeCause(cause, { ...healthy, "gateway/definitions": gone, "gateway/image": { name: "model-gateway:self-hosted-v19.4.0-ee", digest: null, release: "19.4" } }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is excluded: it is older", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/definitions": definitions("18.8", "18.8") }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
