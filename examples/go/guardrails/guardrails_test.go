package guardrails

import (
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
)

const hostPID = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {hostPID: true}\n"

func baseline(t *testing.T) *Policy {
	t.Helper()
	policy, err := PodSecurity("baseline", "v1.36")
	if err != nil {
		t.Fatal(err)
	}
	return policy
}

func TestVerdicts(t *testing.T) {
	policy := baseline(t)
	if allowed, err := policy.Allows([]byte(hostPID), Context{}); allowed || err != nil {
		t.Errorf("hostPID: %v, %v", allowed, err)
	}
	if allowed, err := policy.Allows([]byte("{apiVersion: v1, kind: Pod, spec: {}}"), Context{Namespace: "shop", NamespaceLabels: map[string]string{"team": "shop"}}); !allowed || err != nil {
		t.Errorf("an empty pod: %v, %v", allowed, err)
	}
	verdict, err := policy.Evaluate([]byte(hostPID), Context{Namespace: "shop", NamespaceLabels: map[string]string{"team": "shop"}})
	if err != nil || !strings.Contains(string(verdict), `"namespace":"shop","name":"web"},"status":"denied"`) {
		t.Errorf("hostPID: %s, %v", verdict, err)
	}
}

func TestErrors(t *testing.T) {
	policy := baseline(t)
	var failed *Error
	_, err := policy.Evaluate([]byte("apiVersion: v1\nkind: Pod\nkind: Pod\n"), Context{})
	if !errors.As(err, &failed) || failed.Kind != "duplicate-key" || failed.Line != 3 {
		t.Errorf("a key twice: %v", err)
	}
	if failed != nil && !strings.Contains(string(failed.Verdict), `"status":"error"`) {
		t.Errorf("a key twice: %s", failed.Verdict)
	}
	if _, err := policy.Allows(nil, Context{}); !errors.As(err, &failed) || failed.Kind != "no-object" {
		t.Errorf("nothing: %v", err)
	}
	if _, err := PodSecurity("strict", "latest"); !errors.As(err, &failed) || failed.Kind != "policy" {
		t.Errorf("an unknown level: %v", err)
	}
	if _, err := Load([]byte("apiVersion: guardrails/v1\nkind: Policy\n")); !errors.As(err, &failed) {
		t.Errorf("a policy that checks nothing: %v", err)
	}
}

func TestReviewAndRules(t *testing.T) {
	review := `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"7","resource":{"group":"",
		"version":"v1","resource":"pods"},"operation":"CREATE","object":{"apiVersion":"v1","kind":"Pod","spec":{"hostPID":true}}}}`
	answer, err := baseline(t).Review([]byte(review))
	if err != nil || !strings.Contains(string(answer), `"uid":"7","allowed":false`) {
		t.Errorf("review: %s, %v", answer, err)
	}
	var rules []struct{ ID string }
	if err := json.Unmarshal([]byte(Rules()), &rules); err != nil || len(rules) == 0 {
		t.Errorf("rules: %v, %v", rules, err)
	}
}

// A verdict of many containers is larger than the first buffer.
func TestLargeVerdicts(t *testing.T) {
	var pod strings.Builder
	pod.WriteString(`{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{}`)
	for range 500 {
		pod.WriteString(`,{"name":"a-container-with-a-name","securityContext":{"privileged":true}}`)
	}
	pod.WriteString("]}}")
	verdict, err := baseline(t).Evaluate([]byte(pod.String()), Context{})
	if err != nil || len(verdict) < 10_000 || !json.Valid(verdict) {
		t.Errorf("%d bytes, %v", len(verdict), err)
	}
}

func TestGoroutines(t *testing.T) {
	policy := baseline(t)
	first, err := policy.Evaluate([]byte(hostPID), Context{})
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 200 {
				if verdict, err := policy.Evaluate([]byte(hostPID), Context{}); err != nil || string(verdict) != string(first) {
					t.Errorf("%s, %v", verdict, err)
				}
			}
		})
	}
	group.Wait()
}
