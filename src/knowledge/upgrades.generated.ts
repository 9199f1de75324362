// Generated from src/knowledge/data and the rules of src/causes by `npm run generate`. Do not edit.
import type { UpgradeChange, UpgradeFacts } from "./rehearsal/upgrade.ts";

/** Upgrade stops, families and the newest release that is known. */
export const upgradeFacts: UpgradeFacts = {
  "newest": "19.6",
  "stops": {
    "fixed": [
      "17.3"
    ],
    "since": "17.5",
    "minors": [
      2,
      5,
      8,
      11
    ],
    "source": "https://docs.gitlab.com/update/upgrade_paths"
  },
  "families": {
    "general": "18.4",
    "gemini": "19.0",
    "embedding": "19.0",
    "qwen": "19.2"
  },
  "familiesSource": "https://gitlab.com/gitlab-org/modelops/applied-ml/code-suggestions/ai-assist/-/blob/main/ai_gateway/model_selection/models.yml",
  "mendedByUpgrade": [
    "DT102",
    "DT134",
    "DT135",
    "DT152",
    "DT270",
    "DT271",
    "DT422",
    "DT424"
  ]
};

/** What upgrades meet, oldest first. */
export const upgradeChanges: readonly UpgradeChange[] = [
  {"id":"gateway-url-from-environment","level":"first","crosses":"17.9","title":"From 17.9 the gateway's address is a setting; before, only the environment variable AI_GATEWAY_URL","do":"Note AI_GATEWAY_URL, and enter it as Local AI Gateway URL after the upgrade","where":"GitLab's environment, then Admin > GitLab Duo > Change configuration","source":"https://docs.gitlab.com/administration/gitlab_duo_self_hosted/configure_duo_features/","when":[]},
  {"id":"ai-logs-flag-gone","level":"note","crosses":"18.0","title":"From 18.0 AI logs follow a setting of the instance; the feature flag expanded_ai_logging does nothing on self-managed","do":"Where the flag was on for troubleshooting, set AI logs in the administration for as long as you need them","where":"Admin > GitLab Duo > Change configuration > AI logs","source":"https://docs.gitlab.com/administration/gitlab_duo_self_hosted/logging/","when":[]},
  {"id":"agent-service-starts-by-default","level":"first","crosses":"18.4","when":["agents-used"],"title":"From 18.4 the gateway's image starts the agent service by itself; before, only with ENABLE_DUO_WORKFLOW_SERVICE","do":"Publish port 50052 of the gateway's container, and take ENABLE_DUO_WORKFLOW_SERVICE out (any text in it counts as true)","where":"gateway container definition","source":"https://docs.gitlab.com/install/install_ai_gateway/"},
  {"id":"feature-settings-broken-18-4-0","level":"blocks","lands":["18.4.0","18.4.0"],"title":"The page of AI feature settings fails in 18.4.0, and assigned features with it","do":"Go to a later patch of 18.4, or to a newer minor","where":"GitLab","source":"https://gitlab.com/gitlab-org/gitlab/-/issues/571212","when":[]},
  {"id":"agent-probe-proves-less","level":"note","crosses":"18.5","when":["agents-used"],"title":"From 18.5 the health check's agent probe needs no signing key, so green does not prove that flows get tokens","do":"After the upgrade start one flow","where":"GitLab","source":"https://gitlab.com/gitlab-org/gitlab/-/merge_requests/205832"},
  {"id":"request-timeout-is-a-setting","level":"note","crosses":"18.7","title":"From 18.7 GitLab's patience with the gateway is a setting of 60 to 600 s (60 by default)","do":"Raise it where a large model needs longer to its first word","where":"Admin > GitLab Duo > Change configuration > AI gateway request timeout","source":"https://gitlab.com/gitlab-org/gitlab/-/issues/567878","when":[]},
  {"id":"agents-need-beta-18-7","level":"first","lands":["18.7","18.8"],"when":["agents-used","online-licence","beta-off"],"title":"On 18.7 and 18.8 the Agent Platform needs beta features with an online licence","do":"Turn beta and experimental features on, or go to 18.9 or later","where":"Admin > GitLab Duo > Change configuration","source":"https://docs.gitlab.com/administration/gitlab_duo_self_hosted/"},
  {"id":"offline-agents-need-add-on","level":"first","crosses":"18.8","when":["agents-used","offline-licence","agent-add-on-missing"],"title":"From 18.8 the self-hosted Agent Platform wants an add-on of its own under an offline licence","do":"Ask for the add-on GitLab Duo Agent Platform Self-Hosted, and load the new licence","where":"your GitLab account team, then Admin > Subscription","source":"https://docs.gitlab.com/administration/gitlab_duo_self_hosted/"},
  {"id":"agent-tls-is-a-setting","level":"first","crosses":"18.9","when":["agents-used"],"title":"From 18.9 whether GitLab speaks TLS to the agent service is a box in the administration; before, DUO_AGENT_PLATFORM_SERVICE_SECURE","do":"Note the variable, and set the box the same way after the upgrade (plain on 50052 - not ticked)","where":"GitLab's environment, then Admin > GitLab Duo > Change configuration > Use secure connection (TLS)","source":"https://docs.gitlab.com/administration/gitlab_duo_self_hosted/configure_duo_features/"},
  {"id":"agents-billed-by-credits","level":"first","crosses":"18.9","when":["agents-used","online-licence"],"title":"From 18.9 the Agent Platform is paid by GitLab Credits under an online licence","do":"Look whether the subscription has credits, and let an owner accept the terms","where":"customers.gitlab.com","source":"https://docs.gitlab.com/administration/gitlab_duo_self_hosted/"},
  {"id":"core-loses-classic-chat","level":"first","crosses":"18.9","when":["no-duo-seats"],"title":"From about 18.9 classic chat needs a seat of Duo Pro or Enterprise; Duo Core alone is refused with M3006","do":"Buy and assign seats, or move people to agentic chat","where":"Admin > GitLab Duo > seats","source":"https://docs.gitlab.com/user/gitlab_duo_chat/troubleshooting/"},
  {"id":"agent-service-wants-keys-at-start","level":"first","crosses":"18.10","when":["agents-used"],"title":"From 18.10 the agent service fetches its keys before it opens its port, and ends where an issuer's address is empty or out of reach","do":"Set AIGW_GITLAB_URL, and offline DUO_WORKFLOW_AUTH__OIDC_CUSTOMER_PORTAL_URL and AIGW_CUSTOMER_PORTAL_URL to GitLab's own address; leave none of them empty","where":"gateway container's environment","source":"https://gitlab.com/gitlab-org/gitlab/-/issues/598137"},
  {"id":"gateway-retries-longer","level":"note","crosses":"18.11","title":"From 18.11 the gateway tries a failing model four times over about 39 s","do":"Let proxies and GitLab's request timeout be longer than that, or a model that is away shows as a timeout (A1000)","where":"proxies before the gateway; Admin > GitLab Duo > Change configuration","source":"https://gitlab.com/gitlab-org/modelops/applied-ml/code-suggestions/ai-assist/-/commit/70ccaee52","when":[]},
  {"id":"addresses-lost-19-2","level":"first","crosses":"19.2","from":"19.0","when":["gateway-url-stored"],"title":"An upgrade from 19.0 or 19.1 to 19.2 to 19.4 can lose the addresses of gateway and agent service","do":"Write both addresses down; look right after the upgrade and enter them again. From 19.5 on the old values cannot be read back","where":"Admin > GitLab Duo > Change configuration","source":"https://gitlab.com/gitlab-org/gitlab/-/issues/606458"},
  {"id":"mention-replies-offline","level":"after","lands":["19.2.1","19.2"],"when":["offline-licence"],"title":"On 19.2.1 replies to @GitLabDuo mentions fail with 401 under an offline licence; chat and the first review work","do":"Assign a model to agentic chat, or go on to a newer minor","where":"Admin > GitLab Duo > Configure features","source":"https://gitlab.com/gitlab-org/gitlab/-/issues/621674"},
  {"id":"billing-call-19-4","level":"blocks","lands":["19.4.0","19.4.1"],"when":["online-licence"],"title":"19.4.0 and 19.4.1 refuse every code completion under an online licence (403, a billing call is rejected)","do":"Go to a later patch of 19.4, or to a newer minor","where":"GitLab","source":"https://gitlab.com/gitlab-org/gitlab/-/issues/630581"},
  {"id":"flows-follow-own-setting","level":"first","crosses":"19.5","when":["agents-used"],"title":"From 19.5 each flow follows its own model setting; before, Agents & flows decided and a disagreement kept sessions from starting","do":"Assign a model to every flow that you use, agentic code review among them","where":"Admin > GitLab Duo > Configure features","source":"https://gitlab.com/gitlab-org/gitlab/-/merge_requests/260186"},
  {"id":"newer-gateway-breaks-flows","level":"first","crosses":"19.6","when":["agents-used"],"title":"A gateway of 19.6 or later refuses the flows of GitLab 19.5 or earlier","do":"Upgrade GitLab first, the gateway right behind it in the same window","where":"order of the upgrade","source":"https://gitlab.com/gitlab-org/gitlab/-/merge_requests/266527"},
  {"id":"vllm-minimum","level":"after","crosses":"19.5","when":["vllm-older-than-0-18-1"],"title":"The documents of 19.5 ask for vLLM 0.18.1 or later","do":"Upgrade vLLM, and run the check with --deep afterwards","where":"model server","source":"https://docs.gitlab.com/administration/gitlab_duo_self_hosted/supported_llm_serving_platforms/"},
];
