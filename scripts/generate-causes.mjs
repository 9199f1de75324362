// Writes docs/causes.md: every cause of the catalogue with what people see, how it is proven, from where, and what to do.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(fileURLToPath(import.meta.url), "..", "..");
const place = join(root, "docs", "causes.md");

const hopNames = { licence: "Licence and access", gitlab: "GitLab itself", "gitlab-to-gateway": "The way from GitLab to the gateway", gateway: "The AI gateway", "gateway-to-gitlab": "The gateway's way to GitLab", "gateway-to-model": "The gateway's way to the model", model: "The model server", "agent-platform": "The agent platform", triage: "duo-triage itself" };
const severityNames = { outage: "outage", degraded: "degraded: works in part", security: "notice of security", warning: "notice", info: "notice, for information" };
const levelNames = { proven: "Proven", likely: "Likely", suspect: "One of a group that this evidence cannot tell apart" };
const rungNames = { user: "any user's token", "ai-features": "a token with `ai_features` or `api`", admin: "an administrator's token" };

// Text as Markdown: nothing of it is markup, holes of a title stand as they are meant.
const text = (words) => words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("|", "\\|").replaceAll("*", "\\*").replaceAll("_", "\\_").replaceAll("[", "\\[");
const outsideCode = (words) => words.split(/(`[^`]*`)/u).map((part) => (part.startsWith("`") && part.length > 1 ? part : text(part))).join("");
const fill = (words) => words.replace(/(?<![%$])\{([a-zA-Z_]{1,40})\}/gu, (_hole, name) => `<${name.replace(/([a-z])([A-Z])/gu, "$1 $2").replaceAll("_", " ").toLowerCase()}>`);
const plain = (words) => outsideCode(fill(words));
const link = (code) => `[${code}](#${code.toLowerCase()})`;

function stepsOf(remedy) {
  return remedy.flatMap((step, index) => [
    `${index + 1}. ${plain(step.do)} (${plain(step.where)})`,
    ...(step.command === undefined ? [] : ["", "   ```text", ...fill(step.command).split("\n").map((line) => `   ${line}`), "   ```", ""]),
    ...[["Good", step.expect], ["Risk", step.risk], ["Undo", step.undo]].filter(([, words]) => words !== undefined).map(([name, words]) => `   - ${name}: ${plain(words)}`),
  ]);
}

/** What each level of proof reads, by the titles of the facts, and what it takes to see them. */
function proofOf(cause, hop, facts, alternatives) {
  if (hop === "triage" && cause === undefined) return ["- duo-triage says it of itself when it happens."];
  if (cause === undefined) return ["- It leaves no picture that can be seen from outside; duo-triage names it where a pasted text points to it."];
  const read = (level) => [...new Set(alternatives(cause).flatMap((one) => (one.level === level ? one.term.reads : [])))].sort();
  const lines = Object.entries(levelNames).filter(([level]) => read(level).length > 0).map(([level, name]) => `- ${name}, from ${read(level).map((id) => `\`${id}\``).join(", ")}`);
  const rungs = new Set(alternatives(cause).flatMap(({ term }) => term.reads).map((id) => facts[id]?.rung));
  const highest = Object.keys(rungNames).findLast((rung) => rungs.has(rung));
  lines.push(`- Seen from the worker${highest === undefined ? ", without a token" : `; some of it needs ${rungNames[highest]}`}.`);
  const rivals = Object.entries(cause.rivals ?? {});
  if (rivals.length > 0) lines.push(`- Told apart from: ${rivals.map(([code, how]) => `${link(code)} (${plain(how)})`).join("; ")}`);
  if ((cause.consequenceOf ?? []).length > 0) lines.push(`- Only a consequence where one of these is named: ${cause.consequenceOf.map(link).join(", ")}`);
  return lines;
}

function seenOf(entry, cause, symptoms, checks) {
  const codes = [...new Set([...entry.explains, ...(cause?.explains.codes ?? [])])];
  const pasted = symptoms.filter((symptom) => symptom.kind !== "code" && symptom.pointsTo.slice(0, 3).includes(entry.code));
  const fails = (cause?.explains.checks ?? []).flatMap((id) => (checks[id] === undefined ? [] : [`${plain(checks[id].title)} (\`${id}\`)`]));
  return [
    ...(codes.length === 0 ? [] : [`- Codes: ${codes.map((code) => `\`${code}\``).join(", ")}`]),
    ...(entry.breaks.length === 0 ? [] : [`- Breaks: ${entry.breaks.map((feature) => (feature === "all" ? "everything that uses it" : feature.replaceAll("-", " "))).join(", ")}`]),
    ...(fails.length === 0 ? [] : [`- Checks that fail: ${fails.join("; ")}`]),
    ...pasted.slice(0, 4).map((symptom) => `- ${plain(symptom.says)} Seen in: ${plain(symptom.seenIn)}.`),
  ];
}

async function pageOf() {
  const load = (path) => import(join(root, "dist", path));
  const [{ catalogue }, { symptoms }, { causes }, { checks }, { facts }, { alternativesOf }] = await Promise.all([
    load("knowledge/catalogue.generated.js"), load("knowledge/symptoms.generated.js"), load("causes/registry.generated.js"), load("checks/registry.generated.js"), load("facts/registry.generated.js"), load("diagnosis/plan.js"),
  ]);
  const rules = new Map(Object.values(causes).map((cause) => [cause.code, cause]));
  const hops = Object.keys(hopNames).filter((hop) => catalogue.some((entry) => entry.hop === hop));
  const lines = [
    "# Causes", "",
    "<!-- Generated from the catalogue and the rules by `npm run generate`. Do not edit. -->", "",
    "Every root cause that duo-triage names. Codes are stable and never reused; each has an anchor of its own, such as `#dt307`. *Proven* means that nothing else looks like this, *likely* that it is the best",
    "explanation, and *one of a group* that the evidence cannot separate it from its look-alikes: then the answer names the one test that does.", "",
    "What is read is named by the ids of [what is looked at](#observations).", "",
    ...hops.map((hop) => `- [${hopNames[hop]}](#${hop}): ${catalogue.filter((entry) => entry.hop === hop).map(({ code }) => link(code)).join(" ")}`), "",
  ];
  for (const hop of hops) {
    lines.push(`<a id="${hop}"></a>`, "", `## ${hopNames[hop]}`, "");
    for (const entry of catalogue.filter((one) => one.hop === hop)) {
      const rule = rules.get(entry.code);
      const seen = seenOf(entry, rule, symptoms, checks);
      lines.push(
        `<a id="${entry.code.toLowerCase()}"></a>`, "", `### ${entry.code} ${entry.name}`, "",
        `${plain(rule?.title ?? entry.title)} (${severityNames[entry.severity]}${entry.versions === undefined ? "" : `; versions: ${plain(entry.versions)}`}).`, "",
        ...(seen.length === 0 ? [] : ["**What you see**", "", ...seen, ""]),
        "**How it is proven**", "", ...proofOf(rule, entry.hop, facts, alternativesOf), "",
        "**What to do**", "", ...stepsOf(rule?.remedy ?? entry.remedy), "",
      );
    }
  }
  const rungOf = (fact) => (fact.rung === undefined || fact.rung === "none" ? "no token" : rungNames[fact.rung]);
  lines.push(
    '<a id="observations"></a>', "", "## What is looked at", "", "| observation | what it is | needs |", "| --- | --- | --- |",
    ...Object.entries(facts).map(([id, fact]) => `| \`${id}\` | ${plain(fact.title)}${fact.per === "model" ? ", for each model" : ""}${fact.cost === "deep" ? ", with `--deep` only" : fact.cost === "tokens" ? ", spends a few tokens" : ""} | ${rungOf(fact)} |`), "",
  );
  return `${lines.join("\n").replace(/\n{3,}/gu, "\n\n").trimEnd()}\n`;
}

/** Gives `docs/causes.md` where it is not what catalogue and rules give; writes it unless `check`. Needs a build, as the manifests do. */
export async function generateCauses({ check }) {
  if (!existsSync(join(root, "manifests"))) return [];
  const page = await pageOf();
  if (existsSync(place) && readFileSync(place, "utf8") === page) return [];
  if (!check) {
    mkdirSync(join(root, "docs"), { recursive: true });
    writeFileSync(place, page);
  }
  return ["docs/causes.md"];
}
