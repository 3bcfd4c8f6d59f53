/* Checks manifests from a C program: check LEVEL FILE...
 *
 *     cc check.c $(pkg-config --cflags --libs guardrails) -o check
 *
 * Prints a verdict for each file, one line of JSON. Ends with 1 if something is denied and with 2 if something could not
 * be read: both mean that it must not run. */

#include <guardrails.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The bytes of a file, from malloc; NULL if there are none to be had. */
static char *contents(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) return NULL;
    char *text = NULL;
    size_t room = 0;
    *length = 0;
    do {
        room += 65536;
        char *larger = realloc(text, room);
        if (larger == NULL) break;
        text = larger;
        *length += fread(text + *length, 1, room - *length, file);
    } while (*length == room);
    if (ferror(file) || (text != NULL && *length == room)) {
        free(text);
        text = NULL;
    }
    fclose(file);
    return text;
}

/* Judges a file and prints the verdict; gives the exit status. */
static int check(const guardrails_policy *policy, const char *path) {
    size_t length = 0, needed = 0;
    char *text = contents(path, &length);
    if (text == NULL) {
        perror(path);
        return 2;
    }
    const uint8_t *manifest = (const uint8_t *)text;
    guardrails_error err;
    bool allowed = false;
    guardrails_status status = guardrails_evaluate(policy, NULL, manifest, length, &allowed, &err);
    if (status != GUARDRAILS_STATUS_OK) {
        fprintf(stderr, "%s:%u:%u: %s: %s\n", path, err.line, err.column, err.kind, err.message);
    }
    /* The size first, then the verdict; it is there for a manifest that could not be read, too. */
    guardrails_evaluate_json(policy, NULL, manifest, length, NULL, 0, &needed, NULL);
    char *json = needed > 0 ? malloc(needed) : NULL;
    if (json != NULL) {
        guardrails_evaluate_json(policy, NULL, manifest, length, json, needed, &needed, NULL);
        puts(json);
    }
    free(json);
    free(text);
    return status != GUARDRAILS_STATUS_OK ? 2 : allowed ? 0 : 1;
}

int main(int argc, char **argv) {
    if (argc < 3 || guardrails_abi_version() != GUARDRAILS_ABI_VERSION) {
        fprintf(stderr, "usage: check LEVEL FILE...\n");
        return 2;
    }
    guardrails_policy *policy = NULL;
    guardrails_error err;
    if (guardrails_policy_pod_security(argv[1], "latest", &policy, &err) != GUARDRAILS_STATUS_OK) {
        fprintf(stderr, "check: %s\n", err.message);
        return 2;
    }
    int worst = 0;
    for (int i = 2; i < argc; i++) {
        int one = check(policy, argv[i]);
        if (one > worst) worst = one;
    }
    guardrails_policy_free(policy);
    return worst;
}
