import type { Facts, Observation } from "../core/fact.ts";
import type { HttpResult } from "../core/probe-answer.ts";
import { type Glimpse, type Sight, sights, type Vantage } from "../core/vantage.ts";
import type { FactValues } from "../facts/values.generated.ts";
import { nameGap } from "./vantage-gap.ts";
import { viewsOfCheck, viewsOfGitlab, viewsOfPaste, viewOfReach, viewOfWay, type View } from "./vantage-views.ts";

type Key = keyof FactValues & string;

/**
 * The way to gateway, GitLab and each model, step by step, as every place met it that tells of it: the worker, GitLab by its own checks, the gateway by
 * a foothold or by what it told GitLab, and what a person pasted. Only targets that at least two places tell of. `named`: codes that the answer speaks
 * of. Pure: the same facts, the same table.
 */
export function vantagesOf(facts: Facts, named: readonly string[]): Vantage[] {
  const find = (id: string, subject?: string): Observation | undefined => facts.find((fact) => fact.id === id && fact.subject === subject && fact.absent === undefined && fact.value !== undefined);
  const value = <K extends Key>(id: K, subject?: string): FactValues[K] | undefined => find(id, subject)?.value as FactValues[K] | undefined;
  const worker = facts.find((fact) => fact.from.startsWith("worker:") && fact.from !== "worker:paste")?.from ?? "worker:default";
  const inside = value("gateway/inside");
  const outcomes = facts.filter((fact) => fact.id === "gitlab/connection-check" && fact.value !== undefined).map((fact) => (fact.value as FactValues["gitlab/connection-check"]).best);
  const pasted = viewsOfPaste(facts);

  const gateway = (): View[] => {
    const [reach, health, address] = [value("gateway/reach"), value("gateway/health"), value("gateway/address")];
    // Two addresses are two questions.
    if (reach === undefined || address?.same === false || address?.cloud === true) return [];
    const own = inside?.network === true ? inside.health : null;
    return [
      viewOfReach(reach, worker, "gateway/reach", health === undefined ? undefined : { status: statusOf(health.result), probe: "gateway/health" }),
      ...viewsOfGitlab(value("gitlab/health-check"), value("gitlab/token-route"), outcomes, reach),
      ...(own === null ? [] : [{ ...viewOfWay(own, "gateway/inside"), own: true }]),
      ...pasted("gateway"),
    ];
  };
  const gitlab = (): View[] => {
    const [reach, front] = [value("gitlab/reach"), value("gitlab/front")];
    if (reach === undefined) return [];
    const way = inside?.network === true ? inside.gitlab : null;
    // The gateway may know GitLab by another name, and asks that.
    const same = way !== null && URL.canParse(way.url) && new URL(way.url).hostname.replace(/^\[|\]$/gu, "") === reach.host;
    return [viewOfReach(reach, worker, "gitlab/reach", front === undefined ? undefined : { status: statusOf(front.metadata), probe: "gitlab/front" }), ...(way !== null && same ? [viewOfWay(way, "gateway/inside")] : []), ...pasted("gitlab")];
  };
  const model = (name: string): View[] => {
    const [reach, list, chat, beside, check] = [value("model/reach", name), value("model/list", name), value("model/chat", name), value("model/inside", name), value("gitlab/connection-check", name)];
    if (reach === undefined) return [];
    // The same question on both sides: beside the gateway the list is asked for, by GitLab's check a chat.
    const said = beside === undefined ? (chat === undefined ? undefined : { status: chat.first.status, probe: `model/chat@${name}` }) : list === undefined ? undefined : { status: statusOf((list.withoutKey ?? list.stored).result), probe: `model/list@${name}` };
    return [
      viewOfReach(reach, worker, `model/reach@${name}`, said),
      ...(beside !== undefined ? [viewOfWay(beside.way, `model/inside@${name}`)] : check === undefined ? [] : viewsOfCheck(check.best, `gitlab/connection-check@${name}`)),
      ...pasted("model"),
    ];
  };
  const models = [...new Set(facts.flatMap((fact) => (fact.id === "model/reach" && fact.subject !== undefined ? [fact.subject] : [])))];
  return [
    ...compare("gateway", undefined, gateway()),
    ...compare("gitlab", undefined, gitlab()),
    ...models.flatMap((name) => compare("model", name, model(name))),
  ];

  function compare(target: Vantage["target"], name: string | undefined, views: readonly View[]): Vantage[] {
    const places = onePerPlace(views);
    if (places.length < 2) return [];
    const rows = sights.flatMap((sight): Vantage["rows"] => {
      const seen = places.flatMap((place): Glimpse[] => (place.steps[sight] === undefined ? [] : [place.steps[sight]]));
      return seen.length === 0 ? [] : [{ sight, seen }];
    });
    const between = nameGap(target, places, named);
    return [{ target, ...(name === undefined ? {} : { model: name }), address: places[0]?.address ?? "", rows, ...(between === undefined ? {} : { between }) }];
  }
}

/** 0 where no answer came. */
const statusOf = (result: HttpResult): number => (result.kind === "answer" ? result.status : 0);

/** One view for each place: what was measured there tells more than what was reported, which fills the steps that are missing. */
function onePerPlace(views: readonly View[]): View[] {
  const places = new Map<string, View>();
  for (const view of views) {
    const known = places.get(view.from);
    const steps: Partial<Record<Sight, Glimpse>> = { ...view.steps, ...known?.steps };
    places.set(view.from, known === undefined ? view : { ...known, steps });
  }
  return [...places.values()].filter((view) => Object.keys(view.steps).length > 0);
}
