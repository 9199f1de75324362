import type { ContainerWorld, World } from "../world.ts";
import type { Fault } from "./table.ts";

/** Faults that keep the gateway's container from starting: from outside they look alike, its runtime and its last words tell them apart. */

const others = ["gateway-down", "gateway-process-down-agent-alive"];
const fault = (name: string, code: string, title: string, apply: (world: World) => void, more: Partial<Fault> = {}): Fault => {
  others.push(name);
  return { name, code, hop: "gateway", title, needs: "none", apply, conflictsWith: others, ...more };
};

/** Neither half of the gateway answers; `how` is what its runtime shows of that. */
export function stopContainer(world: World, how: Partial<ContainerWorld>): void {
  world.gateway.listening = "refused";
  world.agent.listening = "refused";
  Object.assign(world.gateway.container, { state: "restarting", exitCode: 1 }, how);
}

/** The HTTP half of the gateway ended over what is its own; the agent service in the same container goes on. */
function stopHttpHalf(world: World, printed: string[]): void {
  world.gateway.listening = "refused";
  world.gateway.container.printed = printed;
}

const frame = (path: string, line: number, within: string): string => `  File "/home/aigateway/app/${path}", line ${line}, in ${within}`;
const invalid = (field: string, words: string): string[] => [
  "Traceback (most recent call last):", frame("ai_gateway/main.py", 57, "get_config"), frame(".venv/lib/python3.12/site-packages/pydantic/main.py", 263, "__init__"),
  "pydantic_core._pydantic_core.ValidationError: 1 validation error for Config", field, `  ${words}`, "    For further information visit https://errors.pydantic.dev/2.12/v",
];

/** The HTTP half ended, the agent service beside it goes on. */
export const metricsPortTaken = [
  '{"logger": "main", "level": "info", "message": "Metrics HTTP server running on http://0.0.0.0:8082"}',
  String.raw`{"logger": "root", "level": "error", "message": "Uncaught exception", "exception": "Traceback (most recent call last):\n  File \"/usr/lib/python3.12/socketserver.py\", line 473, in server_bind\nOSError: [Errno 98] Address already in use"}`,
];

export const startUpFaults: readonly Fault[] = [
  fault("gateway-port-not-published", "DT202", "The gateway runs, but its port is not published.", (world) => {
    world.gateway.listening = "refused";
    world.gateway.container.ports = { "5052/tcp": false, "8082/tcp": false };
  }, { onVersion: "<18.0" }),
  fault("gateway-setting-invalid", "DT204", "A setting of the gateway is no truth value, so it ends at start.", (world) => {
    world.gateway.env["AIGW_CUSTOM_MODELS__ENABLED"] = "yes please";
    stopHttpHalf(world, invalid("custom_models.enabled", "Input should be a valid boolean, unable to interpret input [type=bool_parsing, input_value='yes please', input_type=str]"));
  }),
  fault("gateway-tls-file-missing", "DT205", "The gateway's own certificate file is not where its setting says.", (world) => {
    Object.assign(world.gateway.env, { AIGW_FASTAPI__TLS__ENABLED: "true", AIGW_FASTAPI__TLS__CERT_FILE: "/certs/aigw.crt", AIGW_FASTAPI__TLS__KEY_FILE: "/certs/aigw.key" });
    stopHttpHalf(world, invalid("fastapi.tls", "Value error, cert_file does not point to a file: /certs/aigw.crt [type=value_error, input_value={'enabled': 'true', 'cert..../certs/aigw.key'}, input_type=dict]"));
  }),
  fault("gateway-tls-key-of-another", "DT205", "The gateway's key file does not belong to its certificate.", (world) => {
    Object.assign(world.gateway.env, { AIGW_FASTAPI__TLS__ENABLED: "true", AIGW_FASTAPI__TLS__CERT_FILE: "/certs/aigw.crt", AIGW_FASTAPI__TLS__KEY_FILE: "/certs/aigw.key" });
    stopHttpHalf(world, ["Traceback (most recent call last):", frame(".venv/lib/python3.12/site-packages/uvicorn/config.py", 129, "create_ssl_context"), "ssl.SSLError: [X509: KEY_VALUES_MISMATCH] key values mismatch (_ssl.c:3917)"]);
  }),
  fault("gateway-wrong-image", "DT206", "The container runs the cloud's image of the gateway.", (world) => {
    world.gateway.listening = "refused";
    world.agent.listening = "refused";
    Object.assign(world.gateway.container, { image: "registry.gitlab.com/gitlab-org/modelops/applied-ml/code-suggestions/ai-assist/model-gateway:v2.71.0", ports: { "5000/tcp": true, "8082/tcp": true } });
  }),
  fault("gateway-image-tag-missing", "DT207", "The image tag of the deployment does not exist.", (world) => {
    stopContainer(world, { state: "absent", printed: ["docker: Error response from daemon: manifest for registry.gitlab.com/gitlab-org/modelops/applied-ml/code-suggestions/ai-assist/model-gateway:latest not found: manifest unknown: manifest unknown."] });
  }),
  fault("gateway-wrong-architecture", "DT208", "The gateway's image is built for another processor than the host's.", (world) => {
    stopContainer(world, { exitCode: 255, printed: ["exec /home/aigateway/app/scripts/run.sh: exec format error"] });
  }),
  fault("gateway-out-of-memory", "DT209", "The gateway is killed for lack of memory whenever it starts.", (world) => {
    stopContainer(world, { exitCode: 137, outOfMemory: true, printed: ['{"logger": "main", "level": "info", "message": "Metrics HTTP server running on http://0.0.0.0:8082"}', "Killed"] });
  }),
  fault("gateway-gitlab-url-missing", "DT211", "The container ends at start because the address of GitLab is not set.", (world) => {
    delete world.gateway.env["AIGW_GITLAB_URL"];
    delete world.agent.env["AIGW_GITLAB_URL"];
    stopContainer(world, { printed: ["AIGW_GITLAB_URL must be set"] });
  }),
];
