import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { lookAlikes, separators } from "../../src/knowledge/look-alikes.generated.ts";
import { separatingTestFor } from "../../src/knowledge/look-alikes.ts";
import { answerReaders, readAnswer, testNamed } from "../../src/knowledge/answers/answer.ts";
import type { About } from "../../src/knowledge/answers/read.ts";

// What a person gets from each test, one text per outcome in the order of the catalogue. null: an outcome that only a person can judge.
type Sample = string | null | readonly [text: string, about: About];
const stream = (...lines: string[]): string => lines.map((line, second) => `10:00:${String(second).padStart(2, "0")} ${line}`).join("\n");
const word = 'data: {"choices":[{"delta":{"content":"one"},"finish_reason":null}]}';
const features = (bad: number): string => [0, 1, 2, 3, 4, 5].map((place) => `== part ${place}\n${place === bad ? '{"error":{"message":"no","code":400}}' : place === 2 ? 'data: {"choices":[]}' : '{"choices":[]}'}`).join("\n");
const list = (first: string, second = "HTTP/1.1 404 Not Found\n\n{}"): string => `http://m:8000/v1/models\n${first}\nhttp://m:8000/v1/v1/models\n${second}`;
const goodList = 'HTTP/1.1 200 OK\ncontent-type: application/json\n\n{"object":"list","data":[{"id":"mistral"}]}';

const samples: Readonly<Record<string, readonly Sample[]>> = {
  "model-from-gateway": ["httpx.ConnectError: [Errno 111] Connection refused", "httpx.ConnectError: [Errno -2] Name or service not known", "httpx.ConnectTimeout: timed out", "ssl.SSLCertVerificationError: unable to get local issuer certificate", "certificate verify failed: certificate has expired", "Hostname mismatch, certificate is not valid for 'm'", "[SSL: WRONG_VERSION_NUMBER]", "httpx.RemoteProtocolError: Server disconnected without sending a response.", "httpx.UnsupportedProtocol: Request URL is missing", "httpx.ReadTimeout: timed out", "status 403", "status 502", "status 401"],
  "model-backtrace": ["   3 ConnectionRefusedError", "   2 gaierror", "   1 CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate", "   1 CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired", "   1 CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch", "   4 WRONG_VERSION_NUMBER", "   4 Server disconnected", "   1 InvalidUrlClientError", "   1 Forbidden control character", "   1 ConnectionTimeoutError", "   6 SocketTimeoutError", "   1 default credentials were not found", "   1 Missing credentials", "   1 EngineCore", "   1 Received Model Group"],
  "model-words": ["litellm.NotFoundError: The model `x` does not exist.", "litellm.NotFoundError: Error code: 404 - {'detail': 'Not Found'}", "litellm.NotFoundError: AzureException - DeploymentNotFound", "litellm.APIError: APIError: Custom_openaiException - <html><title>502</title>", "litellm.BadRequestError: default chat template is no longer allowed", "litellm.BadRequestError: System role not supported", "litellm.BadRequestError: Consider using `continue_final_message`", "litellm.BadRequestError: Unsupported parameter: 'stop' is not supported", "litellm.BadRequestError: Unrecognized request argument supplied: stream_options", "litellm.BadRequestError: Unsupported parameter: 'max_tokens'", "litellm.ContextWindowExceededError: This model's maximum context length is 4096", 'litellm.BadRequestError: "auto" tool choice requires --enable-auto-tool-choice', "litellm.BadRequestError: Invalid value for `tool_choice`: any!", "litellm.BadRequestError: LLM Provider NOT provided", "litellm.AuthenticationError: No api key passed in.", "litellm.BadRequestError: The plain HTTP request was sent to HTTPS port", "litellm.BadRequestError: No required SSL certificate was sent", "litellm.RateLimitError: No deployments available for selected model", "litellm.RateLimitError: insufficient_quota", "litellm.ServiceUnavailableError: server busy, please try again", "litellm.RateLimitError: Rate limit reached for requests", "litellm.ServiceUnavailableError: Loading model", "litellm.InternalServerError: EngineCore encountered an issue", "litellm.PermissionDeniedError: AccessDeniedException", "litellm.APIError: Error code: 403 - {'detail': 'Forbidden'}", "litellm.APIConnectionError: Timeout on reading data from socket"],
  "stored-model": ['{"endpoint":"http://localhost:8000/v1"}', '{"endpoint":"vllm:8000/v1"}', '{"endpoint":""}', '{"endpoint":"http://m:8000"}', '{"endpoint":"http://m:8000/v1/chat/completions"}', '{"endpoint":"http://m:8000/v1/v1"}', '{"identifier":"mistralai/Mistral-7B"}', '{"identifier":"bedrock/mistral"}', '{"identifier":"vertex_ai/gemini"}', '{"endpoint":"http://m:8000/v1","hasApiToken":false}', '{"endpoint":"http://m:8000/v1","hasApiToken":true}'],
  "model-key-by-hand": ["with key 401\nwithout 401", "with key 200\nwithout 401", "with key 200\nwithout 200"],
  "model-connect": ["connect 0.000000 first byte 0.000000 status 000", "connect 0.001 first byte 0.020 status 200", "connect 0.001 first byte 0.000000 status 000", "connect 0.001 first byte 0.004 status 503"],
  "model-metrics": ['vllm:num_requests_waiting{model_name="m"} 7.0\nvllm:num_requests_running{model_name="m"} 16.0', "vllm:num_requests_waiting 0.0\nvllm:gpu_cache_usage_perc 0.1", "curl: (7) Failed to connect to m port 8000"],
  "model-list": [list("HTTP/1.1 404 Not Found\n\n{}", goodList), list("HTTP/1.1 404 Not Found\n\n{}"), [list(goodList), { servedName: "mixtral" }], list("HTTP/1.1 302 Found\nlocation: /login"), list('HTTP/1.1 200 OK\n\n{"error":"Unexpected endpoint"}'), list('HTTP/1.1 503\n\n{"error":{"message":"Loading model"}}'), list('HTTP/1.1 503\n\n{"error":"server busy"}'), list("HTTP/1.1 502 Bad Gateway\n\n<html>"), list("HTTP/1.1 403 Forbidden\n\n<html>"), list('HTTP/1.1 403 Forbidden\n\n{"detail":"no"}'), list(goodList)],
  "model-stream": ["10:00:00 <html><title>Sign in</title>", '10:00:00 {"choices":[{"message":{"content":"one"}}]}', stream('data: {"choices":[{"delta":{"reasoning":"hm"}}]}', 'data: {"choices":[{"delta":{},"finish_reason":"length"}]}', "data: [DONE]"), '10:00:00 {"error":"Unexpected endpoint"}', "curl: (52) Empty reply from server", `${stream(word, word)}\ncurl: (18) transfer closed`, `${Array.from({ length: 10 }, () => `10:00:09 ${word}`).join("\n")}\n10:00:09 data: [DONE]`, `10:00:00 ${word}\n10:00:31 ${word}\n10:00:31 data: [DONE]`, stream(word, word, word, "data: [DONE]")],
  "model-features": [features(0), features(1), features(2), features(9).replace('data: {"choices":[]}', '{"choices":[]}'), features(3), features(4), features(5), features(9)],
  "retry-model-check": ["failed, then success", "success, then failed", "code 503 and again code 503"],
  "connection-check-seconds": ["success", "AI Gateway returned code 400", "code 500 after 4 s", "code 429 after 6 s", "code 429 after 12 s", "code 500 after 39 s", "code 500 after 44 s", "code 401", "code 404", "code 503", "code 400"],
  "gateway-proxy-variables": [["HTTP_PROXY=http://proxy:3128\nNO_PROXY=gitlab.corp", { gitlabHost: "gitlab.corp", endpointHost: "vllm.corp" }], ["HTTPS_PROXY=http://proxy:3128\nNO_PROXY=vllm.corp", { gitlabHost: "gitlab.corp", endpointHost: "vllm.corp" }], "SSL_CERT_FILE=/etc/ssl/ca.pem"],
  "gateway-definitions": [["['codestral', 'general']", { family: "qwen" }], ["['codestral', 'general']", { family: "qwen" }], ["['codestral', 'qwen']", { family: "qwen" }]],
  "auth-class": ["ExpiredSignatureError: Signature has expired.", "JWTClaimsError: The token is not yet valid (nbf)", "JWTClaimsError: Invalid audience", "JWTError: Not enough segments", "JWTError: Signature verification failed.", "CriticalAuthError: No keys founds in JWKS; are OIDC providers up?"],
  "fetch-keys": ["KeyError: 'AIGW_GITLAB_URL'", "https://gitlab.corp\nrequests.exceptions.ConnectionError: NameResolutionError", "https://gitlab.corp\nConnection refused", "https://gitlab.corp\nrequests.exceptions.SSLError", "https://gitlab.corp\nrequests.exceptions.ProxyError", "https://gitlab.corp\nrequests.exceptions.JSONDecodeError: Expecting value", "https://gitlab.corp\nKeyError: 'jwks_uri'", "https://gitlab.corp\nhttps://other.corp/oauth/discovery/keys\nrequests.exceptions.ConnectTimeout", "https://corp/gitlab\nhttps://corp/gitlab/oauth/discovery/keys\n['abc']", "https://gitlab.corp\nhttps://gitlab.corp/oauth/discovery/keys\n[]", "https://gitlab.corp\nhttps://gitlab.corp/oauth/discovery/keys\n['abc']"],
  "key-ids": ['{"kids": ["other"], "message": "JWKS refreshed"}\n"kid":"mine"', '{"kids": ["other"], "message": "JWKS refreshed"}\n"kid":"mine"', '{"kids": ["old", "mine"], "message": "JWKS refreshed"}\n"kid":"mine"\n"kid":"new"', '{"kids": ["gitlab-ai-gateway_signing_key"], "message": "JWKS refreshed"}\n"kid":"mine"', '{"kids": ["mine"], "message": "JWKS refreshed"}\n"kid":"mine"', '"kid":"mine"'],
  clocks: ["Fri Nov 20 10:00:00 UTC 2026\nFri Nov 20 09:50:00 UTC 2026\ndate: Fri, 20 Nov 2026 10:00:00 GMT", "Fri Nov 20 10:00:00 UTC 2026\nFri Nov 20 10:00:00 UTC 2026\ndate: Fri, 20 Nov 2026 10:09:00 GMT", "Fri Nov 20 10:00:00 UTC 2026\nFri Nov 20 10:00:00 UTC 2026\ndate: Fri, 20 Nov 2026 10:00:01 GMT"],
  "completion-assignment": ['{"feature":"code_completions","provider":"vendored"}', '{"feature":"code_completions","provider":"self_hosted"},{"feature":"duo_agent_platform_code_review","provider":"self_hosted"},{"feature":"duo_agent_platform","provider":"vendored"}', '{"feature":"code_completions","provider":"self_hosted"},{"feature":"duo_chat","provider":"vendored"}'],
  "token-twenty-times": ["201 503 201 503 201 503", "503 503 503 503 503 503"],
  "token-route": ['{"message":"x"}\n500', '{"message":"Token creation failed"}\n503', '{"base_url":"https://cloud.gitlab.com"}\n201', '{"base_url":"https://aigw.corp"}\n201'],
  "gitlab-to-gateway": ["curl: (6) Could not resolve host: aigw", "curl: (7) Connection refused", "curl: (28) Connection timed out", "wrong version number", "unable to get local issuer certificate", "certificate has expired", "no alternative certificate subject name matches", "<html>\nstatus 502 connect 0.01", "X-Squid-Error: ERR_ACCESS_DENIED 0\nSquid\nstatus 403", "status 404 connect 0.01", "curl: (3) URL using bad/illegal format or missing URL", "{}\nstatus 200 connect 0.01 address 10.0.0.1"],
  "host-probe": ["aigw connection failed: URL is blocked", "aigw connection failed: execution expired", "getaddrinfo: Name or service not known", "certificate verify failed", "wrong version number", "Connection refused - connect(2)", "is not a valid URL", "aigw.corp:5052 reachable"],
  "llm-log-status": ['"status":503\n"ai_response_server":"squid/5.7"', '"status":401\n"ai_response_server":"uvicorn"', '"status":404\n"ai_response_server":"uvicorn"', '"error_code":"A9999"\n"message":"Connection refused"'],
  "gateway-last-lines": ["OSError: [Errno 98] Address already in use", "pydantic 1 validation error for Config", "FileNotFoundError: [Errno 2] No such file: '/tls/cert.pem'", "AIGW_GITLAB_URL must be set", "exec /app/run.sh: exec format error", "manifest unknown", "aigw  img  Exited (137) 2 minutes ago", "aigw  img  Up 2 hours  0.0.0.0:8080->8080/tcp", "aigw  img  Exited (1) 2 minutes ago"],
  "gateway-health-inside": ["200\n", "200\n5052/tcp -> 0.0.0.0:6000", "ConnectionRefusedError: refused\n5000/tcp -> 0.0.0.0:5052", "Error response from daemon: No such container: aigw"],
  "instance-id-headers": ["401 instance=abc realm=self-managed type=oidc", "401 instance=- realm=self-managed type=oidc", "there is no proxy"],
  "headers-from-outside": ['{"error":"Invalid authentication token type - must be OIDC"}', '{"error":"Forbidden by auth provider"}'],
  "signing-key-shape": ["      0       0\n", "      0    1674\n-----BEGIN R"],
  "completion-log": ["codegen2-16B", "Permission denied: '/home/aigateway/.hf/x'", "custom models endpoint is disabled", "litellm.InternalServerError: Connection error.", "litellm.NotFoundError: x", "litellm.AuthenticationError: x", "litellm.RateLimitError: x", "litellm.BadRequestError: x", "litellm.InternalServerError: Empty or invalid response", "litellm.InternalServerError: boom"],
  "user-access": ['{"duoChatAvailable":true}', '{"duoChatAvailable":false}'],
  "seat-and-licence": ["no seat", "the add-on ended in May", "no add-on", "plan too low", "all good"],
  "gateway-403-body": ["Duo Core no longer authorized to access Duo Classic Chat", "Unauthorized to access duo chat", ""],
  "agent-start-lines": ["Could not prefetch keys", "Could not resolve authentication method", "Failed to bind to address [::]:50052", "Starting grpc server on 50052"],
  "agent-listeners": ["LISTEN 0 128 *:50052 *:*", "LISTEN 0 128 *:6000 *:*\n6000", "LISTEN 0 128 *:5052 *:*", "LISTEN 0 128 *:50052 *:*\n50052/tcp -> 0.0.0.0:50052"],
  "agent-address": ['{"duoAgentPlatformServiceUrl":"https://aigw:50052"}', "the TLS switch does not fit", '{"duoAgentPlatformServiceUrl":"aigw.corp:443"}', '{"duoAgentPlatformServiceUrl":"aigw:50052"}'],
  "agent-token-log": ["  2 Unable to parse an RSA_JWK", "  1 customersdot_url cannot be empty", "  1 Forbidden by auth provider", ""],
  versions: ['"version":"19.5.1-ee"\nregistry/self-hosted-v19.6.0-ee', '"version":"19.1.0-ee"\nregistry/self-hosted-v19.1.0-ee', '"version":"19.3.0-ee"\nregistry/self-hosted-v19.3.0-ee', '"version":"19.2.0-ee"\nregistry/self-hosted-v19.3.0-ee', '"version":"19.3.0-ee"\nregistry/self-hosted-v19.1.0-ee'],
  "stream-both-sides": ["cut after 60 s, after 60 s, after 60 s", "30 s after the last word, broke off after 30 s", "cut after 12 s, after 41 s, after 7 s", "nothing for long, then all at once"],
  "model-restarts": ["3 2026-11-20T10:00:00.1Z", "0 2026-10-01T10:00:00.1Z"],
  "sidekiq-queues": ['{"queues":{"default":{"backlog":900,"latency":312}}}', '{"queues":{"default":{"backlog":0,"latency":0}}}'],
  websocket: ["HTTP/1.1 200 OK", "HTTP/1.1 101 Switching Protocols"],
  "chat-in-llm-log": ['  4 "ai_event_name":"worker_enqueued"', '  4 "ai_event_name":"final_answer_received"', '  2 "ai_event_name":"error_returned"'],
  "settings-with-admin": ['{"errors":[{"message":"x"}]}', '{"data":{"aiSelfHostedModels":{"nodes":[]},"duoSettings":{"aiGatewayUrl":null}}}'],
  "old-settings-column": [" http://aigw.corp:5052", " \n"],
  "bedrock-reach": ["status 403", "AWS_ACCESS_KEY_ID\nAWS_REGION\nstatus 403", "httpx.ConnectTimeout: timed out"],
  "served-family": [['"id":"qwen2.5-coder-32b"', { family: "mistral" }], '"id":"qwen2.5-1.5b"', ['"id":"mistral-large"', { family: "mistral" }]],
};

describe("answers to separating tests", () => {
  const used = [...new Set(lookAlikes.flatMap(({ tests }) => tests))];

  it("every test that the bot may ask for has a reader, and a sample of every outcome", () => {
    expect(used.filter((id) => answerReaders[id] === undefined)).toEqual([]);
    expect(Object.keys(separators).filter((id) => answerReaders[id] === undefined)).toEqual([]);
    expect(Object.entries(separators).filter(([id, { outcomes }]) => samples[id]?.length !== outcomes.length).map(([id]) => id)).toEqual([]);
  });

  it.each(Object.entries(samples))("%s: each outcome is read from its answer", (id, texts) => {
    for (const [place, sample] of texts.entries()) {
      if (sample === null) continue;
      const [text, about] = typeof sample === "string" ? [sample, {}] : sample;
      expect(answerReaders[id]?.(text, about), `outcome ${place}: ${separators[id]?.outcomes[place]?.sees ?? ""}`).toContain(place);
    }
  });

  // People paste the screen: the prompt with the command, the mark, the answer with the line ends of their terminal, and the next prompt.
  it.each(Object.entries(samples))("%s: means the same as a screen as by itself, for each outcome and its opposite", (id, texts) => {
    const command = separators[id]?.command ?? "";
    for (const [place, sample] of texts.entries()) {
      if (sample === null) continue;
      const [text, about] = typeof sample === "string" ? [sample, {}] : sample;
      const screen = [`ops@gw1:~$ echo '[test ${id}]'; ${command}`, `[test ${id}]`, ...text.split("\n"), "ops@gw1:~$ "].join("\r\n");
      expect(testNamed(screen)).toBe(id);
      expect(readAnswer(id, screen, [], about)?.findings, `outcome ${place}`).toEqual(readAnswer(id, text, [], about)?.findings);
    }
  });

  // What kubectl, docker, sudo, the shell and the Rails runner say beside an answer, before it, between its parts and behind it.
  it.each(Object.entries(samples))("%s: means the same with all that tools say beside it", (id, texts) => {
    const before = ['Defaulted container "ai-gateway" out of: ai-gateway, istio-proxy, wait (init)', "Unable to use a TTY - input is not a terminal or the right kind of file", "Found 3 pods, using pod/ai-gateway-7c9d-abcde", "the input device is not a TTY", "Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.", "[sudo] password for ops:", "bash: warning: setlocale: LC_ALL: cannot change locale (en_US.UTF-8)", "/opt/gitlab/embedded/lib/ruby/gems/3.2.0/gems/x/lib/x.rb:12: warning: method redefined; discarding old refused", "DEPRECATION WARNING: Connection refused is deprecated and will be removed, see https://example.com/status 403"];
    const after = ["command terminated with exit code 1"];
    for (const [place, sample] of texts.entries()) {
      if (sample === null) continue;
      const [text, about] = typeof sample === "string" ? [sample, {}] : sample;
      const screen = [`ops@jump:~$ echo '[test ${id}]'; kubectl -n duo exec deploy/ai-gateway -- sh -c "x"`, `[test ${id}]`, ...before, ...text.split("\n"), ...after, "ops@jump:~$ "].join("\n");
      expect(readAnswer(id, screen, [], about)?.findings, `outcome ${place}`).toEqual(readAnswer(id, text, [], about)?.findings);
    }
  });

  it("a terminal that wrapped the command does not make its words the answer, and two answers in one text stay apart", () => {
    const command = separators["model-backtrace"]?.command ?? "";
    const wrapped = [`$ echo '[test model-backtrace]'; ${command.slice(0, 60)}`, ...(command.slice(60).match(/.{1,80}/gu) ?? []), "[test model-backtrace]", "   3 gaierror"].join("\n");
    expect(readAnswer("model-backtrace", wrapped, [])?.findings).toMatchObject([{ codes: ["DT305"] }]);
    expect(readAnswer("model-backtrace", `${wrapped}\n$ other\n[test model-words]\nlitellm.NotFoundError: EngineCore WRONG_VERSION_NUMBER`, [])?.findings).toMatchObject([{ codes: ["DT305"] }]);
  });

  it("a log that could not be read is not an empty one", () => {
    for (const id of ["gateway-403-body", "agent-start-lines", "agent-token-log"]) {
      for (const said of ["Error response from daemon: No such container: aigw", 'Error: no container with name or ID "aigw" found: no such container', 'Error from server (NotFound): pods "ai-gateway-1" not found', "error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'."]) {
        const filtered = spawnSync("bash", ["-c", (separators[id]?.command ?? "").replace(/docker logs [^|]*/u, "cat ")], { input: `${said}\n`, encoding: "utf8" }).stdout;
        expect(filtered, `${id}: ${said}`).not.toBe("");
        expect(readAnswer(id, filtered, []), `${id}: ${said}`).toBeUndefined();
      }
    }
  });

  it("reads what kubectl tells instead of docker", () => {
    const services = "NAME         PORT        TARGET\nai-gateway   80,50052    http,50052";
    const other = "NAME         PORT   TARGET\nai-gateway   80     9999\ngitlab-webservice-default   8080,8181   http-webservice,http-workhorse";
    const pods = (status: string) => `NAME                                   READY   STATUS             RESTARTS   AGE\ngitlab-migrations-1-x2                 0/1     Completed          0          3d\ngitlab-webservice-default-5d-x         0/2     OOMKilled          9          3d\nai-gateway-6d9f7c-abcde                0/1     ${status}   7 (2m ago)   3h`;
    const read = (id: string, text: string) => answerReaders[id]?.(text, {});
    expect(read("gateway-last-lines", pods("CrashLoopBackOff"))).toEqual([8]);
    expect(read("gateway-last-lines", pods("OOMKilled"))).toEqual([6]);
    expect(read("gateway-last-lines", pods("ImagePullBackOff"))).toEqual([5]);
    expect(read("gateway-last-lines", `${pods("Running")}\n${services}`)).toEqual([]);
    expect(read("gateway-last-lines", `${pods("Running")}\n${other}`)).toEqual([7]);
    expect(read("gateway-health-inside", `200\n${services}`)).toEqual([1]);
    expect(read("gateway-health-inside", `200\n${other}`)).toEqual([0]);
    expect(read("gateway-health-inside", 'error: unable to upgrade connection: container not found ("ai-gateway")')).toEqual([3]);
    expect(read("gateway-health-inside", 'Error from server (NotFound): deployments.apps "ai-gateway" not found')).toEqual([]);
    expect(read("agent-listeners", `LISTEN 0 128 *:50052 *:*\n${services}`)).toEqual([3]);
    expect(read("agent-listeners", `LISTEN 0 128 *:50052 *:*\n${other}`)).toEqual([0]);
    expect(read("model-restarts", "RESTARTS   SINCE                  NAME\n4          2026-11-20T10:00:00Z   vllm-0\n0          2026-11-20T10:00:00Z   ai-gateway-6d-x")).toEqual([0]);
    expect(read("model-restarts", "RESTARTS   SINCE                  NAME\n0          2026-11-20T10:00:00Z   vllm-0\n6          2026-11-20T10:00:00Z   ai-gateway-6d-x")).toEqual([1]);
    expect(read("model-restarts", "RESTARTS   SINCE    NAME\n0          <none>   vllm-0")).toEqual([0]);
    expect(read("old-settings-column", '"http://aigw.corp:5052"')).toEqual([0]);
    expect(read("old-settings-column", "nil")).toEqual([1]);
  });

  it("a text that says nothing of the test decides nothing", () => {
    for (const [id, reader] of Object.entries(answerReaders)) expect(reader("I will look at that after lunch, thank you.", {}), id).toEqual([]);
  });

  it("every set of look-alikes can be decided: some answer to a proposed test leaves less than it began with", () => {
    const stuck = lookAlikes.filter(({ codes }) => {
      const found = separatingTestFor(codes);
      const id = found?.test.id ?? "";
      return !(samples[id] ?? []).some((sample) => {
        const [text, about] = sample === null ? ["", {}] : typeof sample === "string" ? [sample, {}] : sample;
        const left = readAnswer(id, text, codes, about)?.findings[0]?.codes;
        return left !== undefined && left.length < codes.length;
      });
    });
    expect(stuck.map(({ id }) => id)).toEqual([]);
  });

  it("the command prints its mark, and the prompt itself is not read as its answer", () => {
    const test = separatingTestFor(["DT301", "DT305", "DT310"])?.test;
    expect(test?.command?.startsWith(`echo '[test ${test.id ?? ""}]'; `)).toBe(true);
    const pasted = `$ ${test?.command ?? ""}\n[test ${test?.id ?? ""}]\nhttpx.ConnectError: [Errno -2] Name or service not known`;
    expect(testNamed(pasted)).toBe(test?.id);
    expect(readAnswer(test?.id ?? "", pasted, ["DT301", "DT305", "DT310"])?.findings).toMatchObject([{ level: "likely", codes: ["DT305"], excluded: ["DT301", "DT310"] }]);
  });
});
