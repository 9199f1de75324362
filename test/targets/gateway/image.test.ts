import { describe, expect, it } from "vitest";
import { readImage } from "../../../src/targets/gateway/image.ts";

const digest = `sha256:${"0f".repeat(32)}`;

describe("the gateway's image, as a runtime tells it", () => {
  it("docker inspect: tag, digest and the release that the tag names", () => {
    const inspected = JSON.stringify([{ Name: "/aigw", Image: digest, Config: { Image: "registry.gitlab.com/gitlab-org/modelops/applied-ml/code-suggestions/ai-assist/model-gateway:self-hosted-v19.1.4-ee", Env: ["A=b"] } }]);
    expect(readImage(inspected)).toEqual({ name: "registry.gitlab.com/gitlab-org/modelops/applied-ml/code-suggestions/ai-assist/model-gateway:self-hosted-v19.1.4-ee", digest, release: "19.1" });
    // The cloud's own image counts its versions by itself, and is of no release of GitLab.
    expect(readImage(JSON.stringify([{ Image: digest, Config: { Image: "mirror.corp:5000/model-gateway:v2.71.0" } }]))?.release).toBeNull();
    expect(readImage(JSON.stringify([{ Image: digest, Config: { Image: "mirror.corp:5000/aigw:v19.3.1" } }]))?.release).toBe("19.3");
    expect(readImage(JSON.stringify([{ Image: digest, Config: { Image: "mirror.corp:5000/ai/gateway:nightly" } }]))).toEqual({ name: "mirror.corp:5000/ai/gateway:nightly", digest, release: null });
  });

  it("a pod with a helper beside the gateway: the container whose tag names a release", () => {
    const pod = `Name:             ai-gateway-0\n    Image:          docker.io/istio/proxyv2:1.22\n    Image ID:       docker.io/istio/proxyv2@sha256:${"aa".repeat(32)}\n    State:     running\n    Image:          mirror/model-gateway:self-hosted-v19.3.1-ee\n    Image ID:       mirror/model-gateway@${digest}\n    Restart Count:  0\nEvents:`;
    expect(readImage(pod)).toEqual({ name: "mirror/model-gateway:self-hosted-v19.3.1-ee", digest, release: "19.3" });
    expect(readImage("Name: x\n    Image:          a/b:c\n    State:     running")).toEqual({ name: "a/b:c", digest: null, release: null });
  });

  it("anything else names none, whatever it holds", () => {
    for (const text of ["", "[]", "[null]", "{}", '[{"Config":{"Image":7}}]', "Image: ", "\u0000".repeat(50), `Image:${" ".repeat(100_000)}`]) expect(readImage(text)).toBeUndefined();
  });
});
