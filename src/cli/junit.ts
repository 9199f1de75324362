import type { Result } from "../core/result.ts";

const escape = (text: string): string => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, "").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** The checks as a JUnit report, so that a pipeline shows them; root causes stand in the failure texts. */
export function toJunit(result: Result): string {
  const count = (verdicts: readonly string[]): number => result.checks.filter((check) => verdicts.includes(check.verdict)).length;
  const causes = result.diagnosis.causes.map((cause) => `${cause.code} ${cause.title}`).join("\n");
  const cases = result.checks.map((check) => {
    const head = `    <testcase classname="${escape(check.hop)}" name="${escape(`${check.id}: ${check.title}`)}" time="${(check.durationMs / 1000).toFixed(3)}"`;
    if (check.verdict === "fail") return `${head}>\n      <failure message="${escape(check.reason)}">${escape(causes)}</failure>\n    </testcase>`;
    if (check.verdict === "unknown") return `${head}>\n      <error message="${escape(check.reason)}"/>\n    </testcase>`;
    if (check.verdict === "skip" || check.verdict === "blocked") return `${head}>\n      <skipped message="${escape(check.reason)}"/>\n    </testcase>`;
    return `${head}/>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n  <testsuite name="${escape(`duo-triage ${result.stack}`)}" tests="${result.checks.length}" failures="${count(["fail"])}" errors="${count(["unknown"])}" skipped="${count(["skip", "blocked"])}" time="${(result.durationMs / 1000).toFixed(3)}">\n${cases.join("\n")}\n  </testsuite>\n</testsuites>\n`;
}
