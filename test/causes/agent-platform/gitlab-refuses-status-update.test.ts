import cause from "../../../src/causes/agent-platform/gitlab-refuses-status-update.ts";
import { holdsToSessions } from "./session-ends.ts";

holdsToSessions(cause, { line: "dws-forbidden-status-update", level: "proven" });
