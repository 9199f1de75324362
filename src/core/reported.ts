import { z } from "zod";
import type { Observation } from "./fact.ts";
import type { VantagePoint } from "./hop.ts";

/** Kinds of text that people paste, or that a foothold brings. */
export const sources = [
  "gateway-log", "agent-log", "gitlab-log", "gitlab-rake", "troubleshoot", "health-check", "proxy-log", "model-log", "container", "kubernetes", "curl", "browser", "settings", "test-answer", "text",
] as const;
export const sourceSchema = z.enum(sources);
export type Source = z.infer<typeof sourceSchema>;

/** Where along the path a sign stands; signs of one area are weighed together. */
export const areas = ["access", "gitlab", "way", "gateway", "keys", "model", "agent"] as const;
export const areaSchema = z.enum(areas);
export type Area = z.infer<typeof areaSchema>;

/**
 * One telling thing that stands in a text. `proof`: it alone proves the one cause that it points to. `single`: it points to one cause. `group`: to
 * one of several. `hint`: to what is worth a look, and no more. `health`: something works, which rules the causes out that it points to.
 */
export const strengths = ["proof", "single", "group", "hint", "health"] as const;
export const signSchema = z.object({
  /** Id of a symptom of the catalogue, or of a parser's own finding. */
  id: z.string().max(80),
  source: sourceSchema,
  /** First line of the text that it stands on, from 1, and on how many. */
  line: z.number().int(),
  times: z.number().int(),
  /** The text itself, cleaned, at most 240 characters. */
  said: z.string(),
  strength: z.enum(strengths),
  /** Codes of causes. */
  points: z.array(z.string()),
});
export type Sign = z.infer<typeof signSchema>;

/** What signs that agree leave over. */
export const findingSchema = z.object({
  area: areaSchema,
  level: z.enum(["proven", "likely", "suspect"]),
  codes: z.array(z.string()).min(1),
  /** Causes that look like these and are ruled out by what stands in the text. */
  excluded: z.array(z.string()),
  /** Places in `signs`. */
  signs: z.array(z.number().int()),
});
export type Finding = z.infer<typeof findingSchema>;

/** Evidence that somebody reported: what stands in a text, and what it leaves over. */
export const evidenceSchema = z.object({
  sources: z.array(sourceSchema),
  signs: z.array(signSchema),
  findings: z.array(findingSchema),
  /** Model that the text speaks of, as far as it does. */
  model: z.object({ name: z.string().nullable(), identifier: z.string().nullable(), host: z.string().nullable(), port: z.number().nullable() }).nullable(),
});
export type ReportedEvidence = z.infer<typeof evidenceSchema>;

/** Who brought a text: a person, or a foothold that was granted. */
export const bringers = ["paste", "foothold"] as const;
export type Bringer = (typeof bringers)[number];
export const evidenceFact = (by: Bringer): `reported/${Bringer}` => `reported/${by}`;

/** The fact, and the check, that stand for each finding, in order: `paste/model`, and `paste/model-2` where a second, independent one is there. */
export function namedFindings(evidence: ReportedEvidence, by: Bringer): { id: string; finding: Finding }[] {
  return evidence.findings.map((finding, place) => {
    const nth = evidence.findings.slice(0, place).filter((one) => one.area === finding.area).length + 1;
    return { id: `${by}/${finding.area}${nth === 1 ? "" : `-${nth}`}`, finding };
  });
}

/** Stands for the model that a text speaks of without naming it. */
export const unnamedModel = "of the text";

/** Evidence as facts of a run: as a whole, finding by finding, and where a finding is about a model that the run does not know, that model. */
export function observeEvidence(evidence: ReportedEvidence, by: Bringer, at: Date, subjects: readonly string[] = []): Observation[] {
  const head = { from: vantageOf(evidence), basis: by === "paste" ? "reported" : "measured", startedMs: 0, durationMs: 0, at: at.toISOString() } as const;
  const name = evidence.model?.name ?? evidence.model?.identifier ?? unnamedModel;
  const about = evidence.findings.some((finding) => finding.area === "model" || finding.area === "gateway") && subjects.length === 0;
  return [
    { id: evidenceFact(by), ...head, value: evidence, said: describeSigns(evidence, evidence.signs) },
    ...namedFindings(evidence, by).map(({ id, finding }) => ({ id, ...head, value: finding, said: describeSigns(evidence, finding.signs.flatMap((place) => evidence.signs[place] ?? [])) })),
    ...(about ? [{ id: `${by}/about`, subject: name, ...head, value: evidence.model, said: `The text speaks of model ${name}` }] : []),
  ];
}

const gitlabSources: readonly Source[] = ["gitlab-log", "gitlab-rake", "health-check", "settings"];
const gatewaySources: readonly Source[] = ["gateway-log", "agent-log", "troubleshoot", "container", "kubernetes"];

/** Where the one stood whose words they are. */
function vantageOf(evidence: ReportedEvidence): VantagePoint {
  const source = evidence.signs.find((sign) => sign.strength !== "health")?.source ?? evidence.sources[0];
  if (source !== undefined && gitlabSources.includes(source)) return "gitlab";
  return source !== undefined && gatewaySources.includes(source) ? "gateway" : "worker:paste";
}

/** Signs as one sentence: the most telling lines, with where they stand. */
function describeSigns(evidence: ReportedEvidence, signs: readonly Sign[]): string {
  const order: Record<Sign["strength"], number> = { proof: 0, single: 1, group: 2, hint: 3, health: 4 };
  const told = [...signs].sort((a, b) => order[a.strength] - order[b.strength] || a.line - b.line);
  const trouble = told.filter((sign) => sign.strength !== "health");
  const shown = (trouble.length > 0 ? trouble : told).slice(0, 3).map((sign) => `${sourceNames[sign.source]}, line ${sign.line}${sign.times > 1 ? ` and ${sign.times - 1} more` : ""}: ${sign.said}`);
  return shown.length === 0 ? `Nothing telling stands in it (${evidence.sources.map((source) => sourceNames[source]).join(", ")})` : shown.join(" · ");
}

export const sourceNames: Record<Source, string> = {
  "gateway-log": "gateway log", "agent-log": "agent service log", "gitlab-log": "GitLab log", "gitlab-rake": "rake task", troubleshoot: "troubleshoot script", "health-check": "health check",
  "proxy-log": "proxy log", "model-log": "model server log", container: "container list", kubernetes: "Kubernetes", curl: "curl", browser: "browser console", settings: "GitLab's settings",
  "test-answer": "answer to the test", text: "text",
};
