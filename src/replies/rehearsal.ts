import type { Rehearsal, RehearsalFinding } from "../core/rehearsal.ts";
import type { Block, Mark, Reply } from "../core/reply.ts";
import type { RemedyStep } from "../core/rule.ts";

const marks: Record<Rehearsal["verdict"], Mark> = { go: "pass", "go-after": "warn", "no-go": "fail", "cannot-tell": "undecided" };
const words: Record<Rehearsal["verdict"], string> = { go: "go", "go-after": "go, once what stands under Do first is done", "no-go": "no-go", "cannot-tell": "cannot tell" };
const sections: Record<RehearsalFinding["level"], string> = { blocks: "Against it", unknown: "What is not known", first: "Do first", after: "Right after it", note: "To know" };

const stepOf = (finding: RehearsalFinding): RemedyStep => ({ do: `${finding.title}${finding.do === undefined ? "" : `: ${finding.do}`}`, where: finding.where ?? "", ...(finding.command === undefined ? {} : { command: finding.command }) });

/** Go or no-go with its reasons: what speaks against the upgrade, what to do first, what to know. */
export function sayRehearsal(rehearsal: Rehearsal, ageText?: string): Reply {
  const { gitlab, gateway, findings } = rehearsal;
  const held = gateway.by === "nobody" ? "not seen" : gateway.oldest === gateway.newest ? `${gateway.oldest ?? ""}` : `${gateway.oldest ?? "?"} to ${gateway.newest ?? "?"}`;
  const blocks: Block[] = [
    { kind: "headline", mark: marks[rehearsal.verdict], text: `GitLab ${gitlab.target} on ${rehearsal.stack}: ${words[rehearsal.verdict]}` },
    { kind: "fact", label: "Now", text: `GitLab ${gitlab.now ?? "not seen"}, gateway ${held}` },
    { kind: "fact", label: "Path", text: gitlab.path.join(" > ") },
    { kind: "fact", label: "Gateway tag", text: gateway.tag },
  ];
  for (const level of ["blocks", "unknown", "first", "after", "note"] as const) {
    const own = findings.filter((finding) => finding.level === level);
    if (own.length === 0) continue;
    if (level === "first" || level === "after") blocks.push({ kind: "steps", title: sections[level], steps: own.map(stepOf) });
    else blocks.push({ kind: "section", title: sections[level] }, ...own.map((finding): Block => ({ kind: "note", text: `${finding.title} (${finding.because})${finding.do === undefined ? "" : `. ${finding.do}`}${finding.source === undefined ? "" : `. ${finding.source}`}` })));
  }
  const sources = [...new Set(findings.filter(({ level }) => level === "first" || level === "after").flatMap(({ source }) => source ?? []))];
  if (sources.length > 0) blocks.push({ kind: "note", text: `Sources: ${sources.join(" · ")}` });
  blocks.push({ kind: "note", text: `From run ${rehearsal.run} of ${rehearsal.at}${ageText === undefined ? "" : `, ${ageText} ago`}` });
  return { slot: "rehearsal", audience: "everyone", blocks };
}
