import { proven, type Term, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { gatewayHeard, notGood, notProvider, stored, used } from "../../terms/model.ts";

/** The family is not among those that the gateway's own list names. */
const familyUnknown = (see: See): Term =>
  see.both("gateway/definitions", "model/endpoint", (definitions, endpoint) => (definitions.state !== "open" || definitions.identifiers.length === 0 || endpoint.family === null ? undefined : !definitions.identifiers.includes(endpoint.family)));

/** The gateway's list looks like a release older than GitLab's: then the old gateway is what has to be mended. */
const olderGateway = (see: See): Term =>
  see.both("gateway/definitions", "gitlab/version", (definitions, version) => {
    const [major, minor] = (definitions.newest ?? "").split(".").map(Number);
    if (major === undefined || minor === undefined || Number.isNaN(major)) return undefined;
    return major < version.major || (major === version.major && minor < version.minor);
  });

export default {
  code: "DT326",
  name: "model-metadata-dropped",
  title: "The gateway cannot use the settings of model {model} ({reason}) and silently asks a cloud model instead",
  plainTitle: "The gateway cannot use the settings of model {model} and silently asks a cloud model instead",
  hop: "gateway",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "A9999", "M4000"], checks: ["gateway-to-model/endpoint-sound", "gateway-to-model/identifier-sound", "gateway-to-model/family-known", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(stored(see, (endpoint) => (endpoint.droppedByGateway && !endpoint.endpointIgnored && endpoint.problems.some((problem) => ["empty", "blanks", "bad-port", "too-long", "unparsable", "placeholder"].includes(problem)) && !endpoint.problems.includes("no-scheme")) || endpoint.identifierTooLong), used(see), notGood(see)),
    // A page's placeholder typed as it stands, without a scheme: the same silent fall-back.
    proven(stored(see, (endpoint) => endpoint.droppedByGateway && endpoint.problems.includes("placeholder")), used(see), notGood(see)),
    proven(familyUnknown(see), used(see), notGood(see), unlessSeen(olderGateway(see))),
    proven(gatewayHeard(see, "cloud-credentials"), notProvider(see, "vertex_ai", "anthropic", "gemini", "bedrock"), stored(see, (endpoint) => !endpoint.problems.some((problem) => ["no-scheme", "word-as-scheme", "other-scheme"].includes(problem)))),
  ],
  rivals: {
    DT320: "the endpoint lacks its scheme",
    DT270: "the gateway is older than GitLab",
    DT301: "the settings are sound and nobody answers",
  },
  remedy: [
    { do: "Write the endpoint anew: scheme, host, port and /v1, no blanks", where: "Admin > GitLab Duo > Configure models > {model} > Endpoint", command: "http://<model-host>:<port>/v1", expect: "GitLab's connection check of the model is good" },
    { do: "If the gateway does not know the family, install the image of GitLab's own minor release", where: "gateway host", command: "self-hosted-v{version}-ee", expect: "GET {gatewayUrl}/v1/models/definitions lists {family}", risk: "the container is recreated: running requests are cut" },
    { do: "Until then choose a family that the gateway knows and that fits, or `general`", where: "Admin > GitLab Duo > Configure models > {model} > Model family", expect: "GitLab's connection check of the model is good" },
  ],
  names: (read) => {
    const endpoint = read("model/endpoint");
    const problem = endpoint?.problems[0];
    const words: Record<string, string> = { empty: "the endpoint is empty", blanks: "the endpoint holds a blank", "bad-port": "the port is above 65535", "too-long": "the endpoint is longer than 255 characters", unparsable: "the endpoint is no address", placeholder: "the endpoint is a placeholder" };
    return { reason: problem === undefined ? (endpoint?.identifierTooLong === true ? "the identifier is longer than 1000 characters" : endpoint === undefined ? undefined : `family ${endpoint.family} is not known to it`) : words[problem] };
  },
} satisfies Cause;
