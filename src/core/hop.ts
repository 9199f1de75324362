import { z } from "zod";

/** The edges and ends of the request path, nearest to the user first. */
export const hops = [
  "licence",
  "gitlab",
  "gitlab-to-gateway",
  "gateway",
  "gateway-to-gitlab",
  "gateway-to-model",
  "model",
  "agent-platform",
  "triage",
] as const;
export const hopSchema = z.enum(hops);
export type Hop = z.infer<typeof hopSchema>;

/** `outage` and `degraded` are causes; the other three are notices. */
export const severities = ["outage", "degraded", "security", "warning", "info"] as const;
export const severitySchema = z.enum(severities);
export type Severity = z.infer<typeof severitySchema>;

/** What a check says. `unknown`: our own probe broke. `blocked`: a check that must hold first did not. */
export const verdicts = ["pass", "warn", "fail", "skip", "blocked", "unknown", "expected"] as const;
export const verdictSchema = z.enum(verdicts);
export type Verdict = z.infer<typeof verdictSchema>;

/** What users lose while a cause holds; `all` is everything that is assigned to the model or stack at fault. */
export type Feature = string;

/** Where the observer stood. `worker` carries its site: `worker:default`. */
export type VantagePoint = `worker:${string}` | "gitlab" | "gateway";

/** How a thing is known: seen by us, told by another system, or concluded from other facts. */
export const bases = ["measured", "reported", "inferred"] as const;
export const basisSchema = z.enum(bases);
export type Basis = z.infer<typeof basisSchema>;

/** What an observation costs. `tokens` spends a few model tokens (16 at most each), `deep` more, or leaves a trace: on request only. */
export const costs = ["free", "cheap", "tokens", "deep", "foothold"] as const;
export type Cost = (typeof costs)[number];
