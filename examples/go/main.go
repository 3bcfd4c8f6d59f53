// An engine that asks guardrails before it hands a manifest on: guardrails-engine LEVEL FILE...
//
// Each file holds one object. Ends with 1 if something is denied and with 2 if something could not be judged.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"example.com/guardrails-engine/guardrails"
)

// verdict is what this program wants of a verdict's JSON.
type verdict struct {
	Status   string
	Findings []struct{ Rule, Message string }
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: guardrails-engine LEVEL FILE...")
		os.Exit(2)
	}
	policy, err := guardrails.PodSecurity(os.Args[1], "latest")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	worst := 0
	for _, path := range os.Args[2:] {
		worst = max(worst, check(policy, path))
	}
	os.Exit(worst)
}

// check judges one file and gives the exit status.
func check(policy *guardrails.Policy, path string) int {
	manifest, err := os.ReadFile(path)
	if err == nil {
		var text []byte
		if text, err = policy.Evaluate(manifest, guardrails.Context{}); err == nil {
			var verdict verdict
			if err = json.Unmarshal(text, &verdict); err == nil {
				return report(path, verdict)
			}
		}
	}
	fmt.Fprintf(os.Stderr, "%s: %v\n", path, err)
	return 2
}

func report(path string, verdict verdict) int {
	fmt.Printf("%s: %s\n", path, verdict.Status)
	for _, finding := range verdict.Findings {
		fmt.Printf("  %s: %s\n", finding.Rule, finding.Message)
	}
	if verdict.Status == "denied" {
		return 1
	}
	return 0
}
