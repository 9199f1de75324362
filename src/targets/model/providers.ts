/**
 * Names that LiteLLM takes as a provider: what may stand before the first slash of a model identifier. LiteLLM 1.88
 * (`litellm.types.utils.LlmProviders` and the JSON providers of `llms/openai_like`). Letters count: `Custom_OpenAI` is none.
 */
export const providers: ReadonlySet<string> = new Set(
  `openai chatgpt openai_like jina_ai xai zai custom_openai text-completion-openai cohere cohere_chat clarifai anthropic anthropic_text bytez
  replicate reducto runwayml aws_polly huggingface together_ai openrouter datarobot vertex_ai vertex_ai_beta gemini ai21 baseten
  black_forest_labs azure azure_text azure_ai sagemaker sagemaker_chat sagemaker_nova bedrock vllm nlp_cloud petals oobabooga ollama
  ollama_chat deepinfra perplexity mistral milvus groq a2a gigachat nvidia_nim nvidia_riva cerebras ai21_chat volcengine codestral
  text-completion-codestral dashscope moonshot publicai v0 morph lambda_ai deepseek sambanova maritalk voyage cloudflare xinference
  fireworks_ai friendliai featherless_ai watsonx watsonx_text triton predibase databricks empower github ragflow compactifai
  docker_model_runner custom litellm_proxy hosted_vllm llamafile lm_studio galadriel nebius infinity deepgram elevenlabs novita
  aiohttp_openai langfuse humanloop topaz sap assemblyai charity_engine github_copilot snowflake gradient_ai meta_llama nscale pg_vector
  s3_vectors helicone hyperbolic recraft fal_ai stability heroku aiml cometapi oci auto_router vercel_ai_gateway dotprompt manus wandb
  ovhcloud scaleway lemonade amazon_nova a2a_agent langgraph minimax synthetic apertis nano-gpt poe chutes xiaomi_mimo litellm_agent
  cursor bedrock_mantle veniceai abliteration llamagate gmi sarvam aihubmix crusoe anyscale`.split(/\s+/u),
);

/** Providers for which the gateway drops the endpoint: they go where the cloud's own settings say. */
export const endpointIgnoring: ReadonlySet<string> = new Set(["bedrock", "vertex_ai"]);

/** Providers that LiteLLM asks at `<endpoint>/chat/completions` with a bearer key: those that a worker can ask in the same words. */
export const openaiSpeaking: ReadonlySet<string> = new Set([
  "custom_openai", "openai", "openai_like", "hosted_vllm", "litellm_proxy", "lm_studio", "llamafile", "xinference", "nvidia_nim", "docker_model_runner",
  "lemonade", "bedrock_mantle", "aiohttp_openai", "mistral", "deepseek", "fireworks_ai", "together_ai", "groq",
]);

/** The identifier as the gateway splits it: at the first slash; without one everything is custom_openai's. */
export function splitIdentifier(identifier: string | null): { provider: string | null; servedName: string | null } {
  if (identifier === null || identifier === "") return { provider: null, servedName: null };
  const slash = identifier.indexOf("/");
  if (slash < 0) return { provider: "custom_openai", servedName: identifier };
  return { provider: identifier.slice(0, slash), servedName: identifier.slice(slash + 1) };
}

const letters = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/gu, "");
const byLetters = new Set([...providers].map((name) => letters(name)));

/** It is a provider but for its letters: another case, a hyphen for an underscore, blanks. */
export function isMisspelt(provider: string): boolean {
  return !providers.has(provider) && byLetters.has(letters(provider));
}
