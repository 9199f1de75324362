import { all } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";

export default {
  title: "Sidekiq works off its queues",
  hop: "gitlab",
  after: ["gitlab/answers"],
  judge: (see) => [
    { verdict: "fail", when: all(see("gitlab/sidekiq", (queue) => (queue.backlogSecond > queue.backlogFirst && queue.backlogSecond > 20) || queue.latencySeconds > 60 || queue.processes === 0), see("gitlab/chat", (chat) => chat.accepted && !chat.answered)), reason: "jobs pile up and chat stays silent" },
    { verdict: "fail", when: see("gitlab/sidekiq", (queue) => queue.backlogSecond >= queue.backlogFirst && ((queue.processes === 0 && queue.backlogSecond > 0) || (queue.latencySeconds > 300 && queue.backlogSecond > queue.backlogFirst))), reason: "jobs wait and nobody works them off" },
    { verdict: "warn", when: see("gitlab/sidekiq", (queue) => queue.latencySeconds > 60), reason: "the oldest job waits {seconds} s" },
    { verdict: "pass", when: see("gitlab/sidekiq", () => true), reason: "the oldest job waits {seconds} s" },
  ],
  names: (read) => ({ seconds: read("gitlab/sidekiq")?.latencySeconds }),
} satisfies Check;
