import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { untold } from "../../targets/gitlab/rest.ts";
import { isCloudHost, type Place, readPlace, samePlace } from "../../targets/gateway/place.ts";
import { releaseOfImage } from "../../targets/gateway/releases.ts";
import type { Value as DuoSettings } from "../gitlab/duo-settings.ts";
import type { Value as TokenRoute } from "../gitlab/token-route.ts";
import { isLoopback } from "../reach.ts";
import { routeToGateway } from "./route.ts";

/** Where the gateway is, and what is odd about the address before any packet is sent. */
export const schema = z.object({
  /** The address that is probed: GitLab's own where it is known and usable, because that is what users' requests take; else the configured one. */
  url: z.string(),
  source: z.enum(["configuration", "gitlab-settings", "token-route"]),
  /** What GitLab itself uses (settings, else base_url of the token route); null where not known. */
  gitlabUses: z.string().nullable(),
  /** The configured address, where it is another place than `url`: the second address, asked where the first does not answer. */
  configured: z.string().nullable(),
  /** GitLab's address and the worker's are the same place (scheme, host, port, path); null where one of them is not known. */
  same: z.boolean().nullable(),
  scheme: z.enum(["http", "https"]),
  host: z.string(),
  port: z.number(),
  /** Without a single slash at the end; "" = none. */
  path: z.string(),
  loopback: z.boolean(),
  /** Of GitLab's own value: why it cannot be a URL for it. */
  malformed: z.enum(["no-scheme", "other-scheme", "no-host", "blanks", "bad-port", "unparsable"]).nullable(),
  /** GitLab hands out the cloud gateway. */
  cloud: z.boolean(),
  /** There is a place to probe: false where all that is known is malformed or the cloud's. */
  usable: z.boolean(),
  /** A CA file is configured for the worker's way, so what the worker trusts says nothing about public roots. */
  extraRoots: z.boolean(),
  /** `major.minor` of the gateway's image, where the configuration names it. */
  imageRelease: z.string().nullable(),
});
export type Value = z.infer<typeof schema>;

export default {
  title: "Address of the gateway",
  hop: "gitlab-to-gateway",
  cost: "free",
  basis: "reported",
  uses: ["gitlab/token", "gitlab/duo-settings", "gitlab/token-route"],
  timeoutMs: 1000,
  schema,
  async observe(world) {
    const settings = world.read("gitlab/duo-settings") as DuoSettings | undefined;
    const tokenRoute = world.read("gitlab/token-route") as TokenRoute | undefined;
    const stored = filled(settings?.aiGatewayUrl);
    const handed = filled(tokenRoute?.baseUrl);
    const gitlabUses = stored ?? handed;
    const own = gitlabUses === null ? undefined : readPlace(gitlabUses);
    const ownPlace = own === undefined || "malformed" in own ? undefined : own;
    const cloud = ownPlace !== undefined && isCloudHost(ownPlace.host);
    const second = world.stack.gateway?.url === undefined ? undefined : readPlace(world.stack.gateway.url);
    const secondPlace = second === undefined || "malformed" in second ? undefined : second;
    const place = ownPlace !== undefined && !cloud ? ownPlace : secondPlace;
    if (gitlabUses === null && secondPlace === undefined) {
      if (settings?.knows.aiGatewayUrl === true) return absent({ reason: "not-applicable", because: "GitLab has no address of a gateway and the configuration names none" });
      return absent(untold(world));
    }
    return {
      url: place?.url ?? cleanLine(gitlabUses ?? ""),
      source: place !== undefined && place === secondPlace ? "configuration" : stored === null ? "token-route" : "gitlab-settings",
      gitlabUses: gitlabUses === null ? null : cleanLine(gitlabUses),
      configured: secondPlace === undefined || (place !== undefined && samePlace(place, secondPlace)) ? null : secondPlace.url,
      same: ownPlace === undefined || secondPlace === undefined ? null : samePlace(ownPlace, secondPlace),
      scheme: place?.scheme ?? "http",
      host: place?.host ?? "",
      port: place?.port ?? 0,
      path: place?.path ?? "",
      loopback: loops(place),
      malformed: own !== undefined && "malformed" in own ? own.malformed : null,
      cloud,
      usable: place !== undefined,
      extraRoots: routeToGateway(world).ca !== undefined,
      imageRelease: world.stack.gateway?.image === undefined ? null : releaseOfImage(world.stack.gateway.image),
    };
  },
  describe(value) {
    const from = { configuration: "from the configuration", "gitlab-settings": "from GitLab's settings", "token-route": "as GitLab hands it to editors" }[value.source];
    if (value.malformed !== null) return cleanLine(`GitLab's gateway address "${value.gitlabUses ?? ""}" is no usable URL (${value.malformed})${value.usable ? `; ${value.url} is configured` : ""}`);
    if (value.cloud) return cleanLine(`GitLab uses the cloud gateway ${value.gitlabUses ?? ""}${value.usable ? `; ${value.url} is configured` : ""}`);
    return cleanLine(`gateway at ${value.url}, ${from}${value.configured === null ? "" : `; ${value.configured} is configured beside it`}`);
  },
} satisfies Fact<Value>;

const filled = (text: string | null | undefined): string | null => (text === undefined || text === null || text.trim() === "" ? null : text);
const loops = (place: Place | undefined): boolean => place !== undefined && isLoopback(place.host);
