import cause from "../../../src/causes/agent-platform/agent-protocol-version.ts";
import { holdsToSessions } from "./session-ends.ts";

holdsToSessions(cause, { line: "dws-failed-precondition", level: "likely" });
