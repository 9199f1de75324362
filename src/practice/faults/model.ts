import { goodTls } from "../base.ts";
import type { ModelServerWorld, StoredModel, TlsWorld, World } from "../world.ts";
import type { Brought, Fault } from "./table.ts";

/** Faults of the way from the gateway to the model, and of the model's entry in GitLab. */

export const firstServer = (world: World): ModelServerWorld => {
  const [server] = world.modelServers;
  if (!server) throw new RangeError("the world has no model server");
  return server;
};

export const firstModel = (world: World): StoredModel => {
  const [model] = world.gitlab.models;
  if (!model) throw new RangeError("the world has no stored model");
  return model;
};

const all: string[] = [];
const fault = (name: string, code: string, title: string, needs: Fault["needs"], apply: (world: World) => void, brings?: Brought): Fault => {
  all.push(name);
  return { name, code, hop: "gateway-to-model", title, needs, apply, conflictsWith: all, ...(brings ? { brings } : {}) };
};

const setEndpoint = (world: World, endpoint: string): void => {
  firstModel(world).endpoint = endpoint;
};

const portOf = (world: World): number => world.ports.model1;

const secure = (world: World, tls: TlsWorld): void => {
  firstServer(world).tls = tls;
  setEndpoint(world, `https://127.0.0.1:${portOf(world)}/v1`);
};

const nameOf = (world: World): string => firstModel(world).identifier.replace(/^[^/]*\//, "");

const asBedrock = (world: World, id: string, signed: boolean): void => {
  const model = firstModel(world);
  model.identifier = `bedrock/${id}`;
  model.family = "claude_3";
  model.endpoint = "http://bedrock";
  model.apiKey = null;
  if (signed) Object.assign(world.gateway.env, { AWS_ACCESS_KEY_ID: "AKIAPRACTICE", AWS_SECRET_ACCESS_KEY: "practice", AWS_REGION_NAME: "us-west-2" });
};

export const modelFaults: readonly Fault[] = [
  fault("model-server-down", "DT301", "Nothing listens where the model should answer.", "admin", (world) => {
    firstServer(world).listening = "refused";
  }),
  fault("model-endpoint-is-loopback", "DT304", "The model endpoint says localhost, which is the gateway's own container.", "admin", (world) => {
    firstServer(world).host = "127.0.0.2";
    setEndpoint(world, `http://localhost:${portOf(world)}/v1`);
  }),
  fault("model-name-unresolved", "DT305", "The name in the model endpoint does not exist.", "admin", (world) => setEndpoint(world, `http://vllm.gpu.invalid:${portOf(world)}/v1`)),
  fault("model-traffic-dropped", "DT307", "A firewall drops the gateway's packets to the model.", "model", (world) => {
    world.routes.push({ from: "gateway", host: "127.0.0.1", port: portOf(world), to: "dropped" });
  }),
  fault("model-traffic-refused-for-gateway", "DT308", "The gateway cannot reach the model directly; only a proxy could.", "model", (world) => {
    world.routes.push({ from: "gateway", host: "127.0.0.1", port: portOf(world), to: "refused" });
  }, { modelProxy: true }),
  fault("model-traffic-sent-to-proxy", "DT309", "The gateway sends model calls to a forward proxy that knows no internal name.", "model", (world) => {
    world.gateway.modelProxy = "refuses";
  }),
  fault("model-certificate-self-signed", "DT310", "The model server's certificate is self-signed.", "model", (world) => secure(world, { ...goodTls(), authority: "self" })),
  fault("model-certificate-unknown-authority", "DT310", "The gateway does not know the authority of the model's certificate.", "model", (world) => secure(world, { ...goodTls(), authority: "stranger" })),
  fault("model-certificate-expired", "DT311", "The model server's certificate has expired.", "model", (world) => secure(world, { ...goodTls(), fromDays: -380, toDays: -4 })),
  fault("model-certificate-name-mismatch", "DT312", "The model server's certificate is for another name.", "model", (world) => secure(world, goodTls(["gpu.example.com"]))),
  fault("model-https-to-plain-port", "DT313", "The endpoint says https and the model server speaks http.", "admin", (world) => setEndpoint(world, `https://127.0.0.1:${portOf(world)}/v1`)),
  fault("model-http-to-tls-port", "DT313", "The endpoint says http and the model server speaks https.", "admin", (world) => {
    firstServer(world).tls = goodTls();
  }),
  fault("model-wants-client-certificate", "DT314", "The model server wants a client certificate.", "model", (world) => secure(world, { ...goodTls(), wantsClientCertificate: true })),
  fault("endpoint-without-scheme", "DT320", "The endpoint lacks http:// or https://.", "admin", (world) => setEndpoint(world, `127.0.0.1:${portOf(world)}/v1`)),
  fault("endpoint-host-as-scheme", "DT320", "The endpoint begins with the host name, which is taken for a scheme.", "admin", (world) => setEndpoint(world, `localhost:${portOf(world)}/v1`)),
  fault("endpoint-lacks-v1", "DT321", "The endpoint lacks /v1.", "admin", (world) => setEndpoint(world, `http://127.0.0.1:${portOf(world)}`)),
  fault("endpoint-has-full-path", "DT322", "The endpoint ends in /chat/completions.", "admin", (world) => setEndpoint(world, `http://127.0.0.1:${portOf(world)}/v1/chat/completions`)),
  fault("endpoint-path-doubled", "DT323", "The endpoint ends in /v1/v1.", "admin", (world) => setEndpoint(world, `http://127.0.0.1:${portOf(world)}/v1/v1`)),
  fault("served-name-mismatch", "DT324", "The identifier names a model that the server does not serve.", "admin", (world) => {
    firstModel(world).identifier = "custom_openai/mistral-small-3";
  }),
  fault("provider-prefix-missing", "DT325", "The identifier lacks its provider prefix.", "admin", (world) => {
    firstServer(world).served = ["mistralai/Mistral-7B-Instruct-v0.3"];
    firstModel(world).identifier = "mistralai/Mistral-7B-Instruct-v0.3";
  }),
  fault("endpoint-text-unusable", "DT326", "The endpoint holds a blank, so the gateway drops the whole description of the model.", "admin", (world) => setEndpoint(world, `http://vllm gpu:${portOf(world)}/v1`)),
  fault("model-key-missing", "DT330", "The model wants a key and GitLab has none.", "admin", (world) => {
    firstModel(world).apiKey = null;
  }),
  fault("model-key-wrong", "DT331", "GitLab holds another key than the model server wants.", "admin", (world) => {
    firstModel(world).apiKey = "sk-0000000000000000000000000000000000000000";
  }),
  fault("model-key-with-line-break", "DT331", "The stored key ends in a line break.", "admin", (world) => {
    const model = firstModel(world);
    model.apiKey = `${model.apiKey ?? ""}\n`;
  }),
  fault("bedrock-on-demand", "DT380", "The Bedrock model is not offered on demand.", "admin", (world) => asBedrock(world, "anthropic.claude-sonnet-4-5-20250929-v1:0", true)),
  fault("bedrock-region-prefix-wrong", "DT381", "The Bedrock identifier carries the prefix of another region.", "admin", (world) => asBedrock(world, "eu.anthropic.claude-sonnet-4-5-20250929-v1:0", true)),
  fault("bedrock-model-access-denied", "DT385", "The gateway's AWS identity may not use the model.", "admin", (world) => {
    asBedrock(world, "us.anthropic.claude-sonnet-4-5-20250929-v1:0", true);
    world.cloud.modelVendor = "no-access";
  }),
  fault("bedrock-use-case-form-missing", "DT382", "Nobody has told AWS the use case for the vendor's models.", "admin", (world) => {
    asBedrock(world, "us.anthropic.claude-sonnet-4-5-20250929-v1:0", true);
    world.cloud.modelVendor = "no-form";
  }),
  fault("bedrock-credentials-missing", "DT383", "The gateway has no AWS credentials.", "admin", (world) => asBedrock(world, "us.anthropic.claude-sonnet-4-5-20250929-v1:0", false)),
  fault("bedrock-unreachable", "DT384", "The gateway cannot reach Bedrock.", "admin", (world) => {
    asBedrock(world, "us.anthropic.claude-sonnet-4-5-20250929-v1:0", true);
    world.routes.push({ from: "gateway", host: "bedrock-runtime.us-west-2.amazonaws.com", port: null, to: "unresolved" });
  }),
  fault("azure-deployment-not-found", "DT387", "The Azure deployment in the identifier does not exist.", "admin", (world) => {
    const model = firstModel(world);
    model.identifier = "azure/gpt-4o-prod";
    model.family = "gpt";
    model.endpoint = `http://127.0.0.1:${portOf(world)}`;
    const body = JSON.stringify({ error: { code: "DeploymentNotFound", message: "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again." } });
    Object.assign(firstServer(world), { canned: { status: 404, headers: [["content-type", "application/json"], ["apim-request-id", "5c1f"]], body }, cannedOn: "every-route" });
  }),
  fault("azure-key-refused", "DT388", "The Azure resource refuses the key.", "admin", (world) => {
    const model = firstModel(world);
    model.identifier = "azure/gpt-4o";
    model.family = "gpt";
    model.endpoint = `http://127.0.0.1:${portOf(world)}`;
    const body = JSON.stringify({ error: { code: "401", message: "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource." } });
    Object.assign(firstServer(world), { canned: { status: 401, headers: [["content-type", "application/json"]], body }, cannedOn: "every-route" });
  }),
  fault("vertex-project-missing", "DT389", "The gateway has no Google project or credentials.", "admin", (world) => {
    const model = firstModel(world);
    model.identifier = "vertex_ai/gemini-2.5-flash";
    model.family = "general";
    model.endpoint = "http://vertex";
    model.apiKey = null;
  }),
  fault("model-router-serves-other-name", "DT324", "The LiteLLM proxy does not know the model in the identifier.", "admin", (world) => {
    Object.assign(firstServer(world), { flavour: "litellm", version: "1.80.5", served: ["chat-large"] } satisfies Partial<ModelServerWorld>);
    firstModel(world).identifier = `custom_openai/${nameOf(world)}`;
  }),
];
