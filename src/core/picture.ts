import type { Mark } from "./reply.ts";
import type { Overall } from "./result.ts";

/** What a picture shows, as data: every platform makes of it what it can, a drawing or a line of text. */

/** One place or one way of the request path. */
export interface PathPart {
  mark: Mark;
  /** What the mark means here, in one or two words: `ok`, `broken here`, `not reached`. */
  word: string;
  /** The root causes that sit here. */
  codes?: readonly string[];
}

export interface PathPlace extends PathPart {
  name: string;
}

/** GitLab -> AI gateway -> models, with the agent service beside the gateway. */
export interface RequestPath {
  stack: string;
  gitlab: PathPlace;
  toGateway: PathPart;
  gateway: PathPlace;
  /** The gateway's way back to GitLab, for keys; told only when something is wrong with it. */
  back?: PathPart;
  toModel: PathPart;
  models: readonly PathPlace[];
  agents: PathPlace;
}

/** What one stack was like over the time of a picture. Times are milliseconds since 1970. */
export interface StackDay {
  stack: string;
  /** Stretches in order of time; what lies between two was not seen. */
  states: readonly { from: number; to: number; verdict: Overall }[];
  /** Share of the seen time in which users could work (pass or warn), 0 to 1; absent where nothing was seen. */
  available?: number;
  /** Medians of an hour, in order of time: how long a whole check took, and how long a model took to its first token. */
  hours: readonly { at: number; checkMs?: number; firstTokenMs?: number }[];
}

/** The picture of a report: for each stack a strip of states and the latency by hour. */
export interface DayPicture {
  from: number;
  to: number;
  /** IANA name; hours are labelled in it. */
  timeZone: string;
  stacks: readonly StackDay[];
}

/** Something to be painted; `alt` says in words what it shows. */
export interface Drawing {
  /** File name without its ending. */
  name: string;
  svg: string;
  alt: string;
}

export interface Picture {
  /** File name, with `.png`. */
  name: string;
  png: Uint8Array;
  alt: string;
}

/** Makes pictures somewhere else than on the event loop of the chats. */
export interface Painter {
  /** Undefined where it cannot be made, or not within seconds: whoever asked goes on without. Never rejects. */
  paint(drawing: Drawing): Promise<Picture | undefined>;
  close(): Promise<void>;
}
