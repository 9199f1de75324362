// Runs every practice fault, pairs of faults from different hops and healthy variations, and counts how often the answer is exactly right.
// usage: node bench/accuracy.mjs [--only NAME[,NAME]] [--pairs N] [--only-pairs A+B[,C+D]] [--healthy N] [--reach none|user|admin|model] [--write] [--jobs N] [--all-reaches] [--no-singles] [--scale 1] [--paste-only] [--footholds: asked with --deep, through a foothold beside the gateway]
import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { diagnose } from "../dist/diagnosis/diagnose.js";
import { loadRegistry } from "../dist/app/registry.js";
import { Secret } from "../dist/core/secret.js";
import { createRedact } from "../dist/core/redact.js";
import { createProbes } from "../dist/probes/probes.js";
import { startPracticeStack } from "../dist/practice/stack.js";
import { faultNamed, faults } from "../dist/practice/faults/table.js";
import { fitsVersion, healthyMix } from "../dist/practice/variations.js";
import { practiceConfig } from "../dist/app/practice.js";
import { footholdReader } from "../dist/app/footholds.js";
import { causeOf } from "../dist/knowledge/catalogue.js";
import { judgePastes } from "./paste.mjs";

const { values: options } = parseArgs({ options: { only: { type: "string" }, "only-pairs": { type: "string" }, pairs: { type: "string", default: "200" }, healthy: { type: "string", default: "300" }, reach: { type: "string" }, "all-reaches": { type: "boolean" }, write: { type: "boolean" }, "no-singles": { type: "boolean" }, "paste-only": { type: "boolean" }, jobs: { type: "string", default: "3" }, verbose: { type: "boolean" }, footholds: { type: "boolean" }, scale: { type: "string", default: "0.1" } } });
if (options["paste-only"]) {
  await judgePastes({ only: options.only?.split(","), healthy: Number(options.healthy), jobs: Number(options.jobs), write: options.write });
  process.exit(0);
}
const registry = await loadRegistry();
const rungs = ["none", "user", "admin", "model"];

/** A small generator with a fixed seed: the same pairs and variations in every run. */
function random(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) >>> 0;
    return state % below;
  };
}

/** What a person brings goes into the question: codes that were seen, `--deep`, the address of the gateway in the configuration. */
async function ask(names, healthy, reach, version, seed = 1, brings = {}) {
  const stack = await startPracticeStack({ faults: names, variations: healthy, seed, retryScale: Number(options.scale), ...(version === undefined ? {} : { gitlabVersion: version }) });
  const probes = createProbes({});
  try {
    const began = performance.now();
    const configured = practiceConfig(stack, reach);
    if (brings.modelProxy) configured.models = configured.models.map((model) => ({ ...model, proxy: new Secret(stack.proxyUrl) }));
    if (brings.gatewayUrl) configured.gateway = { ...configured.gateway, url: stack.ownGatewayUrl };
    const exec = options.footholds ? { [configured.name]: { gateway: { docker: await stack.openFoothold() } } } : {};
    const foothold = footholdReader({ exec }, createRedact([]), (line) => options.verbose && console.log(`       ${line}`));
    const { result, saved } = await diagnose({ run: "r-bench", trigger: "cli", stack: configured, deep: brings.deep === true || options.footholds === true, reported: brings.reported ?? [] }, registry, { probes, redact: createRedact([]), now: () => new Date(), newId: randomUUID, foothold });
    return { result, saved, seconds: (performance.now() - began) / 1000 };
  } finally {
    await probes.close();
    await stack.close();
  }
}

/** What an answer may honestly say of a fault: name it, or list it among what cannot be told apart. */
function expectationOf(fault, reach) {
  const cause = causeOf(fault.code);
  const seen = rungs.indexOf(reach) >= rungs.indexOf(fault.needs);
  const trouble = cause?.severity === "outage" || cause?.severity === "degraded";
  if (!seen) return { kind: "hidden", trouble };
  const best = reach === "model" ? (cause?.outsideWithModel ?? cause?.outside) : cause?.outside;
  return { kind: best === "group" || best === "no" ? "group" : "named", trouble };
}

/** The checks that fail because of a cause. */
const checksOf = (code) => Object.values(registry.causes).filter((cause) => cause.code === code).flatMap((cause) => cause.explains.checks);

function grade(codes, answer, reach, list) {
  const named = answer.result.diagnosis.causes.map((cause) => cause.code);
  const among = new Set(answer.result.diagnosis.cannotTell.flatMap((one) => one.among));
  const notices = new Set(answer.result.diagnosis.notices.map((notice) => notice.code));
  const expected = list.map((fault) => ({ fault, ...expectationOf(fault, reach) }));
  const wrong = named.filter((code) => !codes.includes(code));
  const told = (one) => (one.trouble ? named.includes(one.fault.code) : notices.has(one.fault.code));
  const missing = expected.filter((one) => one.kind === "named" && !told(one) && !(one.kind === "named" && among.has(one.fault.code)));
  const unknown = expected.filter((one) => !told(one) && among.has(one.fault.code));
  const groupMissing = expected.filter((one) => one.kind === "group" && !told(one) && !among.has(one.fault.code));
  const exact = wrong.length === 0 && expected.every((one) => told(one));
  // A fault that no evidence from outside can separate is told when its group is.
  const toldOrGrouped = (one) => told(one) || (one.kind === "group" && among.has(one.fault.code));
  const reported = new Set(answer.result.diagnosis.notRun.map((one) => one.check.split("@")[0]));
  const hidden = expected.filter((one) => !toldOrGrouped(one) && checksOf(one.fault.code).some((check) => reported.has(check)));
  const bothTold = wrong.length === 0 && expected.every((one) => one.kind === "hidden" || toldOrGrouped(one));
  const right = wrong.length === 0 && expected.some((one) => toldOrGrouped(one)) && expected.every((one) => one.kind === "hidden" || toldOrGrouped(one) || hidden.includes(one));
  const honest = wrong.length === 0 && missing.length === 0 && groupMissing.length === 0;
  return { named, among: [...among], exact, bothTold, right, masked: hidden.length > 0, honest, wrong, missing: [...missing, ...groupMissing].map((one) => one.fault.code), unknown: unknown.length > 0 };
}

async function inParallel(tasks, many) {
  const results = [];
  let next = 0;
  await Promise.all(Array.from({ length: many }, async () => {
    while (next < tasks.length) {
      const place = next++;
      results[place] = await tasks[place]();
    }
  }));
  return results;
}

const only = options.only?.split(",");
const chosen = options["no-singles"] || options["only-pairs"] ? [] : faults.filter((fault) => only === undefined || only.includes(fault.name) || only.includes(fault.code));
const versionOf = (fault) => ["19.3.1", "18.10.3", "18.5.2", "17.11.4"].find((version) => fitsVersion(fault.onVersion, version));
const singles = chosen.flatMap((fault) => {
  const reaches = options["all-reaches"] ? rungs : [options.reach ?? "model"];
  return reaches.map((reach) => async () => {
    try {
      const answer = await ask([fault.name], [], reach, versionOf(fault), 1, fault.brings);
      const graded = grade([fault.code], answer, reach, [fault]);
      const kind = expectationOf(fault, reach).kind;
      const good = kind === "hidden" ? graded.wrong.length === 0 : graded.exact || (kind === "group" && graded.honest);
      const brought = fault.brings === undefined ? "" : `, brings ${[...(fault.brings.reported ?? []), ...(fault.brings.deep ? ["--deep"] : []), ...(fault.brings.gatewayUrl ? ["gateway.url"] : []), ...(fault.brings.modelProxy ? ["model.proxy"] : [])].join(" ")}`;
      console.log(`${good ? "ok  " : "MISS"} ${fault.name} [${reach}] ${fault.code} (${kind}${brought}) -> ${graded.named.join(",") || "-"}${graded.among.length ? ` among ${graded.among.join(",")}` : ""} ${answer.result.verdict} ${answer.seconds.toFixed(1)} s`);
      if (options.verbose && !good) for (const check of answer.result.checks.filter((one) => ["fail", "warn", "blocked"].includes(one.verdict))) console.log(`       ${check.verdict} ${check.id}: ${check.reason}`);
      return { fault, reach, kind, good, ...graded, seconds: answer.seconds };
    } catch (error) {
      console.log(`BROKE ${fault.name} [${reach}] ${error instanceof Error ? error.stack : error}`);
      return { fault, reach, kind: "broke", good: false, exact: false, honest: false, wrong: [], missing: [fault.code], named: [], seconds: 0 };
    }
  });
});
const singleResults = await inParallel(singles, Number(options.jobs));

const draw = random(20261122);
const pairs = (options["only-pairs"]?.split(",") ?? []).map((names) => names.split("+").map(faultNamed));
const wanted = only === undefined && pairs.length === 0 ? Number(options.pairs) : 0;
const plain = faults.filter((fault) => fitsVersion(fault.onVersion, "19.3.1"));
while (pairs.length < wanted) {
  const a = plain[draw(plain.length)];
  const b = plain[draw(plain.length)];
  if (a.hop === b.hop || a.code === b.code || a.conflictsWith?.includes(b.name) || b.conflictsWith?.includes(a.name)) continue;
  pairs.push([a, b]);
}
const pairResults = await inParallel(pairs.map(([a, b]) => async () => {
  try {
    const answer = await ask([a.name, b.name], [], options.reach ?? "model", undefined, 1, { ...a.brings, ...b.brings, reported: [...(a.brings?.reported ?? []), ...(b.brings?.reported ?? [])] });
    const graded = grade([a.code, b.code], answer, options.reach ?? "model", [a, b]);
    const word = graded.bothTold ? "ok  " : graded.right ? "mask" : "MISS";
    console.log(`${word} ${a.name} + ${b.name} ${a.code},${b.code} -> ${graded.named.join(",") || "-"}${graded.among.length ? ` among ${graded.among.join(",")}` : ""} ${answer.seconds.toFixed(1)} s`);
    if (options.verbose && word === "MISS") for (const check of answer.result.checks.filter((one) => ["fail", "warn"].includes(one.verdict))) console.log(`       ${check.verdict} ${check.id}: ${check.reason}`);
    return { ...graded, seconds: answer.seconds };
  } catch (error) {
    console.log(`BROKE ${a.name} + ${b.name} ${error}`);
    return { right: false, bothTold: false, exact: false, masked: false, wrong: [], seconds: 0 };
  }
}), Number(options.jobs));

const healthy = only === undefined && options["only-pairs"] === undefined ? Number(options.healthy) : 0;
const healthyResults = await inParallel(Array.from({ length: healthy }, (_, seed) => async () => {
  const { gitlabVersion, variations: names, reach } = healthyMix(seed + 1);
  try {
    const answer = await ask([], names, reach, gitlabVersion, seed + 1);
    const named = answer.result.diagnosis.causes.map((cause) => cause.code);
    const among = answer.result.diagnosis.cannotTell.map((one) => one.among.join("|") || "?");
    const good = named.length === 0 && among.length === 0;
    if (!good) console.log(`FALSE ALARM ${names.join(" + ")} [${reach}] -> ${named.join(",")} ${among.join(" ; ")}`);
    if (!good && options.verbose) for (const check of answer.result.checks.filter((one) => one.verdict === "fail")) console.log(`       ${check.id}: ${check.reason}`);
    return { good, named: named.length, seconds: answer.seconds };
  } catch (error) {
    console.log(`BROKE healthy ${names.join(" + ")} ${error}`);
    return { good: false, named: 0, seconds: 0 };
  }
}), Number(options.jobs));

const share = (list, good) => (list.length === 0 ? "-" : `${((100 * list.filter(good).length) / list.length).toFixed(1)} %`);
const median = (list) => (list.length === 0 ? "-" : `${[...list].sort((a, b) => a - b)[Math.floor(list.length / 2)].toFixed(1)} s`);
const separable = singleResults.filter((one) => one.kind === "named");
const bare = separable.filter((one) => one.fault.brings === undefined);
const brought = separable.filter((one) => one.fault.brings !== undefined);
const grouped = singleResults.filter((one) => one.kind === "group");
const open = pairResults.filter((one) => one.bothTold || !one.masked);
const table = [
  "| what | runs | result | median time |",
  "| --- | --- | --- | --- |",
  `| single faults that can be told from outside: exactly the cause | ${separable.length} | ${share(separable, (one) => one.exact)} | ${median(separable.map((one) => one.seconds))} |`,
  `| - of these, asked as \`check\` asks | ${bare.length} | ${share(bare, (one) => one.exact)} | ${median(bare.map((one) => one.seconds))} |`,
  `| - of these, asked with what people bring: the code that they saw, \`--deep\`, the gateway's address | ${brought.length} | ${share(brought, (one) => one.exact)} | ${median(brought.map((one) => one.seconds))} |`,
  ...(options.footholds ? [`| single faults that cannot be told from outside: exactly the cause, with a foothold beside the gateway | ${grouped.length} | ${share(grouped, (one) => one.exact)} | ${median(grouped.map((one) => one.seconds))} |`] : []),
  `| single faults that cannot: the group named, or better | ${grouped.length} | ${share(grouped, (one) => one.good)} | ${median(grouped.map((one) => one.seconds))} |`,
  `| pairs of faults: both told, or one told and the checks that the other hides reported as not run | ${pairResults.length} | ${share(pairResults, (one) => one.right)} | ${median(pairResults.map((one) => one.seconds))} |`,
  `| - pairs in which neither hides the other: both told | ${open.length} | ${share(open, (one) => one.bothTold)} | |`,
  `| - all pairs, hidden or not: both told | ${pairResults.length} | ${share(pairResults, (one) => one.bothTold)} | |`,
  `| - all pairs: both named, groups not counted | ${pairResults.length} | ${share(pairResults, (one) => one.exact)} | |`,
  `| wrong causes named (singles and pairs) | ${singleResults.length + pairResults.length} | ${[...singleResults, ...pairResults].filter((one) => one.wrong.length > 0).length} runs | |`,
  `| healthy variations: false alarms | ${healthyResults.length} | ${healthyResults.filter((one) => !one.good).length} | ${median(healthyResults.map((one) => one.seconds))} |`,
].join("\n");
console.log(`\n${table}`);
if (options.write) {
  const path = new URL("RESULTS.md", import.meta.url);
  const mark = options.footholds ? "<!-- accuracy-footholds -->" : "<!-- accuracy -->";
  const section = `${mark}\n## Accuracy on the practice stack${options.footholds ? ", with footholds" : ""}\n\nWritten by \`npm run bench:accuracy${options.footholds ? " -- --footholds" : ""}\`; reach: worker, administrator's token${(options.reach ?? "model") === "model" ? " and model endpoint" : ""}${options.footholds ? "; asked with `--deep`, the foothold answers over Docker's API what a container of the practice gateway would" : ""}.\n\n${table}\n${mark}`;
  let text = "# Benchmarks\n\n";
  try {
    text = readFileSync(path, "utf8");
  } catch {
    // The first run writes the file.
  }
  writeFileSync(path, text.includes(mark) ? text.replace(new RegExp(`${mark}[\\s\\S]*${mark}`), () => section) : `${text.trimEnd()}\n\n${section}\n`);
}
