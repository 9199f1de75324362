import { all } from "../../core/truth.ts";
import { heldUpByItself } from "../../terms/gateway.ts";
import { hollow } from "../../terms/network.ts";
import type { Check } from "../../facts/rules.ts";

export default {
  title: "A code completion through GitLab is answered",
  hop: "gateway-to-model",
  after: ["gitlab-to-gateway/gitlab-reaches", "gateway/holds-keys", "gateway/accepts-tokens", "gateway/custom-models-on", "gateway/real-models"],
  judge: (see) => [
    { verdict: "fail", when: see("gitlab/completion", (completion) => completion.timedOut), reason: "no answer came in the time that it was given" },
    { verdict: "warn", when: all(see("gitlab/completion", (completion) => completion.status === 200 && completion.ms > 30_000), heldUpByItself(see)), reason: "a suggestion came after more than 30 s, in which the gateway kept other questions waiting as well" },
    { verdict: "fail", when: see("gitlab/completion", (completion) => completion.status === 200 && completion.ms > 30_000), reason: "a suggestion came after more than 30 s, when nobody waits for it any more" },
    { verdict: "fail", when: see("gitlab/completion", hollow), reason: "{status} and no suggestion: {what} came in its place" },
    { verdict: "pass", when: see("gitlab/completion", (completion) => completion.status === 200 && !completion.noChoices && completion.form === "json"), reason: "a suggestion came" },
    { verdict: "fail", when: see("gitlab/completion", (completion) => completion.status === 500 && !completion.fromGitlab), reason: "500: the model, the gateway or the way to them failed" },
    { verdict: "fail", when: see("gitlab/completion", (completion) => completion.status === 429 && completion.fromGitlab), reason: "GitLab itself answers 429" },
    { verdict: "fail", when: see("gitlab/completion", (completion) => completion.status === 403 && completion.fromGateway), reason: "403: the gateway says that the token has no right to it" },
    { verdict: "skip", when: see("gitlab/completion", () => true), reason: "GitLab or a proxy answered in the model's place, or the suggestion was empty" },
  ],
  names: (read) => {
    const words = { html: "a web page", text: "text", empty: "nothing", json: "JSON of another form" } as const;
    const completion = read("gitlab/completion");
    return { status: completion?.status, what: completion === undefined ? undefined : words[completion.form] };
  },
  wouldTell: { do: "Ask the endpoint from beside the gateway, with the gateway's own trust and proxies", where: "gateway host", command: "docker exec <gateway container> python -c \"import httpx; print(httpx.get('{endpoint}/models', timeout=10).status_code)\"", expect: "the exception names the phase (refused, name, certificate); any status means that the way is good" },
} satisfies Check;
