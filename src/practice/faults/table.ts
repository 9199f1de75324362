import type { World } from "../world.ts";
import { agentFaults } from "./agent-platform.ts";
import { gatewayFaults } from "./gateway.ts";
import { gitlabFaults } from "./gitlab.ts";
import { licenceFaults } from "./licence.ts";
import { modelFaults } from "./model.ts";
import { modelBehaviourFaults } from "./model-behaviour.ts";
import { startUpFaults } from "./start-up.ts";
import { networkFaults } from "./network.ts";

/** A fault that can be switched on: a change of the world, and the cause that it is. */
export interface Fault {
  /** kebab-case, unique. */
  name: string;
  /** The code of the cause, for example DT301. */
  code: string;
  hop: "licence" | "gitlab" | "gitlab-to-gateway" | "gateway" | "gateway-to-gitlab" | "gateway-to-model" | "model" | "agent-platform";
  /** One plain sentence. */
  title: string;
  /** The least reach from which it shows: nothing, any user's token, an administrator's, or the model endpoint too. */
  needs: "none" | "user" | "admin" | "model";
  /** GitLab versions on which it exists, as a test of the version; absent = all. */
  onVersion?: string;
  /** Names of faults that cannot hold at the same time. */
  conflictsWith?: readonly string[];
  /** What people bring who have this trouble, where settings and traffic alone do not show it; the bench asks with it. */
  brings?: Brought;
  apply(world: World): void;
}

/** How trouble reaches whoever is on call: a code that a person saw, the person's own token, an administrator's knowledge, a thorough check. */
export interface Brought {
  /** Codes or symptoms as an explanation of the pasted text yields them. */
  reported?: readonly string[];
  /** `--deep`: sign-in tokens are minted and longer answers asked for. */
  deep?: true;
  /** The configuration names the gateway's true address. */
  gatewayUrl?: true;
  /** The configuration names the proxy over which the worker, like everybody else there, reaches the model server. */
  modelProxy?: true;
}

/** All faults, by hop. */
export const faults: readonly Fault[] = [...licenceFaults, ...gitlabFaults, ...networkFaults, ...gatewayFaults, ...startUpFaults, ...modelFaults, ...modelBehaviourFaults, ...agentFaults];

/** The fault with this name; throws where there is none, with the nearest names. */
export function faultNamed(name: string): Fault {
  const fault = faults.find((item) => item.name === name);
  if (fault) return fault;
  const near = faults.filter((item) => item.name.includes(name) || name.includes(item.name)).map((item) => item.name);
  throw new RangeError(`There is no fault named ${JSON.stringify(name)}${near.length > 0 ? `; did you mean ${near.join(" or ")}?` : ""}`);
}
