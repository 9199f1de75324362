import { z } from "zod";
import { absent, type Fact, type Surroundings } from "../../core/fact.ts";
import { handsApart } from "../../core/ports.ts";
import { Secret } from "../../core/secret.ts";
import { type Caller, callerHeaders, endpointsOff, type ModelMetadata, readModelCheck, streamModelCheck } from "../../targets/gateway/model-leg.ts";
import { ask, paths } from "../../targets/gateway/requests.ts";
import type { Value as Completion } from "../gitlab/completion.ts";
import { answeringGateway } from "./base.ts";
import type { Value as Root } from "./root.ts";

/**
 * Whether the gateway's code route gets as far as calling a model: a streamed completion for an endpoint where nobody can listen (the discard
 * port of the gateway's own loopback). A sound route answers 200 and then ends the stream; one without its tokenizer, or without a folder to
 * write to, is 500 before any model is asked, and so is one whose gateway refuses every self-hosted model: that one words its refusal where it is
 * asked to check such a model. Costs no token. Asked only where a completion failed.
 */
export const schema = z.object({
  status: z.number(),
  crashes: z.boolean(),
  ms: z.number(),
  /** The gateway says that it takes no endpoints at all; null where it was not asked, or answered something else. Absent in runs of older releases. */
  refusesEndpoints: z.boolean().nullable().optional(),
});
export type Value = z.infer<typeof schema>;

const nobody = { model_provider: "litellm", model_name: "codestral", model_endpoint: "http://127.0.0.1:9/v1", model_identifier: "custom_openai/none", model_api_key: "none" };

/** The check of a model that nobody serves: refused at once, or taken and then ended without a word, within two seconds either way. */
async function refusesEndpoints(world: Surroundings, caller: Caller): Promise<boolean | null> {
  const metadata: ModelMetadata = { provider: "openai", name: "mistral", endpoint: nobody.model_endpoint, api_key: new Secret(nobody.model_api_key), identifier: nobody.model_identifier };
  const checked = await streamModelCheck({ ...world, probes: handsApart(world.probes, "all") }, caller, metadata, 4000);
  if (checked.kind === "failure") return null;
  if (checked.status === 200) return false;
  const read = readModelCheck({ ...checked, body: checked.body === "" ? checked.lines.map((line) => line.text).join("\n") : checked.body });
  return endpointsOff(read) ? true : null;
}

export default {
  title: "Whether the gateway's code route reaches the model call",
  hop: "gateway",
  cost: "cheap",
  needs: ["gateway/address", "gateway/health", "gitlab/completion"],
  uses: ["gateway/root", "gateway/elsewhere", "gitlab/token-route"],
  timeoutMs: 14_000,
  schema,
  async observe(world) {
    const completion = world.read("gitlab/completion") as Completion;
    if (completion.status < 500 || completion.fromGitlab) return absent({ reason: "not-applicable", because: "completions do not end in a crash" });
    const base = answeringGateway(world);
    if ("absent" in base) return base;
    const open = (world.read("gateway/root") as Root | undefined)?.state === "auth-off";
    const headers = callerHeaders(world);
    if (!open && Object.keys(headers).length === 0) return absent({ reason: "not-permitted", rung: "ai-features" });
    if (!open && base.unverified) return absent({ reason: "blocked", by: "gateway/reach" });
    const json = { ...nobody, project_path: "", project_id: 0, current_file: { file_name: "a.py", language_identifier: "python", content_above_cursor: "def a():\n  ", content_below_cursor: "" }, prompt_version: 1, stream: true };
    const result = await handsApart(world.probes, "all").http(ask(base, paths.codeCompletions, world.newId(), { method: "POST", headers: open ? {} : headers, json }), { timeoutMs: 8000, signal: world.signal });
    if (result.kind === "failure") return absent({ reason: "not-asked", because: "the gateway did not answer on its code route" });
    if (result.status !== 200 && result.status !== 500) return absent({ reason: "not-applicable", because: `the gateway answers its code route with ${result.status}` });
    const crashes = result.status === 500;
    return { status: result.status, crashes, ms: Math.round(result.timings.firstByte ?? result.timings.total), refusesEndpoints: crashes ? await refusesEndpoints(world, { base, headers: open ? {} : headers }) : null };
  },
  describe: (value) => (value.refusesEndpoints === true ? "the gateway's code route crashes, and the gateway says that it takes no endpoint of a self-hosted model" : value.crashes ? `the gateway's code route is 500 after ${value.ms} ms, before any model is asked` : "the gateway's code route gets as far as calling a model"),
} satisfies Fact<Value>;
