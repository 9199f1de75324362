import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";

export default {
  code: "DT907",
  name: "token-not-administrator",
  title: "The token for {stack} belongs to {user}, who is no administrator; settings, models, licence and seats cannot be read",
  hop: "triage",
  severity: "info",
  breaks: [],
  explains: { codes: [], checks: [] },
  proof: (see) => [
    proven(see("gitlab/token", (token) => token.given && token.problem === null && token.administrator === false && token.rung !== "admin")),
  ],
  rivals: {
    DT906: "the account is an administrator and the token lacks api or admin_mode",
    DT101: "application/settings is 200 and aiSelfHostedModels has nodes: the null URL is real",
    DT602: "application/settings is 200 and the licence has no self-hosted entitlement: the null URL comes from that",
  },
  remedy: [
    { do: "Give duo-triage a token of an administrator with scope api if you want causes in settings, models, licence and seats named", where: "GitLab, access tokens", risk: "a powerful token: keep it on the worker, in a file or secret store" },
    { do: "Or go on without; direct_access and a completion still split the chain", where: "chat", command: "/duo self" },
  ],
  names: (read) => ({ user: read("gitlab/token")?.username ?? "an account" }),
} satisfies Cause;
