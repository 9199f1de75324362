import { expect, it } from "vitest";
import { aboutText, readRefusal } from "../../../src/targets/model/refusal.ts";

const read = (status: number, body: unknown): ReturnType<typeof readRefusal> => readRefusal(status, typeof body === "string" ? undefined : body, typeof body === "string" ? body : JSON.stringify(body));

// One row per server and wording; fields decide where a server has them.
it.each([
  [401, { error: "Unauthorized" }, "key"],
  [404, { error: { message: "The model `x` does not exist.", type: "NotFoundError", param: "model", code: 404 } }, "model-unknown"],
  [404, { object: "error", message: "The model `x` does not exist.", type: "NotFoundError", param: null, code: 404 }, "model-unknown"],
  [404, { detail: "Not Found" }, "route-unknown"],
  [404, "404 page not found", "route-unknown"],
  [404, { error: { message: "File Not Found", type: "not_found_error", code: 404 } }, "route-unknown"],
  [503, { error: { message: "Loading model", type: "unavailable_error", code: 503 } }, "loading"],
  [400, { error: { message: "request (1819 tokens) exceeds the available context size (256 tokens)", type: "exceed_context_size_error", code: 400 } }, "window"],
  [400, { error: { message: "No connected db.", type: "no_db_connection", param: null, code: "400" } }, "key"],
  [429, { error: { message: "No deployments available for selected model, Try again in 5 seconds.", type: "None", code: "429" } }, "cooldown"],
  [429, { error: { message: "You exceeded your current quota", type: "insufficient_quota", code: "insufficient_quota" } }, "quota"],
  [429, { error: "Model is overloaded", error_type: "overloaded" }, "overloaded"],
  [400, { error: { message: "Unsupported parameter: 'stop' is not supported with this model.", param: "stop", code: "unsupported_parameter" } }, "stop"],
  [400, { error: { message: "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", param: "max_tokens", code: "unsupported_parameter" } }, "parameter"],
  [422, { detail: [{ type: "extra_forbidden", loc: ["body", "stream_options"], msg: "Extra inputs are not permitted" }] }, "stream-options"],
  [400, { error: { message: '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set' } }, "tools-off"],
  [400, { error: { message: "Conversation roles must alternate user/assistant/user/assistant/..." } }, "roles"],
  [400, { error: { message: "As of transformers v4.44, default chat template is no longer allowed" } }, "template"],
  [400, { error: { message: "Cannot set `add_generation_prompt` to True when the last message is from the assistant." } }, "prefill"],
  [424, { error: "Request failed during generation: Server error: out of memory", error_type: "generation" }, "engine"],
  [400, { object: "error", message: "Invalid model: x", type: "invalid_model", param: null, code: "1500" }, "model-unknown"],
  [400, { detail: "Unknown model: x" }, "model-unknown"],
  [404, { error: { message: "Unable to access model x.", type: "invalid_request_error", code: "model_not_available" } }, "model-unknown"],
  [400, { object: "error", message: "Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant", type: "invalid_request_message_order", code: "3230" }, "prefill"],
  [400, { error: { message: "Cannot use chat template functions because tokenizer.chat_template is not set", type: "BadRequestError", code: 400 } }, "template"],
  [422, { error: "Input validation error: `stop` supports up to 4 stop sequences. Given: 6", error_type: "validation" }, "stop"],
])("%i %j", (status, body, about) => {
  expect(read(status, body).about).toBe(about);
});

it("tells a LiteLLM proxy's report of its upstream", () => {
  expect(read(500, { error: { message: "litellm.InternalServerError: OpenAIException - Connection error.. Received Model Group=dead\nAvailable Model Group Fallbacks=None", code: "500" } })).toMatchObject({ throughRouter: true, about: "no-connection" });
  expect(read(401, { error: { message: "Authentication Error, No api key passed in.", type: "auth_error" } }).throughRouter).toBe(false);
});

it("reads nothing into a wording that it does not know", () => {
  expect(aboutText("the flux capacitor is empty")).toBeNull();
});
