import { proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { onlyCodeBroken } from "../../terms/gateway.ts";
import { beside } from "../../terms/beside.ts";

export default {
  code: "DT212",
  name: "gateway-tmp-not-writable",
  title: "The gateway cannot write to /tmp, so its start or its code routes fail",
  hop: "gateway",
  severity: "outage",
  breaks: ["code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001"], checks: ["gateway-to-model/completion-answers"] },
  proof: (see) => [
    proven(onlyCodeBroken(see), beside(see, ({ folders }) => folders.some(({ path, writable }) => path === "/tmp" && !writable))),
    suspect(onlyCodeBroken(see)),
  ],
  rivals: {
    DT213: "the error names the .hf folder in the home of aigateway, not /tmp",
    DT214: "OSError names huggingface.co and Salesforce/codegen2-16B",
    DT204: "pydantic error, no PermissionError",
  },
  remedy: [
    { do: "Mount a writable empty volume on /tmp", where: "Helm values or pod definition", command: "volumes: [{name: tmp, emptyDir: {}}]  volumeMounts: [{name: tmp, mountPath: /tmp}]", expect: "write test succeeds" },
    { do: "Move secrets that were mounted on /tmp to another folder", where: "Helm values", expect: "/tmp is not read-only any more" },
    { do: "Recreate the pod and ask for one completion", where: "GitLab", expect: "200 with a choice" },
  ],
} satisfies Cause;
