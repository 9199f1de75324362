import type { FactValues } from "../../facts/values.generated.ts";

/** Reads facts of a run; undefined where one was not seen. */
export interface Seen {
  one<K extends keyof FactValues & string>(id: K): FactValues[K] | undefined;
  /** Of every model. */
  each<K extends keyof FactValues & string>(id: K): readonly { model: string; value: FactValues[K] }[];
}

interface Known {
  /** For people: which fact decides it. */
  says: string;
  /** Undefined: not seen. */
  holds(seen: Seen): boolean | undefined;
}

const licenceType = (seen: Seen, word: string): boolean | undefined => {
  const type = seen.one("gitlab/licence")?.type;
  return type === undefined || type === null ? undefined : type.includes(word);
};

const older = (text: string, than: readonly number[]): boolean | undefined => {
  const parts = /^v?(\d+)\.(\d+)(?:\.(\d+))?/u.exec(text)?.slice(1).map((part) => Number(part ?? 0));
  if (parts === undefined) return undefined;
  for (const [place, least] of than.entries()) if (parts[place] !== least) return (parts[place] ?? 0) < least;
  return false;
};

/** What a change of an upgrade can depend on; each is read from facts alone. */
export const conditions = {
  "gateway-url-stored": {
    says: "GitLab's stored gateway address (administrator's token)",
    holds: (seen) => {
      const settings = seen.one("gitlab/duo-settings");
      return settings === undefined || !settings.knows.aiGatewayUrl ? undefined : settings.aiGatewayUrl !== null;
    },
  },
  "agents-used": {
    says: "whether an agent service is set or agent features are assigned (administrator's token)",
    holds: (seen) => {
      const settings = seen.one("gitlab/duo-settings");
      const features = seen.one("gitlab/feature-settings");
      const assigned = features?.state === "read" ? features.features.some((one) => one.feature.startsWith("duo_agent") && one.provider === "self_hosted") : undefined;
      const address = settings?.knows.duoAgentPlatformServiceUrl === true ? settings.duoAgentPlatformServiceUrl !== null : undefined;
      if (assigned === true || address === true) return true;
      return assigned === undefined && address === undefined ? undefined : false;
    },
  },
  "online-licence": { says: "the type of licence (administrator's token)", holds: (seen) => licenceType(seen, "online") },
  "offline-licence": { says: "the type of licence (administrator's token)", holds: (seen) => licenceType(seen, "offline") },
  "beta-off": {
    says: "whether beta features are on (administrator's token)",
    holds: (seen) => {
      const on = seen.one("gitlab/application-settings")?.betaFeaturesEnabled;
      return on === undefined || on === null ? undefined : !on;
    },
  },
  "agent-add-on-missing": { says: "the add-ons (administrator's token)", holds: (seen) => seen.one("gitlab/add-ons")?.addOns.every((one) => one.name !== "SELF_HOSTED_DAP") },
  "no-duo-seats": {
    says: "the add-ons (administrator's token)",
    holds: (seen) => seen.one("gitlab/add-ons")?.addOns.every((one) => one.purchased === 0 || !(one.name === "CODE_SUGGESTIONS" || one.name.includes("DUO_PRO") || one.name.includes("DUO_ENTERPRISE"))),
  },
  "vllm-older-than-0-18-1": {
    says: "the version of the model server (from beside it)",
    holds: (seen) => {
      const told = seen.each("model/server").map(({ value }) => (value.product === "vllm" ? (value.version === null ? undefined : older(value.version, [0, 18, 1])) : false));
      return told.includes(true) ? true : told.length === 0 || told.includes(undefined) ? undefined : false;
    },
  },
} as const satisfies Readonly<Record<string, Known>>;

export type Condition = keyof typeof conditions;
