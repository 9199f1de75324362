import type { Answer } from "../core/desk.ts";
import { askAbout } from "./check.ts";
import { type Command, usage } from "./command.ts";
import { chooseStack } from "./stack-choice.ts";

/** A user name of GitLab: letters, digits, `_`, `-` and `.`. Source: GitLab docs, "Reserved project and group names", limits of names. */
const accountName = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}$/u;

/** Whether one account may use Duo, and what stands in its way. */
export const askAccess: Command = {
  name: "access",
  synopsis: "access <user> [stack]",
  help: "whether this GitLab user may use Duo, and what stands in the way: account, licence, add-on, seat, switches",
  // It tells of another person, with the rights of the bot's own token.
  role: "operator",
  async run(words, saying, desk): Promise<Answer> {
    const [name = "", stack, ...rest] = words;
    const account = name.replace(/^@/u, "");
    if (account === "") return usage(askAccess, "Which user? The name that stands behind the @ in GitLab");
    if (!accountName.test(account)) return usage(askAccess, `"${name.slice(0, 40)}" is no user name of GitLab`);
    if (rest.length > 0) return usage(askAccess, `"${(rest[0] ?? "").slice(0, 40)}" is one word too many`);
    const chosen = chooseStack(stack, saying, desk);
    if ("problem" in chosen) return usage(askAccess, chosen.problem);
    if (stack !== undefined && !chosen.used) return usage(askAccess, `No stack is called "${stack.slice(0, 40)}". There are: ${desk.stacks.map((one) => one.name).join(", ")}`);
    return askAbout(chosen.stack, { kind: "access", deep: false, account, only: ["licence/account", "licence/seat", "licence/user-access"] }, saying, desk);
  },
};
