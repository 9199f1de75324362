import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderReply } from "../../src/chat/terminal/render.ts";
import { toJunit } from "../../src/cli/junit.ts";
import { parseConfig } from "../../src/config/load.ts";
import { createRedact, secretKinds } from "../../src/core/redact.ts";
import { diagnose } from "../../src/diagnosis/diagnose.ts";
import { loadRegistry } from "../../src/app/registry.ts";
import { startPracticeStack, type PracticeStack } from "../../src/practice/stack.ts";
import { createProbes } from "../../src/probes/probes.ts";
import { sayEvidence, saySteps, sayTimings, sayVerdict } from "../../src/replies/verdict.ts";

const hex = (bytes: number): string => randomBytes(bytes).toString("hex");
const word = (length: number): string => randomBytes(length).toString("base64").replace(/[^A-Za-z0-9]/gu, "x").slice(0, length);

/** Forms of secrets that people and targets really write, each with a fresh value: [text around it, the value that must not survive]. */
const forms: readonly (() => [string, string])[] = [
  () => { const v = `glpat-${word(20)}`; return [`token ${v} was refused`, v]; },
  () => { const v = `gldt-${word(20)}`; return [`"deploy":"${v}"`, v]; },
  () => { const v = `xoxb-${hex(6)}-${word(24)}`; return [`slack says ${v}`, v]; },
  () => { const v = `xapp-1-${word(30)}`; return [`app ${v}`, v]; },
  () => { const v = `AKIA${word(16).toUpperCase()}`; return [`aws id ${v}`, v]; },
  () => { const v = word(40); return [`aws_secret_access_key = ${v}`, v]; },
  () => { const v = `sk-${word(32)}`; return [`Incorrect API key provided: ${v}`, v]; },
  () => { const v = `hf_${word(30)}`; return [`HF token ${v}`, v]; },
  () => { const v = word(24); return [`Authorization: Bearer ${v}`, v]; },
  () => { const v = word(24); return [`{"api_key": "${v}"}`, v]; },
  () => { const v = word(16); return [`proxy http://bot:${v}@proxy.internal:3128 refused`, v]; },
  () => { const v = `${word(24)}`; return [`eyJ${word(20)}.eyJ${word(40)}.${v}`, v]; },
  () => { const v = word(40); return [`-----BEGIN RSA PRIVATE KEY-----\n${v}\n-----END RSA PRIVATE KEY-----`, v]; },
  () => { const v = word(20); return [`postgres://duo:${v}@db:5432/duo`, v]; },
  () => { const v = word(20); return [`password=${v}`, v]; },
  () => { const v = word(22); return [`Private-Token: ${v}`, v]; },
  () => { const v = `ghp_${word(36)}`; return [`github ${v}`, v]; },
  () => { const v = `AIza${word(35)}`; return [`google ${v}`, v]; },
  () => { const v = `nvapi-${word(40)}`; return [`nim ${v}`, v]; },
  () => { const v = `ABSK${word(40)}`; return [`bedrock ${v}`, v]; },
];

describe("text that holds secrets", () => {
  it("loses two hundred planted secrets of twenty forms, wherever they stand", () => {
    const redact = createRedact([]);
    const kept = forms.flatMap((form) => Array.from({ length: 10 }, form)).filter(([text, value]) => redact(`log: ${text} (end)`).includes(value));
    expect(kept).toEqual([]);
  });

  it("keeps what an on-call engineer needs: addresses, ids, model names, hashes, codes", () => {
    const redact = createRedact([]);
    const keep = ["http://10.0.0.5:8000/v1", "10.77.2.20:50052", "custom_openai/mistralai/Mistral-7B-Instruct-v0.3", randomUUID(), "r-7f3k2m9q1a", "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "The model `mistral` does not exist.", "Error code: A1003", "kid 1a2b3c4d", "max_tokens is too large", "token route 201", "AIGW_SELF_SIGNED_JWT__SIGNING_KEY is not set", "hasApiToken false", "https://gitlab.example.com/.well-known/openid-configuration"];
    expect(keep.filter((text) => redact(text) !== text)).toEqual([]);
  });

  it("tells which kind a pasted secret looks like", () => {
    expect(secretKinds(`my token is glpat-${word(20)}`)).toEqual(["GitLab token"]);
    expect(secretKinds("Error code: A1003")).toEqual([]);
  });
});

describe("a run whose configuration and targets are full of secrets", () => {
  let stack: PracticeStack;
  const key = `sk-${word(30)}`;
  beforeAll(async () => {
    stack = await startPracticeStack({ faults: ["model-key-wrong"] });
  }, 60_000);
  afterAll(() => stack.close());

  it("lets none of them reach an output, a saved run or a rendered answer", async () => {
    const proxyPassword = word(20);
    const config = parseConfig(JSON.stringify({
      stacks: { lab: { gitlab: { url: stack.gitlabUrl, token: stack.tokens.admin }, models: stack.modelEndpoints.map(({ name }) => ({ name, api_key: key })) }, other: { gitlab: { url: "http://127.0.0.1:9", proxy: `http://bot:${proxyPassword}@127.0.0.1:3128` } } },
    }), { file: "lab.yaml", env: {}, cwd: "." });
    const lab = config.stacks["lab"];
    if (lab === undefined) throw new Error("no stack");
    const probes = createProbes({});
    const { result, saved } = await diagnose({ run: "r-secrets", trigger: "cli", stack: lab }, await loadRegistry(), { probes, redact: createRedact(config.secrets), now: () => new Date(), newId: randomUUID });
    await probes.close();
    const look = { colour: false, width: 100 };
    const sinks = [JSON.stringify(result), JSON.stringify(saved), toJunit(result), ...[sayVerdict(result), sayEvidence(result), saySteps(result), sayTimings(result)].map((reply) => renderReply(reply, look)), JSON.stringify(config)];
    for (const secret of [stack.tokens.admin, stack.tokens.user, key, proxyPassword, ...(stack.modelKey === null ? [] : [stack.modelKey])]) {
      expect(sinks.filter((sink) => sink.includes(secret)).map((sink) => sink.slice(0, 80))).toEqual([]);
    }
    // The gateway's own tokens are obtained during the run; none may be stored.
    expect(sinks.filter((sink) => /eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/u.test(sink))).toEqual([]);
    expect(result.checks.length).toBeGreaterThan(40);
  }, 60_000);
});
