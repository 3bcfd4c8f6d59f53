/* What C takes for the inputs that the bindings are measured with: `c ROUNDS FILE...`. */

#include <guardrails.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { RUNS = 500 };

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

int main(int argc, char **argv) {
    static uint8_t manifest[1 << 20];
    guardrails_policy *policy = NULL;
    guardrails_error err;
    if (guardrails_policy_pod_security("restricted", "latest", &policy, &err) != GUARDRAILS_STATUS_OK) return 2;
    for (int n = 2; n < argc; n++) {
        FILE *file = fopen(argv[n], "rb");
        if (file == NULL) return 2;
        size_t length = fread(manifest, 1, sizeof manifest, file);
        fclose(file);
        double best = 1e18;
        for (int round = 0; round < atoi(argv[1]); round++) {
            double start = now();
            for (int run = 0; run < RUNS; run++) {
                bool allowed = false;
                if (guardrails_evaluate(policy, NULL, manifest, length, &allowed, &err) != GUARDRAILS_STATUS_OK) return 2;
            }
            double took = (now() - start) / RUNS;
            if (took < best) best = took;
        }
        printf("{\"file\":\"%s\",\"what\":\"bytes\",\"ns\":%.1f}\n", argv[n], best);
    }
    guardrails_policy_free(policy);
    return 0;
}
