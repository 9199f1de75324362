/** What is known of the stack, for answers that mean something only beside it. */
export interface About {
  family?: string | undefined;
  servedName?: string | undefined;
  endpoint?: string | undefined;
  endpointHost?: string | undefined;
  gitlabHost?: string | undefined;
}

/**
 * Reads what somebody got from a separating test: places in its `outcomes`, none where the text does not decide. Texts come from people and
 * targets: readers look for fixed words and figures only.
 */
export type AnswerReader = (answer: string, about: About) => readonly number[];

/** The first form that the answer holds. */
export const firstOf = (...forms: readonly (readonly [place: number, form: RegExp])[]): AnswerReader => (answer) => {
  const hit = forms.find(([, form]) => form.test(answer));
  return hit === undefined ? [] : [hit[0]];
};

/** Every form that the answer holds: a log may hold several. Where telling ones are there, the general ones do not count. */
export const allOf = (forms: readonly (readonly [place: number, form: RegExp])[], general: readonly (readonly [place: number, form: RegExp])[] = []): AnswerReader => (answer) => {
  const hits = forms.filter(([, form]) => form.test(answer)).map(([place]) => place);
  return hits.length > 0 ? [...new Set(hits)] : general.filter(([, form]) => form.test(answer)).map(([place]) => place).slice(0, 1);
};

/** Nothing but blanks and prompts. */
export const isEmpty = (answer: string): boolean => !/[A-Za-z0-9]/u.test(answer);

export const html = /<html|<!doctype|<head>|<title>/iu;

/** The parts of an answer that a marker line begins: `== ...` or a URL on a line of its own. */
export function partsOf(answer: string, marker: RegExp): string[] {
  const parts: string[] = [];
  for (const line of answer.split("\n")) {
    if (marker.test(line)) parts.push("");
    else if (parts.length > 0) parts[parts.length - 1] += `${line}\n`;
  }
  return parts;
}
