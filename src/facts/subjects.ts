import type { ModelConfig, StackConfig } from "../core/stack.ts";
import type { Value as Models } from "./gitlab/models.ts";

/** A model that is asked about: its name, and what the configuration knows of it. */
export interface Subject {
  name: string;
  config?: ModelConfig;
}

/** Facts that must be settled before the models are known. */
export const subjectsNeed: readonly string[] = ["gitlab/models"];

const bare = (endpoint: string | null | undefined): string => (endpoint ?? "").trim().replace(/\/+$/u, "").toLowerCase();

/**
 * The models of a stack: those that GitLab lists with a feature assigned (all where none is, or where nobody tells), and those that only the
 * configuration names. A configured model is the same as GitLab's by name, else by endpoint and identifier.
 */
export function subjectsOf(read: (id: string) => unknown, stack: StackConfig): Subject[] {
  const listed = (read("gitlab/models") as Models | undefined)?.models;
  if (listed === undefined) return stack.models.map((config) => ({ name: config.name, config }));
  const used = listed.filter((model) => model.features.length > 0);
  const chosen = used.length > 0 ? used : listed;
  const left = new Set(stack.models);
  const take = (match: (config: ModelConfig) => boolean): ModelConfig | undefined => {
    const found = [...left].find(match);
    if (found !== undefined) left.delete(found);
    return found;
  };
  const subjects = chosen.map((model) => {
    const config =
      take((one) => one.name.toLowerCase() === model.name.toLowerCase()) ??
      take((one) => one.endpoint !== undefined && bare(one.endpoint) === bare(model.endpoint) && (one.identifier === undefined || one.identifier === model.identifier)) ??
      take((one) => one.identifier !== undefined && one.identifier === model.identifier);
    return config === undefined ? { name: model.name } : { name: model.name, config };
  });
  // A configured model that GitLab lists without using it is no subject; one that GitLab does not know at all is.
  for (const config of left) {
    if (!listed.some((model) => model.name.toLowerCase() === config.name.toLowerCase() || (config.endpoint !== undefined && bare(config.endpoint) === bare(model.endpoint)))) subjects.push({ name: config.name, config });
  }
  return subjects;
}
