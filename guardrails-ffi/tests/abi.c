/* Calls every function of guardrails.h, in the ways it is meant to be called and in the ways it is not. It is run under
 * address sanitizer against the static library and under valgrind against the shared one (`cargo xtask bindings`). */

#include <guardrails.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition) check((condition), #condition, __LINE__)

static void check(bool holds, const char *condition, int line) {
    if (!holds) {
        fprintf(stderr, "abi.c:%d: %s does not hold\n", line, condition);
        exit(1);
    }
}

static const char HARMLESS[] = "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"web\"},\"spec\":{}}";
static const char HOST_PID[] = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {hostPID: true}\n";
static const char TWICE[] = "apiVersion: v1\nkind: Pod\nspec:\n  hostPID: true\n  hostPID: false\n";
static const char TWO[] = "apiVersion: v1\nkind: Pod\n---\napiVersion: v1\nkind: Pod\n";
static const char DENIED_JSON[] =
    "{\"schema\":\"guardrails/v1\",\"object\":{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"web\"},\"status\":\"denied\","
    "\"allowed\":false,\"podSecurity\":[{\"mode\":\"enforce\",\"level\":\"baseline\",\"version\":\"v1.36\",\"allowed\":false,"
    "\"reason\":\"host namespaces\",\"detail\":\"host namespaces (hostPID=true)\"}],\"findings\":[{\"rule\":\"hostNamespaces\","
    "\"source\":\"pod-security\",\"effect\":\"deny\",\"message\":\"host namespaces (hostPID=true)\",\"fields\":[\"spec.hostPID\"]}]}";
static const char REVIEW[] =
    "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":{\"uid\":\"7\",\"resource\":{\"group\":\"\","
    "\"version\":\"v1\",\"resource\":\"pods\"},\"name\":\"web\",\"operation\":\"CREATE\",\"object\":{\"apiVersion\":\"v1\","
    "\"kind\":\"Pod\",\"metadata\":{\"name\":\"web\"},\"spec\":{\"hostIPC\":true}}}}";

static const uint8_t *bytes(const char *text) { return (const uint8_t *)text; }

static guardrails_policy *baseline(void) {
    guardrails_policy *policy = NULL;
    CHECK(guardrails_policy_pod_security("baseline", "v1.36", &policy, NULL) == GUARDRAILS_STATUS_OK);
    CHECK(policy != NULL);
    return policy;
}

/* A failed call has told everything and left nothing allowed. */
static void check_error(guardrails_status status, guardrails_status expected, const guardrails_error *err,
                        const char *kind, const char *words) {
    CHECK(status == expected);
    CHECK(strcmp(err->kind, kind) == 0);
    if (strstr(err->message, words) == NULL) {
        fprintf(stderr, "abi.c: `%s` is not in: %s\n", words, err->message);
        exit(1);
    }
}

static void policies(void) {
    guardrails_error err;
    guardrails_policy *policy = (guardrails_policy *)&err;
    check_error(guardrails_policy_pod_security("strict", "latest", &policy, &err), GUARDRAILS_STATUS_POLICY_ERROR, &err,
                "policy", "strict");
    CHECK(policy == NULL);
    check_error(guardrails_policy_pod_security("baseline", "v1.999", &policy, &err), GUARDRAILS_STATUS_POLICY_ERROR, &err,
                "policy", "v1.999");
    check_error(guardrails_policy_pod_security(NULL, "latest", &policy, &err), GUARDRAILS_STATUS_INVALID_ARGUMENT, &err,
                "type", "`level` is NULL");
    check_error(guardrails_policy_pod_security("baseline", NULL, &policy, &err), GUARDRAILS_STATUS_INVALID_ARGUMENT, &err,
                "type", "`version` is NULL");
    check_error(guardrails_policy_pod_security("baseline", "latest", NULL, &err), GUARDRAILS_STATUS_INVALID_ARGUMENT,
                &err, "type", "`out` is NULL");
    check_error(guardrails_policy_pod_security("\xff", "latest", &policy, &err), GUARDRAILS_STATUS_INVALID_ARGUMENT, &err,
                "value", "`level` is not UTF-8");

    const char *documents = "apiVersion: guardrails/v1\nkind: Policy\npodSecurity: {enforce: restricted}\n";
    CHECK(guardrails_policy_load(bytes(documents), strlen(documents), &policy, &err) == GUARDRAILS_STATUS_OK);
    CHECK(policy != NULL && err.kind[0] == 0);
    guardrails_policy_free(policy);
    documents = "apiVersion: guardrails/v1\nkind: Policy\nwhat: 1\n";
    check_error(guardrails_policy_load(bytes(documents), strlen(documents), &policy, &err), GUARDRAILS_STATUS_POLICY_ERROR,
                &err, "policy", "what");
    CHECK(policy == NULL);
    CHECK(guardrails_policy_load(NULL, 0, &policy, &err) == GUARDRAILS_STATUS_POLICY_ERROR);
    check_error(guardrails_policy_load(NULL, 1, &policy, &err), GUARDRAILS_STATUS_INVALID_ARGUMENT, &err, "type",
                "`documents` is NULL");
    check_error(guardrails_policy_load(bytes("{}"), SIZE_MAX, &policy, &err), GUARDRAILS_STATUS_INVALID_ARGUMENT, &err,
                "value", "`documents` has a size");
    guardrails_policy_free(NULL);
}

static void evaluating(const guardrails_policy *policy) {
    guardrails_error err;
    bool allowed = false;
    CHECK(guardrails_evaluate(policy, NULL, bytes(HARMLESS), strlen(HARMLESS), &allowed, &err) == GUARDRAILS_STATUS_OK);
    CHECK(allowed && err.kind[0] == 0 && err.message[0] == 0 && err.field[0] == 0 && err.line == 0);
    CHECK(guardrails_evaluate(policy, NULL, bytes(HOST_PID), strlen(HOST_PID), &allowed, NULL) == GUARDRAILS_STATUS_OK);
    CHECK(!allowed);

    allowed = true;
    check_error(guardrails_evaluate(policy, NULL, bytes(TWICE), strlen(TWICE), &allowed, &err),
                GUARDRAILS_STATUS_MANIFEST_ERROR, &err, "duplicate-key", "hostPID");
    CHECK(!allowed && strcmp(err.field, "spec.hostPID") == 0 && err.line == 5 && err.column == 3 && err.offset == 49);
    allowed = true;
    check_error(guardrails_evaluate(policy, NULL, bytes(TWO), strlen(TWO), &allowed, &err),
                GUARDRAILS_STATUS_MANIFEST_ERROR, &err, "many-objects", "");
    CHECK(!allowed);
    check_error(guardrails_evaluate(policy, NULL, bytes(""), 0, &allowed, &err), GUARDRAILS_STATUS_MANIFEST_ERROR, &err,
                "no-object", "");
    check_error(guardrails_evaluate(policy, NULL, NULL, 0, &allowed, &err), GUARDRAILS_STATUS_MANIFEST_ERROR, &err,
                "no-object", "");
    allowed = true;
    check_error(guardrails_evaluate(policy, NULL, NULL, 7, &allowed, &err), GUARDRAILS_STATUS_INVALID_ARGUMENT, &err,
                "type", "`manifest` is NULL");
    CHECK(!allowed);
    allowed = true;
    check_error(guardrails_evaluate(NULL, NULL, bytes(HARMLESS), strlen(HARMLESS), &allowed, &err),
                GUARDRAILS_STATUS_INVALID_ARGUMENT, &err, "type", "`policy` is NULL");
    CHECK(!allowed);
    check_error(guardrails_evaluate(policy, NULL, bytes(HARMLESS), strlen(HARMLESS), NULL, &err),
                GUARDRAILS_STATUS_INVALID_ARGUMENT, &err, "type", "`allowed` is NULL");
    CHECK(guardrails_evaluate(NULL, NULL, NULL, 0, NULL, NULL) == GUARDRAILS_STATUS_INVALID_ARGUMENT);
}

static void contexts(const guardrails_policy *policy) {
    guardrails_error err;
    bool allowed = false;
    const char *in_shop = "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"namespace\":\"shop\"},\"spec\":{}}";
    guardrails_context ctx = {.size = sizeof ctx, .namespace_name = "shop"};
    CHECK(guardrails_evaluate(policy, &ctx, bytes(in_shop), strlen(in_shop), &allowed, &err) == GUARDRAILS_STATUS_OK);
    CHECK(allowed);
    ctx.namespace_name = "bank";
    check_error(guardrails_evaluate(policy, &ctx, bytes(in_shop), strlen(in_shop), &allowed, &err),
                GUARDRAILS_STATUS_MANIFEST_ERROR, &err, "value", "`bank`");
    CHECK(!allowed && strcmp(err.field, "metadata.namespace") == 0);
    ctx.namespace_name = "\xff";
    check_error(guardrails_evaluate(policy, &ctx, bytes(in_shop), strlen(in_shop), &allowed, &err),
                GUARDRAILS_STATUS_INVALID_ARGUMENT, &err, "value", "`ctx.namespace_name` is not UTF-8");
    ctx.namespace_name = NULL;
    CHECK(guardrails_evaluate(policy, &ctx, bytes(in_shop), strlen(in_shop), &allowed, &err) == GUARDRAILS_STATUS_OK);
    /* Labels that are known to be none, labels, and labels that are no text. */
    guardrails_label labels[] = {{"team", "shop"}, {"kubernetes.io/metadata.name", "shop"}};
    ctx.namespace_labels = labels;
    CHECK(guardrails_evaluate(policy, &ctx, bytes(in_shop), strlen(in_shop), &allowed, &err) == GUARDRAILS_STATUS_OK);
    ctx.namespace_labels_len = 2;
    CHECK(guardrails_evaluate(policy, &ctx, bytes(in_shop), strlen(in_shop), &allowed, &err) == GUARDRAILS_STATUS_OK);
    labels[1].value = NULL;
    check_error(guardrails_evaluate(policy, &ctx, bytes(in_shop), strlen(in_shop), &allowed, &err),
                GUARDRAILS_STATUS_INVALID_ARGUMENT, &err, "type", "`ctx.namespace_labels.value` is NULL");
    /* NULL is not known, whatever their number says. */
    ctx.namespace_labels = NULL;
    CHECK(guardrails_evaluate(policy, &ctx, bytes(in_shop), strlen(in_shop), &allowed, &err) == GUARDRAILS_STATUS_OK);
    ctx.size = 0;
    check_error(guardrails_evaluate(policy, &ctx, bytes(in_shop), strlen(in_shop), &allowed, &err),
                GUARDRAILS_STATUS_INVALID_ARGUMENT, &err, "value", "sizeof(guardrails_context)");
}

static void buffers(const guardrails_policy *policy) {
    guardrails_error err;
    size_t needed = 0, length = strlen(HOST_PID);
    CHECK(guardrails_evaluate_json(policy, NULL, bytes(HOST_PID), length, NULL, 0, &needed, &err) == GUARDRAILS_STATUS_OK);
    CHECK(needed == sizeof DENIED_JSON);

    /* From the heap, so that a byte too many is seen. */
    for (size_t cap = 1; cap <= needed; cap += cap < needed - 2 ? 60 : 1) {
        char *buf = malloc(cap);
        size_t told = 0;
        guardrails_status status = guardrails_evaluate_json(policy, NULL, bytes(HOST_PID), length, buf, cap, &told, &err);
        CHECK(told == needed);
        CHECK(status == (cap < needed ? GUARDRAILS_STATUS_BUFFER_TOO_SMALL : GUARDRAILS_STATUS_OK));
        CHECK(strcmp(buf, cap < needed ? "" : DENIED_JSON) == 0);
        free(buf);
    }

    char room[2048];
    CHECK(guardrails_evaluate_json(policy, NULL, bytes(TWICE), strlen(TWICE), room, sizeof room, &needed, &err) ==
          GUARDRAILS_STATUS_MANIFEST_ERROR);
    CHECK(strstr(room, "\"status\":\"error\",\"error\":{\"kind\":\"duplicate-key\"") != NULL);
    CHECK(needed == strlen(room) + 1);
    strcpy(room, "left");
    CHECK(guardrails_evaluate_json(policy, NULL, bytes(TWICE), strlen(TWICE), room, 5, &needed, &err) ==
          GUARDRAILS_STATUS_MANIFEST_ERROR);
    CHECK(room[0] == 0);
    check_error(guardrails_evaluate_json(policy, NULL, bytes(HOST_PID), length, NULL, 9, &needed, &err),
                GUARDRAILS_STATUS_INVALID_ARGUMENT, &err, "type", "`buf` is NULL");
    check_error(guardrails_evaluate_json(policy, NULL, bytes(HOST_PID), length, room, sizeof room, NULL, &err),
                GUARDRAILS_STATUS_INVALID_ARGUMENT, &err, "type", "`needed` is NULL");
    strcpy(room, "left");
    CHECK(guardrails_evaluate_json(NULL, NULL, bytes(HOST_PID), length, room, sizeof room, &needed, &err) ==
          GUARDRAILS_STATUS_INVALID_ARGUMENT);
    CHECK(room[0] == 0 && needed == 0);
}

static void reviews(const guardrails_policy *policy) {
    guardrails_error err;
    size_t needed = 0;
    char room[2048];
    CHECK(guardrails_review_json(policy, bytes(REVIEW), strlen(REVIEW), room, sizeof room, &needed, &err) ==
          GUARDRAILS_STATUS_OK);
    CHECK(needed == strlen(room) + 1);
    CHECK(strstr(room, "\"uid\":\"7\",\"allowed\":false") != NULL);
    CHECK(strstr(room, "violates PodSecurity \\\"baseline:v1.36\\\": host namespaces (hostIPC=true)") != NULL);
    /* The rest can't be read, and the uid can. */
    const char *broken = "{\"kind\":\"AdmissionReview\",\"request\":{\"uid\":\"8\",\"operation\":7}}";
    CHECK(guardrails_review_json(policy, bytes(broken), strlen(broken), room, sizeof room, &needed, &err) ==
          GUARDRAILS_STATUS_OK);
    CHECK(strstr(room, "\"uid\":\"8\",\"allowed\":false") != NULL);
    CHECK(guardrails_review_json(policy, bytes("{}"), 2, room, sizeof room, &needed, &err) ==
          GUARDRAILS_STATUS_MANIFEST_ERROR);
    CHECK(strstr(room, "\"status\":\"error\"") != NULL);
    CHECK(guardrails_review_json(NULL, bytes("{}"), 2, room, sizeof room, &needed, &err) ==
          GUARDRAILS_STATUS_INVALID_ARGUMENT);
}

/* A message longer than its place is cut, and ends with a zero. */
static void long_messages(const guardrails_policy *policy) {
    guardrails_error err;
    bool allowed = true;
    size_t room = 100000;
    char *manifest = malloc(room);
    int head = snprintf(manifest, room, "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"namespace\":\"");
    memset(manifest + head, 'n', 50000);
    strcpy(manifest + head + 50000, "\"}}");
    guardrails_context ctx = {.size = sizeof ctx, .namespace_name = "bank"};
    CHECK(guardrails_evaluate(policy, &ctx, bytes(manifest), strlen(manifest), &allowed, &err) ==
          GUARDRAILS_STATUS_MANIFEST_ERROR);
    CHECK(!allowed && strlen(err.message) == GUARDRAILS_MESSAGE_SIZE - 1);
    free(manifest);
}

static void *many_times(void *policy) {
    for (int i = 0; i < 300; i++) {
        char room[sizeof DENIED_JSON];
        size_t needed = 0;
        guardrails_error err;
        CHECK(guardrails_evaluate_json(policy, NULL, bytes(HOST_PID), strlen(HOST_PID), room, sizeof room, &needed, &err) ==
              GUARDRAILS_STATUS_OK);
        CHECK(strcmp(room, DENIED_JSON) == 0);
    }
    return NULL;
}

static void threads(guardrails_policy *policy) {
    pthread_t running[4];
    for (int i = 0; i < 4; i++) {
        CHECK(pthread_create(&running[i], NULL, many_times, policy) == 0);
    }
    for (int i = 0; i < 4; i++) {
        CHECK(pthread_join(running[i], NULL) == 0);
    }
}

int main(void) {
    CHECK(guardrails_abi_version() == GUARDRAILS_ABI_VERSION);
    const char *rules = guardrails_rules_json();
    CHECK(rules[0] == '[' && strstr(rules, "\"hostPorts\"") != NULL && rules == guardrails_rules_json());
    policies();
    guardrails_policy *policy = baseline();
    evaluating(policy);
    contexts(policy);
    buffers(policy);
    reviews(policy);
    long_messages(policy);
    threads(policy);
    guardrails_policy_free(policy);
    puts("abi.c: every check holds");
    return 0;
}
