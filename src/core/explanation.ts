import type { Hop, Severity } from "./hop.ts";
import type { RemedyStep } from "./rule.ts";

/** What a paste means, as plain data: from the catalogue alone, without network or queue. */
export interface Explanation {
  /** Symptoms found, the most telling first: codes, then what has suspects, then frames and signs of health. */
  symptoms: readonly {
    id: string;
    /** It is a code such as A1003. */
    code: boolean;
    seenIn: string;
    says: string;
    neverMeans?: string;
    times: number;
    suspects: readonly { code: string; title: string; hop: Hop }[];
    looks: readonly { do: string; reading?: string }[];
  }[];
  /** Causes named by their own code (DT321). */
  causes: readonly { code: string; name: string; title: string; hop: Hop; severity: Severity; breaks: readonly string[]; explains: readonly string[]; remedy: readonly RemedyStep[] }[];
  nearMisses: readonly { found: string; meant: readonly string[] }[];
  falseAlarms: readonly { id: string; sentence: string; when: readonly string[] }[];
  /** Codes and symptom ids for a targeted check. */
  reported: readonly string[];
  /** Suspected causes, most likely first. */
  suspects: readonly string[];
  /** Kinds of secrets that the paste seems to hold. */
  secrets: readonly string[];
  /** Address of the page that describes the causes, where one is configured. */
  docs?: string;
  /** The paste was longer than what is read. */
  cut: boolean;
}
