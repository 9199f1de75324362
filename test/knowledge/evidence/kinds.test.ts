import { describe, expect, it } from "vitest";
import { readEvidence } from "../../../src/knowledge/evidence/read-evidence.ts";

const read = (text: string) => {
  const evidence = readEvidence(text);
  return {
    sources: evidence?.sources ?? [],
    named: (evidence?.findings ?? []).filter(({ level }) => level !== "suspect").flatMap(({ codes }) => codes),
    suspects: (evidence?.findings ?? []).filter(({ level }) => level === "suspect").flatMap(({ codes }) => codes),
  };
};

// [what it is, source, text, named, among the suspects]
const cases: readonly (readonly [string, string, string, readonly string[], readonly string[]])[] = [
  ["rake, 18.0: no URL", "gitlab-rake", "Verifying environmental variables...\nrake aborted!\nSet 'AI_GATEWAY_URL' to point to your AI Gateway Instance\nTasks: TOP => gitlab:duo:verify_self_hosted_setup", [], ["DT101", "DT102"]],
  ["rake, 19.3: name unknown", "gitlab-rake", "GitLab Duo Self-Hosted Setup Verification\n>> AI Gateway URL configured: http://aigw.internal:5052 ✔\nNo proxy environment variables set\n>> AI Gateway (aigw.internal:5052) unreachable ✗\nSocketError - Failed to open TCP connection to aigw.internal:5052 (getaddrinfo: Name or service not known)\n>> AI Gateway returned Connection error: SocketError - getaddrinfo: Name or service not known", ["DT501"], []],
  ["rake: no models", "gitlab-rake", "GitLab Duo Self-Hosted Setup Verification\n>> AI Gateway server is accessible ✔\nNo self-hosted models configured ⚠", ["DT636"], []],
  ["health check page: blocked", "health-check", "http://aigw.internal:5052 connection failed: URL is blocked: Requests to the local network are not allowed", ["DT110"], []],
  ["curl: name", "curl", "$ curl -v http://aigw.internal:5052/monitoring/healthz\n* Could not resolve host: aigw.internal\ncurl: (6) Could not resolve host: aigw.internal", ["DT501"], []],
  ["curl -v: the name alone", "curl", "* Could not resolve host: aigw.nowhere.invalid\n* Closing connection 0\ncurl: (6) Could not resolve host: aigw.nowhere.invalid", ["DT501"], []],
  ["curl -v: no way", "curl", "*   Trying 192.0.2.1:5052...\n* connect to 192.0.2.1 port 5052 failed: No route to host\n* Failed to connect to 192.0.2.1 port 5052 after 70 ms: Couldn't connect to server\n* Closing connection 0\ncurl: (7) Failed to connect to 192.0.2.1 port 5052 after 70 ms: Couldn't connect to server", [], ["DT503"]],
  ["curl -v: a certificate, of nobody knows whom", "curl", "*   Trying 10.0.0.9:8443...\n* Connected to llmproxy (10.0.0.9) port 8443 (#0)\n* SSL certificate problem: self-signed certificate\n* Closing connection 0\ncurl: (60) SSL certificate problem: self-signed certificate", [], ["DT510", "DT310", "DT244"]],
  ["curl: refused", "curl", "*   Trying 10.0.0.7:5052...\n* connect to 10.0.0.7 port 5052 failed: Connection refused\n* Failed to connect to aigw.internal port 5052 after 3 ms: Couldn't connect to server\ncurl: (7) Failed to connect to aigw.internal port 5052 after 3 ms: Connection refused", [], ["DT201", "DT202"]],
  ["curl: expired", "curl", "$ curl https://aigw.internal/monitoring/healthz\ncurl: (60) SSL certificate problem: certificate has expired", ["DT511"], []],
  ["curl: proxy before the gateway", "curl", "* Connected to proxy.corp (10.1.1.1) port 3128 (#0)\n> GET http://aigw.internal:5052/monitoring/healthz HTTP/1.1\n> Host: aigw.internal:5052\n< HTTP/1.1 503 Service Unavailable\n< Server: squid/5.7\n<html>", ["DT520"], []],
  ["curl: model name", "curl", "$ docker exec aigw curl -sS http://vllm.internal:8000/v1/models\ncurl: (6) Could not resolve host: vllm.internal", ["DT305"], []],
  ["curl: model key", "curl", "$ curl -i http://vllm.internal:8000/v1/models\nHTTP/1.1 401 Unauthorized\nserver: uvicorn\n\n{\"error\":\"Unauthorized\"}", [], ["DT330", "DT331"]],
  ["curl: GitLab untrusted", "curl", "$ docker exec aigw curl https://gitlab.corp/.well-known/openid-configuration\ncurl: (60) SSL certificate problem: unable to get local issuer certificate", ["DT244"], []],
  ["nginx before the gateway", "proxy-log", '2026/11/20 10:01:02 [error] 31#31: *7 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.1, server: aigw.corp, request: "POST /v2/chat/agent HTTP/1.1", upstream: "http://127.0.0.1:5052/v2/chat/agent", host: "aigw.corp"', ["DT521"], []],
  ["nginx before the model", "proxy-log", '2026/11/20 10:01:02 [error] 31#31: *7 no live upstreams while connecting to upstream, client: 10.0.0.1, server: llm.corp, request: "POST /v1/chat/completions HTTP/1.1", upstream: "http://vllm/v1/chat/completions", host: "llm.corp"', ["DT347"], []],
  ["nginx cuts", "proxy-log", '2026/11/20 10:01:02 [error] 31#31: *7 upstream timed out (110: Connection timed out) while reading upstream, client: 10.0.0.1, server: aigw.corp, request: "POST /v2/chat/agent HTTP/1.1", upstream: "http://10.0.0.9:5052/v2/chat/agent", host: "aigw.corp"', ["DT523"], []],
  ["docker ps: killed", "container", "CONTAINER ID   IMAGE                                                              COMMAND   CREATED   STATUS                        PORTS   NAMES\n1f2e   registry.gitlab.com/gitlab-org/modelops/.../model-gateway:self-hosted-v19.3.1-ee   \"run\"   2 days ago   Exited (137) 3 minutes ago            aigw", ["DT209"], []],
  ["docker ps: port not published", "container", "aigw  registry.corp/model-gateway:self-hosted-v19.3.1-ee  Up 3 hours  5052/tcp, 50052/tcp", ["DT202", "DT403"], []],
  ["docker ps: model restarts", "container", "vllm  vllm/vllm-openai:v0.11  Restarting (1) 12 seconds ago  ", ["DT303"], []],
  ["docker inspect", "container", JSON.stringify([{ Name: "/aigw", State: { Running: true, OOMKilled: false, ExitCode: 0 }, Config: { Image: "model-gateway:self-hosted-v19.3.1-ee", Env: ["PATH=/usr/bin", "AIGW_GITLAB_URL=https://gitlab.corp", "AIGW_CUSTOM_MODEL__ENABLED=true", "AIGW_SELF_SIGNED_JWT__SIGNING_KEY=-----BEGIN [hidden]", "DUO_WORKFLOW_SELF_SIGNED_JWT__SIGNING_KEY=-----BEGIN [hidden]"] } }], null, 4), ["DT222"], []],
  ["env of the gateway", "container", "AIGW_GITLAB_URL=https://gitlab.corp\nAIGW_CUSTOM_MODELS__ENABLED=false", ["DT221"], []],
  ["kubectl get pods: image", "kubernetes", "NAME                        READY   STATUS             RESTARTS   AGE\nai-gateway-7f9c-abcde       0/1     ImagePullBackOff   0          5m", ["DT207"], []],
  ["kubectl describe: killed", "kubernetes", "Name:             vllm-0\n    Last State:     Terminated\n      Reason:       OOMKilled\n      Exit Code:    137\nEvents:\n  Warning  BackOff  2m  kubelet  Back-off restarting failed container vllm", ["DT303"], []],
  ["kubectl events: no GPU", "kubernetes", "LAST SEEN   TYPE      REASON             OBJECT        MESSAGE\n2m          Warning   FailedScheduling   pod/vllm-0    0/3 nodes are available: 3 Insufficient nvidia.com/gpu.", ["DT301"], []],
  ["vLLM start", "model-log", "(EngineCore pid=123) ERROR 11-20 10:00:00 [core.py:100] EngineCore failed to start.\ntorch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.", ["DT303"], []],
  ["browser", "browser", "WebSocket connection to 'wss://gitlab.corp/-/cable' failed: Error during WebSocket handshake: Unexpected response code: 200", ["DT414"], []],
  ["llm.log: nobody performs", "gitlab-log", '{"severity":"INFO","time":"2026-11-20T10:00:00Z","correlation_id":"a","class":"Llm::CompletionWorker","ai_event_name":"error_returned","message":"Failed to request to v2/chat/agent","status":401,"ai_response_server":"uvicorn","error_code":"A9999"}', [], ["DT241"]],
  ["gateway traceback in plain lines", "gateway-log", "Traceback (most recent call last):\n  File \"/home/aigateway/app/ai_gateway/main.py\", line 3\npydantic_core._pydantic_core.ValidationError: 1 validation error for Config\nfastapi.api_port\n  Input should be a valid integer", ["DT204"], []],
  ["compose prefix before JSON", "gateway-log", 'aigw-1  | {"logger": "exceptions", "level": "error", "message": "litellm.NotFoundError: NotFoundError: Custom_openaiException - The model `mistral` does not exist.", "exception_class": "NotFoundError", "backtrace": "openai.NotFoundError: Error code: 404"}', ["DT324"], []],
];

describe("kinds of text that people paste", () => {
  it.each(cases)("%s", (_name, source, text, named, among) => {
    const found = read(text);
    expect(found.sources).toContain(source);
    expect([...found.named].sort()).toEqual([...named].sort());
    for (const code of among) expect(found.suspects).toContain(code);
  });

  it("a fault of the key fetch and one of the model are two findings", () => {
    const issuer = '{"logger":"cloud_connector","level":"error","message":"HTTPSConnectionPool(host=\'gitlab.corp\', port=443): Max retries exceeded with url: /.well-known/openid-configuration (Caused by NameResolutionError)","exception_class":"ConnectionError","extra":{"oidc_provider":"Gitlab"}}';
    const model = '{"logger":"exceptions","level":"error","message":"litellm.RateLimitError: RateLimitError: Custom_openaiException - You exceeded your current quota","exception_class":"RateLimitError"}';
    expect(read(`${issuer}\n${model}`).named.sort()).toEqual(["DT242", "DT334"]);
  });

  it("what a healthy stack writes names nothing", () => {
    expect(read('{"logger":"api.access","level":"info","message":"10.0.0.1:1 - \\"GET /monitoring/healthz HTTP/1.1\\" 200","status_code":200}\n{"logger":"cloud_connector","level":"error","message":"Not enough segments","exception_class":"JWTError"}')).toMatchObject({ named: [], suspects: [] });
    expect(readEvidence("good morning, has anybody seen the release notes?")).toBeUndefined();
  });

  it("names nothing for looks without a token, which stand in the log of every healthy gateway", () => {
    const look = (method: string, agent: string, said: string): string => JSON.stringify({ path: "/", status_code: 401, method, user_agent: agent, auth_error_details: said, http_exception_details: said, logger: "api.access", level: "info", message: `127.0.0.1:1 - "${method} / HTTP/1.1" 401` });
    // GitLab's own health check asks HEAD; duo-triage asks with a token that cannot be valid.
    expect(read([look("HEAD", "Ruby", "No authorization header presented"), look("GET", "curl/8.5.0", "No authorization header presented"), look("POST", "duo-triage", "Forbidden by auth provider")].join("\n"))).toMatchObject({ named: [], suspects: [] });
    expect(read(look("POST", "Ruby", "No authorization header presented")).named).toEqual(["DT524"]);
  });

  it("takes GitLab's words for those of GitLab, which meets the gateway and not the model", () => {
    const row = (message: string): string => JSON.stringify({ success: false, probeResults: [{ name: "host_probe", success: false, message, errors: [message] }] });
    expect(read(row("aigw.internal connection failed: SSL_read: tlsv13 alert certificate required")).named).not.toContain("DT314");
    expect(read(row("aigw.internal connection failed: SSL_read: tlsv13 alert certificate required")).named).toContain("DT533");
    // A GitLab without a gateway of its own asks the cloud, for which it has no token.
    expect(read(row('Authentication with GitLab Cloud services failed: AI Gateway returned code 401: {"error":"No authorization header presented"}')).named).toEqual([]);
  });

  it("reads any text in bounded time, and nothing in it becomes a pattern or a name of a cause", () => {
    const began = performance.now();
    for (const text of ["{".repeat(200_000), "[\n".repeat(50_000), `curl ${"http://a".repeat(20_000)}`, "* Trying \n".repeat(60_000), "((((.*)+)+)+$\n".repeat(20_000), `{"message":"${"litellm.".repeat(40_000)}"}`, "DT305 DT999 Error: : : \u0000\u001b[31m"]) expect(() => readEvidence(text)).not.toThrow();
    expect(performance.now() - began).toBeLessThan(30_000);
  });
});
