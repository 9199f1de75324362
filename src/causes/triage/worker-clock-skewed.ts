import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { workerClockOff } from "../../terms/clocks.ts";

export default {
  code: "DT911",
  name: "worker-clock-skewed",
  title: "The worker's own clock is {seconds} s off; times and expiry judged by it are not used",
  hop: "triage",
  severity: "warning",
  breaks: [],
  explains: { codes: [], checks: [] },
  proof: (see) => [
    proven(workerClockOff(see)),
  ],
  rivals: {
    DT122: "gateway and worker agree, GitLab differs",
    DT255: "GitLab and worker agree, the gateway differs",
  },
  remedy: [
    { do: "Repair time synchronisation", where: "worker host", command: "timedatectl", expect: "System clock synchronized: yes" },
    { do: "Run the check again", where: "chat", command: "/duo check {stack}", expect: "no DT911" },
  ],
  names: (read) => ({ seconds: Math.round(Math.abs(read("worker/clock")?.gitlab?.offsetMs ?? 0) / 1000) }),
} satisfies Cause;
