import type { Facts } from "../core/fact.ts";
import type { Vitals } from "../core/vitals.ts";
import type { FactValues } from "../facts/values.generated.ts";

/** How a stack looked in one run: what a later run is compared with. Only what was seen is in it. */
export function vitalsOf(facts: Facts): Vitals {
  const all = <K extends keyof FactValues & string>(id: K): { subject: string; value: FactValues[K] }[] =>
    facts.filter((fact) => fact.id === id && fact.absent === undefined && fact.value !== undefined).map((fact) => ({ subject: fact.subject ?? "", value: fact.value as FactValues[K] }));
  const one = <K extends keyof FactValues & string>(id: K): FactValues[K] | undefined => all(id)[0]?.value;
  const seen: Record<string, Record<string, string>> = {};
  const group = (name: string, values: Record<string, string | number | boolean | null | undefined>): void => {
    const told = Object.entries(values).filter(([, value]) => value !== null && value !== undefined).map(([key, value]) => [key, String(value)] as const);
    if (told.length > 0) seen[name] = Object.fromEntries(told);
  };

  group("version of GitLab", { "": one("gitlab/version")?.version });
  group("release of the gateway", { "": one("gateway/image")?.release ?? one("gateway/address")?.imageRelease });
  group("image of the gateway", { "": one("gateway/image")?.digest });
  for (const { subject, value } of all("model/server")) if (value.version !== null) seen["version of the model server"] = { ...seen["version of the model server"], [subject]: `${value.product} ${value.version}` };
  const settings = one("gitlab/duo-settings");
  if (settings !== undefined) {
    const stored = (value: string | number | null): string => (value === null ? "not set" : String(value));
    group("setting", {
      ...(settings.knows.aiGatewayUrl ? { "gateway URL": stored(settings.aiGatewayUrl) } : {}),
      ...(settings.knows.aiGatewayTimeoutSeconds ? { "gateway timeout": stored(settings.aiGatewayTimeoutSeconds) } : {}),
      ...(settings.knows.duoAgentPlatformServiceUrl ? { "agent service URL": stored(settings.duoAgentPlatformServiceUrl) } : {}),
    });
  }
  const instance = one("gitlab/application-settings");
  if (instance !== undefined) {
    group("instance setting", { "silent mode": instance.silentMode, "Duo features": instance.duoFeaturesEnabled, "beta features": instance.betaFeaturesEnabled, "direct connections disabled": instance.directConnectionsDisabled });
  }
  const models = one("gitlab/models")?.models;
  if (models !== undefined) seen["model"] = Object.fromEntries(models.map((model) => [model.name, [model.family, model.identifier, model.endpoint].filter((part) => part !== null && part !== "").join(" at ")]));
  const features = one("gitlab/feature-settings");
  if (features?.state === "read") seen["feature"] = Object.fromEntries(features.features.map((feature) => [feature.feature, feature.model?.name ?? feature.provider]));
  const addOns = one("gitlab/add-ons")?.addOns;
  if (addOns !== undefined) seen["add-on"] = Object.fromEntries(addOns.map((addOn) => [addOn.name, `${addOn.purchased} seats`]));
  const licence = one("gitlab/licence");
  if (licence !== undefined) group("licence", { plan: licence.plan, "end date": licence.expiresAt });
  const kids = one("gitlab/discovery")?.keys?.kids;
  if (kids !== null && kids !== undefined) seen["signing keys"] = { "": [...kids].sort().join(", ") };

  const addresses: Record<string, string[]> = {};
  const certificates: Vitals["certificates"] = [];
  const ways = [
    ...all("gitlab/reach").map((way) => ({ ...way, where: "GitLab" })),
    ...all("gateway/reach").map((way) => ({ ...way, where: "gateway" })),
    ...all("model/reach").map((way) => ({ ...way, where: `model ${way.subject}` })),
    ...all("agent/reach").map((way) => ({ ...way, where: "agent service" })),
  ];
  for (const { where, value } of ways) {
    if (value.dns?.kind === "answer" && value.dns.system.length > 0) addresses[value.host] = [...value.dns.system].sort();
    const leaf = value.tls?.kind === "look" ? value.tls.chain[0] : undefined;
    if (leaf !== undefined) certificates.push({ where: `${where} (${value.host}:${value.port})`, notAfter: leaf.notAfter, fingerprint: leaf.fingerprint256 });
  }
  const firstTokenMs: Record<string, number> = {};
  for (const { subject, value } of all("gateway/chat")) if (value.outcome === "answer" && value.firstLineMs !== null) firstTokenMs[subject] = Math.round(value.firstLineMs);
  for (const { subject, value } of all("model/stream")) if (value.first.firstDataMs !== null && ["good", "slow"].includes(value.state)) firstTokenMs[subject] = Math.round(value.first.firstDataMs);
  return { seen, addresses, certificates, firstTokenMs };
}
