import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { header, type HttpResult } from "../../core/probe-answer.ts";
import { cleanLine } from "../../core/text.ts";
import { gitlabRoute, gitlabUrl } from "../../targets/gitlab/rest.ts";
import { type Reach, speaksTls } from "../reach.ts";
import type { Value as Front } from "./front.ts";

/** Whether GitLab stands at the address that duo-triage was given. */
export const schema = z.object({
  /** `moved`: all requests are sent on to the same path of another address; the others: the port speaks the other scheme. Null: nothing is wrong with the address itself. */
  fault: z.enum(["moved", "speaks-tls", "speaks-plain-http"]).nullable(),
  /** The address to write instead, without a path behind GitLab's own; null where none is known. */
  instead: z.string().nullable(),
  /** In words, for a person; null without a fault. */
  problem: z.string().nullable(),
});
export type Value = z.infer<typeof schema>;

const good: Value = { fault: null, instead: null, problem: null };

/** Where an answer sends the same path on to, when that is another address: scheme, host or port. */
function movedTo(asked: string, result: HttpResult): string | undefined {
  if (result.kind !== "answer" || result.status < 300 || result.status > 399) return undefined;
  const location = header(result, "location");
  if (location === undefined || !URL.canParse(location, asked)) return undefined;
  const [from, to] = [new URL(asked), new URL(location, asked)];
  return to.origin !== from.origin && to.pathname === from.pathname && /^https?:$/u.test(to.protocol) ? to.origin : undefined;
}

/** The configured address with the other scheme. */
function otherScheme(url: string): string {
  const other = new URL(url);
  // A URL without a port means another port in the other scheme; this one speaks on the port that was asked.
  const port = other.port === "" ? (other.protocol === "https:" ? "443" : "80") : other.port;
  other.protocol = other.protocol === "https:" ? "http:" : "https:";
  other.port = port;
  return other.href.replace(/\/$/u, "");
}

export default {
  title: "Whether GitLab stands at the configured address",
  hop: "gitlab",
  cost: "cheap",
  needs: ["gitlab/reach"],
  uses: ["gitlab/front"],
  timeoutMs: 6000,
  schema,
  async observe(world) {
    const reach = world.read("gitlab/reach") as Reach;
    const front = world.read("gitlab/front") as Front | undefined;
    const { url } = world.stack.gitlab;
    if (front?.alive === true) return good;
    if (["not-tls", "tls-cut"].includes(reach.state)) {
      const plain = await world.probes.http({ url: `${otherScheme(url)}/users/sign_in`, route: gitlabRoute(world.stack), keepBytes: 1024 }, { timeoutMs: 4000, signal: world.signal });
      return plain.kind === "answer" ? { fault: "speaks-plain-http", instead: otherScheme(url), problem: `${url} is written with https, and that port speaks plain http` } : good;
    }
    if (front === undefined) return absent({ reason: "blocked", by: "gitlab/front" });
    const places = [["/users/sign_in", front.signIn], ["/api/v4/metadata", front.metadata]] as const;
    const [first, second] = places.map(([path, result]) => movedTo(gitlabUrl(world.stack, path), result));
    if (first !== undefined && first === second) {
      const base = `${first}${new URL(url).pathname.replace(/\/$/u, "")}`;
      return { fault: "moved", instead: base, problem: `${url} sends every request on to ${base}` };
    }
    // A token must not go where its reader did not mean it to, so nothing is sent after the other scheme was found.
    const silent = (result: HttpResult): boolean => (result.kind === "failure" ? ["closed", "reset", "not-http"].includes(result.reason) : result.status === 400 || result.status === 497);
    if (reach.scheme !== "http" || reach.throughProxy || !places.every(([, result]) => silent(result))) return good;
    const tls = await world.probes.tls({ host: reach.host, port: reach.port, ...(reach.literal ? {} : { serverName: reach.host }), route: gitlabRoute(world.stack) }, { timeoutMs: 4000, signal: world.signal });
    return speaksTls(tls) ? { fault: "speaks-tls", instead: otherScheme(url), problem: `${url} is written with http, and that port speaks TLS` } : good;
  },
  describe(value) {
    return value.problem === null ? "nothing is wrong with the configured address of GitLab itself" : cleanLine(`${value.problem}; the address to write is ${value.instead ?? "not known"}`);
  },
} satisfies Fact<Value>;
