import type { Deployment } from "./deployment.ts";
import type { Secret } from "./secret.ts";

/** Configuration of one stack, validated and with secrets wrapped. */
export interface StackConfig {
  name: string;
  gitlab: { url: string; token?: Secret; ca?: string; proxy?: Secret };
  gateway?: { url?: string; metricsUrl?: string; image?: string; ca?: string; proxy?: Secret };
  agentPlatform?: { url: string; secure?: boolean };
  models: readonly ModelConfig[];
  probeUser?: string;
  site: string;
  /** Known-good neighbour of the worker, `tcp://host:port` or `dns://server`; its own resolver where none is named. */
  sentinel?: string;
  profile: "online" | "offline";
  expect: readonly { code: string; reason: string; until: string }[];
  /** How its parts run, as the footholds that are written for it tell. */
  runs?: Deployment;
}

export interface ModelConfig {
  name: string;
  endpoint?: string;
  identifier?: string;
  apiKey?: Secret;
  ca?: string;
  proxy?: Secret;
}
