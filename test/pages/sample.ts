import type { NamedCause, Result, SavedRun } from "../../src/core/result.ts";

/** Text as a target may send it: markup, the end of every context that a page has, invisible and invalid characters. */
export const hostile = `<script>alert(1)</script>"'><img src=x onerror=alert(2)></style></title>]]>--><svg onload=alert(3)>\u202e\u0000\ufffe\ud800 javascript:alert(4)`;

const evidence = (said: string) => ({ probe: "model/reach@Team model", from: "worker:default", basis: "measured" as const, said });

export const cause: NamedCause = {
  code: "DT307", name: "model-traffic-dropped", certainty: "likely", severity: "outage", title: "Packets from the gateway to the model vanish", hop: "gateway-to-model", models: ["Team model"],
  breaks: ["all"], explains: ["A1003"], evidence: [evidence("the model server is open from here"), evidence("the gateway gets no answer")], against: [evidence("the list of models came once")],
  remedy: [{ do: "Try the connection where the gateway runs", where: "gateway container", command: "curl -m 5 http://model:8000/v1/models", expect: "200", risk: "none", undo: "nothing" }, { do: "Allow the traffic", where: "network" }],
};

const check = (id: string, hop: Result["checks"][number]["hop"], verdict: Result["checks"][number]["verdict"]): Result["checks"][number] => ({ id, title: `Title of ${id}`, hop, verdict, reason: `reason of ${id}`, startedMs: 10, durationMs: 120, evidence: [evidence(`seen by ${id}`)] });

export const result: Result = {
  schemaVersion: 1, run: "r-7f3k2m9q", stack: "prod", trigger: "cli", startedAt: "2026-11-23T02:15:00.000Z", durationMs: 12_400, vantagePoints: ["worker:default"], verdict: "fail",
  diagnosis: { causes: [cause], cannotTell: [], notices: [], notRun: [{ check: "gitlab/chat", because: "asked for only with --deep", wouldTell: "whether a question is answered" }] },
  checks: [
    check("gitlab/answers", "gitlab", "pass"), check("licence/seat", "licence", "pass"), check("gitlab-to-gateway/health", "gitlab-to-gateway", "pass"), check("gateway/auth-on", "gateway", "warn"),
    check("gateway-to-model/answers@Team model", "gateway-to-model", "fail"), check("model/reachable@Team model", "model", "pass"), check("model/tools@Team model", "model", "blocked"), check("agent-platform/serving", "agent-platform", "skip"),
  ],
};

const fact = (id: string, startedMs: number, durationMs: number, said: string): SavedRun["facts"][number] => ({ id, from: "worker:default", basis: "measured", startedMs, durationMs, at: "2026-11-23T02:15:00.000Z", value: {}, said });

export const saved: SavedRun = {
  schemaVersion: 1, run: result.run, trigger: "cli", startedAt: result.startedAt, durationMs: result.durationMs, reported: [], stack: { name: "prod", gitlabUrl: "https://gitlab.example.com", profile: "online", site: "default", expect: [] },
  facts: [fact("gitlab/version", 0, 40, "GitLab 19.3.1-ee"), { ...fact("model/list", 40, 12_000, "no answer within 12 s"), subject: "Team model" }, { ...fact("gitlab/chat", 0, 0, "asked for only with --deep"), absent: { reason: "not-asked" } }],
};

/** A result in which every text that may come from a target is hostile. */
export function spoil<T>(value: T, keep: readonly string[] = ["code", "certainty", "severity", "hop", "basis", "verdict", "schemaVersion", "trigger", "id", "reason", "profile"]): T {
  if (typeof value === "string") return `${value} ${hostile}` as T;
  if (Array.isArray(value)) return value.map((one) => spoil(one as unknown, keep)) as T;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, keep.includes(key) && typeof one === "string" && key !== "reason" ? one : spoil(one as unknown, keep)])) as T;
}
