/**
 * Which release a gateway looks like, from the identifiers and features that GET /v1/models/definitions lists. The route came with
 * 18.0 (behind a token) and is open since 18.4. Marks are from the history of `models.yml` and `unit_primitives.yml` of the AI
 * gateway's repository; patch levels cannot be told apart.
 */
interface Mark {
  release: string;
  /** First listed in this release. */
  added: readonly string[];
  /** No longer listed from this release on. */
  gone: readonly string[];
}

const marks: readonly Mark[] = [
  { release: "18.4", added: ["mistral", "mixtral", "codestral", "llama3", "gpt", "general", "claude_3", "codegemma", "codellama", "deepseekcoder", "gpt_5", "amazon_q"], gone: [] },
  { release: "18.5", added: ["claude_sonnet_4_5_20250929", "claude_haiku_4_5_20251001", "gpt_5_mini"], gone: [] },
  { release: "18.6", added: ["claude_sonnet_4_5_20250929_vertex", "feature:duo_agent_platform_agentic_chat"], gone: ["mistral_nemo"] },
  { release: "18.7", added: ["claude_opus_4_5_20251101", "gpt_5_2"], gone: [] },
  { release: "18.8", added: ["codestral_2508_vertex", "codestral_2508_fireworks"], gone: [] },
  { release: "18.9", added: ["claude_opus_4_6_20260205", "claude_sonnet_4_6"], gone: ["claude_3_sonnet_20240229"] },
  { release: "18.10", added: ["claude_opus_4_6_vertex", "gpt_5_4", "text_embedding_005_vertex", "feature:embeddings_code"], gone: ["claude_2_1", "claude_3_haiku_20240307"] },
  { release: "18.11", added: ["claude_opus_4_7", "gpt_5_4_mini"], gone: [] },
  { release: "19.0", added: ["gemini", "embedding", "gpt_5_5", "kimi_k2_6_fireworks", "devstral_2_mistral"], gone: [] },
  { release: "19.1", added: ["claude_opus_4_8"], gone: ["claude_sonnet_4_20250514"] },
  { release: "19.2", added: ["qwen", "claude_sonnet_5", "claude_fable_5", "feature:security_review"], gone: [] },
  { release: "19.3", added: ["claude_opus_5", "kimi_k3_fireworks", "qwen_3_6_27b_fireworks", "gemini_3_7_flash_vertex"], gone: ["glm_5_1_fireworks"] },
];

export interface Bracket {
  /** `major.minor`; null = the list does not tell. */
  oldest: string | null;
  newest: string | null;
}

/** The first release that opens the route to callers without a token. */
export const firstOpen = "18.4";

/**
 * Releases that fit a list. A release counts as reached when at least half of what it added is there, so that one withdrawn model
 * does not make a gateway look old; above the newest release of the table nothing is said.
 */
export function bracketOf(identifiers: readonly string[], features: readonly string[]): Bracket {
  const listed = new Set([...identifiers, ...features.map((feature) => `feature:${feature}`)]);
  if (identifiers.length === 0) return { oldest: null, newest: null };
  let reached = -1;
  marks.forEach((mark, index) => {
    const there = mark.added.filter((name) => listed.has(name)).length;
    if (there * 2 >= mark.added.length && there > 0) reached = index;
  });
  const kept = marks.findIndex((mark) => mark.gone.some((name) => listed.has(name)));
  // What a release removed and what a later one added cannot stand side by side: a list of its own making, which tells nothing.
  if (reached === -1 || (kept !== -1 && reached >= kept)) return { oldest: null, newest: null };
  const next = marks[reached + 1];
  const oldest = marks[reached]?.release ?? null;
  return { oldest, newest: next === undefined ? null : oldest };
}

// The cloud's own image counts otherwise (`v2.71.0`); for own use the gateway is released with GitLab, since 17.
const firstMajor = 17;

/** `major.minor` of an image tag such as `self-hosted-v19.3.1-ee`, or null. */
export function releaseOfImage(image: string): string | null {
  const found = /:self-hosted-(?:fips-)?v(\d{1,3})\.(\d{1,3})\.\d/u.exec(image) ?? /(?:^|[:-])v(\d{1,3})\.(\d{1,3})\.\d[^/]*$/u.exec(image);
  return found === null || Number(found[1]) < firstMajor ? null : `${found[1]}.${found[2]}`;
}
