import cause from "../../../src/causes/agent-platform/agent-service-cannot-call-gitlab.ts";
import { holdsToSessions } from "./session-ends.ts";

holdsToSessions(cause, { line: "dws-ca-file-bad", level: "likely" });
