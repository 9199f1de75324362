import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { reported } from "../../terms/told.ts";

export default {
  code: "DT625",
  name: "command-used-on-wrong-page",
  title: "The chat command was used on a page where it cannot work",
  hop: "licence",
  severity: "info",
  breaks: [],
  explains: { codes: ["M4003", "M4004", "M4005"], checks: [] },
  proof: (see) => [
    proven(reported(see, "M4003", "M4004", "M4005")),
  ],
  rivals: {
    DT634: "the command is not offered at all, on any page",
  },
  remedy: [
    { do: "Use the command where it applies: a SAST vulnerability for explaining vulnerabilities, an item with comments for summaries, a failed job for troubleshooting", where: "browser", expect: "an answer instead of the code" },
    { do: "No administrator's action is needed", where: "chat" },
  ],
} satisfies Cause;
