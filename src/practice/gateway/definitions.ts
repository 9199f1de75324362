import { features, models } from "./definitions-data.ts";
import type { FeatureEntry, ModelEntry } from "./definitions-data.ts";

/** The open list of models and features, as a gateway of another release shows it: what came later is left out, what went is back. */

interface Change {
  release: [number, number];
  added: RegExp;
  gone: string[];
  addedFeatures?: RegExp;
}

// From the history of the gateway's model list at GitLab's release days.
const changes: Change[] = [
  { release: [19, 3], added: /^(claude_opus_5|kimi_k3_fireworks$|qwen_3_6_27b_fireworks$|gemini_3_7_flash_vertex$)/, gone: ["glm_5_1_fireworks"] },
  { release: [19, 2], added: /^(qwen$|claude_sonnet_5|gpt_5_6_|claude_fable_5$)/, gone: ["gpt_5_codex"], addedFeatures: /^security_review$/ },
  { release: [19, 1], added: /^claude_opus_4_8/, gone: ["claude_sonnet_4_20250514", "claude_sonnet_4_20250514_vertex"] },
  { release: [19, 0], added: /^(gemini$|embedding$|gpt_5_5$|kimi_k2_6_fireworks$|devstral_2_mistral$)/, gone: [] },
  { release: [18, 11], added: /^(claude_opus_4_7|gpt_5_4_mini$)/, gone: ["qwen2p5-coder-7b"] },
  { release: [18, 10], added: /^(claude_opus_4_6_vertex$|gpt_5_4$|text_embedding_005_vertex$)/, gone: ["vertex", "claude_2_1", "claude_3_haiku_20240307"], addedFeatures: /^embeddings_code$/ },
  { release: [18, 9], added: /^(claude_opus_4_6_20260205$|claude_sonnet_4_6|.*_bedrock$)/, gone: ["claude_3_sonnet_20240229"] },
  { release: [18, 8], added: /^codestral_2508_/, gone: ["claude_sonnet_3_7_20250219", "claude_3_5_haiku_20241022"] },
  { release: [18, 7], added: /^(claude_opus_4_5_20251101|gpt_5_2$)/, gone: [] },
  { release: [18, 6], added: /^claude_sonnet_4_5_20250929_vertex$/, gone: ["mistral_nemo", "claude_3_5_sonnet_20241022"], addedFeatures: /^duo_agent_platform_agentic_chat$/ },
  { release: [18, 5], added: /^(claude_sonnet_4_5_20250929$|claude_haiku_4_5_20251001|gpt_5_mini$)/, gone: [] },
];

const onlyBetween: Record<string, [[number, number], [number, number]]> = {
  "qwen2p5-coder-7b": [[18, 7], [18, 11]],
  claude_2_1: [[18, 7], [18, 10]],
  gpt_5_codex: [[18, 5], [19, 2]],
  glm_5_1_fireworks: [[19, 1], [19, 3]],
};

const isBefore = (left: [number, number], right: [number, number]): boolean => left[0] < right[0] || (left[0] === right[0] && left[1] < right[1]);

/** The list of this release, or null where the route needs a token (before 18.4). */
export function definitionsOf(release: string): { models: ModelEntry[]; unit_primitives: FeatureEntry[] } | null {
  const [major = 0, minor = 0] = release.split(".").map(Number);
  const own: [number, number] = [major, minor];
  if (isBefore(own, [18, 4])) return null;
  let shown = [...models];
  let shownFeatures = [...features];
  for (const change of changes) {
    if (!isBefore(own, change.release)) continue;
    shown = shown.filter((model) => !change.added.test(model.identifier));
    if (change.addedFeatures) shownFeatures = shownFeatures.filter((feature) => !change.addedFeatures?.test(feature.feature_setting));
    for (const identifier of change.gone) {
      const between = onlyBetween[identifier];
      if (between && (isBefore(own, between[0]) || !isBefore(own, between[1]))) continue;
      shown.push({ name: identifier.replaceAll("_", " "), identifier, provider: null, deprecation: null, description: null, cost_indicator: null });
    }
  }
  return { models: shown, unit_primitives: shownFeatures };
}
