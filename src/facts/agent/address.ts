import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { untold } from "../../targets/gitlab/rest.ts";
import { readAgentPlace } from "../../targets/agent-service/place.ts";
import type { Value as AgentTokenRoute } from "../gitlab/agent-token-route.ts";
import type { Value as DuoSettings } from "../gitlab/duo-settings.ts";

/** Where the agent service is. */
export const schema = z.object({
  /** As stored or configured. GitLab's own value where it is known: that is what users' requests take. */
  stored: z.string(),
  source: z.enum(["configuration", "gitlab-settings"]),
  host: z.string(),
  port: z.number(),
  /** `http://` or `https://` before it, in any case of letters. */
  hasScheme: z.boolean(),
  hasPath: z.boolean(),
  /** What GitLab uses, as far as it or the configuration told; null where nobody did. */
  secure: z.boolean().nullable(),
  /** The same host as the gateway's. */
  besideGateway: z.boolean().nullable(),
});
export type Value = z.infer<typeof schema>;

export default {
  title: "Address of the agent service",
  hop: "agent-platform",
  cost: "free",
  basis: "reported",
  uses: ["gitlab/token", "gitlab/duo-settings", "gitlab/agent-token-route"],
  timeoutMs: 1000,
  schema,
  async observe(world) {
    const settings = world.read("gitlab/duo-settings") as DuoSettings | undefined;
    const own = settings?.duoAgentPlatformServiceUrl ?? null;
    const configured = world.stack.agentPlatform;
    const fromGitlab = own !== null && own.trim() !== "";
    const stored = fromGitlab ? own : configured?.url;
    if (stored === undefined) {
      if (settings?.knows.duoAgentPlatformServiceUrl === true) return absent({ reason: "not-applicable", because: "GitLab has no address of an agent service" });
      return settings === undefined ? absent(untold(world)) : absent({ reason: "not-applicable", because: "this GitLab knows no address of an agent service" });
    }
    const place = readAgentPlace(stored);
    const gateway = settings?.aiGatewayUrl ?? world.stack.gateway?.url;
    const told = (world.read("gitlab/agent-token-route") as AgentTokenRoute | undefined)?.secure ?? configured?.secure ?? null;
    return {
      stored: cleanLine(stored),
      source: fromGitlab ? "gitlab-settings" : "configuration",
      host: place?.host ?? "",
      port: place?.port ?? 0,
      hasScheme: /^\s*[a-z][a-z0-9+.-]*:\/\//iu.test(stored),
      hasPath: place?.hasPath ?? false,
      secure: told,
      besideGateway: gateway === undefined || place === undefined || !URL.canParse(gateway) ? null : new URL(gateway).hostname.replace(/^\[|\]$/gu, "").toLowerCase() === place.host.toLowerCase(),
    };
  },
  describe: (value) => cleanLine(`agent service at ${value.stored}, ${value.source === "configuration" ? "from the configuration" : "from GitLab's settings"}${value.secure === null ? "" : value.secure ? ", with TLS" : ", without TLS"}`),
} satisfies Fact<Value>;
