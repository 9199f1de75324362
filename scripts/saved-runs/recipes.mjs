/**
 * The runs that are kept: faults of the practice stack, from which reach, on which version of GitLab, with what a person brings. They are
 * spread over hops, reaches and versions; two faults at once and healthy but odd stacks are among them.
 */
const recipe = (faults, reach, more = {}) => ({ faults, reach, ...more });

export const recipes = [
  recipe([], "none"), recipe([], "user"), recipe([], "model"), recipe([], "model", { version: "18.5.2" }), recipe([], "model", { deep: true }),
  recipe([], "admin", { variations: ["hybrid-features", "nginx-before-gateway"] }),
  recipe([], "model", { variations: ["ollama-server", "slow-first-word"] }),
  recipe([], "model", { variations: ["offline-licence", "agents-not-used", "two-models"] }),
  recipe(["licence-expired"], "admin"), recipe(["duo-add-on-missing"], "user"), recipe(["seat-missing"], "admin"), recipe(["chat-left-on-cloud"], "admin"), recipe(["completion-disabled"], "admin"),
  recipe(["gateway-url-not-set"], "admin"), recipe(["gateway-url-with-path"], "admin", { version: "18.10.3" }), recipe(["token-signing-key-missing"], "admin"), recipe(["gitlab-down"], "user"), recipe(["gitlab-certificate-expired"], "admin"),
  recipe(["gateway-down"], "none"), recipe(["gateway-down"], "admin"), recipe(["gateway-name-unresolved"], "admin"), recipe(["gateway-certificate-unknown-authority"], "admin"), recipe(["proxy-strips-realm"], "admin"), recipe(["login-page-before-gateway"], "user"), recipe(["gateway-proxy-buffers"], "model"),
  recipe(["custom-models-disabled"], "admin"), recipe(["mock-mode-left-on"], "admin"), recipe(["auth-bypass-left-on"], "none"), recipe(["issuer-name-unresolved"], "admin"), recipe(["user-token-key-missing"], "admin"), recipe(["gateway-older-than-gitlab"], "admin"),
  recipe(["model-server-down"], "admin"), recipe(["model-server-down"], "model"), recipe(["endpoint-lacks-v1"], "admin"), recipe(["endpoint-lacks-v1"], "model", { version: "18.5.2" }), recipe(["served-name-mismatch"], "model"), recipe(["model-key-wrong"], "admin"), recipe(["model-key-wrong"], "model"), recipe(["context-window-too-small"], "model"), recipe(["tool-calling-off"], "model", { deep: true }), recipe(["model-stream-cut"], "model"),
  recipe(["agent-service-down"], "admin"), recipe(["agent-plain-to-tls-port"], "admin"),
  recipe(["seat-missing", "model-server-down"], "model"), recipe(["gateway-clock-behind", "model-key-wrong"], "model"),
];

/** Texts of a real gateway that were pasted and judged by themselves. */
export const pastes = ["chat/dns", "chat/refused", "troubleshoot/model-no-v1", "troubleshoot/model-down", "troubleshoot/healthy"].map((id) => ({ file: "recorded.json", id, name: `pasted.${id.replace("/", ".")}` }));

export function nameOf({ faults, reach, version, deep, variations }) {
  return [[...(faults.length === 0 ? ["healthy"] : faults), ...(variations ?? [])].join("+"), reach, ...(version === undefined ? [] : [version]), ...(deep ? ["deep"] : [])].join(".");
}
