import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";

export default {
  code: "DT906",
  name: "token-scope-insufficient",
  title: "The token for {stack} lacks the scope {scope}, so some checks are skipped",
  hop: "triage",
  severity: "info",
  breaks: [],
  explains: { codes: [], checks: [] },
  proof: (see) => [
    proven(see("gitlab/token", (token) => token.given && token.problem === null && (token.adminModeBlocks || token.lacksScopes.length > 0 || (token.scopes !== null && !token.scopes.includes("api") && !token.scopes.includes("ai_features"))))),
    proven(see("gitlab/token-route", (route) => route.outcome === "insufficient-scope")),
  ],
  rivals: {
    DT907: "the account is no administrator",
    DT905: "every call is refused",
    DT143: "direct_access is 403 with `Direct connections are disabled`: a setting, no scope",
  },
  remedy: [
    { do: "Create a token with the scope that the answer lists (read_api for GraphQL reads, api or ai_features for token route and completion, api for the connection check, admin_mode where Admin Mode is on)", where: "GitLab, access tokens" },
    { do: "Replace it and see what it adds", where: "chat", command: "/duo self", expect: "the next rung is reached" },
  ],
  names: (read) => ({ scope: read("gitlab/token")?.adminModeBlocks === true ? "admin_mode" : (read("gitlab/token")?.lacksScopes.map((one) => one.wanted).find((wanted) => wanted !== "") ?? "api") }),
} satisfies Cause;
