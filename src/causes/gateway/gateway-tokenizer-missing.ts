import { not, proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { onlyCodeBroken } from "../../terms/gateway.ts";
import { beside, tokenizerLocked } from "../../terms/beside.ts";

export default {
  code: "DT214",
  name: "gateway-tokenizer-missing",
  title: "The tokenizer that the image brings along is hidden or missing, so code suggestions fail while chat works",
  hop: "gateway",
  severity: "outage",
  breaks: ["code-completion", "code-generation"],
  explains: { codes: [], checks: ["gateway-to-model/completion-answers"] },
  proof: (see) => [
    proven(onlyCodeBroken(see), beside(see, ({ tokenizer }) => !tokenizer.usable), not(tokenizerLocked(see))),
    suspect(onlyCodeBroken(see)),
  ],
  rivals: {
    DT213: "log says Permission denied on the cache folder",
    DT212: "log names /tmp",
    DT327: "log of the same request has a litellm exception",
    DT209: "chat fails too, process start time jumps",
  },
  remedy: [
    { do: "Find the mount that covers the cache folder and move it elsewhere", where: "container definition", command: "docker inspect --format '{{json .Mounts}}' <container>", expect: "no mount on /home/aigateway/.hf nor above it" },
    { do: "If HF_HOME was changed, copy the cache of the image into the new folder", where: "gateway container", expect: "the folder lists Salesforce/codegen2-16B" },
    { do: "Recreate the container and ask for one completion", where: "GitLab", expect: "200" },
  ],
} satisfies Cause;
