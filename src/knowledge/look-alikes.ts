import type { AskedTest } from "../core/result.ts";
import type { LookAlike, Separator, Vantage } from "./entries.ts";
import { lookAlikes, separators } from "./look-alikes.generated.ts";

/** Why some causes cannot be told apart, and the one thing that would. */
export interface Separation {
  /** The given codes that the test is about. */
  among: readonly string[];
  because: string;
  test: AskedTest;
}

/**
 * The test that splits these causes best, taken from the set of look-alikes that covers most of them. `able` names what the run could see
 * already: a test that needs no more than that comes last, as its answer is known. Undefined where no set holds two of the codes.
 */
export function separatingTestFor(codes: readonly string[], able: readonly Vantage[] = []): Separation | undefined {
  const wanted = [...new Set(codes)];
  const set = closestSet(wanted);
  if (set === undefined) return undefined;
  const among = wanted.filter((code) => set.codes.includes(code));
  const best = set.tests
    .flatMap((id, place) => {
      const separator = separators[id];
      return separator === undefined ? [] : [{ id, separator, place, parts: partsOf(separator, among), known: able.includes(separator.from) }];
    })
    .sort((a, b) => Number(a.parts < 2) - Number(b.parts < 2) || Number(a.known) - Number(b.known) || b.parts - a.parts || a.place - b.place)[0];
  if (best === undefined) return undefined;
  return { among, because: set.because, test: wordTest(best.id, best.separator, among) };
}

/** Most of the codes, then the smallest set: it fits the picture best. */
function closestSet(codes: readonly string[]): LookAlike | undefined {
  const scored = lookAlikes
    .map((set) => ({ set, shared: codes.filter((code) => set.codes.includes(code)).length }))
    .filter(({ shared }) => shared >= 2);
  return scored.sort((a, b) => b.shared - a.shared || a.set.codes.length - b.set.codes.length)[0]?.set;
}

/** Into how many groups the outcomes split the codes; a code that stands in no outcome is what remains. */
function partsOf(separator: Separator, codes: readonly string[]): number {
  return new Set(codes.map((code) => separator.outcomes.flatMap(({ means }, place) => (means.includes(code) ? [place] : [])).join(","))).size;
}

function wordTest(id: string, separator: Separator, among: readonly string[]): AskedTest {
  const outcomes = separator.outcomes
    .map(({ sees, means }) => ({ sees, means: means.filter((code) => among.includes(code)) }))
    .filter(({ means }) => means.length > 0);
  const named = new Set(outcomes.flatMap(({ means }) => means));
  const rest = among.filter((code) => !named.has(code));
  const reading = [...outcomes.map(({ sees, means }) => `${sees} = ${orList(means)}`), ...(rest.length === 0 || rest.length === among.length ? [] : [`none of these = ${orList(rest)}`])].join("; ");
  const { command } = separator;
  return {
    id,
    do: separator.do + keyNote(command),
    where: separator.where,
    ...(command === undefined ? {} : { command: runsInShell(command) ? `echo '${markOf(id)}'; ${command}` : command }),
    ...(separator.inside === undefined ? {} : { inside: separator.inside }),
    ...(reading === "" ? {} : { reading }),
  };
}

/** A query or a line of configuration prints nothing by itself; a shell prints the test's mark, by which its answer is known again. */
const runsInShell = (command: string): boolean => !command.startsWith("{") && !command.startsWith("log_format");

/** The line that a test's command prints first. */
export const markOf = (id: string): string => `[test ${id}]`;

/** Keys and tokens are read into the shell first, so that they stand in nothing that is pasted. */
function keyNote(command: string | undefined): string {
  if (command?.includes("$KEY") === true) return " (first read the model's key into the shell: read -rs KEY)";
  if (command?.includes("$TOKEN") === true) return " (first read the token into the shell: read -rs TOKEN)";
  return "";
}

function orList(codes: readonly string[]): string {
  return codes.length < 2 ? codes.join("") : `${codes.slice(0, -1).join(", ")} or ${codes.at(-1) ?? ""}`;
}
