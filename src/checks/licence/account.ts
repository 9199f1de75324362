import type { Check } from "../../facts/rules.ts";
import { accountGone } from "../../terms/licence.ts";

export default {
  title: "The account that is judged can sign in",
  hop: "licence",
  judge: (see) => [
    { verdict: "warn", when: see("gitlab/account", (account) => !account.found), reason: "GitLab lists no account {user}" },
    { verdict: "warn", when: accountGone(see), reason: "{user} is {state} in GitLab, so nothing of Duo is open to it" },
    { verdict: "pass", when: see("gitlab/account", (account) => account.state === "active"), reason: "{user} is active" },
  ],
  names: (read) => ({ user: read("gitlab/account")?.username, state: read("gitlab/account")?.state ?? undefined }),
} satisfies Check;
