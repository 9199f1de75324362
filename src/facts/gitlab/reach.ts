import type { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { gitlabRoute } from "../../targets/gitlab/rest.ts";
import { describeReach, observeReach, reachSchema } from "../reach.ts";

/** The worker's way to GitLab. */
export const schema = reachSchema;
export type Value = z.infer<typeof schema>;

export default {
  title: "The worker's way to GitLab",
  hop: "gitlab",
  cost: "cheap",
  timeoutMs: 8000,
  schema,
  async observe(world) {
    const value = await observeReach(world, { url: world.stack.gitlab.url, route: gitlabRoute(world.stack) });
    return value ?? absent({ reason: "not-applicable", because: "the configured address of GitLab is no http or https address" });
  },
  describe: describeReach,
} satisfies Fact<Value>;
