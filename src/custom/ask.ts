import { type AskCustom, customAsked, type CustomFact, customId, type CustomRule, type CustomSet, type Expectation } from "../core/custom.ts";
import type { Limits, Probes } from "../core/ports.ts";
import type { Failure } from "../core/probe-answer.ts";
import { differs, seeDns, seeHttp, seeTls, type Sight } from "./expectation.ts";
import { askProgram } from "./program.ts";

const bodyBytes = 64 * 1024;
// Of one stack at once: rules of an operator must not be a load.
const sideBySide = 4;

/** Asks the custom checks of stacks: each one probe at the host that the operator wrote, without redirects, secrets or bodies of our own. */
export function customAsker(sets: Readonly<Record<string, CustomSet>>, probes: Probes, now: () => Date): AskCustom {
  return async (stack, only, signal) => {
    const set = sets[stack.name];
    if (set === undefined) return [];
    const began = performance.now();
    const since = (): number => Math.round(performance.now() - began);
    const { rules, programs } = customAsked(set, only);
    const question = (check: string) => ({ schemaVersion: 1 as const, check, stack: { name: stack.name, gitlabUrl: stack.gitlab.url, gatewayUrl: stack.gateway?.url ?? null } });
    const work = [
      ...rules.map((rule) => ({ rule, ask: () => askRule(rule, probes, now, signal) })),
      ...programs.map((rule) => ({ rule, ask: () => askProgram(rule, question(rule.name), signal) })),
    ];
    const answers: { id: string; value: CustomFact; startedMs: number; durationMs: number }[] = [];
    const next = work.values();
    await Promise.all(Array.from({ length: sideBySide }, async () => {
      for (const { rule, ask } of next) {
        const startedMs = since();
        const { verdict, reason } = signal.aborted ? { verdict: "skip" as const, reason: "the time of this run was over" } : await ask();
        answers.push({ id: customId(rule.name), value: { title: rule.title, hop: rule.hop, verdict, reason, ...(rule.cause === undefined ? {} : { cause: rule.cause }) }, startedMs, durationMs: since() - startedMs });
      }
    }));
    return answers.sort((a, b) => (a.id < b.id ? -1 : 1));
  };
}

async function askRule(rule: CustomRule & { ca?: string }, probes: Probes, now: () => Date, signal: AbortSignal): Promise<Pick<CustomFact, "verdict" | "reason">> {
  const { http, tls, dns, ca } = rule;
  const route = ca === undefined ? {} : { route: { ca } };
  const limits = (seconds: number): Limits => ({ timeoutMs: seconds * 1000, signal });
  if (http !== undefined) {
    const result = await probes.http({ method: http.method, url: http.url, keepBytes: bodyBytes, fresh: true, ...route }, limits(http.timeout));
    return result.kind === "failure" ? failed(result) : judge(rule, (one) => seeHttp(result, one), `${result.status} in ${Math.round(result.timings.total)} ms`);
  }
  if (tls !== undefined) {
    const result = await probes.tls({ host: bare(tls.host), port: tls.port, ...route }, limits(tls.timeout));
    return result.kind === "failure" ? failed(result) : judge(rule, (one) => seeTls(result, one, now()), `${result.protocol}${result.trusted ? "" : ", not trusted"}`);
  }
  const result = await probes.dns(bare(dns?.host ?? ""), limits(dns?.timeout ?? 5));
  return result.kind === "failure" ? failed(result) : judge(rule, (one) => seeDns(result, one), `${result.system.length} addresses`);
}

const bare = (host: string): string => host.replace(/^\[|\]$/gu, "");

const failed = ({ phase, reason }: Failure): Pick<CustomFact, "verdict" | "reason"> => ({ verdict: reason === "deadline" || reason === "cancelled" ? "skip" : "fail", reason: `no answer: ${reason.replaceAll("-", " ")} (${phase})` });

function judge(rule: CustomRule, see: (expectation: Expectation) => Sight, seen: string): Pick<CustomFact, "verdict" | "reason"> {
  const wrong = rule.expect.flatMap((one) => differs(one, see(one)) ?? []);
  return wrong.length === 0 ? { verdict: "pass", reason: seen } : { verdict: "fail", reason: `${wrong.slice(0, 3).join("; ")}${wrong.length > 3 ? `; and ${wrong.length - 3} more` : ""}` };
}
