import { z } from "zod";

/** POST /api/v4/code_suggestions/completions, not streamed, with the stored key: the whole chain as an editor uses it. */
export const schema = z.object({
  status: z.number(),
  /** Header X-GitLab-Error-Origin: monolith: GitLab itself refused. */
  fromGitlab: z.boolean(),
  /** X-Process-Time is there: the gateway answered. */
  fromGateway: z.boolean(),
  /** text of choices[0]; null where the answer has none. */
  text: z.string().nullable(),
  /** 200 with `choices: []` */
  noChoices: z.boolean(),
  form: z.enum(["json", "html", "text", "empty"]),
  /** `error`, `detail` or `message` of a JSON answer, or the first line of a text one; cleaned, 300 characters. */
  said: z.string().nullable(),
  server: z.string().nullable(),
  ms: z.number(),
  /** No answer within our limit, or the connection to GitLab failed: status 0. */
  timedOut: z.boolean(),
});
export type Value = z.infer<typeof schema>;
