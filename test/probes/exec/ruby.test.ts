import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { commands } from "../../../src/probes/exec/commands.ts";

const ruby = spawnSync("ruby", ["-v"]).status === 0;
if (!ruby) process.stderr.write("SKIPPED LOUDLY: no ruby here (Debian: ruby), so the script for GitLab's runner is not run\n");

const script = commands["gitlab-settings"].argv.at(-1) ?? "";
const head = "require 'json'\nclass NilClass; def present?; false; end; end\nclass String; def present?; strip != ''; end; end\nclass Rel\n  def initialize(*a); @a = a; end\n  def any?; !@a.empty?; end\nend\n";
// GitLab's classes as far as the script asks them.
const address = "module Gitlab; module AiGateway; def self.self_hosted_url; 'https://aigw.corp:5052'; end; end; module DuoWorkflow; class Client; def self.self_hosted_url; 'aigw.corp:50052'; end; end; end; end\n";
const models = "module Ai; class SelfHostedModel; M = Struct.new(:name, :model, :endpoint, :identifier, :api_token); def self.all; [M.new('mistral', 'mistral', 'http://vllm:8000/v1', 'custom_openai/m', 'sk-secret'), M.new('q', 'qwen3', 'http://q:1/v1', '', nil)]; end; end; class FeatureSetting; F = Struct.new(:feature, :provider); def self.all; [F.new('duo_chat', 'self_hosted')]; end; end; end\n";
const rest = "module CloudConnector; class Keys; def self.valid; Rel.new(1); end; end; end\nclass License; L = Struct.new(:plan, :expires_at); def self.current; L.new('ultimate', '2027-01-01'); end; end\n";
const run = (classes: string): Record<string, unknown> => {
  const done = spawnSync("ruby", ["-e", `${head}${classes}\n${script}`], { encoding: "utf8" });
  expect(done.stderr).toBe("");
  return JSON.parse(done.stdout) as Record<string, unknown>;
};

describe.skipIf(!ruby)("the script for GitLab's runner, run by a real Ruby over stand-ins of GitLab's classes", () => {
  it("prints one JSON line: addresses, models without their keys, features, keys, licence", () => {
    const told = run(address + models + rest);
    expect(told).toEqual({
      duoSettings: { aiGatewayUrl: "https://aigw.corp:5052", duoAgentPlatformServiceUrl: "aigw.corp:50052" },
      aiSelfHostedModels: { nodes: [{ name: "mistral", model: "mistral", endpoint: "http://vllm:8000/v1", identifier: "custom_openai/m", hasApiToken: true }, { name: "q", model: "qwen3", endpoint: "http://q:1/v1", identifier: "", hasApiToken: false }] },
      aiFeatureSettings: { nodes: [{ feature: "duo_chat", provider: "self_hosted" }] }, signingKeys: true, licence: { plan: "ultimate", expiresAt: "2027-01-01" },
    });
    expect(JSON.stringify(told)).not.toContain("sk-secret");
  });

  it("leaves out what an older or another GitLab does not have, and what raises", () => {
    expect(run("")).toMatchObject({ duoSettings: { aiGatewayUrl: null, duoAgentPlatformServiceUrl: null }, aiSelfHostedModels: { nodes: [] }, signingKeys: null, licence: null });
    expect(run("module Gitlab; module AiGateway; end; end\nclass License; def self.current; nil; end; end\n")).toMatchObject({ duoSettings: { aiGatewayUrl: null }, licence: null });
    expect(run(`${address}module Ai; class SelfHostedModel; def self.all; raise 'no table'; end; end; end\n`)).toMatchObject({ duoSettings: { aiGatewayUrl: "https://aigw.corp:5052" }, aiSelfHostedModels: { nodes: [] } });
  });
});
