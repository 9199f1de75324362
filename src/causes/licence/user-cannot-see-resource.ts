import { likely } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { reported } from "../../terms/told.ts";

export default {
  code: "DT624",
  name: "user-cannot-see-resource",
  title: "The person who got the error may not see the item in question, or the session has ended",
  hop: "licence",
  severity: "info",
  breaks: [],
  explains: { codes: ["M3003"], checks: [] },
  proof: (see) => [
    likely(reported(see, "M3003")),
  ],
  rivals: {
    DT621: "403 instead of 404: the project is visible and Duo is off there",
    DT905: "every call of that token is 401: the token is bad",
  },
  remedy: [
    { do: "Sign in again and open the item in the browser with that account", where: "the user's machine", expect: "the page opens" },
    { do: "If it does not, give the user access to the project", where: "the project's members" },
  ],
} satisfies Cause;
