import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that run for 40 s and more, the longest first. Begun last, one of them would keep a single worker busy while the others have nothing left. */
const long = ["chat/followed", "practice/faults", "jobs/queues", "jobs/fleet", "practice/foothold", "scenarios/silent-success", "jobs/outage", "chat/killed", "chat/slack/contract", "scenarios/chat-away"];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = long.findIndex((name) => moduleId.endsWith(`${name}.test.ts`));
      return at === -1 ? long.length : at;
    };
    return (await super.sort(files)).sort((one, other) => place(one) - place(other));
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/servers.ts"],
    pool: "forks",
    // One more than the cores of a small machine: most of what runs long waits for clocks, sockets and processes of its own.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
  },
});
