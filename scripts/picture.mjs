// Writes docs/answer.svg and docs/request-path.png: a real answer of duo-triage to a broken practice stack, as the terminal and the chats show it.
// usage: npm run build && node scripts/picture.mjs [fault]
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { renderReply } from "../dist/chat/terminal/render.js";
import { createRedact } from "../dist/core/redact.js";
import { diagnose } from "../dist/diagnosis/diagnose.js";
import { loadRegistry } from "../dist/app/registry.js";
import { practiceConfig } from "../dist/app/practice.js";
import { startPracticeStack } from "../dist/practice/stack.js";
import { createProbes } from "../dist/probes/probes.js";
import { openPainter } from "../dist/pictures/open-painter.js";
import { drawPath } from "../dist/pictures/path.js";
import { requestPath } from "../dist/replies/request-path.js";
import { saySteps, sayVerdict } from "../dist/replies/verdict.js";

const fault = process.argv[2] ?? "served-name-mismatch";
const stack = await startPracticeStack({ faults: [fault] });
const probes = createProbes({});
const { result } = await diagnose({ run: "r-7f3k2m9q", trigger: "chat", stack: practiceConfig(stack, "model", "prod") }, await loadRegistry(), { probes, redact: createRedact([]), now: () => new Date(), newId: randomUUID });
await probes.close();
await stack.close();

const text = `duo> /duo check prod\n${[sayVerdict(result), saySteps(result)].map((reply) => renderReply(reply, { colour: true, width: 104 })).join("\n")}`;
const colours = { 1: "font-weight:700", 31: "fill:#ff7b72", 32: "fill:#7ee787", 33: "fill:#f2cc60", 35: "fill:#d2a8ff", 36: "fill:#79c0ff", 90: "fill:#8b949e" };
const escape = (part) => part.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const lines = text.split("\n");
const rows = lines.map((line, place) => {
  const styles = [];
  const spans = line.split(/(\u001b\[\d+m)/u).flatMap((part) => {
    const code = /^\u001b\[(\d+)m$/u.exec(part)?.[1];
    if (code !== undefined) {
      if (code === "0") styles.length = 0;
      else styles.push(colours[code] ?? "");
      return [];
    }
    return part === "" ? [] : [`<tspan style="${styles.join(";")}">${escape(part)}</tspan>`];
  });
  return `<text x="20" y="${34 + place * 20}" xml:space="preserve">${spans.join("")}</text>`;
});
const height = 34 + lines.length * 20 + 8;
writeFileSync(new URL("../docs/answer.svg", import.meta.url), `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 920 ${height}" width="920" height="${height}" role="img" aria-label="${escape(`duo-triage answers /duo check prod: ${result.diagnosis.causes.map((cause) => cause.title).join("; ")}`)}">
<rect width="920" height="${height}" rx="10" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" fill="#e6edf3">
${rows.join("\n")}
</g>
</svg>
`);
const painter = openPainter({ patienceMs: 60_000, trouble: (message) => console.error(message) });
const picture = await painter.paint(drawPath(requestPath(result)));
if (picture !== undefined) writeFileSync(new URL("../docs/request-path.png", import.meta.url), picture.png);
await painter.close();
console.log(`docs/answer.svg: ${result.verdict}, ${result.diagnosis.causes.map((cause) => cause.code).join(", ")}`);
