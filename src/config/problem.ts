/** One thing that is wrong with the configuration, with what to write instead. */
export interface ConfigProblem {
  file: string;
  /** 1-based; undefined when the whole file is meant. */
  line?: number;
  /** Dotted path, for example `stacks.prod.gitlab.url`. */
  key: string;
  problem: string;
  /** What to write. */
  advice: string;
}

/** All problems of one configuration. The only error that the config room throws. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(sayProblem).join("\n"));
    this.name = "ConfigError";
    this.problems = problems;
  }
}

export function sayProblem(problem: ConfigProblem): string {
  const place = problem.line === undefined ? problem.file : `${problem.file}:${problem.line}`;
  return `${place}: ${problem.key === "" ? "" : `${problem.key}: `}${problem.problem}. ${problem.advice}`;
}
