// accuracy.mjs --paste-only: every practice fault judged from nothing but texts that people could paste.
import { Agent, fetch } from "undici";
import { createRedact } from "../dist/core/redact.js";
import { judgeTexts } from "../dist/app/judge-texts.js";
import { causeOf } from "../dist/knowledge/catalogue.js";
import { faults } from "../dist/practice/faults/table.js";
import { startPracticeStack } from "../dist/practice/stack.js";
import { fitsVersion, healthyMix } from "../dist/practice/variations.js";
import { writeSection } from "./results.mjs";

// What a person with a shell on GitLab's and the gateway's host could paste after having met the trouble: nothing of it is asked by duo-triage.

/** Lets people use Duo once: a question, a completion, the button "Test connection", the page of the health check. */
async function useDuo(stack, ask) {
  const { gitlabUrl, tokens } = stack;
  const graphql = (token, query, variables = {}) => ask(`${gitlabUrl}/api/graphql`, token, { query, variables });
  const settings = await graphql(tokens.admin, "{ aiSelfHostedModels { nodes { name endpoint identifier } } }");
  const models = settings?.data?.aiSelfHostedModels?.nodes ?? [];
  const check = "mutation($name: String!, $endpoint: String!, $identifier: String, $apiToken: String) { aiSelfHostedModelConnectionCheck(input: { name: $name, model: MISTRAL, endpoint: $endpoint, apiToken: $apiToken, identifier: $identifier }) { errors result { success message errors } } }";
  const question = async () => {
    const me = await graphql(tokens.user, "{ currentUser { id } }");
    const sent = await graphql(tokens.user, "mutation($content: String!, $about: AiModelID!) { aiAction(input: { chat: { resourceId: $about, content: $content } }) { requestId errors } }", { content: "What does this epic say?", about: me?.data?.currentUser?.id ?? "" });
    const id = sent?.data?.aiAction?.requestId;
    for (let looks = 0; id && looks < 60; looks += 1) {
      const read = await graphql(tokens.user, "query($ids: [ID!]) { aiMessages(requestIds: $ids, roles: [ASSISTANT]) { nodes { errors } } }", { ids: [id] });
      const node = read?.data?.aiMessages?.nodes?.at(-1);
      if (node) return (node.errors ?? []).join("\n");
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    return "";
  };
  const [health, shown] = await Promise.all([
    graphql(tokens.admin, "{ cloudConnectorStatus { success probeResults { name success message errors } } }"),
    question(),
    ask(`${gitlabUrl}/api/v4/code_suggestions/completions`, tokens.user, { current_file: { file_name: "a.py", content_above_cursor: "def add(a, b):\n    return ", content_below_cursor: "" }, intent: "completion" }),
    ...models.map((model) => graphql(tokens.admin, check, { ...model, apiToken: stack.modelKey })),
  ]);
  return { health, shown };
}

/** The texts, in one paste: what chat showed, the download of the health check, llm.log, the log of a proxy before the gateway, and the container's log, row and description. */
async function pasteOf(stack, withinMs = 30_000) {
  const signal = AbortSignal.timeout(withinMs);
  // People click through a certificate that their browser does not trust.
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const ask = async (url, token, body) => {
    try {
      const answer = await fetch(url, { method: "POST", signal, dispatcher, headers: { "content-type": "application/json", authorization: `Bearer ${token}` }, body: JSON.stringify(body) });
      return await answer.json();
    } catch {
      return undefined;
    }
  };
  const { health, shown } = await useDuo(stack, ask);
  await dispatcher.destroy();
  const { gitlab } = stack.logs();
  const { list, inspected, printed, proxyLog } = stack.beside();
  const report = health?.data?.cloudConnectorStatus ? [JSON.stringify(health.data.cloudConnectorStatus)] : [];
  return [...(shown ? [shown] : []), ...report, ...gitlab, ...proxyLog, ...printed, list, ...(inspected === null ? [] : [inspected])].join("\n");
}

const judge = judgeTexts(createRedact([]));

async function answerFor(options) {
  const stack = await startPracticeStack({ retryScale: 0.05, ...options });
  try {
    const judged = await judge(await pasteOf(stack));
    const diagnosis = judged?.result.diagnosis;
    return { named: (diagnosis?.causes ?? []).map((cause) => cause.code), among: (diagnosis?.cannotTell ?? []).flatMap((one) => one.among), notices: (diagnosis?.notices ?? []).map((notice) => notice.code) };
  } finally {
    await stack.close();
  }
}

async function each(tasks, many, act) {
  const results = [];
  let next = 0;
  await Promise.all(Array.from({ length: many }, async () => {
    while (next < tasks.length) {
      const place = next++;
      results[place] = await act(tasks[place], place);
    }
  }));
  return results;
}

/** Judges pastes of all faults and of healthy stacks, and prints how often they were read rightly. */
export async function judgePastes({ only, healthy, jobs, write }) {
  const chosen = faults.filter((fault) => only === undefined || only.includes(fault.name) || only.includes(fault.code));
  const results = await each(chosen, jobs, async (fault) => {
    const version = ["19.3.1", "18.10.3", "18.5.2", "17.11.4"].find((one) => fitsVersion(fault.onVersion, one));
    const { named, among, notices } = await answerFor({ faults: [fault.name], ...(version === undefined ? {} : { gitlabVersion: version }) });
    const wrong = named.filter((code) => code !== fault.code);
    const told = named.includes(fault.code) || notices.includes(fault.code);
    const kind = wrong.length > 0 ? "WRONG" : told ? "ok   " : among.includes(fault.code) ? "group" : named.length + among.length > 0 ? "other" : "none ";
    console.log(`${kind} ${fault.name} ${fault.code} ${causeOf(fault.code)?.severity ?? ""} -> ${named.join(",") || "-"}${among.length > 0 ? ` among ${among.join(",")}` : ""}`);
    return kind;
  });
  const well = only === undefined ? await each(Array.from({ length: healthy }, (_, seed) => healthyMix(seed + 1)), jobs, async ({ gitlabVersion, variations }, place) => {
    const { named, among } = await answerFor({ variations, seed: place + 1, ...(gitlabVersion === undefined ? {} : { gitlabVersion }) });
    if (named.length + among.length > 0) console.log(`FALSE ALARM ${variations.join(" + ")} -> ${named.join(",")} ${among.join(",")}`);
    return named.length + among.length === 0;
  }) : [];
  const share = (...kinds) => (results.length === 0 ? "-" : `${((100 * results.filter((kind) => kinds.includes(kind)).length) / results.length).toFixed(1)} %`);
  const table = [
    "| what | runs | result |",
    "| --- | --- | --- |",
    `| exactly the cause | ${results.length} | ${share("ok   ")} |`,
    `| the cause, alone or in the group that cannot be told apart | ${results.length} | ${share("ok   ", "group")} |`,
    `| something else suspected, and said to be open | ${results.length} | ${share("other")} |`,
    `| nothing in the texts | ${results.length} | ${share("none ")} |`,
    `| wrong causes named | ${results.length} | ${results.filter((kind) => kind === "WRONG").length} runs |`,
    `| healthy variations: false alarms | ${well.length} | ${well.filter((good) => !good).length} |`,
  ].join("\n");
  console.log(`\n${table}`);
  if (write) writeSection("accuracy-paste", `## Accuracy from pasted texts alone\n\nWritten by \`node bench/accuracy.mjs --paste-only --write\`: what chat showed, the download of GitLab's health check, its \`llm.log\`, the log of a proxy before the gateway, \`docker logs\`, \`ps\` and \`inspect\` of the gateway's container; nothing is asked of the stack.\n\n${table}`);
}
