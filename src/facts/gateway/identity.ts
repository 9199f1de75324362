import { z } from "zod";

/** What stands at the gateway's address when it is no gateway, from a handful of open routes. */
export const schema = z.object({
  /** gateway · model-server · gitlab · metrics: a Prometheus page · grpc · proxy-page · login · unknown · nothing */
  kind: z.enum(["gateway", "model-server", "gitlab", "metrics", "grpc", "proxy-page", "login", "unknown", "nothing"]),
  /** vLLM, Ollama, llama.cpp, LiteLLM, TGI ... for a model server. */
  product: z.string().nullable(),
  /** The route and status that showed it. */
  because: z.string(),
  /** It is this very GitLab: issuer or address equal. */
  thisGitlab: z.boolean(),
});
export type Value = z.infer<typeof schema>;
