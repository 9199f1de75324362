import type { World } from "./world.ts";

/** A double of a vendor's model interface: which model ids a region offers, and how it refuses. */

interface VendorReply {
  status: number;
  body: string;
  headers: Record<string, string>;
}

const refuse = (status: number, type: string, message: string): VendorReply => ({ status, body: JSON.stringify({ message }), headers: { "x-amzn-errortype": type, "x-amzn-requestid": "5b1c0a8e-1f2d-4c0a-9a3e-6f0d8c2b7a11" } });

/** Answers a Bedrock call: inference profiles carry a region prefix, newer models are offered in no other way. */
export function cannedBedrock(world: World, path: string, authorization: string | undefined, _body: string): VendorReply {
  const { env } = world.gateway;
  const id = /^\/model\/([^/]+)\//.exec(path)?.[1] ?? "";
  const region = env.AWS_REGION_NAME ?? "us-west-2";
  if (!authorization) return refuse(403, "UnrecognizedClientException", "The security token included in the request is invalid.");
  const prefix = /^(us|eu|apac|global)\./.exec(id)?.[1];
  const home = region.split("-")[0] === "ap" ? "apac" : region.split("-")[0];
  if (!prefix) return refuse(400, "ValidationException", `Invocation of model ID ${id} with on-demand throughput isn't supported. Retry your request with the ID or ARN of an inference profile that contains this model.`);
  if (prefix !== "global" && prefix !== home) return refuse(400, "ValidationException", "The provided model identifier is invalid.");
  if (world.cloud.modelVendor === "no-access") return refuse(403, "AccessDeniedException", "You don't have access to the model with the specified model ID.");
  if (world.cloud.modelVendor === "no-form") return refuse(404, "ResourceNotFoundException", "Model use case details have not been submitted for this account. Fill out the Anthropic use case details form before using the model. If you have already filled out the form, try again in 15 minutes.");
  const value = { id: "chatcmpl-b1", object: "chat.completion", created: Math.floor(Date.now() / 1000), model: id, choices: [{ index: 0, message: { role: "assistant", content: "Hello! How can I help?" }, finish_reason: "stop" }], usage: { prompt_tokens: 42, completion_tokens: 7, total_tokens: 49 } };
  return { status: 200, body: JSON.stringify(value), headers: {} };
}
