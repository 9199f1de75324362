import { proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { onlyCodeBroken } from "../../terms/gateway.ts";
import { tokenizerLocked } from "../../terms/beside.ts";

export default {
  code: "DT213",
  name: "gateway-model-cache-not-writable",
  title: "The gateway may not write its tokenizer cache folder, so code suggestions fail while chat works",
  hop: "gateway",
  severity: "outage",
  breaks: ["code-completion", "code-generation"],
  explains: { codes: [], checks: ["gateway-to-model/completion-answers"] },
  proof: (see) => [
    proven(onlyCodeBroken(see), tokenizerLocked(see)),
    suspect(onlyCodeBroken(see)),
  ],
  rivals: {
    DT214: "log has OSError naming huggingface.co and Salesforce/codegen2-16B: cache absent or hidden, not forbidden",
    DT212: "the path in the PermissionError is under /tmp",
    DT327: "log of the same request has a litellm exception: the model refused the code prompt",
  },
  remedy: [
    { do: "Point the cache to a writable folder, and make sure that the baked-in tokenizer is there", where: "gateway container settings", command: "HF_HOME=<writable folder>", expect: "no Permission denied", risk: "an empty folder moves the fault to DT214: copy the content of the image's cache first" },
    { do: "Or let the pod run with a uid or group that owns the home of aigateway", where: "pod security settings", expect: "folder writable" },
    { do: "Ask for one completion", where: "GitLab", expect: "200" },
  ],
} satisfies Cause;
