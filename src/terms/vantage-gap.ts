import { type Sight, sights, type Vantage } from "../core/vantage.ts";
import type { View } from "./vantage-views.ts";

type Between = NonNullable<Vantage["between"]>;
type Kind = Between["kind"];

// Causes that say the same of the target, from whose side it fails; only those are repeated that the answer itself names.
const codes: Readonly<Record<Vantage["target"], Partial<Record<Kind, readonly string[]>>>> = {
  gateway: { proxy: ["DT520", "DT521", "DT522"], "split-dns": ["DT528", "DT501", "DT921"], "tls-inspection": ["DT513"], "trust-store": ["DT510", "DT910"], firewall: ["DT503", "DT530", "DT921", "DT202"], "another-answer": ["DT521", "DT527"] },
  gitlab: { proxy: ["DT245"], "split-dns": ["DT242"], "tls-inspection": ["DT244"], "trust-store": ["DT244", "DT910"], firewall: ["DT243", "DT920"], "another-answer": ["DT246", "DT249"] },
  model: { proxy: ["DT308", "DT309"], "split-dns": ["DT305", "DT922"], "tls-inspection": ["DT310"], "trust-store": ["DT310", "DT910"], firewall: ["DT307", "DT922"], "another-answer": [] },
};

const names: Readonly<Record<string, string>> = { gitlab: "GitLab", gateway: "the gateway" };
const nameOf = (view: View): string => names[view.from] ?? "the worker";

const stepsOf = (view: View): readonly (readonly [Sight, boolean])[] => sights.flatMap((sight) => (view.steps[sight]?.good === true || view.steps[sight]?.good === false ? [[sight, view.steps[sight].good] as const] : []));

/** The first step that one place took and the other did not. */
function parting(good: View, bad: View): Sight | undefined {
  const missed = stepsOf(bad).find(([, went]) => !went)?.[0];
  if (missed === undefined) return undefined;
  const reached = stepsOf(good).filter(([, went]) => went).map(([sight]) => sight);
  // Who got an answer took every step before it.
  return reached.some((sight) => sights.indexOf(sight) >= sights.indexOf(missed)) && !stepsOf(good).some(([sight, went]) => !went && sights.indexOf(sight) <= sights.indexOf(missed)) ? missed : undefined;
}

const apart = (a: View, b: View): boolean => a.addresses.length > 0 && b.addresses.length > 0 && !a.addresses.some((one) => b.addresses.includes(one));

/** What stands between two places of which one gets further than the other: the first that holds. Undefined where all meet the same. */
export function nameGap(target: Vantage["target"], views: readonly View[], named: readonly string[]): Between | undefined {
  for (const bad of views) {
    for (const good of views) {
      // A target that answers itself says nothing of the way to it.
      if (good === bad || good.own === true || bad.own === true) continue;
      const step = parting(good, bad);
      if (step === undefined) continue;
      const kind = kindOf(good, bad, step);
      const said = sentences[kind](nameOf(good), nameOf(bad), bad);
      return { kind, said, codes: (codes[target][kind] ?? []).filter((code) => named.includes(code)) };
    }
  }
  return undefined;
}

function kindOf(good: View, bad: View, step: Sight): Kind {
  if (bad.proxy !== undefined && good.proxy === undefined) return "proxy";
  if (step === "resolve" || apart(good, bad)) return "split-dns";
  if (step === "tls") return good.leaf !== undefined && bad.leaf !== undefined && good.leaf !== bad.leaf ? "tls-inspection" : "trust-store";
  if (step === "connect") return good.proxy !== undefined ? "proxy" : "firewall";
  return "another-answer";
}

const sentences: Readonly<Record<Kind, (good: string, bad: string, view: View) => string>> = {
  proxy: (good, bad, view) => (view.proxy === undefined ? `a proxy: ${good} gets through by one, ${bad} goes directly and gets nowhere` : `a proxy: ${good} gets through directly, ${bad} is sent to proxy ${view.proxy} and gets no answer`),
  "split-dns": (good, bad) => `split DNS: the name leads ${good} to the target, and ${bad} elsewhere or nowhere`,
  "tls-inspection": (good, bad) => `TLS inspection, or another server: ${bad} is shown another certificate than ${good}`,
  "trust-store": (good, bad) => `a trust store, or a device that opens TLS on one way: ${good} trusts the certificate that it is shown, ${bad} does not`,
  firewall: (good, bad) => `a firewall or a route: ${good} gets a connection to the same address, ${bad} does not`,
  "another-answer": (good, bad) => `something on the way, such as a proxy or a filter: ${good} gets an answer, ${bad} another one or none`,
};
