import { afterEach, describe, expect, it } from "vitest";
import { startPracticeStack, type PracticeStack } from "../../src/practice/stack.ts";

/** Lines of the practice gateway's log against those of a real one, as recorded of gateways of 2026 (ports, clocks and addresses left out). */

let stack: PracticeStack | undefined;
afterEach(async () => {
  await stack?.close();
  stack = undefined;
});

const place = (text: string): string => text.replaceAll(/(127\.0\.0\.1|vllm\.gpu\.invalid|127\.0\.0\.1)(:|', ?)\d+/g, "$1$2PORT");
const raised = (line: { backtrace?: string }): string[] => (line.backtrace ?? "").split("\n").filter((part) => !/^(?:File|The above|During)/.test(part)).map(place);

async function logOf(fault: string, path: string, body: unknown, admin = false): Promise<Record<string, unknown>[]> {
  stack = await startPracticeStack({ faults: [fault], retryScale: 0.002 });
  await fetch(`${stack.gitlabUrl}${path}`, { method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${admin ? stack.tokens.admin : stack.tokens.user}` }, body: JSON.stringify(body) });
  return stack.logs().gateway.map((line) => JSON.parse(line) as Record<string, unknown>);
}

const completion = { current_file: { file_name: "a.py", content_above_cursor: "def add(a, b):\n    return ", content_below_cursor: "" }, intent: "completion" };
const outermost = ["openai.APIConnectionError: Connection error.", "litellm.llms.openai.common_utils.OpenAIError: Connection error.", "litellm.exceptions.InternalServerError: litellm.InternalServerError: InternalServerError: Custom_openaiException - Connection error."];
const expired = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1000)";

describe("a model call that fails", () => {
  it.each([
    ["model-server-down", ["ConnectionRefusedError: [Errno 111] Connect call failed ('127.0.0.1', PORT)", "aiohttp.client_exceptions.ClientConnectorError: Cannot connect to host 127.0.0.1:PORT ssl:<ssl.SSLContext object at 0x0> [Connect call failed ('127.0.0.1', PORT)]", "httpx.ConnectError: Cannot connect to host 127.0.0.1:PORT ssl:<ssl.SSLContext object at 0x0> [Connect call failed ('127.0.0.1', PORT)]"]],
    ["model-name-unresolved", ["socket.gaierror: [Errno -2] Name or service not known", "aiohttp.client_exceptions.ClientConnectorDNSError: Cannot connect to host vllm.gpu.invalid:PORT ssl:<ssl.SSLContext object at 0x0> [Name or service not known]", "httpx.ConnectError: Cannot connect to host vllm.gpu.invalid:PORT ssl:<ssl.SSLContext object at 0x0> [Name or service not known]"]],
    ["model-certificate-expired", [`ssl.SSLCertVerificationError: ${expired}`, `aiohttp.client_exceptions.ClientConnectorCertificateError: Cannot connect to host 127.0.0.1:PORT ssl:True [SSLCertVerificationError: (1, '${expired}')]`, `httpx.ProtocolError: Cannot connect to host 127.0.0.1:PORT ssl:True [SSLCertVerificationError: (1, '${expired}')]`]],
  ])("%s leaves the chain of exceptions that the gateway leaves", async (fault, roots) => {
    const lines = await logOf(fault, "/api/v4/code_suggestions/completions", completion);
    const line = lines.find((one) => one["logger"] === "exceptions");
    expect(line).toMatchObject({ exception_class: "InternalServerError", level: "error", message: "litellm.InternalServerError: InternalServerError: Custom_openaiException - Connection error." });
    expect(raised(line ?? {})).toEqual([...roots, ...outermost]);
    expect(lines.at(-1)).toMatchObject({ logger: "api.access", path: "/v3/code/completions", status_code: 500, method: "POST" });
  });
});

it("keys that could not be fetched leave a line of their issuer, and the request one of its own", async () => {
  const lines = await logOf("issuer-refused", "/api/v4/code_suggestions/completions", completion);
  expect(lines.find((line) => line["logger"] === "cloud_connector" && (line["extra"] as { oidc_provider?: string } | undefined)?.oidc_provider === "Gitlab")).toMatchObject({ exception_class: "ConnectionError", level: "error", message: expect.stringMatching(/^HTTPConnectionPool\(host='127\.0\.0\.1', port=\d+\): Max retries exceeded with url: \/\.well-known\/openid-configuration \(Caused by NewConnectionError\(/) as unknown });
  expect(lines.find((line) => line["exception_class"] === "CriticalAuthError")).toMatchObject({ logger: "exceptions", message: "No keys founds in JWKS; are OIDC providers up?" });
});

it("a token for another service leaves why it was refused", async () => {
  const lines = await logOf("token-audience-mismatch", "/api/v4/code_suggestions/completions", completion);
  expect(lines.find((line) => line["exception_class"] === "JWTClaimsError")).toMatchObject({ logger: "cloud_connector", level: "error", message: "Invalid audience" });
  expect(lines.at(-1)).toMatchObject({ logger: "api.access", status_code: 401, auth_error_details: "Forbidden by auth provider", http_exception_details: "Forbidden by auth provider" });
});
