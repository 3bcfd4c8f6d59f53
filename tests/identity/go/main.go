// The surface that is the C library, through cgo; ../README.md has the protocol.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"example.com/guardrails-engine/guardrails"
)

// question is what is asked; encoding/json takes the base64 out of bytes.
type question struct {
	Way             string
	Policy          string
	Manifest        []byte
	Namespace       string
	NamespaceLabels map[string]string
}

var policies = map[string]*guardrails.Policy{}

func policyOf(text string) (*guardrails.Policy, error) {
	if policy, known := policies[text]; known {
		return policy, nil
	}
	policy, err := guardrails.Load([]byte(text))
	if err == nil {
		policies[text] = policy
	}
	return policy, err
}

func answer(asked question) (string, error) {
	if asked.Way == "rules" {
		return strings.ReplaceAll(guardrails.Rules(), "\n", ""), nil
	}
	policy, err := policyOf(asked.Policy)
	if err != nil {
		return "policy error: " + strings.ReplaceAll(err.Error(), "\n", " "), nil
	}
	var text []byte
	switch asked.Way {
	case "evaluate":
		text, err = policy.Evaluate(asked.Manifest, guardrails.Context{Namespace: asked.Namespace, NamespaceLabels: asked.NamespaceLabels})
	case "review":
		text, err = policy.Review(asked.Manifest)
	default:
		return "", fmt.Errorf("unknown way %q", asked.Way)
	}
	var failed *guardrails.Error
	if errors.As(err, &failed) && failed.Verdict != nil {
		return string(failed.Verdict), nil
	}
	return string(text), err
}

func run() error {
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	decoder := json.NewDecoder(lines)
	for decoder.More() {
		var asked question
		if err := decoder.Decode(&asked); err != nil {
			return err
		}
		text, err := answer(asked)
		if err != nil {
			return err
		}
		fmt.Fprintln(out, text)
	}
	return out.Flush()
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
