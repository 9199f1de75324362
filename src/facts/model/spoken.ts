import { z } from "zod";
import { httpResultSchema } from "../../core/probe-answer.ts";
import { abouts } from "../../targets/model/refusal.ts";

/** What an error of a model server is about, by its fields or a known wording; null where neither tells. */
export const aboutSchema = z.enum(abouts).nullable();

/**
 * One chat completion of a model server, read by its fields.
 * answer: 200 with a choice · empty-choices · wrong-shape: 200 without choices · html · empty-body · refused: 4xx of the server · error: 5xx of the
 * server · proxy-error: page of a proxy · no-answer
 */
export const spokenSchema = z.object({
  result: httpResultSchema,
  outcome: z.enum(["answer", "empty-choices", "wrong-shape", "html", "empty-body", "refused", "error", "proxy-error", "no-answer"]),
  status: z.number(),
  /** Message of the server's error, cleaned, 400 characters. */
  said: z.string().nullable(),
  /** `code` or `type` of its error object. */
  errorCode: z.string().nullable(),
  /** The parameter that the error object names. */
  parameter: z.string().nullable(),
  about: aboutSchema,
  /** The error came through a LiteLLM proxy, which names its model group: what is behind it failed. */
  throughRouter: z.boolean(),
  content: z.string().nullable(),
  reasoning: z.boolean(),
  finishReason: z.string().nullable(),
  completionTokens: z.number().nullable(),
  toolCalls: z.number(),
  /** The model's name in the answer. */
  model: z.string().nullable(),
  retryAfterSeconds: z.number().nullable(),
  ms: z.number(),
});
export type Spoken = z.infer<typeof spokenSchema>;
