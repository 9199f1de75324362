import type { Block, Mark } from "../core/reply.ts";
import type { Result } from "../core/result.ts";
import type { Vantage } from "../core/vantage.ts";

const places: Readonly<Record<string, string>> = { gitlab: "GitLab", gateway: "gateway" };
const placeName = (from: string): string => places[from] ?? (from.startsWith("worker:") ? "worker" : from);
const stepNames: Readonly<Record<Vantage["rows"][number]["sight"], string>> = { resolve: "name", connect: "connection", tls: "TLS", http: "answer" };
const targetName = ({ target, model }: Vantage): string => (target === "model" ? `model ${model ?? ""}` : target === "gitlab" ? "GitLab" : "the gateway");

/** The ways on which places disagree, each as a small table with what stands between; of the others, one line. */
export function sayVantages({ vantages = [] }: Result): Block[] {
  const parted = vantages.filter(({ between }) => between !== undefined);
  const alike = vantages.filter(({ between }) => between === undefined);
  return [
    ...parted.flatMap((one): Block[] => [
      tableOf(one),
      { kind: "fact", label: "Between them", text: `${one.between?.said ?? ""}${(one.between?.codes.length ?? 0) === 0 ? "" : ` (${one.between?.codes.join(", ") ?? ""})`}` },
    ]),
    ...(alike.length === 0 ? [] : [{ kind: "note" as const, text: `Seen alike: ${alike.map((one) => `${targetName(one)} from ${fromOf(one).map(placeName).join(" and ")}`).join("; ")}` }]),
  ];
}

const order = (from: string): number => (from.startsWith("worker:") ? 0 : from === "gitlab" ? 1 : 2);
const fromOf = ({ rows }: Vantage): string[] => [...new Set(rows.flatMap(({ seen }) => seen.map(({ from }) => from)))].sort((a, b) => order(a) - order(b));

function tableOf(one: Vantage): Block {
  const from = fromOf(one);
  return {
    kind: "table",
    title: `The way to ${targetName(one)} (${one.address}), from where`,
    // A gateway that asks itself has no way to go.
    heads: from.map((place) => (place === one.target ? "itself" : placeName(place))),
    rows: one.rows.map(({ sight, seen }) => ({
      name: stepNames[sight],
      cells: from.map((place) => {
        const found = seen.find((glimpse) => glimpse.from === place);
        const mark: Mark | undefined = found === undefined || found.good === null ? undefined : found.good ? "pass" : "fail";
        return { ...(mark === undefined ? {} : { mark }), text: found === undefined ? "not seen" : `${found.said}${found.basis === "reported" ? " (reported)" : ""}` };
      }),
    })),
  };
}
