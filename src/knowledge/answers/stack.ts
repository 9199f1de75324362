import { allOf, type AnswerReader, firstOf, html, isEmpty } from "./read.ts";

const release = (text: string): number => {
  const found = /(\d{1,2})\.(\d{1,2})/u.exec(text);
  return found === null ? Number.NaN : Number(found[1]) * 100 + Number(found[2]);
};

const gatewayName = /ai-?gateway|aigw|model-gateway/u;
/** A row of `kubectl get pods`. */
const podRow = /^\S{1,253}\s+\d{1,3}\/\d{1,3}\s+[A-Z]/u;

/** A list of pods without those that are none of the gateway's; other lines stay. */
const ownPods = (answer: string): string => answer.split("\n").filter((line) => !podRow.test(line) || gatewayName.test(line)).join("\n");

/** A service of the gateway leads to that port of its pods: NAME PORT TARGET, a target by number or by its name in the pod. */
function servedBy(answer: string, port: string): boolean {
  const rows = [...answer.matchAll(/^(\S{1,253})\s+([\d,]{1,80}|<none>)\s+([A-Za-z0-9,<>-]{1,120})\s*$/gmu)].filter(([, name = ""]) => gatewayName.test(name));
  return rows.some(([, , ports = "", targets = ""]) => targets.split(",").some((target, place) => target === port || (/^[a-z]/u.test(target) && (ports.split(",")[place] === port || (port === "5052" && target.startsWith("http"))))));
}

/** Answers to the tests about GitLab, the gateway, tokens and keys, access and the agent service. */
export const stackAnswers: Readonly<Record<string, AnswerReader>> = {
  "auth-class": allOf([[1, /not yet valid/u], [2, /Invalid audience/u], [0, /ExpiredSignatureError/u], [5, /No keys founds in JWKS/u], [4, /Signature verification failed/u]], [[3, /Not enough segments/u]]),
  "fetch-keys": (answer, about) => {
    if (/KeyError: 'AIGW_GITLAB_URL'/u.test(answer)) return [0];
    const addresses = [...answer.matchAll(/^(https?:\/\/\S{1,400})\s*$/gmu)].map((match) => match[1] ?? "");
    const hosts = addresses.map((address) => (URL.canParse(address) ? new URL(address).host : ""));
    const failed = firstOf([1, /NameResolutionError|Name or service not known/u], [4, /ProxyError/u], [3, /SSLError|CERTIFICATE_VERIFY_FAILED/u], [2, /Connection refused|ConnectTimeout|ReadTimeout|Max retries/u], [5, /JSONDecodeError/u], [6, /KeyError: 'jwks_uri'/u])(answer, about);
    if (failed.length > 0) return addresses.length > 1 && failed[0] !== 5 && hosts[0] !== hosts[1] ? [7] : failed;
    if (about.gitlabHost !== undefined && hosts[0] !== undefined && hosts[0] !== "" && hosts[0].split(":")[0] !== about.gitlabHost) return [0];
    if (addresses[0] !== undefined && URL.canParse(addresses[0]) && new URL(addresses[0]).pathname !== "/") return [8];
    return /^\[\]\s*$/mu.test(answer) ? [9] : /^\['[^']/mu.test(answer) ? [10] : [];
  },
  "key-ids": (answer) => {
    const loaded = new Set([...answer.matchAll(/"kids": ?\[([^\]]{0,4000})\]/gu)].flatMap((match) => [...(match[1] ?? "").matchAll(/"([^"]{1,200})"/gu)].map((kid) => kid[1] ?? "")).filter((kid) => !/_(?:signing|validation)_key$/u.test(kid)));
    const published = new Set([...answer.matchAll(/"kid": ?"([^"]{1,200})"/gu)].map((match) => match[1] ?? ""));
    if (!answer.includes("JWKS refreshed") && !answer.includes('"kids"')) return published.size > 0 ? [5] : [];
    if (loaded.size === 0) return [3];
    if (published.size === 0) return [];
    return [...loaded].some((kid) => published.has(kid)) ? ([...published].every((kid) => loaded.has(kid)) ? [4] : [2]) : [0, 1, 2, 3];
  },
  clocks: (answer) => {
    const times = answer.split("\n").map((line) => Date.parse(line.replace(/^date: ?/iu, "").trim())).filter((time) => !Number.isNaN(time)).slice(-3);
    const [host, gateway, gitlab] = times;
    if (host === undefined || gateway === undefined || gitlab === undefined) return [];
    const apart = (a: number, b: number): boolean => Math.abs(a - b) > 2500;
    if (apart(gateway, gitlab) && !apart(host, gitlab)) return [0];
    if (apart(gitlab, gateway) && !apart(host, gateway)) return [1];
    return apart(gateway, gitlab) ? [] : [2];
  },
  "completion-assignment": (answer) => {
    const provider = (feature: string): string | undefined => new RegExp(`"feature": ?"${feature}"[^}]{0,200}?"provider": ?"([A-Za-z_]+)"`, "iu").exec(answer)?.[1]?.toLowerCase();
    if (provider("code_completions") !== undefined && provider("code_completions") !== "self_hosted") return [0];
    if (provider("duo_agent_platform_code_review") === "self_hosted" && provider("duo_agent_platform") !== undefined && provider("duo_agent_platform") !== "self_hosted") return [1];
    return /"provider": ?"vendored"/iu.test(answer) ? [2] : [];
  },
  "token-twenty-times": (answer) => {
    const codes = [...answer.matchAll(/\b([1-5]\d\d)\b/gu)].map((match) => match[1]);
    return codes.length < 5 ? [] : new Set(codes).size === 1 ? [1] : codes.includes("201") && codes.some((code) => code === "503" || code === "500") ? [0] : [];
  },
  "token-route": (answer) => {
    const code = /^(\d{3})\s*$/mu.exec(answer)?.[1];
    if (code === "201") return /cloud\.gitlab\.com/u.test(answer) ? [2] : [3];
    return code === "500" ? [0] : code === "503" && !html.test(answer) ? [1] : [];
  },
  "gitlab-to-gateway": firstOf(
    [10, /URL using bad\/illegal format|Protocol "?\S{1,40}"? (?:is )?not supported/u], [0, /Could not resolve host/u], [1, /Connection refused|Couldn't connect to server/u], [3, /wrong version number/u], [5, /certificate has expired/u], [6, /no alternative certificate subject name/u],
    [4, /unable to get local issuer|self[- ]signed certificate/u], [2, /timed out|Timeout was reached/iu], [8, /[Ss]quid|tinyproxy|ERR_[A-Z_]{3,40}|Proxy-?Agent/u], [7, /status 50[234]\b/u], [9, /status 404\b/u], [11, /status 200\b/u],
  ),
  "host-probe": firstOf([0, /blocked/iu], [6, /is not a valid URL/u], [2, /getaddrinfo/u], [3, /certificate verify failed/u], [4, /wrong version number/u], [5, /Connection refused/u], [1, /execution expired|timed out/iu], [7, /\breachable\b/u]),
  "llm-log-status": (answer) => {
    const server = /"ai_response_server": ?"([^"]{0,80})"/u.exec(answer)?.[1];
    const status = Number(/"status": ?"?(\d{3})/u.exec(answer)?.[1] ?? 0);
    if (server !== undefined && server !== "" && !/uvicorn/u.test(server)) return [0];
    if (status === 401 || status === 500) return [1];
    if (status === 404 || status === 422) return [2];
    return status === 0 && /"(?:message|error_code)"/u.test(answer) ? [3] : [];
  },
  "gateway-last-lines": (answer) => {
    const own = ownPods(answer);
    const told = allOf([[0, /Address already in use/u], [2, /cert_file|key_file|KEY_VALUES_MISMATCH|(?:FileNotFoundError|SSLError)/u], [1, /validation errors? for Config/u], [3, /AIGW_GITLAB_URL must be set/u], [4, /exec format error/u], [5, /manifest unknown|No such (?:container|image)|ImagePullBackOff|ErrImagePull|InvalidImageName/u], [6, /Exited \(137\)|Restarting \(137\)|OOMKilled/u]])(own, {});
    if (told.length > 0) return told.includes(2) ? told.filter((place) => place !== 1) : told;
    if (/(?:Exited|Restarting) \(\d|^\S+\s+\d+\/\d+\s+(?:CrashLoopBackOff|Error|Completed)\b/mu.test(own)) return [8];
    if (/^\S+\s+\d+\/\d+\s+Running\b/mu.test(own)) return servedBy(answer, "5052") ? [] : [7];
    return /\bUp\b/u.test(own) && !/->5052\/tcp/u.test(own) ? [7] : [];
  },
  "gateway-health-inside": (answer) => {
    const good = /^200\s*$/mu.test(answer);
    const published = /5052\/tcp -> /u.test(answer) || servedBy(answer, "5052");
    if (good) return published ? [1] : [0];
    if (/5000\/tcp/u.test(answer)) return [2];
    return /refused|No such container|is not running|container not found|in a completed pod/iu.test(answer) ? [3] : [];
  },
  "instance-id-headers": (answer) => {
    if (/no proxy/iu.test(answer)) return [2];
    const seen = /instance=(\S{1,80}) realm=(\S{1,40}) type=(\S{1,40})/u.exec(answer);
    return seen === null ? [] : [seen[1], seen[2], seen[3]].includes("-") ? [1] : [0];
  },
  "headers-from-outside": firstOf([0, /Invalid authentication token type|No authorization header presented/u], [1, /Forbidden by auth provider/u]),
  "signing-key-shape": (answer) => {
    const counts = /^\s{0,10}(\d{1,6})\s{1,10}(\d{1,7})\s*$/mu.exec(answer);
    if (counts === null) return [];
    if (Number(counts[2]) === 0) return [0];
    return Number(counts[1]) < 20 || !/-----BEGIN/u.test(answer) ? [1] : [];
  },
  "completion-log": allOf([[0, /codegen2-16B/u], [1, /Permission denied: .{0,60}\.hf/u], [2, /custom models endpoint is disabled/u], [6, /RateLimitError/u], [5, /AuthenticationError/u], [4, /NotFoundError/u], [7, /BadRequestError|ContextWindowExceededError/u], [8, /<html|Empty or invalid response/iu], [3, /Connection error/u]], [[9, /InternalServerError/u]]),
  "user-access": firstOf([0, /"duoChatAvailable": ?true/u], [1, /"duoChatAvailable": ?false/u]),
  "seat-and-licence": firstOf([0, /no seat|not assigned|without a seat/iu], [1, /ended|expired/iu], [2, /no add-?on/iu], [3, /plan (?:is )?too low|premium needed|free plan/iu], [4, /all good|seat (?:is )?assigned/iu]),
  "gateway-403-body": (answer) => (answer.includes("Duo Core no longer authorized") ? [0] : answer.includes("Unauthorized to access") ? [1] : isEmpty(answer) ? [2] : []),
  "agent-start-lines": (answer) => (isEmpty(answer) ? [2] : firstOf([0, /Could not prefetch keys/u], [1, /Could not resolve authentication method/u], [2, /Address already in use|[Ff]ailed to bind|cert_file/u], [3, /grpc server|50052/iu])(answer, {})),
  "agent-listeners": (answer) => {
    const agent = /:50052\b|:C384\b/u.test(answer);
    if (agent) return /50052\/tcp -> /u.test(answer) || servedBy(answer, "50052") ? [3] : [0];
    const port = /^(\d{4,5})\s*$/mu.exec(answer)?.[1];
    if (port !== undefined && new RegExp(`:(?:${port}|${Number(port).toString(16).toUpperCase()})\\b`, "u").test(answer)) return [1];
    return /:5052\b|:13BC\b/u.test(answer) ? [2] : [];
  },
  "agent-address": firstOf([0, /"duoAgentPlatformServiceUrl": ?"[a-z]+:\/\//u], [3, /"duoAgentPlatformServiceUrl": ?"[^"/]+:50052"/u], [2, /"duoAgentPlatformServiceUrl": ?"[^"/]+:(?:80|443|8080|3128)"/u], [1, /tls (?:switch )?(?:does not fit|is wrong)/iu]),
  "agent-token-log": (answer) => (isEmpty(answer) ? [3] : allOf([[0, /Unable to parse an RSA_JWK/u], [1, /customersdot_url cannot be empty/u], [2, /Forbidden by auth provider/u]])(answer, {})),
  versions: (answer) => {
    const gitlab = release(/"version": ?"([^"]{1,40})"/u.exec(answer)?.[1] ?? "");
    const gateway = release(/self-hosted-v?([\d.]{3,12})/u.exec(answer)?.[1] ?? "");
    if (Number.isNaN(gitlab)) return [];
    if (gateway >= 1906 && gitlab <= 1905) return [0];
    if (gateway > gitlab) return [3];
    if (gateway < gitlab) return [4];
    return [...(gitlab <= 1904 ? [1] : []), ...(gitlab >= 1902 && gitlab <= 1904 ? [2] : [])];
  },
  "stream-both-sides": (answer) => {
    const seconds = [...answer.matchAll(/(?:after|cut at|broke off (?:at|after)) ?(\d{1,3}(?:\.\d)?) ?s/giu)].map((match) => Number(match[1]));
    if (/all at once|in one burst/iu.test(answer)) return [3];
    if (/last word/iu.test(answer) && seconds.some((one) => Math.abs(one - 30) <= 2)) return [1];
    if (seconds.length < 3) return [];
    return Math.max(...seconds) - Math.min(...seconds) <= 1 ? [0] : [2];
  },
  "sidekiq-queues": (answer) => {
    const waits = [...answer.matchAll(/"latency": ?([\d.]+)/gu)].map((match) => Number(match[1]));
    return waits.length === 0 ? [] : waits.some((wait) => wait > 5) ? [0] : [1];
  },
  websocket: (answer) => {
    const code = /HTTP\/[\d.]{1,3} (\d{3})/u.exec(answer)?.[1];
    return code === undefined ? [] : code === "101" ? [1] : [0];
  },
  "chat-in-llm-log": (answer) => {
    if (/final_answer_received|streaming_finished/u.test(answer)) return [1];
    if (/error_returned/u.test(answer)) return [2];
    return /worker_enqueued/u.test(answer) && !/completion_service_performed|performing_request/u.test(answer) ? [0] : [];
  },
  "settings-with-admin": (answer) => {
    if (/"errors": ?\[/u.test(answer) || /"aiSelfHostedModels": ?null/u.test(answer)) return [0];
    return /"aiSelfHostedModels": ?\{/u.test(answer) && /"aiGatewayUrl": ?(?:null|"")/u.test(answer) ? [1] : [];
  },
  "old-settings-column": (answer) => (/^\s{0,8}"?https?:\/\/\S{1,400}\s*$/mu.test(answer) ? [0] : isEmpty(answer) || /^\s{0,8}(?:nil|"")\s*$/mu.test(answer) ? [1] : []),
};
