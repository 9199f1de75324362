import { likely, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { versionBetween } from "../../terms/gitlab.ts";
import { completionsRefusedToo, everybodyHasDuoCore, isDuoAddOn } from "../../terms/licence.ts";
import { reported } from "../../terms/told.ts";

const accountWithoutSeat = (see: See) => see("gitlab/seat", (seat) => !seat.assigned.some(isDuoAddOn));

export default {
  code: "DT638",
  name: "classic-chat-not-authorised",
  title: "{user} has Duo Core only, which no longer includes classic Duo Chat, so the gateway refuses chat",
  plainTitle: "The account has Duo Core only, which no longer includes classic Duo Chat, so the gateway refuses chat",
  hop: "licence",
  severity: "degraded",
  breaks: ["chat"],
  explains: { codes: ["M3006"], checks: ["gitlab/chat", "licence/seat"] },
  proof: (see) => [
    likely(reported(see, "M3006", "duo-core-no-classic-chat"), accountWithoutSeat(see), everybodyHasDuoCore(see), versionBetween(see, [18, 9], [99, 99]), unlessSeen(completionsRefusedToo(see))),
    likely(see("gitlab/chat", (chat) => chat.code === "M3006"), see("gitlab/completion", (completion) => completion.status === 200), accountWithoutSeat(see)),
    likely(reported(see, "duo-core-no-classic-chat"), accountWithoutSeat(see)),
  ],
  rivals: {
    DT271: "the same text hits every user and the gateway's bracket is newer than GitLab: the older GitLab does not know the new right",
    DT612: "no seat of any kind, and completions fail too",
    DT637: "the text is `Unauthorized to access duo chat`",
  },
  remedy: [
    { do: "Give the user a Duo Pro or Duo Enterprise seat", where: "Admin > GitLab Duo > Seat utilization", expect: "chat answers" },
    { do: "Or use agentic Chat, which does not use that route", where: "browser or editor" },
  ],
  names: (read) => ({ user: read("gitlab/seat")?.username ?? read("gitlab/user-access")?.username ?? "the account" }),
} satisfies Cause;
