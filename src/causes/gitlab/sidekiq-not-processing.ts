import { likely, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";

/** Jobs pile up: the queue grows between two reads, the oldest waits for minutes, or no process runs. */
const queueStands = (see: See) => see("gitlab/sidekiq", (queue) => (queue.backlogSecond > queue.backlogFirst && queue.backlogSecond > 20) || queue.latencySeconds > 60 || queue.processes === 0);

/** Jobs wait and nobody is there to take them, or they have waited for minutes and grow. */
const nobodyWorks = (see: See) => see("gitlab/sidekiq", (queue) => queue.backlogSecond >= queue.backlogFirst && ((queue.processes === 0 && queue.backlogSecond > 0) || (queue.latencySeconds > 300 && queue.backlogSecond > queue.backlogFirst)));

export default {
  code: "DT130",
  name: "sidekiq-not-processing",
  title: "Sidekiq does not work off Duo Chat jobs, so chat questions are accepted and never answered",
  hop: "gitlab",
  severity: "outage",
  breaks: ["chat"],
  explains: { codes: [], checks: ["gitlab/chat", "gitlab/sidekiq"] },
  proof: (see) => [
    proven(see("gitlab/chat", (chat) => chat.accepted && !chat.answered), queueStands(see)),
    likely(nobodyWorks(see), unlessSeen(see("gitlab/chat", (chat) => chat.answered))),
    suspect(see("gitlab/chat", (chat) => chat.accepted && !chat.answered)),
  ],
  rivals: {
    DT414: "aiMessages does hold the answer: only the live channel to the browser is broken",
    DT131: "some questions are answered and some are not, by node",
    DT111: "an answer with A1000 arrives after the timeout: the job did run",
  },
  remedy: [
    { do: "Look at Sidekiq", where: "GitLab node", command: "gitlab-ctl status sidekiq; gitlab-ctl tail sidekiq", expect: "running, and jobs start" },
    { do: "Restart it if it is stuck", where: "GitLab node", command: "gitlab-ctl restart sidekiq", expect: "a test question is answered", risk: "running jobs are interrupted and tried again" },
    { do: "If the backlog comes from long model calls, add Sidekiq capacity or lower the gateway timeout", where: "GitLab", expect: "queue latency back to seconds" },
  ],
} satisfies Cause;
