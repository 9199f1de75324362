import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { callerHeaders } from "../../targets/gateway/model-leg.ts";
import { ask, paths } from "../../targets/gateway/requests.ts";
import type { Value as Completion } from "../gitlab/completion.ts";
import { answeringGateway } from "./base.ts";
import type { Value as Root } from "./root.ts";

/**
 * Whether the gateway's code route gets as far as calling a model: a streamed completion for an endpoint where nobody can listen (the discard
 * port of the gateway's own loopback). A sound route answers 200 and then ends the stream; one without its tokenizer, or without a folder to
 * write to, is 500 before any model is asked. Costs no token. Asked only where a completion failed.
 */
export const schema = z.object({ status: z.number(), crashes: z.boolean(), ms: z.number() });
export type Value = z.infer<typeof schema>;

const nobody = { model_provider: "litellm", model_name: "codestral", model_endpoint: "http://127.0.0.1:9/v1", model_identifier: "custom_openai/none", model_api_key: "none" };

export default {
  title: "Whether the gateway's code route reaches the model call",
  hop: "gateway",
  cost: "cheap",
  needs: ["gateway/address", "gateway/health", "gitlab/completion"],
  uses: ["gateway/root", "gateway/elsewhere", "gitlab/token-route"],
  timeoutMs: 10_000,
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
    const result = await world.probes.http(ask(base, paths.codeCompletions, world.newId(), { method: "POST", headers: open ? {} : headers, json }), { timeoutMs: 8000, signal: world.signal });
    if (result.kind === "failure") return absent({ reason: "not-asked", because: "the gateway did not answer on its code route" });
    if (result.status !== 200 && result.status !== 500) return absent({ reason: "not-applicable", because: `the gateway answers its code route with ${result.status}` });
    return { status: result.status, crashes: result.status === 500, ms: Math.round(result.timings.firstByte ?? result.timings.total) };
  },
  describe: (value) => (value.crashes ? `the gateway's code route is 500 after ${value.ms} ms, before any model is asked` : "the gateway's code route gets as far as calling a model"),
} satisfies Fact<Value>;
