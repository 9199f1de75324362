import { allOf, type AnswerReader, firstOf, html, partsOf } from "./read.ts";

const refusedPart = (part: string): boolean => /"error"|"detail"|"object": ?"error"/u.test(part) && !/"choices"/u.test(part);

/** Answers to the tests about the model and the gateway's way to it. */
export const modelAnswers: Readonly<Record<string, AnswerReader>> = {
  "model-from-gateway": firstOf(
    [0, /Connection refused/u], [1, /Name or service not known|Temporary failure in name resolution|nodename nor servname/u], [9, /ReadTimeout/u], [2, /ConnectTimeout|timed out/u],
    [4, /certificate has expired/u], [5, /Hostname mismatch|IP address mismatch/u], [3, /unable to get local issuer|self[- ]signed certificate/u], [6, /WRONG_VERSION_NUMBER/u],
    [7, /Server disconnected|EOF occurred|certificate required/u], [8, /UnsupportedProtocol|InvalidURL/u], [10, /^status 403\b/mu], [11, /^status 50[234]\b/mu], [12, /^status (?:200|401)\b/mu],
  ),
  "model-backtrace": allOf([
    [1, /gaierror|Name or service not known/u], [3, /CERTIFICATE_VERIFY_FAILED.{0,120}expired/u], [4, /CERTIFICATE_VERIFY_FAILED.{0,120}mismatch/u], [2, /CERTIFICATE_VERIFY_FAILED.{0,120}(?:issuer|self[- ]signed)/u], [5, /WRONG_VERSION_NUMBER/u],
    [6, /Server disconnected/u], [7, /InvalidUrlClientError|NonHttpUrlClientError|Cannot combine AUTHORIZATION/u], [8, /Forbidden control character/u], [9, /ConnectionTimeoutError/u], [10, /SocketTimeoutError/u],
    [11, /default credentials were not found/u], [12, /Missing credentials/u], [13, /EngineCore/u], [14, /Received Model Group/u], [0, /ConnectionRefusedError/u],
  ]),
  "model-words": allOf([
    [0, /does not exist|not found, try pulling|Invalid model name/u], [2, /DeploymentNotFound/u], [4, /chat template/u], [5, /roles must alternate|System role not supported/u], [6, /assistant message prefill|continue_final_message|last message is from the assistant/u],
    [7, /Unsupported parameter: 'stop'/u], [8, /stream_options/u], [9, /Unsupported parameter: '(?!stop')/u], [10, /maximum context length|max_tokens' or 'max_completion_tokens' is too large|max_tokens is too large|max_new_tokens|exceeds the available context/u],
    [11, /--enable-auto-tool-choice|does not support tools/u], [12, /tool_choice.{0,40}any/u], [13, /Unmapped LLM provider|LLM Provider NOT provided/u], [14, /No connected db|No api key passed in/u], [15, /plain HTTP request was sent to HTTPS port/u],
    [16, /No required SSL certificate was sent/u], [17, /No deployments available/u], [18, /insufficient_quota|retry after 86400|current quota/u], [19, /overloaded|server busy/iu], [20, /Rate limit reached/u], [21, /Loading model/u],
    [22, /EngineCore|EngineDead/u], [23, /AccessDeniedException|not authorized to perform: bedrock/u], [25, /Timeout on reading data from socket/u],
  ], [[1, /'detail': 'Not Found'|File Not Found|404 page not found/u], [3, html], [24, /403.{0,60}\{/u]]),
  "stored-model": allOf([
    [0, /"endpoint"\s{0,4}:\s{0,4}"[a-z]+:\/\/(?:localhost|127\.[\d.]+|\[::1\]|0\.0\.0\.0)/u], [1, /"endpoint"\s{0,4}:\s{0,4}"(?!https?:\/\/)[^"\s]|"endpoint"\s{0,4}:\s{0,4}"https?:\/\/[^/"]*@/u], [2, /"endpoint"\s{0,4}:\s{0,4}(?:""|null|"[^"]*\s[^"]*"|"[^"]*:(?:6553[6-9]|6[6-9]\d{3}|[7-9]\d{4}|\d{6,})[/"])/u],
    [4, /"endpoint"\s{0,4}:\s{0,4}"[^"]*(?:\/completions|\/models|\?[^"]*)\/?"/u], [5, /"endpoint"\s{0,4}:\s{0,4}"[^"]*\/v1\/v1/u], [6, /"identifier"\s{0,4}:\s{0,4}"(?!custom_openai\/|openai\/|bedrock|bedrock_mantle|azure|vertex_ai\/|anthropic\/|litellm_proxy\/|fireworks_ai\/|gemini\/)[^"]+"/u],
    [7, /"identifier"\s{0,4}:\s{0,4}"bedrock\//u], [8, /"identifier"\s{0,4}:\s{0,4}"vertex_ai\//u],
  ], [[3, /"endpoint"\s{0,4}:\s{0,4}"https?:\/\/[^"]+(?<!\/v1)(?<!\/v1\/)"/u], [9, /"hasApiToken"\s{0,4}:\s{0,4}false/u], [10, /"hasApiToken"\s{0,4}:\s{0,4}true/u]]),
  "model-key-by-hand": (answer) => {
    const code = (label: string): string => new RegExp(`^\\s{0,8}${label} (\\d{3})`, "mu").exec(answer)?.[1] ?? "";
    const [given, bare] = [code("with key"), code("without")];
    if (given === "401" || given === "403") return [0];
    return given !== "200" ? [] : bare === "200" ? [2] : [1];
  },
  "model-connect": (answer) => {
    const seen = /connect ([\d.]+) first byte ([\d.]+) status (\d{3})/u.exec(answer);
    if (seen === null) return [];
    const [connect, first] = [Number(seen[1]), Number(seen[2])];
    if (connect === 0) return [0];
    if (seen[3] === "503") return [3];
    return first === 0 ? [2] : first < 10 ? [1] : [];
  },
  "model-metrics": (answer) => {
    if (/[Cc]onnection refused|Failed to connect|Couldn't connect/u.test(answer)) return [2];
    const waiting = [...answer.matchAll(/(?:waiting|queue)[^\n]{0,200}? ([\d.]+(?:e[+-]?\d{1,3})?)\s{0,4}$/gmu)].map((match) => Number(match[1]));
    const cache = [...answer.matchAll(/cache_usage_perc[^\n]{0,200}? ([\d.]+)\s{0,4}$/gmu)].map((match) => Number(match[1]));
    if (waiting.length + cache.length === 0) return [];
    return waiting.some((many) => many > 0) || cache.some((share) => share > 0.9) ? [0] : [1];
  },
  "model-list": (answer, about) => {
    const [first = "", second = ""] = partsOf(answer, /^https?:\/\/\S{3,400}$/u);
    const status = (part: string): number => Number(/^HTTP\/[\d.]{1,3} (\d{3})/mu.exec(part)?.[1] ?? 0);
    const list = (part: string): boolean => status(part) === 200 && /"data"\s{0,4}:\s{0,4}\[/u.test(part);
    if (list(first)) return about.servedName !== undefined && about.servedName !== "" && !first.includes(`"${about.servedName}"`) ? [2] : [10];
    if (/Loading model/u.test(first)) return [5];
    if (/server busy/u.test(first)) return [6];
    if (status(first) === 404 && list(second)) return [0];
    if (status(first) === 404 && status(second) === 404) return [1];
    if (status(first) === 403) return html.test(first) ? [8] : [9];
    if ([502, 503, 504].includes(status(first)) && html.test(first)) return [7];
    if (status(first) === 200 && /"error"/u.test(first)) return [4];
    return html.test(first) || (status(first) >= 301 && status(first) <= 308) ? [3] : [];
  },
  "model-stream": readStream,
  "model-features": (answer) => {
    const parts = partsOf(answer, /^== /u);
    if (parts.length < 6) return [];
    const places: number[] = [];
    if (refusedPart(parts[0] ?? "")) places.push(0);
    if (refusedPart(parts[1] ?? "")) places.push(1);
    if (refusedPart(parts[2] ?? "")) places.push(2);
    else if (!(parts[2] ?? "").includes("data:") && (parts[2] ?? "").includes('"choices"')) places.push(3);
    if (refusedPart(parts[3] ?? "")) places.push(4);
    else if (refusedPart(parts[4] ?? "")) places.push(5);
    if (refusedPart(parts[5] ?? "")) places.push(6);
    return places.length > 0 ? places : [7];
  },
  "retry-model-check": (answer) => {
    const tries = [...answer.matchAll(/\b(successful|succeeded|success|fail(?:ed|ure|s)?|code \d{3}|refused|timed? ?out)\b/giu)].map((match) => (match[1]?.toLowerCase().startsWith("succ") === true ? "good" : "bad"));
    if (tries.length < 2) return [];
    if (tries[0] === "bad" && tries.at(-1) === "good") return [0];
    return tries.includes("good") ? [1] : [2];
  },
  "connection-check-seconds": (answer) => {
    const code = Number(/\bcode:? (\d{3})\b/iu.exec(answer)?.[1] ?? 0);
    const seconds = Number(/\b(\d{1,3}(?:\.\d{1,3})?) ?s(?:ec|econds?)?\b/iu.exec(answer)?.[1] ?? -1);
    if (/AI Gateway returned code 400/u.test(answer)) return [1];
    if (/success/iu.test(answer) && code === 0) return [0];
    if (code === 401 || code === 403) return [7];
    if (code === 404) return [8];
    if (code === 503) return [9];
    if (code === 400) return [10];
    if (code === 429) return seconds < 0 ? [3, 4] : seconds < 9 ? [3] : [4];
    if (code !== 500) return seconds >= 3 && seconds <= 5 ? [2] : [];
    return seconds < 0 ? [] : seconds <= 6 ? [2] : seconds < 42 ? [5] : [6];
  },
  "gateway-proxy-variables": (answer, about) => {
    const value = (name: string): string => new RegExp(`^${name}=(.{0,2000})$`, "imu").exec(answer)?.[1]?.trim() ?? "";
    if (!/^[A-Za-z_]{4,40}=/mu.test(answer) && !/^\s*$/u.test(answer)) return [];
    if (["http_proxy", "https_proxy", "all_proxy"].every((name) => value(name) === "")) return [2];
    const spared = (host: string | undefined): boolean => host !== undefined && value("no_proxy").split(",").some((entry) => entry.trim() === "*" || (entry.trim() !== "" && host.endsWith(entry.trim().replace(/^\*?\./u, ""))));
    return [...(spared(about.endpointHost) ? [] : [0]), ...(spared(about.gitlabHost) ? [] : [1])];
  },
  "gateway-definitions": (answer, about) => (about.family === undefined || !/^\[.*\]\s*$/mu.test(answer) ? [] : answer.includes(`'${about.family}'`) ? [2] : [0, 1]),
  "bedrock-reach": (answer) => {
    if (/status \d{3}/u.test(answer)) return /^AWS_(?:ACCESS_KEY_ID|BEARER_TOKEN|ROLE_ARN|WEB_IDENTITY|CONTAINER_CREDENTIALS)/mu.test(answer) ? [1] : [0];
    return /timed out|Timeout|refused|Name or service not known|name resolution/u.test(answer) ? [2] : [];
  },
  "served-family": (answer, about) => {
    const ids = [...answer.matchAll(/"(?:id|root)": ?"([^"]{1,200})"/gu)].map((match) => (match[1] ?? "").toLowerCase());
    if (ids.length === 0) return [];
    if (ids.some((id) => /(?:^|[^\d.])[0-4](?:\.\d{1,2})?b\b|tiny|mini-\d|smol/u.test(id))) return [1];
    const family = about.family?.toLowerCase().replace(/[_\d-].*$/u, "");
    return family === undefined || family === "" || family === "general" ? [] : ids.some((id) => id.includes(family)) ? [2] : [0];
  },
  "model-restarts": (answer) => {
    if (/Restarting|Up (?:Less than a second|\d{1,2} seconds|About a minute)/u.test(answer)) return [0];
    const rows = [...answer.matchAll(/^(\d{1,6})\s{1,20}(\d{4}-\d\d-\d\dT[\d:.]{5,20}Z|<none>)(?:[ \t]{1,20}(\S{1,253}))?[ \t]*$/gmu)];
    // Of many pods only those count whose names speak of a model server.
    const own = rows.length < 2 ? rows : rows.filter(([, , , name = ""]) => /vllm|llama|litellm|tgi|sglang|triton|infer|model|llm/iu.test(name) && !/gateway/iu.test(name));
    return own.length === 0 ? [] : own.some(([, restarts, since]) => Number(restarts) > 0 || since === "<none>") ? [0] : [1];
  },
};

/** Lines `HH:MM:SS data: ...`, as the test prints them. */
function readStream(answer: string): readonly number[] {
  const rows = [...answer.matchAll(/^(\d\d):(\d\d):(\d\d) (.{0,200})$/gmu)].map((match) => ({ at: Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]), text: match[4] ?? "" }));
  const data = rows.filter(({ text }) => text.startsWith("data:"));
  if (data.length === 0) {
    if (html.test(answer)) return [0];
    if (/"error"|"detail"/u.test(answer)) return [3];
    if (/"choices"/u.test(answer)) return [1];
    return /curl: \((?:18|52|56)\)/u.test(answer) ? [4] : [];
  }
  if (data.some(({ text }) => text.includes('"error"'))) return [3];
  const ended = data.some(({ text }) => text.includes("[DONE]") || /"finish_reason": ?"/u.test(text));
  if (!ended || /curl: \((?:18|56)\)/u.test(answer)) return [5];
  const words = data.some(({ text }) => /"content": ?"[^"]/u.test(text));
  if (!words) return [2];
  const gaps = data.slice(1).map(({ at }, place) => at - (data[place]?.at ?? at));
  if (gaps.some((gap) => gap > 15)) return [7];
  const [begin, end] = [data[0]?.at ?? 0, data.at(-1)?.at ?? 0];
  return data.length >= 8 && begin === end ? [6] : [8];
}
