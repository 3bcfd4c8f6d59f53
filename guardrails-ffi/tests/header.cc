// The header is good C++, and a policy may be held as C++ holds things.

#include <guardrails.h>

#include <memory>
#include <string>

struct Free {
    void operator()(guardrails_policy *policy) const { guardrails_policy_free(policy); }
};

int main() {
    guardrails_policy *made = nullptr;
    if (guardrails_policy_pod_security("restricted", "latest", &made, nullptr) != GUARDRAILS_STATUS_OK) return 1;
    std::unique_ptr<guardrails_policy, Free> policy(made);
    const std::string manifest = "apiVersion: v1\nkind: Pod\nspec: {hostPID: true}\n";
    bool allowed = true;
    guardrails_error err{};
    const auto *bytes = reinterpret_cast<const uint8_t *>(manifest.data());
    if (guardrails_evaluate(policy.get(), nullptr, bytes, manifest.size(), &allowed, &err) != GUARDRAILS_STATUS_OK) return 2;
    return allowed ? 3 : 0;
}
